"""Temperature scaling finds the temperature that was put in; calibration error is what it is defined as."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from finetune.calibration import MOST, confidence, ece, fit, probabilities, reliability
from finetune.errors import DataError


def made(temperature: float, rows: int = 4000, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are ``temperature`` times too large for how often their labels hold."""
    source = np.random.default_rng(seed)
    honest = source.normal(0, 1.5, (rows, 4))
    shares = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    truth = (shares.cumsum(axis=1) > source.random((rows, 1))).argmax(axis=1)
    return honest * temperature, truth


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_is_found_again(temperature: float) -> None:
    logits, truth = made(temperature)
    found = fit(logits, truth)
    assert found.temperature == pytest.approx(temperature, rel=0.08)
    assert found.loss_after <= found.loss_before
    assert found.ece_after < 0.03


def test_a_temperature_for_many_labels_is_found_again() -> None:
    source = np.random.default_rng(6)
    honest = source.normal(0, 1.5, (3000, 3))
    truth = (source.random((3000, 3)) < 1 / (1 + np.exp(-honest))).astype(int)
    found = fit(honest * 3, truth, "sigmoid")
    assert found.temperature == pytest.approx(3, rel=0.08)
    assert found.ece_after < found.ece_before


def test_a_model_without_a_fault_is_not_made_infinitely_sure() -> None:
    found = fit(np.eye(3) * 2, np.arange(3))
    assert 0.2 <= found.temperature < 0.21
    wrong = fit(np.eye(3) * 9, np.array([1, 2, 0]))
    assert wrong.temperature == pytest.approx(MOST, rel=0.01)


@settings(deadline=None)
@given(st.integers(0, 1000), st.floats(0.2, 20))
def test_a_temperature_keeps_the_order_of_labels(seed: int, temperature: float) -> None:
    logits = np.random.default_rng(seed).normal(0, 5, (6, 4))
    shares = probabilities(logits, temperature)
    assert shares.sum(axis=1) == pytest.approx(np.ones(6))
    assert (shares.argmax(axis=1) == logits.argmax(axis=1)).all()
    each = probabilities(logits, temperature, "sigmoid")
    assert ((each >= 0.5) == (logits >= 0)).all()


def test_large_logits_stay_finite() -> None:
    for activation in ("softmax", "sigmoid"):
        assert np.isfinite(probabilities([[1e6, -1e6]], 0.2, activation)).all()


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_calibration_error_is_the_weighted_gap(rows: list[tuple[float, bool]]) -> None:
    sure, right = np.array([p for p, _ in rows]), np.array([float(held) for _, held in rows])
    bins = reliability(sure, right)
    assert sum(own.rows for own in bins) == len(rows)
    assert 0 <= ece(sure, right) <= 1
    for own in bins:
        assert own.low - 1e-9 <= own.said <= own.high + 1e-9
    gap = sum(abs(sure[here].sum() - right[here].sum()) for here in _fifteenths(sure)) / len(rows)
    assert ece(sure, right) == pytest.approx(gap)


def _fifteenths(sure: np.ndarray) -> list[np.ndarray]:
    """The definition, word by word: above the lower end, up to and with the upper one."""
    return [(np.ceil(sure * 15) == at) | ((at == 1) & (sure == 0)) for at in range(1, 16)]


def test_the_curve_is_that_of_scikit_learn() -> None:
    source = np.random.default_rng(3)
    sure = source.random(500)
    right = (source.random(500) < sure).astype(float)
    held, said = calibration_curve(right, sure, n_bins=15)
    own = reliability(sure, right)
    assert [one.said for one in own] == pytest.approx(said.tolist())
    assert [one.held for one in own] == pytest.approx(held.tolist())


def test_what_counts_as_a_prediction() -> None:
    sure, right = confidence("label", ["a", "b"], [[0.9, 0.1], [0.8, 0.2]], ("a", "b"))
    assert (sure.tolist(), right.tolist()) == ([0.9, 0.8], [1.0, 0.0])
    sure, right = confidence("labels", [{"a"}, set()], [[0.9, 0.1], [0.8, 0.2]], ("a", "b"))
    assert (sure.tolist(), right.tolist()) == ([0.9, 0.1, 0.8, 0.2], [1.0, 0.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("logits", "truth", "activation"),
    [
        ([], [], "softmax"),
        ([[1.0, float("inf")]], [0], "softmax"),
        ([[1.0, 2.0]], [2], "softmax"),
        ([[1.0, 2.0]], [0.5], "softmax"),
        ([[1.0, 2.0]], [0, 1], "softmax"),
        ([[1.0, 2.0]], [0], "sigmoid"),
        ([[1.0, 2.0]], [[0, 2]], "sigmoid"),
    ],
)
def test_what_does_not_fit_is_refused(logits: list, truth: list, activation: str) -> None:
    with pytest.raises(DataError):
        fit(logits, truth, activation)  # type: ignore[arg-type]


def test_predictions_that_cannot_be_are_refused() -> None:
    with pytest.raises(DataError, match="no predictions"):
        ece(np.array([]), np.array([]))
    with pytest.raises(DataError, match="not from 0 to 1"):
        ece(np.array([1.5]), np.array([1.0]))
    with pytest.raises(DataError, match="unknown label"):
        confidence("label", ["c"], [[0.9, 0.1]], ("a", "b"))
    with pytest.raises(DataError, match="no probabilities"):
        confidence("score", [0.1], [[0.9]], ("a",))
