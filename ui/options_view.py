"""Options: what is known of each, as the rows of a small table: cleaned lines and the numbers of notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from agents.brief import Brief, Considered, Option
from agents.claims import Citation, Claim, Support
from agents.option_words import aspects
from agents.places import country_name
from agents.profile import Named, Profile, profile
from agents.reviewed import as_made
from agents.verify import plain
from ui.export_review import marks
from ui.export_words import base_language, words
from ui.grids import Cell
from ui.plain import clean
from ui.reading_words import label_word, number
from ui.strings_options import option_words
from ui.strings_review import review_words
from ui.tool_words import tool_words

MOST_YEARS = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: what it is, and the lines that stand beside it."""

    label: str
    lines: tuple[Cell, ...]


def facts(option: Option, brief: Brief, strength: str) -> tuple[Fact, ...]:
    """Return what is known of an option; nothing where the question does not ask what can be done.

    ``strength`` says how many sources it rests on, of which years, and how sure they say they are.
    """
    if not option.considered.aspects:
        return ()
    say = option_words(brief.language)
    numbers = {citation: n for n, citation in enumerate(brief.references, 1)}
    own = profile(option, brief)
    named = tuple(_named(one, brief, numbers, say) for one in own.named)
    return (
        Fact(say["named"], named or (Cell(say["named_none"]),)),
        Fact(say["policy"], (_policy(own, numbers, say, tool_words(brief.language)),)),
        Fact(say["risks"], (_risk(own, numbers, say, tool_words(brief.language)),)),
        *(
            Fact(say[one], tuple(_aspect(one, option, brief, numbers, say)))
            for one in option.considered.aspects
        ),
        Fact(say["certainty"], (Cell("; ".join([clean(strength), *_agreement(own, say)])),)),
    )


def gaps(brief: Brief) -> tuple[str, ...]:
    """Return, a line an option, the aspects of it of which no source says anything."""
    say = option_words(brief.language)
    found = []
    for option in brief.options:
        made = _as_made(option, brief)
        missing = [say[one].lower() for one in option.considered.aspects if not made.of(one)]
        if missing:
            told = say["not_stated_of"].format(what=", ".join(missing))
            found.append(clean(say["gap"].format(option=option.heading, told=told[:1].lower() + told[1:])))
    return tuple(found)


def _named(one: Named, brief: Brief, numbers: Mapping[Citation, int], say: Mapping[str, str]) -> Cell:
    country = country_name(one.country, base_language(brief.language))
    shown = one.years[-MOST_YEARS:]
    years = ", ".join(map(str, shown)) if len(shown) == len(one.years) else f"{one.years[0]}–{one.years[-1]}"
    key = "named_years" if one.in_words else "named_document"
    if not years:
        key = "" if one.in_words else "named_undated"
    text = say[key].format(country=country, years=years) if key else country
    return Cell(clean(text), _notes(one.claims, numbers))


def _policy(
    own: Profile, numbers: Mapping[Citation, int], say: Mapping[str, str], tool: Mapping[str, str]
) -> Cell:
    if own.policy is None:
        return Cell(say["unread"])
    parts = ", ".join(
        say["policy_part"].format(
            what=tool.get(part.name, part.name),
            points=number(part.weight * part.share),
            weight=number(part.weight),
        )
        for part in own.policy.parts
    )
    text = say["policy_of"].format(n=number(own.policy.value), parts=parts)
    if number(own.policy.lowest) != number(own.policy.value):
        text += f"; {say['policy_weakest'].format(n=number(own.policy.lowest))}"
    return Cell(clean(text), _notes((own.policy.claim,), numbers))


def _risk(
    own: Profile, numbers: Mapping[Citation, int], say: Mapping[str, str], tool: Mapping[str, str]
) -> Cell:
    if own.risk is None:
        return Cell(say["no_risk"])
    told = [", ".join(label_word(label, tool) for label in own.risk.hazards)] if own.risk.hazards else []
    told += [say["risk_of"].format(n=own.risk.grade)] if own.risk.grade is not None else []
    return Cell(clean("; ".join(told)), _notes(own.risk.claims, numbers))


def _aspect(
    aspect: str, option: Option, brief: Brief, numbers: Mapping[Citation, int], say: Mapping[str, str]
) -> Iterator[Cell]:
    found, made, beside = option.considered.of(aspect), _as_made(option, brief).of(aspect), marks(brief)
    for one in found:
        topic = _capital(say.get(one.topic, one.topic))
        quoted = plain(one.claim.text) in (plain(citation.quote) for citation in one.claim.citations)
        text = say["said"].format(topic=topic, quote=one.claim.text)
        if not quoted:
            text = say["gap"].format(option=topic, told=one.claim.text)
        more = [words(brief.language)["partial"]] if one.claim.support is Support.PARTIAL else []
        more += [beside[one.claim]] if one.claim in beside else []
        text += f" ({'; '.join(more)})" if more else ""
        yield Cell(clean(text), _notes((one.claim,), numbers), one.claim)
    stand = {one.topic for one in found}
    for one in made:
        if one.topic not in stand:
            told = review_words(brief.language)["cell_rejected"]
            yield Cell(say["gap"].format(option=_capital(say.get(one.topic, one.topic)), told=told))
    stand |= {one.topic for one in made}
    missing = [topic for topic in aspects().get(aspect, ()) if topic not in stand]
    if not stand:
        yield Cell(say["not_stated"])
    elif missing:
        yield Cell(say["not_stated_of"].format(what=", ".join(say.get(one, one) for one in missing)))


def _as_made(option: Option, brief: Brief) -> Considered:
    """What was considered of an option before any of it was rejected."""
    options = (own for own in as_made(brief).options if own.heading == option.heading)
    return next((own.considered for own in options), option.considered)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _agreement(own: Profile, say: Mapping[str, str]) -> Iterator[str]:
    yield say["agree"].format(n=own.certainty.agree)
    yield say["differ"].format(n=own.certainty.differ)


def _notes(claims: Iterable[Claim], numbers: Mapping[Citation, int]) -> tuple[int, ...]:
    cited = (citation for claim in claims for citation in claim.citations)
    return tuple(sorted({numbers[citation] for citation in cited if citation in numbers}))
