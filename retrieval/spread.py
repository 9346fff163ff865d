"""Which of many good passages are put before the writer, so that one report does not fill the answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.documents import Document
from corpus.passages import Passage
from retrieval.dense_kinds import Vectors
from retrieval.repeats import without_repeats

_SUMMARY = re.compile(
    r"\b(?:executive|technical|policy|plain[- ]language) summary\b|summary for (?:urban )?policy ?makers"
    r"|\bkey (?:messages|findings)\b|\bheadline statements\b|^\W*(?:\d+\W+)?(?:summary|abstract)\W*$"
    r"|résumé (?:à l['’]intention des décideurs|exécutif|technique|analytique)|\bsynthèse\b|messages clés"
    r"|resumen (?:para responsables de políticas|ejecutivo|técnico|analítico)|mensajes (?:clave|principales)"
    r"|决策者摘要|执行摘要|内容提要|技术摘要|摘要$",
    re.IGNORECASE,
)


NEARLY = 0.8
"""The share of the score of what gives way that a summary or a report must have to take its place."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the first ``k`` passages are chosen from those that rank best.

    ``most_from_one`` of a document stand before any more of it; ``diversity`` in [0, 1] is what likeness
    to those chosen before costs (MMR); ``summaries`` in [0, 0.5] is the least share both of summaries and
    of full reports, where there are so many.
    """

    most_from_one: int | None = None
    diversity: float = 0.0
    summaries: float = 0.0

    @property
    def depth(self) -> int:
        """How many times ``k`` passages are looked at."""
        return 2 if self == AS_RANKED else 4


AS_RANKED = Spread()


def is_summary(passage: Passage, document: Document) -> bool:
    """Return whether a passage belongs to a summary: its headings or the document's name say so."""
    return any(_SUMMARY.search(one) for one in (document.name, *passage.heading))


def chosen_of(
    passages: Sequence[Passage],
    scores: Sequence[float],
    document: Callable[[str], Document],
    vectors: Callable[[Sequence[int]], Vectors],
    spread: Spread,
    k: int,
) -> list[int]:
    """Return the places of at most ``k`` passages, without repeats, in the order to be read in.

    Args:
        passages: best first.
        scores: of them.
        document: gives a document by its id.
        vectors: gives the unit vectors of the passages at these places.
        spread: how to choose.
        k: how many.
    """
    single = without_repeats(passages)
    if spread == AS_RANKED:
        return single[:k]
    chosen = choose(
        [scores[at] for at in single],
        [passages[at].document_id for at in single],
        [is_summary(passages[at], document(passages[at].document_id)) for at in single],
        vectors(single) if spread.diversity else None,
        spread,
        k,
    )
    return [single[at] for at in chosen]


def choose(
    scores: Sequence[float],
    documents: Sequence[str],
    summaries: Sequence[bool],
    vectors: Vectors | None,
    spread: Spread,
    k: int,
) -> list[int]:
    """Return the places of at most ``k`` passages, in the order in which they are to be read.

    Args:
        scores: of the passages, best first.
        documents: the id of each one's document.
        summaries: whether each belongs to a summary.
        vectors: their unit vectors, shape (n, dim); needed for ``diversity`` only.
        spread: how to choose.
        k: how many.

    Source: Carbonell and Goldstein 1998 for the maximal marginal relevance.
    """
    order = list(range(len(scores)))
    if spread.diversity and vectors is not None:
        order = _diverse(scores, vectors, spread.diversity, k)
    if spread.most_from_one is not None:
        order = capped(order, documents, spread.most_from_one)
    if spread.summaries:
        order = _with_both(order, summaries, scores, max(1, round(spread.summaries * k)), k)
    return order[:k]


def _diverse(scores: Sequence[float], vectors: Vectors, diversity: float, k: int) -> list[int]:
    """Each next one the best by its score less its likeness to the nearest of those before."""
    likeness = vectors @ vectors.T
    worth = (1.0 - diversity) * np.asarray(scores, np.float64)
    nearest = np.full(len(scores), -1.0)
    left = list(range(len(scores)))
    chosen: list[int] = []
    while left and len(chosen) < k:
        costs = diversity * np.maximum(nearest, 0.0)
        best = max(left, key=lambda at: (worth[at] - costs[at], -at))
        chosen.append(best)
        left.remove(best)
        nearest = np.maximum(nearest, likeness[best])
    return [*chosen, *left]


def capped(order: Sequence[int], documents: Sequence[str], most: int) -> list[int]:
    """Return the first ``most`` of each document, then what is left over, both in their order.

    >>> capped([0, 1, 2], ["a", "a", "b"], 1)
    [0, 2, 1]
    """
    used: Counter[str] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for at in order:
        used[documents[at]] += 1
        (first if used[documents[at]] <= most else rest).append(at)
    return [*first, *rest]


def _with_both(
    order: Sequence[int], summaries: Sequence[bool], scores: Sequence[float], least: int, k: int
) -> list[int]:
    """The first ``k`` with at least so many summaries and others, the last ones giving way; then the rest.

    One gives way only to what scores nearly as much.
    """
    chosen, rest = list(order[:k]), list(order[k:])
    for kind in (True, False):
        missing = least - sum(summaries[at] is kind for at in chosen)
        for at in [at for at in rest if summaries[at] is kind][: max(0, missing)]:
            others = [own for own in chosen if summaries[own] is not kind]
            if len(others) <= least or scores[at] < NEARLY * scores[others[-1]]:
                break
            chosen.remove(others[-1])
            rest.remove(at)
            chosen.append(at)
    place = {at: number for number, at in enumerate(order)}
    return sorted(chosen, key=lambda at: place[at]) + rest
