"""nDCG and recall of rankings against judgments, with intervals; rankings as TREC run files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.errors import MissingExtraError

MEASURES = ("nDCG@10", "R@20", "R@100")
DRAWS = 2_000

Ranking = Sequence[tuple[str, float]]
"""Text ids with scores, best first."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The mean of a measure over queries, and the middle 95 per cent of bootstrap draws of queries."""

    mean: float
    low: float
    high: float


def per_query(
    qrels: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Ranking]
) -> dict[str, dict[str, float]]:
    """Return each of ``MEASURES`` for each query that has a ranking, an empty one too; all in [0, 1].

    A grade of 1 or more is relevant to recall; nDCG weighs grades as they are. A measure is computed
    as trec_eval does.

    Raises:
        MissingExtraError: ir-measures is not installed.
    """
    tools = _tools()
    judged = [tools.Qrel(query, text, grade) for query in rankings for text, grade in qrels[query].items()]
    run = [
        tools.ScoredDoc(query, text, float(score))
        for query, ranking in rankings.items()
        for text, score in _falling(ranking)
    ]
    wanted = {str(measure): measure for measure in map(tools.parse_measure, MEASURES)}
    found = {name: dict.fromkeys(rankings, 0.0) for name in MEASURES}
    for one in tools.iter_calc(list(wanted.values()), judged, run) if run else ():
        found[str(one.measure)][one.query_id] = float(one.value)
    return found


def measured(values: Sequence[float], *, seed: int = 0) -> Measured:
    """Return the mean of at least one value with its interval; the same values give the same interval."""
    drawn = np.random.default_rng(seed).integers(0, len(values), (DRAWS, len(values)))
    means = np.asarray(values, np.float64)[drawn].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Measured(float(np.mean(values)), float(low), float(high))


def difference(before: Sequence[float], after: Sequence[float], *, seed: int = 0) -> Measured:
    """Return the mean gain of the same queries, with the interval of the paired differences."""
    return measured([b - a for a, b in zip(before, after, strict=True)], seed=seed)


def run_lines(rankings: Mapping[str, Ranking], name: str) -> Iterator[str]:
    """Yield the lines of a TREC run file: query, Q0, text, rank, score, name.

    >>> list(run_lines({"q1": [("t7", 0.5)]}, "globalbrain"))
    ['q1 Q0 t7 1 0.5 globalbrain']
    """
    for query, ranking in rankings.items():
        for rank, (text, score) in enumerate(_falling(ranking), 1):
            yield f"{_token(query)} Q0 {_token(text)} {rank} {score} {name}"


def _falling(ranking: Ranking) -> Iterator[tuple[str, np.float32]]:
    """The ranking with each score below the one before: trec_eval orders by single-precision scores alone."""
    last = np.float32(np.inf)
    for text, score in ranking:
        last = min(np.float32(score), np.nextafter(last, np.float32(-np.inf)))
        yield text, last


def _token(name: str) -> str:
    """A run file parts its columns by spaces, so that ids cannot hold one."""
    return "_".join(name.split())


def _tools() -> Any:  # noqa: ANN401 - the module ir_measures
    try:
        import ir_measures
    except ImportError as error:
        raise MissingExtraError(
            "measuring a ranking", "ir-measures is not installed", "pip install 'globalbrain[eval]'"
        ) from error
    return ir_measures
