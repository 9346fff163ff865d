"""Numbers as numbers: value, unit, what it is of, its part in the sentence; so that two texts compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from agents.checks import units
from agents.checks.spelled import spelled, tongue
from agents.checks.tables import HAN
from agents.checks.turns import BOUNDS, direction_of

_DIGITS = r"\d{1,3}(?:[ ,.'’]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?"
_OF = (
    r"CO2[- ]?(?:e|eq|equivalents?)?|CH4|N2O|carbon dioxide(?: equivalents?)?|CO2当量|二氧化碳当量|二氧化碳"
    r"|C\b"
)
_PER = (
    r"(?:\s?/\s?|\s(?:per|a|an|each|every|par|por|al|cada)\s|每)"
    r"(?P<each>years?|yr|annum|an|año|day|jour|día|hectare|ha|capita|person|people|habitante?|tonne|t|kWh|MWh"
    r"|square met(?:re|er)|m2|km2|cubic met(?:re|er)|m3|decade|month|hour|household|年|公顷|人|吨|天)\b"
)
_FIGURE = re.compile(
    rf"(?P<money>{'|'.join(sorted(map(re.escape, units.CURRENCIES), key=len, reverse=True))})?\s?"
    rf"(?P<sign>(?<![\w)\d])[-−](?=\d))?(?P<rough>≈)?(?P<value>{_DIGITS})"
    rf"(?:[ -]?(?P<scale>{units.any_of(units.SCALES)}|(?<=\d)[km]\b))?"
    rf"(?:(?:[ -]|[)\]]\s?|\s(?:of|de|d'|more|additional|further|new|extra)\s?|\sd['’])?(?P<unit>"
    rf"(?:{'|'.join(sorted(map(re.escape, units.SYMBOLS), key=len, reverse=True))})(?![A-Za-zÀ-ÿ\d])"
    rf"|(?=(?:{_OF}))|(?i:{units.any_of(units.WORDS)})|(?P<gas>[kMGTP]?t)(?=CO2|C\b)))?"
    rf"(?:\s?-?(?:of\s|de\s)?(?P<of>{_OF}))?(?:{_PER})?",
)
_RANGE_BETWEEN = re.compile(
    rf"(?P<value>{_DIGITS})\s?\[(?P<range>[^\[\]]*\d)\]\s?(?P<unit>"
    rf"(?:{'|'.join(sorted(map(re.escape, units.SYMBOLS), key=len, reverse=True))})(?![A-Za-zÀ-ÿ\d])"
    rf"|[kMGTP]?t(?:CO2(?:-?eq?)?|C)\b|(?i:{units.any_of(units.WORDS)}))"
)
"""A range in brackets between a figure and its unit: "3.2 [2.2–3.5] °C"."""
_UPPER = str.maketrans(
    {"₂": "2", "₄": "4", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "％": "%", "，": ", "}
)
_RAISED = re.compile(r"(?<=m)([²³])")
_TO = re.compile(
    r"\s?(?:to|and|or|until|through|-|–|—|~|à|a|y|et|至|到|和)\s?(?:the\s)?(?:US\$|\$|€|\+)?\s?",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:\bfrom|\bde|\bdesde|\bdu|\bdel|从|由)\s?$", re.IGNORECASE)
_UP_TO = re.compile(r"(?:\bto|\bà|\ba|\bal|\bau|至|到|达到?)\s?$", re.IGNORECASE)
_NOT_TO = re.compile(
    r"\b(?:up|close|equal|equivalent|compared|relative|respect|jusqu'?|par rapport|respecto|frente)"
    r" (?:to|à|a|al|au)\s?$",
    re.IGNORECASE,
)
_NOT_TO_EN = re.compile(rf"{_NOT_TO.pattern}|\ba\s?$", re.IGNORECASE)
_BY = re.compile(r"(?:\bby|\bpor|\ben(?: un)?)\s?$", re.IGNORECASE)
_BASE_BEFORE = re.compile(
    r"(?:below|above|over|than|(?:compared|relative|respect|comparison) (?:to|with)|against|versus|vs\.?"
    r"|par rapport (?:à|au)"
    r"|respecto (?:a|de|al)|frente a|en comparación con|比|较|相比)\s*(?:the\s|those\sof\s|its\s|los\s|les\s"
    r"|(?:los\s)?niveles\sde\s|(?:aux?\s)?(?:les\s)?niveaux\sde\s|l'année\s|those\sin\s|in\s)*$",
    re.IGNORECASE,
)
_BASE_AFTER = re.compile(
    r"^[\s-]*(?:emissions?\s|ghg\s)?(?:levels?|baseline|base year|base-year)\b|^年?(?:的)?水平|^年?相比",
    re.IGNORECASE,
)
_START = re.compile(
    r"(?:\b(?:from|since|after|starting(?: in)?|depuis|après|à partir de|desde|después de|a partir de)|自|从)"
    r"\s?(?:the year)?\s?$",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:\b(?:by|before|until|till|no later than|d'ici(?: à)?|avant|jusqu'en|antes de|para|hasta)|到)"
    r"\s?(?:the year|the end of|end|end-|fin|finales de)?\s?$",
    re.IGNORECASE,
)
_END_AFTER = re.compile(r"^年?(?:之?前|底前)")
_WHEN = re.compile(r"\b(?:in|since|by|from|until|after|before|en|depuis|desde|hasta)\s?$", re.IGNORECASE)
_YEARS = (1500, 2200)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a text.

    ``values`` are what it can be, in the unit of its kind; several where its dots and commas can be
    read in two ways. ``unit`` is "" for a plain count and "date" for a calendar year, whose ``role``
    is base, start, end or "". Of other figures the role is from, to, by or "". ``direction`` is up,
    down or "", ``bound`` least, most, about, above, below or "". ``slack`` is how far from it another
    value is still the same.
    """

    values: tuple[Decimal, ...]
    unit: str
    written: str
    start: int
    end: int
    of: str = ""
    each: str = ""
    role: str = ""
    direction: str = ""
    bound: str = ""
    slack: Decimal = Decimal(0)

    @property
    def value(self) -> Decimal:
        """The likeliest reading."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class Read:
    """A text as it was read, number words as digits, and its figures in order."""

    text: str
    figures: tuple[Figure, ...]


_POWER = re.compile(r"(?<=10)[⁻⁰¹²³⁴-⁹]+")
"""Of ten: 10⁵ is not 10⁶; behind anything else a raised number is that of a note."""


@lru_cache(maxsize=4096)
def read(text: str) -> Read:
    """Return the figures of a text.

    >>> [(str(one.value), one.unit, one.role) for one in read("43 % below 2019 levels by 2030").figures]
    [('43', '%', ''), ('2019', 'date', 'base'), ('2030', 'date', 'end')]
    >>> [(int(one.value), one.unit) for one in read("1,5 milliard de dollars et 20 Mt de CO2").figures]
    [(1500000000, 'US$'), (20000000, 't')]
    >>> [(str(one.value), one.unit) for one in read("It warmed by 3.2 [2.2–3.5] °C.").figures]
    [('3.2', '°C'), ('2.2', '°C'), ('3.5', '°C')]
    """
    text = _POWER.sub(lambda found: f"^{unicodedata.normalize('NFKC', found[0])}", text)
    plain = _RAISED.sub(lambda found: {"²": "2", "³": "3"}[found[1]], text).translate(_UPPER)
    plain = re.sub(r"[⁰¹²³⁴-⁹]+", "", " ".join(plain.split()))
    plain = _RANGE_BETWEEN.sub(r"\g<value> \g<unit> [\g<range> \g<unit>]", _NOTE.sub("", plain))
    language = tongue(plain)
    plain = spelled(plain, language)
    found = [figure for match in _FIGURE.finditer(plain) for figure in _figure(plain, match, language)]
    return Read(plain, tuple(_joined(plain, found)))


_NOTE = re.compile(r"(?<=[^\W\d_.,;)’”])\s?\[\d{1,3}\](?!\s?[%°\d])")
_NAMED = re.compile(r"\b(?:covid|sars|cov|mers|ace|hiv)-$", re.IGNORECASE)


def _figure(text: str, match: re.Match[str], language: str) -> Iterator[Figure]:
    start = match.start("value")
    glued = start and text[start - 1].isalpha() and not HAN.match(text[start - 1])
    values = _values(match["value"], language)
    if glued or not values or _NAMED.search(text[max(0, start - 8) : start]):
        return  # COP26, CO2, COVID-19: a part of a name
    unit, factor = units.unit_of(match["unit"] or match["gas"] or "")
    scale = units.scale_of(match["scale"] or "", language)
    if match["scale"] in ("k", "m"):
        scale = Decimal(1000) if match["scale"] == "k" else Decimal(10) ** 6
        if match["scale"] == "m" and not match["money"]:
            unit, factor, scale = "m", Decimal(1), Decimal(1)
    if match["money"]:
        unit, factor = units.CURRENCIES[match["money"]], Decimal(1)
    sign = -1 if match["sign"] and not _ranged(text, match.start()) else 1
    sized = tuple(sign * value * scale * factor for value in values)
    of = _gas(match["of"] or "")
    each = (match["each"] or "").lower().rstrip("s")
    written = match[0].strip()
    figure = Figure(sized, unit, written, start, match.end(), of, _EACH.get(each, each))
    if match["rough"]:
        figure = replace(figure, slack=Decimal("0.7"))
    yield _placed(text, figure, match, language)


_EACH = {
    own: each
    for each, listed in {
        "year": "yr annum an año 年",
        "ha": "hectare 公顷",
        "capita": "person people habitant habitante 人",
        "t": "tonne 吨",
        "day": "jour día 天",
    }.items()
    for own in listed.split()
}


def _placed(text: str, figure: Figure, match: re.Match[str], language: str) -> Figure:
    """The figure with its role, direction and bound, from the words around it."""
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 40]
    whole = match["value"].isdigit() and len(match["value"]) == 4 and not match["sign"] and not match["money"]
    plain = figure.unit == "" or (figure.unit == "people" and _WHEN.search(before))
    year = (plain and not match["scale"]) or (figure.unit == "year" and "年" in (match["unit"] or ""))
    if whole and year and not figure.of and _YEARS[0] <= figure.value <= _YEARS[1]:
        if figure.unit == "year":
            after = "年" + after
        return replace(figure, unit="date", role=_date_role(before, after), each="")
    role = ""
    if _FROM.search(before) and _TO.match(after):
        role = "from"
    elif _UP_TO.search(before) and not (_NOT_TO if language != "en" else _NOT_TO_EN).search(before):
        role = "to"
    elif _BY.search(before):
        role = "by"
    bound = next((name for name, pattern in BOUNDS if pattern.search(before)), "")
    if not bound and re.match(r"\s?(?:or more|or above|ou plus|o más|以上)\b", after):
        bound = "least"
    if not bound and re.match(r"\s?(?:or less|or fewer|or below|ou moins|o menos|以下|以内)\b", after):
        bound = "most"
    return replace(figure, role=role, bound=bound, direction=direction_of(text, match.start(), match.end()))


def _date_role(before: str, after: str) -> str:
    if _BASE_AFTER.search(after) or _BASE_BEFORE.search(before):
        return "base"
    if _START.search(before):
        return "start"
    return "end" if _END.search(before) or _END_AFTER.search(after) else ""


def _joined(text: str, found: list[Figure]) -> Iterator[Figure]:
    """Of two figures that are joined, "50 to 60 %", the first has the unit and the scale of the second."""
    for at, figure in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if after is not None and _TO.fullmatch(text[figure.end : _start(text, after)]):
            figure = _with_unit(figure, after)
        before = found[at - 1] if at else None
        if (
            before is not None
            and figure.unit != "date"
            and figure.unit in ("", before.unit)
            and _TO.fullmatch(text[before.end : _start(text, figure)])
            and before.unit in units.CURRENCIES.values()
        ):
            figure = replace(figure, unit=before.unit)
        yield figure


def _start(text: str, figure: Figure) -> int:
    return max(
        0, figure.end - len(figure.written) - (len(text[: figure.end]) - len(text[: figure.end].rstrip()))
    )


def _with_unit(figure: Figure, after: Figure) -> Figure:
    if figure.unit not in ("", after.unit) or after.unit == "date" or (after.unit == "" and not after.of):
        return figure
    plain = re.fullmatch(r"\D*([\d., ]+)\s?", figure.written)
    written = re.search(_DIGITS, after.written)
    own = _values(written[0], "en") if written else ()
    if plain and own and own[0]:
        by = abs(after.value) / own[0]
        figure = replace(figure, values=tuple(value * by for value in figure.values))
    return replace(figure, unit=after.unit, of=after.of, each=after.each)


def _ranged(text: str, at: int) -> bool:
    return bool(re.search(r"[\d%]\s?$", text[:at]))


def _gas(written: str) -> str:
    plain = written.lower().replace(" ", "").replace("-", "")
    if not plain:
        return ""
    if plain in ("ch4", "n2o", "c"):
        return plain.upper()
    return (
        "CO2e"
        if plain.endswith(("e", "eq", "equivalent", "equivalents", "当量")) and plain != "carbondioxide"
        else "CO2"
    )


def _values(written: str, language: str) -> tuple[Decimal, ...]:
    """What digits can mean, the likelier first: groups of three may be thousands, or one a decimal.

    >>> _values("1,500", "en"), _values("1.500", "es"), _values("1,5", "fr")
    ((Decimal('1500'),), (Decimal('1500'), Decimal('1.500')), (Decimal('1.5'),))
    """
    plain = re.sub(r"[ '’]", "", written)
    marks = re.findall(r"[.,]", plain)
    try:
        if not marks:
            return (Decimal(plain),)
        if len(set(marks)) == 2 or len(marks) > 1:
            last = marks[-1] if len(set(marks)) == 2 else ""
            whole, _, rest = plain.rpartition(last) if last else (plain, "", "")
            return (Decimal(re.sub(r"[.,]", "", whole) + (f".{rest}" if rest else "")),)
        whole, rest = re.split(r"[.,]", plain)
        decimal = Decimal(f"{whole}.{rest}")
        if len(rest) != 3 or whole == "0" or len(whole) > 3:
            return (decimal,)
        grouped = Decimal(whole + rest)
    except InvalidOperation:
        return ()
    if language in ("fr", "es"):
        return (grouped, decimal) if marks[0] == "." or language == "es" else (decimal, grouped)
    return (grouped,) if marks[0] == "," else (decimal,)
