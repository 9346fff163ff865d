"""Figures that differ: sentences of one measure, subject, year, baseline and scenario, and other values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from agents.checks.figures import Figure, Read, read
from agents.places import countries_in
from agents.same_thing import alike, same_thing

ALIKE = 0.4
"""So many of the words that tell what two sentences are about must be shared, to be about the same thing."""
ABOUT = Decimal("0.1")
"""How far from a figure that is called "about" another one may be, as a share of it."""
_TO = re.compile(r"\s?(?:to|and|or|-|–|—|~|à|a|y|et|至|到|和)\s?(?:US\$|\$|€)?\s?", re.IGNORECASE)
_RANGING = re.compile(
    r"\b(?:rang\w+|between|entre|oscil\w+|van|vari\w+)\s(?:from|de|desde)?\s?\S*\s?$", re.IGNORECASE
)
_SCENARIO = re.compile(
    r"\b(?:SSP\d(?:-\d(?:\.\d)?)?|RCP ?\d(?:\.\d)?|business[- ]as[- ]usual|BAU|current polic(?:y|ies)"
    r"|NDC scenarios?|net[- ]zero|(?:high|low|medium|very high|very low|worst|best)[- ]case"
    r"|(?:un)?conditional(?:ly)?|with(?:out)? (?:\w+ ){0,2}(?:measures|support|policies|action|overshoot)"
    r"|overshoot|pathways?|scenarios?|if|unless|provided that|scénarios?|statu quo"
    r"|(?:in)?conditionnel(?:le)?s?|si|escenarios?|(?:in)?condicional(?:es)?"
    r"|1[.,]5 ?°C|2 ?°C)(?!\w)|情景|如果|无条件|有条件|照常",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?:] )(?<!^)\b(?:[A-Z][a-zà-ÿ]{2,}(?:[A-Z]\w*)?|EU|OECD|ASEAN|G20|G7)\b")
_DIGITS = re.compile(r"\d[\d.,' ]*\d|\d")


@dataclass(frozen=True, slots=True)
class _Span:
    """The values that a figure of a sentence allows; ``None`` where it is open on that side."""

    figure: Figure
    low: Decimal | None
    high: Decimal | None

    def meets(self, other: _Span) -> bool:
        """Whether some value would do for both."""
        below = self.high is not None and other.low is not None and self.high < other.low
        above = self.low is not None and other.high is not None and self.low > other.high
        return not (below or above)


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence as it is compared."""

    spans: tuple[_Span, ...]
    ends: Mapping[Figure, int]
    years: frozenset[int]
    bases: frozenset[int]
    scenarios: frozenset[str]
    places: frozenset[str]
    names: frozenset[str]
    text: str


def conflict(one: str, other: str) -> tuple[Figure, Figure] | None:
    """Return the first two figures that differ between sentences about the same thing; None without any.

    The sentences name the same years, countries, names and scenarios, and a share has the same baseline.
    Figures are of one unit, gas and period, after conversion. Ranges, bounds and rounded figures that
    have a value in common do not differ; a rise and a fall do.

    >>> found = conflict("Emissions were 90 Mt in 2020.", "Emissions were 0.07 Gt in 2020.")
    >>> [own.written for own in found]
    ['90 Mt', '0.07 Gt']
    >>> conflict("Emissions fell by 12 % in 2020.", "Emissions fell by 14 % in 2021.") is None
    True
    """
    first, second = _told(one), _told(other)
    if not (first.spans and second.spans) or not _same_thing(first, second):
        return None
    for mine in first.spans:
        rivals = [its for its in second.spans if _comparable(mine.figure, its.figure, first, second)]
        if not rivals or any(_agree(mine, its) for its in rivals):
            continue
        for its in rivals:
            free = not any(_agree(own, its) for own in first.spans)
            if free and _of_one_thing(mine.figure, its.figure, first, second):
                return mine.figure, its.figure
    return None


def years_of(text: str) -> tuple[int, ...]:
    """Return the years that a sentence names, baselines aside, in their order."""
    return tuple(sorted(_told(text).years))


def _same_thing(one: _Told, other: _Told) -> bool:
    if (one.years, one.scenarios) != (other.years, other.scenarios):
        return False
    if one.places and other.places and one.places != other.places:
        return False
    if one.names - other.names and other.names - one.names:
        return False
    return alike(one.text, other.text) >= ALIKE


def _of_one_thing(mine: Figure, its: Figure, one: _Told, other: _Told) -> bool:
    return same_thing(one.text, other.text, ends=(one.ends[mine], other.ends[its]))


def _comparable(one: Figure, other: Figure, mine: _Told, its: _Told) -> bool:
    if one.unit != other.unit or one.each != other.each:
        return False
    if one.of and other.of and one.of != other.of:
        return False
    if {one.role, other.role} == {"by", "to"}:
        return False
    based = one.unit == "%" or (mine.bases and its.bases)
    return not based or mine.bases == its.bases


def _agree(one: _Span, other: _Span) -> bool:
    if one.figure.unit != other.figure.unit:
        return False
    turned = {one.figure.direction, other.figure.direction} == {"up", "down"}
    return not turned and one.meets(other)


@lru_cache(maxsize=512)
def _told(text: str) -> _Told:
    found = read(text)
    dates = [one for one in found.figures if one.unit == "date"]
    bare, ends = _without_figures(found)
    scenarios = frozenset(own.casefold() for own in _SCENARIO.findall(found.text))
    return _Told(
        tuple(_spans(found.text, found.figures)),
        ends,
        frozenset(int(one.value) for one in dates if one.role != "base"),
        frozenset(int(one.value) for one in dates if one.role == "base"),
        scenarios,
        frozenset(place.code for place in countries_in(text)),
        frozenset(_NAME.findall(bare)),
        bare,
    )


def _without_figures(found: Read) -> tuple[str, dict[Figure, int]]:
    """The text without figures that have a unit, years and countries, and where each figure stood in it."""
    places = [(place.start, place.end) for place in countries_in(found.text)]
    figures = {one: (one.start, one.end) for one in found.figures if one.unit}
    bare, at = "", 0
    ends: dict[Figure, int] = {}
    for start, end in sorted({*places, *figures.values()}):
        if start >= at:
            bare += found.text[at:start] + " "
            ends |= {one: len(bare) for one, span in figures.items() if span == (start, end)}
            at = end
    return bare + found.text[at:], ends


def _spans(text: str, figures: tuple[Figure, ...]) -> Iterator[_Span]:
    """Each figure with a unit once; the two of a range are one span, what a change starts from is none."""
    skipped: set[int] = set()
    for at, figure in enumerate(figures):
        if at in skipped or figure.unit in ("", "date"):
            continue
        after = figures[at + 1] if at + 1 < len(figures) else None
        joined = (
            after is not None
            and after.unit == figure.unit
            and _TO.fullmatch(text[figure.end : after.end - len(after.written)]) is not None
        )
        ranging = _RANGING.search(text[max(0, figure.start - 30) : figure.start]) is not None
        if figure.role == "from" and not ranging:
            continue
        if joined and after is not None:
            skipped.add(at + 1)
            ends = sorted((figure.value, after.value))
            yield _Span(figure, ends[0] - _half(figure), ends[1] + _half(after))
            continue
        yield _bounded(figure)


def _bounded(figure: Figure) -> _Span:
    slack = max(
        _half(figure), figure.slack, ABOUT * abs(figure.value) if figure.bound == "about" else Decimal(0)
    )
    low, high = figure.value - slack, figure.value + slack
    if figure.bound in ("least", "above"):
        return _Span(figure, low, None)
    return _Span(figure, None, high) if figure.bound in ("most", "below") else _Span(figure, low, high)


def _half(figure: Figure) -> Decimal:
    """Half of one more in the last digit that is written, in the unit of the value."""
    found = _DIGITS.search(figure.written)
    plain = re.sub(r"[ ']", "", found[0]) if found else "1"
    tail = re.search(r"[.,](\d{1,2}|\d{4,})$", plain)
    decimals = len(tail[1]) if tail else 0
    number = Decimal(re.sub(r"\D", "", plain) or "1") / (Decimal(10) ** decimals)
    return abs(figure.value) / number / (Decimal(10) ** decimals) / 2 if number else Decimal(0)
