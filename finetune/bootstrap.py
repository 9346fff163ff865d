"""How sure a measure is: its spread over samples of whole documents, drawn with putting back.

Rows of one document are alike, so whole groups are drawn, never single rows. The middle 95 % of the
values is the interval; a difference of two versions is taken on the same draws, which cancels what is
hard for both. Sources: Efron and Tibshirani 1993, chapter 13 (percentile interval); Field and Welsh 2007
(groups); Berg-Kirkpatrick, Burkett and Klein 2012 (paired, in language processing).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from finetune.measures import Floats, Measure

ROUNDS = 1000
_CELLS = 2_000_000
"""Weights held at once: 16 MB."""

Interval = tuple[float, float] | None
"""Low and high end of the middle 95 %; None where fewer than two groups can tell."""


def value(measure: Measure, rows: int) -> float:
    """Return the measure over all rows, each once; NaN where it is undefined."""
    return float(measure(np.ones((1, rows)))[0])


def intervals(
    measures: Sequence[Measure], groups: Sequence[str], *, seed: int, rounds: int = ROUNDS
) -> tuple[Interval, ...]:
    """Return the interval of each measure, all on the same draws.

    ``groups`` names for each row the document (or other group) that it is from. A draw in which a
    measure is undefined is left out. An interval is stretched to hold the value itself, which the
    middle of the draws can miss where a label is rare.
    """
    drawn: list[list[Floats]] = [[] for _ in measures]
    for weights in _draws(groups, seed, rounds):
        for own, measure in zip(drawn, measures, strict=True):
            own.append(measure(weights))
    return tuple(
        _middle(np.concatenate(own), value(measure, len(groups))) if own else None
        for own, measure in zip(drawn, measures, strict=True)
    )


def _draws(groups: Sequence[str], seed: int, rounds: int) -> Iterator[Floats]:
    """Row weights of the draws, some at a time; none where there is but one group."""
    names, group_of = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    if len(names) < 2:
        return
    source = np.random.default_rng(seed)
    even = np.full(len(names), 1 / len(names))
    step = max(1, _CELLS // len(groups))
    for start in range(0, rounds, step):
        counts: NDArray[np.int64] = source.multinomial(len(names), even, size=min(step, rounds - start))
        yield counts[:, group_of].astype(np.float64)


def _middle(values: Floats, whole: float) -> Interval:
    known = values[~np.isnan(values)]
    if not len(known) or np.isnan(whole):
        return None
    low, high = np.quantile(known, (0.025, 0.975))
    return min(float(low), whole), max(float(high), whole)
