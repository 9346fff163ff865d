"""Units, scales and currencies in four languages, each with what it is in the unit of its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from agents.checks.tables import HAN, table

Value = TypeVar("Value")
Unit = tuple[str, Decimal]
"""The unit of the kind ("t", "ha", "m", "W", "J", "%" …), and how many of them one is."""

# "Billion" is a thousand times as much where French or Spanish is written.
_LONG = MappingProxyType({"billion": Decimal("1e12"), "billón": Decimal("1e12"), "billone": Decimal("1e12")})
SOFT = frozenset({"people"})
"""Units that name what is counted: one text may say "people" where the other says who they are."""


def _units(rows: Mapping[str, Sequence[str]]) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for kind, listed in rows.items():
        for one in listed:
            name, _, factor = one.rpartition(" ")
            made[name] = (kind, Decimal(factor))
    return made


def _named(rows: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {name: kind for kind, names in rows.items() for name in names}


_TABLE = table("units")
SYMBOLS: Mapping[str, Unit] = MappingProxyType(_units(_TABLE["symbols"]))
WORDS: Mapping[str, Unit] = MappingProxyType(_units(_TABLE["words"]))
CURRENCIES: Mapping[str, str] = MappingProxyType(_named(_TABLE["currencies"]))
SCALES: Mapping[str, Decimal] = MappingProxyType(
    {name: Decimal(size) for name, size in _named(_TABLE["scales"]).items()}
)


def any_of(names: Mapping[str, object]) -> str:
    """Return a pattern of the names, the longest first; words are whole, with or without a plural ending."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    spaced = "|".join(re.escape(name) for name in ordered if not HAN.search(name))
    han = "|".join(re.escape(name) for name in ordered if HAN.search(name))
    parts = [rf"(?:{spaced})(?:es|s)?(?![^\W\d_])"] if spaced else []
    return "|".join([*parts, f"(?:{han})"] if han else parts)


def unit_of(written: str) -> Unit:
    """Return the unit that is written so, ("", 1) for none.

    >>> unit_of("Mt"), unit_of("hectares"), unit_of("")
    (('t', Decimal('1E+6')), ('ha', Decimal('1')), ('', Decimal('1')))
    """
    plain = " ".join(written.split())
    for form in (plain, plain.replace(" ", "")):
        if form in SYMBOLS:
            return SYMBOLS[form]
    return _singular(plain.lower(), WORDS) or ("", Decimal(1))


def scale_of(written: str, tongue: str) -> Decimal:
    """Return what a scale multiplies by in a language, 1 for none.

    >>> scale_of("billion", "en"), scale_of("millones", "es"), scale_of("billones", "es")
    (Decimal('1E+9'), Decimal('1E+6'), Decimal('1E+12'))
    """
    plain = " ".join(written.lower().split())
    if tongue in ("fr", "es"):
        found = _singular(plain, _LONG)
        if found:
            return found
    return _singular(plain, SCALES) or Decimal(1)


def _singular(plain: str, table: Mapping[str, Value]) -> Value | None:
    forms = (plain, plain.removesuffix("s"), plain.removesuffix("es"))
    return next((table[form] for form in forms if form in table), None)
