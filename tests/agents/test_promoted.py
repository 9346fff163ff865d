"""What a page plans is not told as done: the main verb and its hedges stay, and honest edits pass."""

from __future__ import annotations

import pytest

from agents.checks.language import calibrated
from agents.checks.names import named
from agents.checks.numbers import numbers
from tests.agents.promoted_pairs import KEPT, PROMOTED

TEXTS = sorted({text for pair in (*PROMOTED, *KEPT) for text in pair})


def faults(claim: str, quote: str) -> list[str]:
    return [reason.stands for outcome, reason in calibrated(claim, quote) if outcome.worse >= 2]


@pytest.mark.parametrize(("claim", "quote"), PROMOTED)
def test_what_is_planned_is_not_told_as_done(claim: str, quote: str) -> None:
    assert faults(claim, quote)


@pytest.mark.parametrize(("claim", "quote"), KEPT)
def test_an_edit_that_keeps_the_plan_passes(claim: str, quote: str) -> None:
    rules = (calibrated, named, numbers)
    assert [reason for rule in rules for outcome, reason in rule(claim, quote) if outcome.worse] == []


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_promotes_nothing_of_itself(text: str) -> None:
    assert [own for own in calibrated(text, text) if own[0].worse] == []
