"""Numbers as numbers: the same value is the same however it is written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.calibrated import changed, terms
from agents.checks.numbers import numbers
from agents.quantities import Quantity, quantities


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("43 per cent", "43%"),
        ("1,200 hectares", "1 200 ha"),
        ("1.5 °C", "1.5°C"),
        ("US$ 5 billion", "$5 billion"),
        ("3 tonnes", "3 t"),
        ("1,5 %", "1.5 percent"),
    ],
)
def test_one_quantity_in_two_ways(one: str, other: str) -> None:
    assert quantities(one) == quantities(other)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("by 43 %", "by 34 %"),
        ("5 Mt", "5 Gt"),
        ("5 million", "5 billion"),
        ("in 2030", "in 2035"),
        ("-5 %", "5 %"),
        ("1.5 °C", "1.5 %"),
    ],
)
def test_two_quantities_are_told_apart(claim: str, quote: str) -> None:
    assert quantities(claim) != quantities(quote)


def test_thousands_and_decimals_are_told_apart() -> None:
    assert [q.value for q in quantities("1,234.5 and 12,345 and 1.234.567,8")] == [
        Decimal("1234.5"),
        Decimal("12345"),
        Decimal("1234567.8"),
    ]


def test_a_quantity_reads_as_it_is() -> None:
    assert str(Quantity(Decimal(43), "%")) == "43 %"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_text_differs_in_nothing_from_itself(text: str) -> None:
    assert changed(text, text) == ()


def test_the_longer_term_is_one_term() -> None:
    found = terms("It is very unlikely (high confidence) that it isn't so.")
    assert found["likelihood and confidence"] == {"very unlikely": 1, "high confidence": 1}
    assert sum(found["negation"].values()) == 1


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("In 2012 Kenya adopted a strategy to end drought emergencies by the year 2022.", True),
        ("In 2022 Kenya adopted a strategy to end drought emergencies by the year 2012.", False),
    ],
)
def test_years_that_change_places_are_told_apart(claim: str, holds: bool) -> None:
    page = "Kenya in 2012 adopted a strategy for ending drought emergencies by the year 2022."
    assert all(outcome.worse == 0 for outcome, _ in numbers(claim, page)) is holds
