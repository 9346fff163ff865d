"""Scores with intervals, calibration error, and the trade-off between refusing too much and too little."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Scored = tuple[float, bool]
"""The probability that a case can be answered, and whether it can."""


def auroc(scored: Sequence[Scored]) -> float:
    """Return the chance that an answerable case scores above an unanswerable one; 0.5 is a coin.

    >>> auroc([(0.9, True), (0.2, False), (0.4, False)])
    1.0
    """
    ranked = sorted(scored)
    positives = sum(truth for _, truth in ranked)
    negatives = len(ranked) - positives
    if not positives or not negatives:
        return 0.5
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += sum(truth for _, truth in ranked[at:end]) * (at + end + 1) / 2
        at = end
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def calibration_error(scored: Sequence[Scored], bins: int = 10) -> float:
    """Return the mean gap between stated probability and truth, over equal-width bins, in [0, 1]."""
    gap = 0.0
    for at in range(bins):
        own = [s for s in scored if at / bins <= s[0] < (at + 1) / bins or (at == bins - 1 and s[0] == 1.0)]
        gap += abs(sum(p for p, _ in own) - sum(truth for _, truth in own))
    return gap / len(scored) if scored else 0.0


def refused(scored: Sequence[Scored], threshold: float, *, answerable: bool) -> float:
    """Return the share of the answerable (or unanswerable) cases below ``threshold``."""
    own = [probability for probability, truth in scored if truth is answerable]
    return sum(probability < threshold for probability in own) / len(own) if own else 0.0


def curve(scored: Sequence[Scored]) -> tuple[tuple[float, float, float], ...]:
    """Return (threshold, share refused of the answerable, of the unanswerable), every 0.05."""
    steps = [step / 20 for step in range(1, 20)]
    return tuple(
        (
            step,
            round(refused(scored, step, answerable=True), 3),
            round(refused(scored, step, answerable=False), 3),
        )
        for step in steps
    )


def interval(
    scored: Sequence[Scored],
    measure: Callable[[Sequence[Scored]], float],
    *,
    seed: int = 7,
    rounds: int = 300,
) -> tuple[float, float]:
    """Return the middle 95 % of a measure over bootstrap samples of the cases."""
    source = random.Random(seed)  # noqa: S311 - resampling, no secret
    drawn = sorted(measure(source.choices(scored, k=len(scored))) for _ in range(rounds))
    return round(drawn[int(rounds * 0.025)], 3), round(drawn[int(rounds * 0.975) - 1], 3)
