"""Measures as functions of row weights: weights of one give the value, resampled weights its spread.

Every function here gives back a ``Measure``: weights of shape (rounds, rows) in, one value a round out,
NaN where the measure is undefined. With whole weights a value is that of the sample in which each row
stands as often as its weight says, so that a thousand resamples are a few matrix products. The tests
compare every measure with scikit-learn, SciPy or seqeval.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Measure = Callable[[Floats], Floats]


def accuracy(right: Floats) -> Measure:
    """Return the share of rows that are right; ``right`` is 0 or 1 for each row, or a share of it."""
    return lambda weights: _over(weights @ right, weights.sum(axis=1))


def mean_absolute_error(truth: Floats, said: Floats) -> Measure:
    """Return the mean distance of ``said`` from ``truth``, in their unit; lower is better."""
    return accuracy(np.abs(truth - said))


def macro_f1(hit: Floats, extra: Floats, missed: Floats) -> Measure:
    """Return the mean of the labels' F1; each array counts, by row and label, shape (rows, labels).

    A label that is neither in the truth nor predicted has no F1 and is left out of the mean.
    Source: van Rijsbergen 1979 for F1, Opitz and Burst 2019 ("averaged F1") for the mean; scikit-learn's
    ``f1_score(average="macro", zero_division=nan)``.
    """

    def measure(weights: Floats) -> Floats:
        each = _f1(weights @ hit, weights @ extra, weights @ missed)
        known = ~np.isnan(each)
        return _over(np.where(known, each, 0.0).sum(axis=1), known.sum(axis=1))

    return measure


def micro_f1(hit: Floats, extra: Floats, missed: Floats) -> Measure:
    """Return the F1 of all labels' counts together; arrays as in ``macro_f1``.

    For spans, counted where start, end and label all agree, this is the strict entity F1.
    Source: Tjong Kim Sang and De Meulder 2003, section 4.
    """
    totals = [part.sum(axis=1) for part in (hit, extra, missed)]
    return lambda weights: _f1(weights @ totals[0], weights @ totals[1], weights @ totals[2])


def quadratic_kappa(truth: Floats, said: Floats) -> Measure:
    """Return Cohen's kappa of grades (0, 1, 2, …) with squared distance as weight, in [-1, 1].

    The distance expected by chance is that of independent draws from both margins,
    E t^2 + E s^2 - 2 Et Es. Undefined where both always say the same one grade.
    Source: Cohen 1968; scikit-learn's ``cohen_kappa_score(weights="quadratic")``.
    """

    def measure(weights: Floats) -> Floats:
        size = weights.sum(axis=1)
        seen = weights @ (truth - said) ** 2 / size
        squares = weights @ (truth**2 + said**2) / size
        chance = squares - 2 * (weights @ truth / size) * (weights @ said / size)
        return 1 - _over(seen, np.where(chance > 1e-12, chance, 0.0))

    return measure


def pearson(truth: Floats, said: Floats) -> Measure:
    """Return the linear correlation, in [-1, 1]; undefined where one side is constant."""
    return lambda weights: _correlation(
        weights, np.broadcast_to(truth, weights.shape), np.broadcast_to(said, weights.shape)
    )


def spearman(truth: Floats, said: Floats) -> Measure:
    """Return the correlation of ranks, ties sharing their middle rank, in [-1, 1].

    Source: Spearman 1904; ``scipy.stats.spearmanr``.
    """
    return lambda weights: _correlation(weights, _ranks(weights, truth), _ranks(weights, said))


def auroc(truth: NDArray[np.bool_], probability: Floats) -> Measure:
    """Return the chance that a true case stands above a false one, a tie counting half.

    Both arguments have shape (rows, labels); the value is the mean over the labels that have true and
    false cases (one against the rest). Two labels whose probabilities sum to 1 give the same value twice.
    Source: Hanley and McNeil 1982; scikit-learn's ``roc_auc_score(average="macro")``.
    """
    columns = [_auroc(truth[:, at], probability[:, at]) for at in range(truth.shape[1])]

    def measure(weights: Floats) -> Floats:
        each = np.stack([column(weights) for column in columns], axis=1)
        known = ~np.isnan(each)
        return _over(np.where(known, each, 0.0).sum(axis=1), known.sum(axis=1))

    return measure


def _auroc(truth: NDArray[np.bool_], probability: Floats) -> Measure:
    order, starts = _ties(probability)
    true = truth[order]

    def measure(weights: Floats) -> Floats:
        ordered = weights[:, order]
        positive = np.add.reduceat(ordered * true, starts, axis=1)
        negative = np.add.reduceat(ordered * ~true, starts, axis=1)
        below = np.cumsum(negative, axis=1) - negative / 2
        return _over((positive * below).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))

    return measure


def _ties(values: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The order of the values from below, and where each run of equal ones starts."""
    order = np.argsort(values, kind="stable")
    return order, np.flatnonzero(np.r_[True, np.diff(values[order]) > 0])


def _ranks(weights: Floats, values: Floats) -> Floats:
    order, starts = _ties(values)
    runs = np.add.reduceat(weights[:, order], starts, axis=1)
    middle = np.cumsum(runs, axis=1) - (runs - 1) / 2
    run_of = np.empty(len(values), dtype=np.intp)
    run_of[order] = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(values)]))
    ranks: Floats = middle[:, run_of]
    return ranks


def _correlation(weights: Floats, one: Floats, other: Floats) -> Floats:
    size = weights.sum(axis=1, keepdims=True)
    one = one - (weights * one).sum(axis=1, keepdims=True) / size
    other = other - (weights * other).sum(axis=1, keepdims=True) / size
    spread = (weights * one**2).sum(axis=1) * (weights * other**2).sum(axis=1)
    together = (weights * one * other).sum(axis=1)
    found: Floats = np.clip(_over(together, np.sqrt(np.where(spread > 1e-18, spread, 0.0))), -1.0, 1.0)
    return found


def _f1(hit: Floats, extra: Floats, missed: Floats) -> Floats:
    return _over(2 * hit, 2 * hit + extra + missed)


def _over(above: Floats, below: NDArray[np.float64] | NDArray[np.int_]) -> Floats:
    """The quotient, NaN where the divisor is 0."""
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return found
