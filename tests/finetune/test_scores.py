"""Scores by kind of head, baselines, paired differences, slices; input that cannot be scored."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import f1_score as seqeval_f1
from seqeval.scheme import IOB2

from finetune.baseline import majority
from finetune.errors import DataError
from finetune.examples import Span
from finetune.kinds import KINDS, Kind
from finetune.scores import compare, score, slices

LABELS = ("none", "aspiration", "target")
TRUTH = ["none", "none", "aspiration", "target", "target", "none"]
GIVEN = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.6, 0.2, 0.2], [0.9, 0.1, 0.0]]
SPANS = [[Span(0, 5, "flood"), Span(9, 12, "heat")], [], [Span(3, 4, "heat")]]
SAID = [[Span(0, 5, "flood"), Span(9, 13, "heat")], [Span(0, 2, "flood")], [Span(3, 4, "heat")]]


def test_one_label() -> None:
    scores = score("label", TRUTH, GIVEN, LABELS)
    assert scores.confusion == ((2, 1, 0), (0, 1, 0), (1, 0, 1))
    assert scores.values[0].name == "macro_f1"
    assert scores.of("macro_f1").value == pytest.approx((2 / 3 + 2 / 3 + 2 / 3) / 3)
    assert scores.of("accuracy").value == pytest.approx(4 / 6)
    assert [(own.label, own.hit, own.extra, own.missed) for own in scores.by_label] == [
        ("none", 2, 1, 1),
        ("aspiration", 1, 1, 0),
        ("target", 1, 0, 1),
    ]


def test_a_grade_that_is_near_counts_more_than_one_that_is_far() -> None:
    truth = ["none", "aspiration", "target"] * 4
    near = np.eye(3)[[1, 1, 2] * 4]
    far = np.eye(3)[[2, 1, 2] * 4]
    scores = [score("grade", truth, said, LABELS) for said in (near, far)]
    assert scores[0].of("quadratic_kappa").value > scores[1].of("quadratic_kappa").value
    assert [own.of("mae").value for own in scores] == pytest.approx([1 / 3, 2 / 3])
    assert scores[0].of("accuracy").value == scores[1].of("accuracy").value


def test_a_pair_has_the_f1_of_its_second_label_and_an_auroc() -> None:
    scores = score("pair", ["no", "yes", "yes"], [[0.9, 0.1], [0.3, 0.7], [0.6, 0.4]], ("no", "yes"))
    assert scores.of("f1").value == pytest.approx(2 / 3)
    assert scores.of("auroc").value == 1.0


def test_many_labels_count_from_their_threshold_on() -> None:
    truth, given = [{"a"}, {"a", "b"}, set()], [[0.6, 0.4], [0.9, 0.4], [0.2, 0.1]]
    plain = score("labels", truth, given, ("a", "b"))
    lower = score("labels", truth, given, ("a", "b"), threshold=(0.5, 0.4))
    assert (plain.of("micro_f1").value, plain.of("exact").value) == pytest.approx((0.8, 2 / 3))
    assert [(own.hit, own.extra, own.missed) for own in lower.by_label] == [(2, 0, 0), (1, 1, 0)]
    assert plain.confusion is None


def test_spans_count_where_both_ends_and_the_label_agree() -> None:
    scores = score("tags", SPANS, SAID, ("flood", "heat"))
    assert scores.of("span_f1").value == pytest.approx(2 * 2 / (2 * 2 + 2 + 1))
    assert [(own.hit, own.extra, own.missed) for own in scores.by_label] == [(1, 1, 0), (1, 1, 1)]


def tags(spans: list[Span], size: int) -> list[str]:
    found = ["O"] * size
    for span in spans:
        found[span.start : span.end] = [f"I-{span.label}"] * (span.end - span.start)
        found[span.start] = f"B-{span.label}"
    return found


@st.composite
def marked(draw: st.DrawFn) -> list[Span]:
    edges = sorted(draw(st.sets(st.integers(0, 20), max_size=8)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [Span(start, end, draw(st.sampled_from(("flood", "heat")))) for start, end in pairs]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(marked(), marked()), min_size=1, max_size=6))
def test_span_f1_is_the_strict_one_of_seqeval(rows: list[tuple[list[Span], list[Span]]]) -> None:
    truth = [[Span(0, 2, "heat")], *(own for own, _ in rows)]
    said = [[Span(0, 2, "heat")], *(own for _, own in rows)]
    theirs = seqeval_f1(
        [tags(own, 20) for own in truth], [tags(own, 20) for own in said], mode="strict", scheme=IOB2
    )
    assert score("tags", truth, said, ("flood", "heat"), rounds=0).of("span_f1").value == pytest.approx(
        theirs
    )


def test_scores_from_0_to_1_are_compared_by_rank() -> None:
    scores = score("score", [0.1, 0.5, 0.9], [0.0, 0.1, 0.2], ())
    assert scores.of("spearman").value == pytest.approx(1.0)
    assert scores.of("mae").value == pytest.approx((0.1 + 0.4 + 0.7) / 3)
    assert scores.by_label == ()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(6, 40))
def test_an_interval_holds_its_value_and_an_own_prediction_is_perfect(seed: int, rows: int) -> None:
    source = np.random.default_rng(seed)
    truth = [LABELS[at] for at in source.integers(0, 3, rows)] + ["none", "target"]
    given = source.dirichlet([1, 1, 1], rows + 2)
    groups = [f"document {row // 3}" for row in range(rows + 2)]
    for own in score("label", truth, given, LABELS, groups=groups, rounds=50).values:
        assert own.low is not None
        assert own.high is not None
        assert own.low <= own.value <= own.high
    perfect = score("label", truth, np.eye(3)[[LABELS.index(own) for own in truth]], LABELS, rounds=0)
    assert {own.value for own in perfect.values} == {1.0}


def test_the_order_of_rows_does_not_matter() -> None:
    turned = score("label", TRUTH[::-1], GIVEN[::-1], LABELS, rounds=0)
    assert turned == score("label", TRUTH, GIVEN, LABELS, rounds=0)


@pytest.mark.parametrize(
    ("kind", "training", "labels", "expected"),
    [
        ("label", ["b", "b", "a", "c"], ("a", "b", "c"), [0.25, 0.5, 0.25]),
        ("grade", ["b", "b", "a", "a"], ("a", "b", "c"), [0.5, 0.5, 0.0]),
        ("labels", [{"a"}, {"a", "b"}, set(), {"a"}], ("a", "b"), [0.75, 0.25]),
        ("score", [0.1, 0.9, 0.2], (), 0.2),
        ("tags", [[Span(0, 1, "a")]], ("a",), ()),
    ],
)
def test_the_majority_baseline_says_what_was_most_frequent(
    kind: Kind, training: list[Any], labels: tuple[str, ...], expected: Any
) -> None:
    said = majority(kind, training, labels, 2)
    assert len(said) == 2
    assert np.asarray(said[0]).tolist() == pytest.approx(np.asarray(expected).tolist())


def test_the_majority_baseline_knows_nothing() -> None:
    scores = score("label", TRUTH, majority("label", TRUTH, LABELS, 6), LABELS)
    assert scores.of("auroc").value == 0.5
    assert scores.of("accuracy").value == 0.5
    empty = score("tags", SPANS, majority("tags", SPANS, ("flood", "heat"), 3), ("flood", "heat"))
    assert empty.of("span_f1").value == 0.0


def rows(right: float, seed: int, size: int = 300) -> tuple[list[str], np.ndarray]:
    """Truth, and predictions of which about a share is right."""
    source = np.random.default_rng(seed)
    truth = np.arange(size) % 3
    said = np.where(source.random(size) < right, truth, (truth + 1) % 3)
    return [LABELS[at] for at in truth], np.eye(3)[said]


def test_a_difference_is_paired_and_positive_is_better() -> None:
    truth, good = rows(0.9, 1)
    _, bad = rows(0.6, 2)
    better, worse = compare("label", truth, good, bad, LABELS), compare("label", truth, bad, good, LABELS)
    assert better.low is not None
    assert better.low > 0
    assert not better.worse
    assert worse.worse
    assert worse.gain == pytest.approx(-better.gain)
    same = compare("label", truth, good, good, LABELS)
    assert (same.gain, same.low, same.high, same.worse) == (0.0, 0.0, 0.0, False)


def test_a_small_difference_is_no_difference() -> None:
    truth, one = rows(0.8, 1)
    _, other = rows(0.8, 5)
    assert not compare("label", truth, one, other, LABELS).worse
    assert not compare("label", truth, other, one, LABELS).worse


def test_less_error_is_better() -> None:
    change = compare("score", [0.1, 0.5, 0.9], [0.1, 0.5, 0.9], [0.3, 0.7, 0.7], (), metric="mae")
    assert (change.old, change.new, change.gain) == pytest.approx((0.2, 0.0, 0.2))


def test_pairing_is_narrower_than_two_intervals() -> None:
    truth, old = rows(0.7, 1)
    new = old.copy()
    new[:6] = np.eye(3)[[0, 1, 2] * 2]
    change = compare("label", truth, new, old, LABELS)
    alone = score("label", truth, old, LABELS).of("macro_f1")
    assert change.high is not None
    assert change.low is not None
    assert alone.high is not None
    assert alone.low is not None
    assert change.high - change.low < (alone.high - alone.low) / 2


def test_slices_score_their_own_rows() -> None:
    by = {"language": ["en", "en", "fr", "en", "fr", ""], "region": ["Asia"] * 6}
    found = slices("label", TRUTH, GIVEN, LABELS, by, metric="accuracy")
    assert [(own.by, own.value, own.rows, own.score and own.score.value) for own in found] == [
        ("language", "en", 3, pytest.approx(2 / 3)),
        ("language", "fr", 2, 0.5),
        ("region", "Asia", 6, pytest.approx(4 / 6)),
    ]


def test_a_slice_of_one_class_is_listed_without_a_score() -> None:
    by = {"language": ["en", "fr", "en", "en", "en", "en"]}
    english, french = slices("label", TRUTH, GIVEN, LABELS, by, metric="auroc")
    assert english.score
    assert french.score is None


BAD: list[tuple[Kind, Any, Any, Any, str]] = [
    ("label", [], [], LABELS, "no row"),
    ("label", TRUTH, GIVEN[:5], LABELS, "5 predictions"),
    ("label", ["other", *TRUTH[1:]], GIVEN, LABELS, "unknown label 'other'"),
    ("label", TRUTH, [[0.5, 0.1, 0.1]] * 6, LABELS, "sum to 1"),
    ("label", TRUTH, [[float("nan"), 0.5, 0.5]] * 6, LABELS, "nan is not a number from 0 to 1"),
    ("label", TRUTH, [[1.5, -0.5, 0.0]] * 6, LABELS, "1.5 is not a number"),
    ("label", TRUTH, [[0.5, 0.5]] * 6, LABELS, "2 probabilities a row for 3 labels"),
    ("label", TRUTH, [[0.5], [0.5, 0.5], [], [], [], []], LABELS, "not an even table"),
    ("label", ["none"] * 6, GIVEN, LABELS, "one class only"),
    ("label", TRUTH, GIVEN, ("none", "none", "target"), "repeat"),
    ("grade", ["none"] * 6, GIVEN, LABELS, "one class only"),
    ("labels", ["ab"], [[0.1, 0.1]], ("a", "b"), "a list of labels"),
    ("labels", [set(), set()], [[0.1, 0.1]] * 2, ("a", "b"), "one class only"),
    ("score", [0.5, 0.5], [0.1, 0.2], (), "one class only"),
    ("score", [0.5, 2.0], [0.1, 0.2], (), "2 is not a number"),
    ("tags", [[], []], [[], []], ("flood",), "one class only"),
    ("tags", [[Span(0, 2, "snow")]], [[]], ("flood",), "unknown label 'snow'"),
    ("generation", ["a"], ["b"], (), "no label to score"),
]


@pytest.mark.parametrize(("kind", "truth", "given", "labels", "reason"), BAD)
def test_what_cannot_be_scored_is_said(kind: Kind, truth: Any, given: Any, labels: Any, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        score(kind, truth, given, labels, rounds=5)


def test_arguments_that_do_not_fit_are_said() -> None:
    with pytest.raises(DataError, match="2 groups for 6 rows"):
        score("label", TRUTH, GIVEN, LABELS, groups=["a", "b"])
    with pytest.raises(DataError, match="3 for 2 labels"):
        score("labels", [{"a"}], [[0.1, 0.2]], ("a", "b"), threshold=(0.1, 0.2, 0.3))
    with pytest.raises(DataError, match="no measure of label"):
        compare("label", TRUTH, GIVEN, GIVEN, LABELS, metric="kappa")
    with pytest.raises(DataError, match="no measure of label"):
        slices("label", TRUTH, GIVEN, LABELS, {}, metric="kappa")
    with pytest.raises(DataError, match="1 values for 6 rows"):
        slices("label", TRUTH, GIVEN, LABELS, {"language": ["en"]})
    with pytest.raises(DataError, match="no training row"):
        majority("label", [], LABELS, 3)
    with pytest.raises(DataError, match="no such measure"):
        score("label", TRUTH, GIVEN, LABELS).of("mae")


def test_every_kind_that_is_scored_has_its_usual_measure() -> None:
    samples: dict[Kind, tuple[Any, Any, Any]] = {
        "label": (TRUTH, GIVEN, LABELS),
        "image": (TRUTH, GIVEN, LABELS),
        "grade": (TRUTH, GIVEN, LABELS),
        "pair": (TRUTH, GIVEN, LABELS),
        "labels": ([{"none"}] * 6, GIVEN, LABELS),
        "score": ([0.1, 0.2], [0.3, 0.4], ()),
        "tags": (SPANS, SAID, ("flood", "heat")),
    }
    assert samples.keys() == KINDS.keys() - {"generation"}
    for kind, (truth, said, labels) in samples.items():
        assert score(kind, truth, said, labels, rounds=5).values[0].name == KINDS[kind].metric
