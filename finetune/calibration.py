"""Probabilities that mean what they say: temperature scaling, calibration error, reliability curve."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from finetune.errors import DataError
from finetune.measures import Floats

Activation = Literal["softmax", "sigmoid"]
BINS = 15
LEAST, MOST = 0.2, 20.0
"""The temperatures that are tried. A model without a fault on validation would go to 0 otherwise."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions of one range of probability, (low, high]: how many, what they said, what held."""

    low: float
    high: float
    rows: int
    said: float
    held: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted temperature and what it does to the validation part it was fitted on."""

    temperature: float
    loss_before: float
    loss_after: float
    ece_before: float
    ece_after: float


def probabilities(logits: ArrayLike, temperature: float = 1.0, activation: Activation = "softmax") -> Floats:
    """Return probabilities from logits of shape (rows, labels), divided by the temperature.

    Softmax for one label of several, sigmoid for labels that each hold or not. A temperature above 1
    makes them less sure; the order of a row's labels stays.

    >>> probabilities([[2.0, 0.0]], temperature=2.0).round(3).tolist()
    [[0.731, 0.269]]
    """
    scaled = _table(logits) / temperature
    if activation == "sigmoid":
        return 1 / (1 + np.exp(-np.clip(scaled, -500, 500)))
    scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Floats = scaled / scaled.sum(axis=1, keepdims=True)
    return shares


def fit(logits: ArrayLike, truth: ArrayLike, activation: Activation = "softmax") -> Calibration:
    """Return the temperature that makes the validation part most likely.

    Args:
        logits: shape (rows, labels), of rows that the model was not trained on; for tags, one row a token.
        truth: for softmax the index of each row's label, shape (rows,); for sigmoid 0 or 1, as ``logits``.
        activation: softmax for one label of several, sigmoid for many labels.

    Raises:
        DataError: no rows, or truth that does not fit.
    Source: Guo, Pleiss, Sun and Weinberger 2017, section 4.2. The loss has one minimum in 1/T.
    """
    from scipy.optimize import minimize_scalar

    table = _table(logits)
    held = _held(truth, table, activation)
    found = minimize_scalar(
        lambda power: _loss(table, held, math.exp(power), activation),
        bounds=(math.log(LEAST), math.log(MOST)),
        method="bounded",
        options={"xatol": 1e-5},
    )
    best = min((1.0, math.exp(float(found.x))), key=lambda t: _loss(table, held, t, activation))
    errors = [ece(*_sureness(probabilities(table, own, activation), held, activation)) for own in (1.0, best)]
    losses = [_loss(table, held, own, activation) for own in (1.0, best)]
    return Calibration(best, *losses, *errors)


def confidence(
    kind: str,
    truth: Sequence[Any],
    given: ArrayLike,
    labels: Sequence[str],
) -> tuple[Floats, Floats]:
    """Return how sure each prediction is and whether it is right, for ``reliability``.

    For one label (and pair, grade) a row counts once, by its most probable label; for many labels each
    label of each row counts, by its probability and whether the row has it. Both have shape (n,).

    Raises:
        DataError: an unknown label, or a kind without probabilities (score, tags).
    """
    if kind not in ("label", "pair", "grade", "labels", "image"):
        raise DataError(kind, "this kind of head has no probabilities of labels", "Leave calibration out.")
    table, places = _table(given), {label: at for at, label in enumerate(labels)}
    held = np.zeros(table.shape)
    for row, own in enumerate(truth):
        wanted: Collection[str] = own if kind == "labels" else (own,)
        if unknown := [label for label in wanted if label not in places]:
            raise DataError(f"row {row + 1}", f"unknown label {unknown[0]!r}", f"Known are: {list(places)}.")
        held[row, [places[label] for label in wanted]] = 1
    return _sureness(table, held, "sigmoid" if kind == "labels" else "softmax")


def reliability(sure: Floats, right: Floats, bins: int = BINS) -> tuple[Bin, ...]:
    """Return the curve: for equal ranges of probability, the mean said and the share that held.

    Range m of M is ((m - 1) / M, m / M], the first also holds 0. Empty ranges are left out.
    """
    if sure.shape != right.shape or sure.ndim != 1 or not len(sure):
        raise DataError("calibration", "no predictions, or not one truth for each", "Give both, row by row.")
    if not (np.isfinite(sure).all() and sure.min() >= 0 and sure.max() <= 1 + 1e-9):
        raise DataError("calibration", "a probability is not from 0 to 1", "Check what the model gave.")
    place = np.clip(np.ceil(sure * bins).astype(int), 1, bins)
    found = []
    for own in np.unique(place):
        here = place == own
        mean_said, mean_held = float(sure[here].mean()), float(right[here].mean())
        found.append(Bin((own - 1) / bins, own / bins, int(here.sum()), mean_said, mean_held))
    return tuple(found)


def ece(sure: Floats, right: Floats, bins: int = BINS) -> float:
    """Return the expected calibration error in [0, 1]: the gaps of ``reliability``, weighted by rows.

    >>> ece(np.array([0.8, 0.8]), np.array([1.0, 0.0])).__round__(3)
    0.3

    Source: Naeini, Cooper and Hauskrecht 2015; Guo and others 2017, equation 3, with 15 bins.
    """
    curve = reliability(sure, right, bins)
    return sum(own.rows * abs(own.said - own.held) for own in curve) / len(sure)


def _sureness(given: Floats, held: Floats, activation: Activation) -> tuple[Floats, Floats]:
    if activation == "sigmoid":
        return given.ravel(), held.ravel()
    said = given.argmax(axis=1)
    rows = np.arange(len(given))
    return given[rows, said], held[rows, said]


def _loss(logits: Floats, held: Floats, temperature: float, activation: Activation) -> float:
    """The mean negative log-likelihood, from logits so that nothing underflows."""
    scaled = logits / temperature
    if activation == "sigmoid":
        return float((np.logaddexp(0, scaled) - held * scaled).mean())
    top = scaled.max(axis=1, keepdims=True)
    total = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
    return float((total - (scaled * held).sum(axis=1)).mean())


def _held(truth: ArrayLike, logits: Floats, activation: Activation) -> Floats:
    own: NDArray[Any] = np.asarray(truth)
    if activation == "sigmoid":
        fits = own.shape == logits.shape and bool(np.isin(own, (0, 1)).all())
    else:
        fits = own.shape == logits.shape[:1] and np.issubdtype(own.dtype, np.integer)
        fits = fits and bool(((own >= 0) & (own < logits.shape[1])).all())
    if not fits:
        raise DataError("calibration", "the truth does not fit the logits", "Give both of the same rows.")
    return own.astype(float) if activation == "sigmoid" else np.eye(logits.shape[1])[own]


def _table(values: ArrayLike) -> Floats:
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 2 or not found.size or not np.isfinite(found).all():
        raise DataError("calibration", "not a table of finite numbers, rows by labels", "Check the model.")
    return found
