"""Two rankings into one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

Ranking = Sequence[tuple[int, float]]


def min_max(ranking: Ranking) -> dict[int, float]:
    """Return the scores of a ranking moved to [0, 1]: the best 1, the last 0.

    >>> min_max([(7, 9.0), (3, 6.0), (5, 3.0)])
    {7: 1.0, 3: 0.5, 5: 0.0}
    """
    if not ranking:
        return {}
    scores = [score for _, score in ranking]
    low, spread = min(scores), max(scores) - min(scores)
    if spread <= 0.0:
        return {row: float(score > 0.0) for row, score in ranking}
    return {row: (score - low) / spread for row, score in ranking}


def share_of_best(ranking: Ranking) -> dict[int, float]:
    """Return each score as a share of the best one, in [0, 1]; what is below 0 counts 0.

    >>> share_of_best([(7, 0.5), (3, 0.25), (5, -0.1)])
    {7: 1.0, 3: 0.5, 5: 0.0}
    """
    best = max((score for _, score in ranking), default=0.0)
    return {row: max(0.0, score) / best if best > 0.0 else 0.0 for row, score in ranking}


def weighted_fusion(
    lexical: Ranking, dense: Ranking, dense_weight: Callable[[int], float]
) -> dict[int, float]:
    """Return ``(1 - w) * lexical + w * dense`` for each row in either ranking, in [0, 1].

    BM25 has no scale of its own and is moved to [0, 1] between the candidates; cosines have a true zero,
    so that a best one which is hardly better than the others weighs little. Both rankings should hold
    every candidate: a row that one lacks counts 0 there.

    Args:
        lexical: rows with BM25 scores.
        dense: rows with cosines.
        dense_weight: ``w`` of a row, in [0, 1]; an encoder gets little say about languages it does
            not know, since there its neighbours are noise.
    """
    words, meaning = min_max(lexical), share_of_best(dense)
    fused = {}
    for row in words.keys() | meaning.keys():
        weight = dense_weight(row)
        fused[row] = (1.0 - weight) * words.get(row, 0.0) + weight * meaning.get(row, 0.0)
    return fused


def blended(
    scores: Mapping[int, float], ranking: Ranking, weight: Callable[[int], float]
) -> dict[int, float]:
    """Return ``(1 - w) * score + w * ranking`` for each row in either, the ranking moved to [0, 1].

    >>> blended({1: 1.0}, [(2, 5.0), (1, 3.0)], lambda row: 0.25)
    {1: 0.75, 2: 0.25}
    """
    more = min_max(ranking)
    rows = dict.fromkeys([*scores, *more])
    blend = {}
    for row in rows:
        share = weight(row)
        blend[row] = (1.0 - share) * scores.get(row, 0.0) + share * more.get(row, 0.0)
    return blend


def reciprocal_rank_fusion(rankings: Sequence[Ranking], *, constant: int = 60) -> dict[int, float]:
    """Return the sum of ``1 / (constant + rank)`` for each row, ranks from 1.

    >>> reciprocal_rank_fusion([[(1, 9.0), (2, 5.0)], [(2, 0.7)]], constant=1)
    {1: 0.5, 2: 0.8333333333333333}

    Source: Cormack, Clarke and Buettcher 2009.
    """
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, (row, _) in enumerate(ranking, 1):
            fused[row] = fused.get(row, 0.0) + 1.0 / (constant + rank)
    return fused


def ordered(scores: Mapping[int, float], name_of: Callable[[int], str]) -> list[tuple[int, float]]:
    """Return rows by score, best first; equal ones by name.

    >>> ordered({1: 0.5, 2: 0.9, 3: 0.5}, lambda row: str(-row))
    [(2, 0.9), (1, 0.5), (3, 0.5)]
    """
    times = Counter(scores.values())
    return sorted(scores.items(), key=lambda pair: (-pair[1], name_of(pair[0]) if times[pair[1]] > 1 else ""))
