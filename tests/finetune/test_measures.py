"""Every measure equals that of the library it is known from, weighted as if rows were repeated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import cohen_kappa_score, f1_score, mean_absolute_error, roc_auc_score

from finetune import measures
from finetune.bootstrap import intervals, value
from finetune.measures import Floats, Measure

ROWS = st.integers(5, 40)
SEEDS = st.integers(0, 10_000)


def drawn(rows: int, seed: int, size: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Truth and prediction as indices, and how often each row stands in the sample."""
    source = np.random.default_rng(seed)
    return source.integers(0, size, rows), source.integers(0, size, rows), source.integers(0, 4, rows)


def weighted(measure: Measure, repeats: np.ndarray) -> float:
    return float(measure(repeats[None, :].astype(float))[0])


def counts(truth: np.ndarray, said: np.ndarray, size: int = 3) -> tuple[Floats, Floats, Floats]:
    known, spoken = np.eye(size)[truth], np.eye(size)[said]
    return known * spoken, (1 - known) * spoken, known * (1 - spoken)


@settings(deadline=None, max_examples=60)
@given(ROWS, SEEDS)
def test_f1_is_that_of_scikit_learn(rows: int, seed: int) -> None:
    truth, said, repeats = drawn(rows, seed)
    assume(repeats.sum())
    all_truth, all_said = np.repeat(truth, repeats), np.repeat(said, repeats)
    macro = f1_score(all_truth, all_said, average="macro", labels=[0, 1, 2], zero_division=np.nan)
    assert weighted(measures.macro_f1(*counts(truth, said)), repeats) == pytest.approx(macro)
    micro = f1_score(all_truth, all_said, average="micro")
    assert weighted(measures.micro_f1(*counts(truth, said)), repeats) == pytest.approx(micro)


@settings(deadline=None, max_examples=60)
@given(ROWS, SEEDS)
def test_kappa_and_error_are_those_of_scikit_learn(rows: int, seed: int) -> None:
    truth, said, repeats = drawn(rows, seed, 5)
    all_truth, all_said = np.repeat(truth, repeats), np.repeat(said, repeats)
    assume(len(set(all_truth)) > 1)
    kappa = measures.quadratic_kappa(truth.astype(float), said.astype(float))
    expected = cohen_kappa_score(all_truth, all_said, weights="quadratic", labels=range(5))
    assert weighted(kappa, repeats) == pytest.approx(expected, abs=1e-9)
    mae = measures.mean_absolute_error(truth.astype(float), said.astype(float))
    assert weighted(mae, repeats) == pytest.approx(mean_absolute_error(all_truth, all_said))


@settings(deadline=None, max_examples=60)
@given(ROWS, SEEDS)
def test_auroc_is_that_of_scikit_learn_with_ties(rows: int, seed: int) -> None:
    truth, said, repeats = drawn(rows, seed, 2)
    said = np.round(np.random.default_rng(seed).random(rows), 1)
    all_truth = np.repeat(truth, repeats)
    assume(len(set(all_truth)) == 2)
    own = measures.auroc(truth[:, None].astype(bool), said[:, None])
    assert weighted(own, repeats) == pytest.approx(roc_auc_score(all_truth, np.repeat(said, repeats)))


@settings(deadline=None, max_examples=60)
@given(ROWS, SEEDS)
def test_correlations_are_those_of_scipy_with_ties(rows: int, seed: int) -> None:
    truth, said, repeats = drawn(rows, seed, 6)
    all_truth, all_said = np.repeat(truth, repeats), np.repeat(said, repeats)
    assume(len(set(all_truth)) > 1 and len(set(all_said)) > 1)
    pair = truth.astype(float), said.astype(float)
    assert weighted(measures.spearman(*pair), repeats) == pytest.approx(
        spearmanr(all_truth, all_said).statistic, abs=1e-9
    )
    assert weighted(measures.pearson(*pair), repeats) == pytest.approx(
        pearsonr(all_truth, all_said).statistic, abs=1e-9
    )


def test_what_is_undefined_is_not_a_number() -> None:
    nothing = np.zeros((3, 2))
    assert np.isnan(value(measures.macro_f1(nothing, nothing, nothing), 3))
    assert np.isnan(value(measures.quadratic_kappa(np.ones(3), np.ones(3)), 3))
    assert np.isnan(value(measures.auroc(np.ones((3, 1), dtype=bool), np.ones((3, 1))), 3))
    assert np.isnan(value(measures.spearman(np.ones(3), np.arange(3.0)), 3))


def test_an_interval_repeats_with_its_seed_and_narrows_with_more_documents() -> None:
    right = np.random.default_rng(1).integers(0, 2, 400).astype(float)
    measure = measures.accuracy(right)
    alone = [str(row) for row in range(400)]
    (first,) = intervals([measure], alone, seed=3)
    (again,) = intervals([measure], alone, seed=3)
    (few,) = intervals([measures.accuracy(right[:40])], alone[:40], seed=3)
    assert first == again
    assert first
    assert few
    assert first[1] - first[0] < few[1] - few[0]
    # The textbook interval of a share: 1.96 standard errors to each side.
    share = right.mean()
    assert (first[1] - first[0]) / 2 == pytest.approx(1.96 * np.sqrt(share * (1 - share) / 400), rel=0.15)


def test_rows_of_one_document_do_not_count_as_many() -> None:
    right = np.repeat(np.random.default_rng(2).integers(0, 2, 20), 20).astype(float)
    measure = measures.accuracy(right)
    (alone,) = intervals([measure], [str(row) for row in range(400)], seed=3)
    (grouped,) = intervals([measure], [str(row // 20) for row in range(400)], seed=3)
    assert alone
    assert grouped
    assert grouped[1] - grouped[0] > 3 * (alone[1] - alone[0])


def test_one_document_tells_nothing_about_others() -> None:
    assert intervals([measures.accuracy(np.ones(5))], ["same"] * 5, seed=1) == (None,)
