"""What a question singles out among what was read."""

from __future__ import annotations

import pytest

from agents.singled import singled

MISSION = [
    "The mission plants trees on slopes.",
    "The mission has a director and a council.",
    "The village assembly audits what the mission did.",
    "The mission ends in ten years.",
]


def test_a_word_that_every_sentence_holds_says_little() -> None:
    shares = singled("Who audits the mission in the village?", MISSION)
    assert shares[2] == 1.0
    assert max(shares[0], shares[1], shares[3]) < 0.2


def test_forms_of_a_word_count_as_the_word() -> None:
    assert singled("auditing villages", MISSION)[2] == pytest.approx(1.0)


def test_nothing_asked_for_is_in_every_text() -> None:
    assert singled("...", ["The mission plants trees."]) == (1.0,)


def test_without_texts_there_is_nothing_to_tell() -> None:
    assert singled("Who audits the mission?", []) == ()
