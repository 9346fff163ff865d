"""Options: what is known of each, as the rows of a small table: cleaned lines and the numbers of notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from agents.brief import Brief, Option
from agents.claims import Citation, Claim
from agents.option_words import aspects
from agents.places import country_name
from agents.profile import Named, Profile, profile
from ui.export_words import base_language
from ui.grids import Cell
from ui.plain import clean
from ui.reading_words import label_word, number
from ui.strings_options import option_words
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
        *(Fact(say[one], tuple(_aspect(one, option, numbers, say))) for one in option.considered.aspects),
        Fact(say["certainty"], (Cell("; ".join([clean(strength), *_agreement(own, say)])),)),
    )


def gaps(brief: Brief) -> tuple[str, ...]:
    """Return, a line an option, the aspects of it of which no source says anything."""
    say = option_words(brief.language)
    found = []
    for option in brief.options:
        missing = [say[one].lower() for one in option.considered.aspects if not option.considered.of(one)]
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
    aspect: str, option: Option, numbers: Mapping[Citation, int], say: Mapping[str, str]
) -> Iterator[Cell]:
    found = option.considered.of(aspect)
    for one in found:
        topic = say.get(one.topic, one.topic)
        text = say["said"].format(topic=topic[:1].upper() + topic[1:], quote=one.claim.text)
        yield Cell(clean(text), _notes((one.claim,), numbers))
    missing = [topic for topic in aspects().get(aspect, ()) if topic not in {one.topic for one in found}]
    if not found:
        yield Cell(say["not_stated"])
    elif missing:
        yield Cell(say["not_stated_of"].format(what=", ".join(say.get(one, one) for one in missing)))


def _agreement(own: Profile, say: Mapping[str, str]) -> Iterator[str]:
    yield say["agree"].format(n=own.certainty.agree)
    yield say["differ"].format(n=own.certainty.differ)


def _notes(claims: Iterable[Claim], numbers: Mapping[Citation, int]) -> tuple[int, ...]:
    cited = (citation for claim in claims for citation in claim.citations)
    return tuple(sorted({numbers[citation] for citation in cited if citation in numbers}))
