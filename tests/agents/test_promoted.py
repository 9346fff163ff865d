"""What a page plans is not told as done: the main verb and its hedges stay, and honest edits pass."""

from __future__ import annotations

import pytest

from agents.checks.language import calibrated
from agents.checks.names import named
from agents.checks.numbers import numbers
from agents.claims import Outcome
from tests.agents.promoted_pairs import KEPT, PROMOTED, RIGHT, WRONG

RULES = (calibrated, named, numbers)
TEXTS = sorted({text for pair in (*PROMOTED, *KEPT) for text in pair})


def faults(claim: str, quote: str) -> list[str]:
    return [reason.stands for outcome, reason in calibrated(claim, quote) if outcome.worse >= 2]


@pytest.mark.parametrize(("claim", "quote"), PROMOTED)
def test_what_is_planned_is_not_told_as_done(claim: str, quote: str) -> None:
    assert faults(claim, quote)


@pytest.mark.parametrize(("claim", "quote"), KEPT)
def test_an_edit_that_keeps_the_plan_passes(claim: str, quote: str) -> None:
    assert [reason for rule in RULES for outcome, reason in rule(claim, quote) if outcome.worse] == []


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_promotes_nothing_of_itself(text: str) -> None:
    assert [own for own in calibrated(text, text) if own[0].worse] == []


@pytest.mark.parametrize(("claim", "quote"), RIGHT)
def test_what_says_the_same_is_not_turned_away(claim: str, quote: str) -> None:
    assert [own for rule in RULES for own in rule(claim, quote) if own[0].worse] == []


@pytest.mark.parametrize(("claim", "quote"), WRONG)
def test_what_says_another_thing_is_still_caught(claim: str, quote: str) -> None:
    assert [own for rule in RULES for own in rule(claim, quote) if own[0].worse]


def test_a_year_above_a_quote_counts_in_part_where_the_quote_has_none() -> None:
    claim, above = "Kenya planted trees in 2019.", ("Progress in 2019",)
    told = [numbers(claim, "Kenya planted trees.", own) for own in (above, ())]
    assert [[outcome for outcome, _ in found] for found in told] == [[Outcome.PARTLY], [Outcome.LACKS]]
    assert Outcome.PARTLY not in [o for o, _ in numbers(claim, "Kenya planted trees in 2018.", above)]
