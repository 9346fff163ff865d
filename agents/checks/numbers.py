"""The figures of a claim against those of the words cited: value, unit, direction, year, baseline, bound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from agents.checks.denials import denies
from agents.checks.figures import Figure, Read, read
from agents.checks.units import SOFT
from agents.claims import Outcome, Reason
from finetune.predict import words

Found = tuple[Outcome, Reason]
_LOW, _HIGH = frozenset({"least", "above"}), frozenset({"most", "below"})
_CLAUSE = re.compile(
    r"[,;:；，。、]\s|[；，。、]|\s(?:and|while|whereas|but|against|compared|et|tandis|contre|y|mientras|frente|pero|mais)\s",
    re.IGNORECASE,
)
_NEAR = Decimal("0.025")
"""How far from the page's figure one may be that is called "about", as a share of it."""
_INEXACT = Decimal("0.001")
"""How far apart two figures in different units may be, for units that are no round parts of each other."""
_ALIKE = 0.34


def numbers(claim: str, quote: str, above: Sequence[str] = ()) -> tuple[Found, ...]:
    """Return what is wrong with the figures of a claim; nothing where all of them are in the quote.

    A year that only the headings or the title ``above`` give is partly there, where the quote has no year.

    >>> [(outcome.value, reason.stands) for outcome, reason in numbers("cut by 34 %", "cut by 43 per cent")]
    [('differs', '43 %')]
    >>> numbers("Emissions reach 5.2 Gt.", "Emissions reach 5,200 million tonnes.")
    ()
    """
    said, stands = read(claim), read(quote)
    found: list[Found] = []
    for figure in said.figures:
        headed = figure.unit == "date" and _headed(figure, stands, above)
        found += [(Outcome.PARTLY, Reason("number_absent", figure.written))] if headed else ()
        found += () if headed else _one(figure, said, stands)
    return tuple(dict.fromkeys(found))


def _headed(year: Figure, stands: Read, above: Sequence[str]) -> bool:
    """Whether a year stands above a quote that names no year."""
    own = read(" . ".join(above)).figures if above else ()
    return not any(one.unit == "date" for one in stands.figures) and any(same(year, one) for one in own)


def lacking(claim: str, quote: str) -> tuple[str, ...]:
    """Return the figures of a claim that the quote does not have, as they are written."""
    said, stands = read(claim), read(quote)
    return tuple(f.written for f in said.figures if not any(same(f, other) for other in stands.figures))


def same(one: Figure, other: Figure) -> bool:
    """Return whether two figures have the same value in units of one kind."""
    soft = {one.unit, other.unit} <= SOFT | {""}
    return (one.unit == other.unit or soft) and any(
        _equal(a, b, one, other) for a in one.values for b in other.values
    )


def _equal(a: Decimal, b: Decimal, one: Figure, other: Figure) -> bool:
    if a == b:
        return True
    if one.unit == "date" or (a < 0) != (b < 0):
        return False
    slack = max(one.slack, other.slack)
    inexact = _INEXACT * max(abs(a), abs(b)) if _odd(one) or _odd(other) else Decimal(0)
    return abs(a - b) <= max(slack, inexact)


def _odd(figure: Figure) -> bool:
    """Whether its unit is no round part of the unit of its kind: acres, miles, British thermal units."""
    return bool(
        re.search(
            r"acre|mile|f(?:oo|ee)t|inch|gallon|pound|\blb|toe\b|亩|hour|minute|hora|heure|minuto|小时",
            figure.written,
            re.IGNORECASE,
        )
    )


def _one(figure: Figure, said: Read, stands: Read) -> Iterator[Found]:
    alike = [other for other in stands.figures if same(figure, other)]
    if (not alike and figure.unit == "°F") or any(
        o.unit == "°F" for o in stands.figures if figure.unit == "°C"
    ):
        alike = alike or [other for other in stands.figures if _fahrenheit(figure, other)]
    if alike:
        told = [list(_clashes(figure, other, said, stands)) for other in alike]
        best = min(told, key=lambda own: (max((o.worse for o, _ in own), default=0), len(own)))
        yield from best
        return
    yield _absent(figure, said, stands)


def _fahrenheit(one: Figure, other: Figure) -> bool:
    """A change of 9 °F is one of 5 °C, and 50 °F are 10 °C."""
    if {one.unit, other.unit} != {"°F", "°C"}:
        return False
    f, c = (one, other) if one.unit == "°F" else (other, one)
    ratio = Decimal(5) / 9
    return any(abs(value - c.value) <= Decimal("0.06") for value in (f.value * ratio, (f.value - 32) * ratio))


def _clashes(figure: Figure, other: Figure, said: Read, stands: Read) -> Iterator[Found]:
    near = _snippet(stands, other)
    if figure.unit == "date":
        other_way = {figure.role, other.role} in ({"start", "end"}, {"base", "end"})
        if other_way or _taken(figure, other, stands):
            yield Outcome.DIFFERS, Reason("year_role", _snippet(said, figure), near)
        return
    if {figure.direction, other.direction} == {"up", "down"}:
        code = "rise_for_fall" if figure.direction == "up" else "fall_for_rise"
        yield Outcome.DIFFERS, Reason(code, figure.written, near)
    if "" not in (figure.role, other.role) and figure.role != other.role:
        yield Outcome.DIFFERS, Reason("bound", _snippet(said, figure), near)
    if "" not in (figure.of, other.of) and figure.of != other.of:
        close = {figure.of, other.of} == {"CO2", "CO2e"}
        yield (
            Outcome.PARTLY if close else Outcome.DIFFERS,
            Reason("unit_other", figure.written, other.written),
        )
    if "" not in (figure.each, other.each) and figure.each != other.each:
        yield Outcome.DIFFERS, Reason("unit_other", figure.written, other.written)
    outcome = _bounds(figure.bound, other.bound)
    if outcome is Outcome.DIFFERS and denies(said.text) != denies(stands.text):
        outcome = Outcome.AGREES  # "50 or less need not" says what "above 50 must" says
    if outcome.worse:
        yield outcome, Reason("bound", _snippet(said, figure), near)
    rival = _meant(figure, other, said, stands)
    if rival is not None:
        yield Outcome.DIFFERS, Reason("misplaced", figure.written, rival.written)


def _taken(figure: Figure, other: Figure, stands: Read) -> bool:
    """Whether a year has the part that another year has on the page: begun in one, to end by the other."""
    return figure.role not in ("", other.role) and any(
        own.unit == "date" and own.role == figure.role and own.values != figure.values
        for own in stands.figures
    )


def _bounds(said: str, stands: str) -> Outcome:
    if said == stands or (said in _LOW and stands in _LOW) or (said in _HIGH and stands in _HIGH):
        return Outcome.AGREES
    if (said in _LOW and stands in _HIGH) or (said in _HIGH and stands in _LOW):
        return Outcome.DIFFERS
    if said == "about" and not stands:
        return Outcome.AGREES
    return Outcome.PARTLY if stands == "about" and not said else Outcome.LACKS


def _absent(figure: Figure, said: Read, stands: Read) -> Found:
    """A figure that the page does not have: what it has instead, or nothing."""
    free = [other for other in stands.figures if not any(same(mine, other) for mine in said.figures)]
    kind = [other for other in free if other.unit == figure.unit]
    kind = [other for other in kind if other.role == figure.role] or kind
    kind.sort(key=lambda other: -_shared(figure, other, said, stands))
    true = next((other for other in kind if _satisfied(figure, other)), None)
    if true is not None:
        return Outcome.AGREES, Reason("rounded", figure.written, true.written)
    rival = kind[0] if kind else None
    if rival is not None:
        if _rounds(figure, rival):
            outcome = Outcome.AGREES if figure.bound == "about" else Outcome.PARTLY
            return outcome, Reason("rounded", figure.written, rival.written)
        close = _shared(figure, rival, said, stands) >= _ALIKE or _alike(said.text, stands.text) >= _ALIKE
        outcome = Outcome.DIFFERS if close else Outcome.LACKS
        return outcome, Reason("number_other", figure.written, rival.written)
    digits = _digits(figure)
    other = next((own for own in stands.figures if _digits(own) == digits), None)
    if other is not None:
        return Outcome.DIFFERS, Reason("unit_other", figure.written, other.written)
    return Outcome.LACKS, Reason("number_absent", figure.written)


def _satisfied(figure: Figure, rival: Figure) -> bool:
    """More than half, where the page says 55 %: true as far as it goes."""
    if figure.unit == "date" or rival.bound or not figure.value:
        return False
    ratio = rival.value / figure.value
    return (figure.bound in _LOW and 1 <= ratio < Decimal("1.5")) or (
        figure.bound in _HIGH and Decimal("0.67") < ratio <= 1
    )


def _rounds(figure: Figure, rival: Figure) -> bool:
    if figure.unit == "date" or not rival.value or "date" in (figure.unit, rival.unit):
        return False
    off = abs(figure.value - rival.value)
    if figure.bound == "about":
        return off <= _NEAR * abs(rival.value)
    return off <= _step(figure) / 2 and _step(rival) < _step(figure)


def _step(figure: Figure) -> Decimal:
    """What one more in the last digit written would add; zeros at the end of a count are not digits."""
    digits = re.search(r"\d[\d.,' ]*", figure.written)
    plain = digits[0].rstrip(" .,'") if digits else "1"
    decimals = len(plain) - plain.rfind(".") - 1 if "." in plain and len(plain) - plain.rfind(".") != 4 else 0
    number = Decimal(re.sub(r"[^\d]", "", plain) or 1) / (Decimal(10) ** decimals)
    return abs(figure.value) / number / (Decimal(10) ** decimals) if number else Decimal(1)


def _meant(figure: Figure, other: Figure, said: Read, stands: Read) -> Figure | None:
    """The figure of the page that stands where the claim's words stand, if it is not the one that is told."""
    mine = _clause(said, figure)
    its = _clause(stands, other)
    for rival in stands.figures:
        if rival.unit != other.unit or same(rival, other) or "date" in (rival.unit, other.unit):
            continue
        theirs = _clause(stands, rival)
        if its == theirs:
            continue
        for_it, for_rival = mine & (its - theirs), mine & (theirs - its)
        if not for_it and len(for_rival) >= 2 and len(mine & theirs) > len(mine & its):
            return rival
    return None


def _clause(whole: Read, figure: Figure) -> frozenset[str]:
    """The words of the clause in which a figure stands, other figures aside."""
    start = max((cut.end() for cut in _CLAUSE.finditer(whole.text) if cut.end() <= figure.start), default=0)
    end = min(
        (c.start() for c in _CLAUSE.finditer(whole.text) if c.start() >= figure.end), default=len(whole.text)
    )
    return frozenset(word for word in words(whole.text[start:end]) if not word[0].isdigit())


def _shared(figure: Figure, other: Figure, said: Read, stands: Read) -> float:
    mine, its = _clause(said, figure), _clause(stands, other)
    return len(mine & its) / len(mine) if mine else 0.0


def _alike(claim: str, quote: str) -> float:
    mine = {word for word in words(claim) if not word[0].isdigit()}
    return len(mine & set(words(quote))) / len(mine) if mine else 0.0


def _digits(figure: Figure) -> str:
    found = re.search(r"\d[\d.,' ]*", figure.written)
    return re.sub(r"\D", "", found[0]) if found else figure.written


def _snippet(whole: Read, figure: Figure) -> str:
    """A figure with the words around it."""
    start, end = max(0, figure.start - 24), min(len(whole.text), figure.end + 24)
    left, right = whole.text[start : figure.start], whole.text[figure.end : end]
    left = left.partition(" ")[2] if start else left
    right = right.rpartition(" ")[0] if end < len(whole.text) else right
    return f"{left}{whole.text[figure.start : figure.end]}{right}".strip()


def figures_of(texts: Sequence[str]) -> tuple[Figure, ...]:
    """Return every figure of several texts, in order."""
    return tuple(figure for text in texts for figure in read(text).figures)
