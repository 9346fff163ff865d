"""Figures that differ are of one thing: what narrows the one narrows the other."""

from __future__ import annotations

import pytest

from agents.conflicts import conflict
from tests.agents.figure_pairs import DISAGREE, SILENT


@pytest.mark.parametrize(("one", "other"), DISAGREE)
def test_figures_of_one_thing_that_differ_are_seen(one: str, other: str) -> None:
    assert conflict(one, other)
    assert conflict(other, one)


@pytest.mark.parametrize(("one", "other"), SILENT)
def test_figures_of_two_things_do_not_disagree(one: str, other: str) -> None:
    assert conflict(one, other) is None
    assert conflict(other, one) is None
