"""Numbers as numbers: values with units and years, read from a text so that two texts compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_UNIT = (
    r"%|‰|per\s?cent|percent|pour\s?cent|por\s?ciento|percentage points?|points? de pourcentage|°\s?[CF]|℃"
    r"|(?:hundred|thousand|million|billion|trillion|milliard|mille|millones|mil)s?\b"
    r"|(?:k|M|G|T)?W(?:h)?\b|[PEGTM]J\b|(?:k|M|G)?t(?:CO\s?(?:2|₂)(?:[- ]?(?:e|eq))?)?\b"
    r"|tonnes?\b|tons?\b|toneladas?\b|hectares?\b|ha\b|k?m(?:2|3|²|³)?\b|[cm]m\b|ppm\b|ppb\b"
    r"|years?\b|ans?\b|années?\b|años?\b|people\b|万|亿|公顷|吨|亩|平方公里|年|个百分点"
)
_NUMBER = re.compile(
    rf"(?P<money>US\$|USD|\$|€|EUR|£|¥|Rs\.?|KSh|KES|INR)?\s?(?P<sign>(?<![\w)])[-−–](?=\d))?"
    rf"(?P<value>\d+(?:[  .,]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?)"
    rf"\s?(?P<unit>{_UNIT})?(?:\s(?P<scale>(?:million|billion|trillion|milliard)s?\b))?",
)
_SAME = (
    (re.compile(r"per\s?cent|percent|pour\s?cent|por\s?ciento"), "%"),
    (re.compile(r"℃|°\s?C"), "°C"),
    (re.compile(r"tonnes?|tons?|toneladas?|吨"), "t"),
    (re.compile(r"hectares?|公顷"), "ha"),
    (re.compile(r"years?|ans?|années?|años?|年"), "year"),
    (re.compile(r"US\$|USD|\$"), "US$"),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit; a year or a plain count has none.

    >>> quantities("43 per cent by 2030")
    (Quantity(value=Decimal('43'), unit='%'), Quantity(value=Decimal('2030'), unit=''))
    """

    value: Decimal
    unit: str

    def __str__(self) -> str:
        """The value and the unit, as read."""
        return f"{self.value} {self.unit}".strip()


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return every number of ``text`` with its unit, in order."""
    found = []
    for match in _NUMBER.finditer(text):
        unit = "".join(part for part in (match["money"], match["unit"], match["scale"]) if part)
        for pattern, plain in _SAME:
            unit = pattern.sub(plain, unit)
        value = _value(match["value"])
        if value is not None:
            found.append(Quantity(-value if match["sign"] else value, re.sub(r"\s|s$", "", unit)))
    return tuple(found)


def _value(written: str) -> Decimal | None:
    """Thousands are told from decimals by their groups of three; "1,5" is one and a half."""
    plain = re.sub(r"[  ]", "", written)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", ".")
    try:
        return Decimal(plain) if plain.count(".") < 2 else None
    except InvalidOperation:
        return None
