"""Figures that differ: two sentences of the same thing, with the same unit and year, and other values."""

from __future__ import annotations

from collections.abc import Sequence

from agents.places import countries_in
from agents.prose import likeness
from agents.quantities import Quantity, quantities
from finetune.predict import words

ALIKE = 0.4
"""So alike must two sentences be, their numbers aside, to be about the same thing."""


def conflict(one: str, other: str) -> tuple[Quantity, Quantity] | None:
    """Return the first two figures that differ between sentences about the same thing; None without any.

    Years must agree where both name some, and so must countries: a target for 2050 does not contradict
    one for 2030. Units are compared as written.

    >>> conflict("Emissions fell by 12 % in 2020.", "Emissions fell by 14 % in 2020.")
    (Quantity(value=Decimal('12'), unit='%'), Quantity(value=Decimal('14'), unit='%'))
    >>> conflict("Emissions fell by 12 % in 2020.", "Emissions fell by 14 % in 2021.") is None
    True
    """
    first, second = quantities(one), quantities(other)
    years, other_years = _years(first), _years(second)
    if years and other_years and years != other_years:
        return None
    places, other_places = ({place.code for place in countries_in(text)} for text in (one, other))
    if places and other_places and places != other_places:
        return None
    if likeness(_bag(one), _bag(other)) < ALIKE:
        return None
    for figure in first:
        if not figure.unit or figure in second:
            continue
        for against in second:
            if against.unit == figure.unit and against not in first:
                return figure, against
    return None


def _years(found: Sequence[Quantity]) -> frozenset[int]:
    whole = (int(one.value) for one in found if not one.unit and one.value == int(one.value))
    return frozenset(year for year in whole if 1900 <= year <= 2100)


def _bag(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if not any(map(str.isdigit, word)))
