"""Figures as figures: value, unit and kind, read so that two texts compare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_WORDS: Mapping[str, float] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "half": 0.5, "twice": 2, "double": 2, "dozen": 12,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "veinte": 20,
}  # fmt: skip
_SCALES: Mapping[str, float] = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "milliard": 1e9,
    "millón": 1e6, "mil": 1e3, "万": 1e4, "亿": 1e8, "mn": 1e6, "bn": 1e9, "k": 1e3,
}  # fmt: skip
_UNITS: Mapping[str, tuple[str, float]] = {
    "%": ("%", 1), "percent": ("%", 1), "per cent": ("%", 1), "pour cent": ("%", 1), "por ciento": ("%", 1),
    "°c": ("°C", 1), "℃": ("°C", 1), "degrees celsius": ("°C", 1), "degrees": ("°C", 1), "°f": ("°F", 1),
    "mm": ("m", 1e-3), "millimetre": ("m", 1e-3), "millimeter": ("m", 1e-3), "cm": ("m", 1e-2),
    "centimetre": ("m", 1e-2), "centimeter": ("m", 1e-2), "m": ("m", 1), "metre": ("m", 1), "meter": ("m", 1),
    "km": ("m", 1e3), "kilometre": ("m", 1e3), "kilometer": ("m", 1e3), "mile": ("mile", 1),
    "feet": ("ft", 1),
    "foot": ("ft", 1), "kg": ("t", 1e-3), "t": ("t", 1), "tonne": ("t", 1), "ton": ("t", 1), "kt": ("t", 1e3),
    "mt": ("t", 1e6), "gt": ("t", 1e9), "mtco2e": ("t", 1e6), "gtco2e": ("t", 1e9), "吨": ("t", 1),
    "ha": ("ha", 1), "hectare": ("ha", 1), "hectárea": ("ha", 1), "公顷": ("ha", 1), "km2": ("ha", 100),
    "square kilometre": ("ha", 100), "square metre": ("ha", 1e-4), "kw": ("W", 1e3), "mw": ("W", 1e6),
    "gw": ("W", 1e9), "kwh": ("Wh", 1e3), "mwh": ("Wh", 1e6), "gwh": ("Wh", 1e9), "twh": ("Wh", 1e12),
    "ppm": ("ppm", 1), "ppb": ("ppm", 1e-3), "year": ("year", 1), "decade": ("year", 10),
    "century": ("year", 100),
    "month": ("day", 30.4), "week": ("day", 7), "day": ("day", 1), "hour": ("hour", 1),
    "minute": ("minute", 1),
    "dollar": ("$", 1), "usd": ("$", 1), "euro": ("€", 1), "people": ("people", 1),
}  # fmt: skip
_MONEY: Mapping[str, str] = {"US$": "$", "$": "$", "USD": "$", "€": "€", "EUR": "€", "£": "£", "¥": "¥"}


def _any_of(table: Mapping[str, object]) -> str:
    return "|".join(sorted(map(re.escape, table), key=len, reverse=True))


_FIGURE = re.compile(
    rf"(?P<money>{_any_of(_MONEY)})?\s?(?P<value>\d+(?:[,.\u202f\u00a0]\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)?"
    rf"|\b(?:{_any_of(_WORDS)})\b)"
    rf"(?:[\s-]?(?P<scale>{_any_of(_SCALES)})(?:s|es)?\b|(?P<han>[万亿]))?(?:\s(?:of|de))?"
    rf"(?:[\s-]?(?P<unit>{_any_of(_UNITS)})(?:s|es)?(?![^\W_]))?",
    re.IGNORECASE,
)
_TO = re.compile(r"\s?(?:to|and|or|-|–|—|à|a|y|et|至|到)\s?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in the base of its unit ("%", "m", "t", "ha", "W", "$", "year", "date"; "" for a count)."""

    value: float
    unit: str
    written: str


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order, numbers up to twenty in words too.

    >>> [(figure.value, figure.unit) for figure in figures("2.5 kt in 2030, or 18 per cent")]
    [(2500.0, 't'), (2030.0, 'date'), (18.0, '%')]
    """
    found: list[Figure] = []
    end = 0
    for match in _FIGURE.finditer(text):
        value = _value(match["value"])
        scale = _SCALES.get((match["scale"] or match["han"] or "").lower(), 1.0)
        unit, factor = _UNITS.get((match["unit"] or "").lower(), ("", 1.0))
        if match["money"]:
            unit = _MONEY.get(match["money"].upper(), "$")
        plain = not unit and scale == 1.0 and match["value"].isdigit()
        if plain and 1500 <= value <= 2150:
            unit = "date"
        found.append(Figure(value * scale * factor, unit, match[0].strip()))
        if len(found) > 1 and match["unit"] and _TO.fullmatch(text[end : match.start("value")]):
            first = found[-2]  # "50 to 30 km" says km of both
            if not first.unit:
                own = 1.0 if any(map(str.isalpha, first.written)) else scale
                found[-2] = Figure(first.value * own * factor, unit, first.written)
        end = match.end()
    return tuple(found)


def _value(written: str) -> float:
    plain = written.lower()
    if plain in _WORDS:
        return _WORDS[plain]
    plain = re.sub(r"[\u202f\u00a0]", "", plain)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return float(plain.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}|[1-9]\d{0,2}\.000", plain):
        return float(plain.replace(".", ""))
    whole, *rest = re.split(r"[.,]", plain)
    return float(f"{whole}.{''.join(rest)}" if rest else whole)


def same(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same: values within 0.1 %, years alike, units not at odds."""
    exact = "date" in (one.unit, other.unit)
    most = 0.0 if exact else 0.001 * max(abs(one.value), abs(other.value))
    near = abs(one.value - other.value) <= most
    return near and (one.unit == other.unit or "" in (one.unit, other.unit))


@dataclass(frozen=True, slots=True)
class Compared:
    """How the figures of a claim stand to those of a text, as counts and shares.

    ``clashing`` pairs a figure of the claim that the text lacks with one of the same unit that the
    claim lacks.
    """

    of_claim: int
    found: int
    clashing: tuple[tuple[Figure, Figure], ...]
    lacking: tuple[Figure, ...]


def compared(claim: tuple[Figure, ...], text: tuple[Figure, ...]) -> Compared:
    """Return how the figures of a claim stand to those of a text."""
    lacking = tuple(figure for figure in claim if not any(same(figure, other) for other in text))
    spare = [other for other in text if not any(same(figure, other) for figure in claim)]
    clashing = []
    for figure in lacking:
        rival = next((other for other in spare if other.unit == figure.unit), None)
        if rival is not None:
            clashing.append((figure, rival))
    return Compared(len(claim), len(claim) - len(lacking), tuple(clashing), lacking)
