"""What a reader limits the search to: the choices there are, the chosen ones in words, what they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agents.assistant import Facet, Facets, Lifted, Match, region_name
from agents.places import country_name, language_name
from ui.plain import clean, shorten
from ui.strings import Words, words
from ui.tool_words import tool_words

if TYPE_CHECKING:
    from agents.brief import Brief
    from agents.concepts import Thesaurus

OF_DOCUMENTS = ("countries", "regions", "kinds", "publishers", "languages", "documents")
OF_PASSAGES = ("concepts", "goals", "hazards", "instruments")
LISTS = (*OF_DOCUMENTS, *OF_PASSAGES)
"""The fields that hold several values, in the order of the page."""
Choice = tuple[str, str]
"""What is read, and what is chosen by it."""
Choices = Mapping[str, tuple[Choice, ...]]
"""What each field can be limited to, with counts."""
_FIELD_OF = {
    "document": "documents",
    "country": "countries",
    "region": "regions",
    "publisher": "publishers",
    "language": "languages",
    "kind": "kinds",
    "sdg": "goals",
    "hazard": "hazards",
    "instrument": "instruments",
    "concept": "concepts",
    "risk": "risk",
    "year": "year_from",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader chose, as it stands in the page; ``risk`` is the least grade."""

    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    risk: int | None = None
    year_from: int | None = None
    year_to: int | None = None

    def years(self) -> str | None:
        """Return the years as the library reads them ("2019", "2015-2023"), None where unlimited."""
        if self.year_from is None and self.year_to is None:
            return None
        return f"{self.year_from or 1000}-{self.year_to or 2999}"

    def asked(self) -> dict[str, Any]:
        """Return what the library is asked for, by the names of ``Assistant.filters``."""
        return {**{name: getattr(self, name) for name in LISTS}, "risk": self.risk, "years": self.years()}

    def fields(self) -> list[Any]:
        """Return the values of the page's fields: the lists, the grade, two years."""
        lists = [list(getattr(self, name)) for name in LISTS]
        years = [str(year or "") for year in (self.year_from, self.year_to)]
        return [*lists, "" if self.risk is None else str(self.risk), *years]


def read_limits(fields: Sequence[Any]) -> Limits | None:
    """Return the limits from the page's fields (lists, grade, two years); None where a year is none."""
    *lists, risk, first, last = fields
    years = [str(year or "").strip() for year in (first, last)]
    if not all(year == "" or (len(year) == 4 and year.isascii() and year.isdigit()) for year in years):
        return None
    begin, end = (int(year) if year else None for year in years)
    if begin and end and begin > end:
        return None
    chosen = {name: tuple(values or ()) for name, values in zip(LISTS, lists, strict=True)}
    grade = int(risk) if str(risk or "") in {"1", "2", "3", "4"} else None
    return Limits(**chosen, risk=grade, year_from=begin, year_to=end)


def choices_of(facets: Facets, thesaurus: Thesaurus, say: Words) -> Choices:
    """Return what each field can be limited to, in words and with counts; the commonest concepts first."""
    found: dict[str, tuple[Choice, ...]] = {}
    for name in (*LISTS, "risks"):
        if name == "documents":
            found[name] = tuple((shorten(clean(one.name), 80), one.id) for one in facets.documents)
            continue
        known: tuple[Facet, ...] = getattr(facets, name)
        name_of = _names(name, {}, thesaurus, say)
        labelled = [(_counted(name_of(one.value), one, say), one.value) for one in known]
        ordered = name in ("concepts", "goals", "risks")
        found[name] = tuple(labelled if ordered else sorted(labelled, key=lambda one: one[0].casefold()))
    found["risks"] = (
        (say["filter_any"], ""),
        *(choice for choice in found["risks"] if choice[1] != "0"),
    )
    return found


def chips_of(
    limits: Limits, titles: Mapping[str, str], thesaurus: Thesaurus, say: Words
) -> tuple[Choice, ...]:
    """Return each limit in words, and as ``without`` knows it.

    Args:
        limits: what was chosen.
        titles: of the documents, by id.
        thesaurus: knows what concepts are called.
        say: the sentences of the page.
    """
    found = []
    for name in LISTS:
        name_of = _names(name, titles, thesaurus, say)
        found += [(name_of(value), f"{name}:{value}") for value in getattr(limits, name)]
    if limits.risk is not None:
        label = _names("risks", {}, thesaurus, say)(str(limits.risk))
        found.append((say("chip_limit", field=say["filter_risk"], value=label), "risk:"))
    for name, key in (("year_from", "chip_from"), ("year_to", "chip_to")):
        if year := getattr(limits, name):
            found.append((say(key, year=str(year)), f"{name}:"))
    return tuple(found)


def keeping(limits: Limits, chips: Iterable[str]) -> Limits:
    """Return the limits of which a chip is left."""
    left = set(chips)
    kept: dict[str, Any] = {
        name: tuple(value for value in getattr(limits, name) if f"{name}:{value}" in left) for name in LISTS
    }
    for name in ("risk", "year_from", "year_to"):
        kept[name] = getattr(limits, name) if f"{name}:" in left else None
    return replace(limits, **kept)


def match_words(match: Match, say: Words) -> str:
    """Return how much passes the limits, in words."""
    if not match.passages:
        return no_match_words(match.lifted, say)
    return say("match_some", documents=match.documents, passages=match.passages)


def no_match_words(lifted: Sequence[Lifted], say: Words) -> str:
    """Return that nothing passes, and without which limit something would."""
    told = [say["match_none"]]
    for one in lifted:
        field = say[f"filter_{_FIELD_OF[one.field]}"]
        name_of = _plain_names(_FIELD_OF[one.field], say)
        if one.values:
            values = ", ".join(shorten(clean(name_of(value)), 60) for value in one.values)
            told.append(say("match_lift_values", field=field, documents=one.documents, values=values))
        else:
            told.append(say("match_lift", field=field, documents=one.documents))
    return " ".join(told if lifted else [*told, say["match_no_one"]])


def question_limit(brief: Brief) -> str:
    """Return what the question has limited the search to and how to lift that; "" where it has not.

    Where no document is from there, that is said, and that everything was searched.
    """
    limit = brief.plan.limit
    if limit is None:
        return ""
    say = words(brief.language)
    kept = any(search.filters.countries for search in brief.searched)
    places = ", ".join(country_name(code, brief.language) for code in limit.countries)
    key = "question_limits" if kept else "question_limit_lifted"
    return say(key, places=places, words=limit.words)


def _counted(name: str, facet: Facet, say: Words) -> str:
    short = shorten(clean(name), 60)
    if not facet.count:
        return say("facet_passages", name=short, passages=facet.passages)
    return say("facet", name=short, documents=facet.count, passages=facet.passages)


def _names(field: str, titles: Mapping[str, str], thesaurus: Thesaurus, say: Words) -> Callable[[str], str]:
    """What gives the words for a value of a field."""
    if field == "concepts":
        return lambda one: thesaurus.concepts[one].label(say.language) if one in thesaurus.concepts else one
    if field == "documents":
        return lambda one: shorten(clean(titles.get(one, one)), 80)
    return _plain_names(field, say)


def _plain_names(field: str, say: Words) -> Callable[[str], str]:
    read = tool_words(say.language)
    named: Mapping[str, Callable[[str], str]] = {
        "countries": lambda code: country_name(code, say.language),
        "regions": lambda key: region_name(key, say.language),
        "languages": lambda tag: language_name(tag, say.language),
        "kinds": lambda kind: say.table.get(f"kind_{kind}", kind),
        "goals": lambda goal: f"{goal} {say.table.get(f'goal_{goal}', '')}".strip(),
        "hazards": lambda label: read.get(f"is_{label}", label),
        "instruments": lambda label: read.get(f"is_{label}", label),
        "risks": lambda grade: f"{grade} ({read.get(f'is_grade_{grade}', '')})",
    }
    return named.get(field, str)
