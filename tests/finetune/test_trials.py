"""Calibration, changed texts and slices of a task, as they come on the card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from finetune.errors import DataError
from finetune.examples import Example, Span
from finetune.kinds import Task
from finetune.robustness import WAYS
from finetune.scores import compare
from finetune.trials import by_place, calibration, perturbed, robustness

COMMITMENT = Task("commitment", "label", {"none": "x", "target": "y"}, "accuracy", (), "MIT", "")
HAZARDS = Task("hazards", "tags", {"flood": "x"}, "span_f1", (), "MIT", "")
PLAIN = "The ministry notes that rivers rise in spring."
TEXTS = [PLAIN, "The country will cut emissions by half in 2030."] * 6
EXAMPLES = tuple(
    Example(
        f"{at}", text, label=("none", "target")[at % 2], group=f"g{at // 2}", language=("en", "fr")[at < 4]
    )
    for at, text in enumerate(TEXTS)
)
TRUTH = [str(example.label) for example in EXAMPLES]


def reads(examples: Sequence[Example]) -> np.ndarray:
    """A model that knows only these sentences, letter by letter of their first thirty."""
    known = [any(text[:30] in example.text for text in TEXTS) for example in examples]
    right = [TRUTH.index(str(example.label)) for example in examples]
    return np.eye(2)[[own if sure else 1 - own for own, sure in zip(right, known, strict=True)]]


def test_changed_texts_cost_what_they_cost() -> None:
    found = robustness(COMMITMENT, EXAMPLES, TRUTH, reads(EXAMPLES), reads)
    assert [own.way for own in found] == list(WAYS)
    by_way = {own.way: own.change for own in found}
    assert {change.old for change in by_way.values()} == {1.0}
    assert by_way["case"].new == 0.0
    assert by_way["case"].worse
    assert by_way["punctuation"].gain == 0.0
    assert not by_way["punctuation"].worse


def test_spans_of_changed_texts_are_judged_where_they_now_are() -> None:
    text = "A flood came, and another flood went."
    examples = [Example(f"{at}", text, spans=(Span(2, 7, "flood"),), group=f"{at}") for at in range(3)]

    def finds(rows: Sequence[Example]) -> list[tuple[Span, ...]]:
        return [example.spans for example in rows]

    found = robustness(HAZARDS, examples, finds(examples), finds(examples), finds)
    assert all((own.change.old, own.change.new) == (1.0, 1.0) for own in found)
    assert perturbed(examples, "paraphrase", seed=7)[0].text != text


def test_each_language_is_scored_and_an_unnamed_region_is_not() -> None:
    found = by_place(COMMITMENT, EXAMPLES, TRUTH, reads(EXAMPLES))
    assert [(own.by, own.value, own.rows) for own in found] == [("language", "en", 8), ("language", "fr", 4)]
    assert all(own.score and own.score.value == 1.0 for own in found)


def test_each_region_that_is_named_is_scored() -> None:
    examples = [
        replace(own, region=region) for own, region in zip(EXAMPLES, ("US-NY", "US-NY", "") * 4, strict=True)
    ]
    found = by_place(COMMITMENT, examples, TRUTH, reads(examples))
    assert [(own.value, own.rows) for own in found if own.by == "region"] == [("US-NY", 8)]


def test_calibration_is_told_before_and_after() -> None:
    sure, less = [[0.99, 0.01]] * 12, [[0.5, 0.5]] * 12
    found = calibration(COMMITMENT, TRUTH, sure, less, 3.0)
    assert found
    assert (found.temperature, found.ece_before, found.ece_after) == pytest.approx((3.0, 0.49, 0.0))
    assert calibration(HAZARDS, [()], [()], [()], 1.0) is None


def test_rows_of_different_number_are_not_compared() -> None:
    said = reads(EXAMPLES)
    with pytest.raises(DataError, match="12 rows against 11"):
        compare("label", TRUTH, said, said[1:], COMMITMENT.names, old_truth=TRUTH[1:])
