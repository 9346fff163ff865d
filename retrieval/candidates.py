"""What may answer one query: the best passages by words, concepts and meaning, each with every score."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.concepts.asked import NOTHING, Asked
from retrieval.dense_kinds import Rows, Vectors
from retrieval.index_build import Indexes
from retrieval.lexical import IN_FULL_UP_TO
from retrieval.scoring import scored


@dataclass(frozen=True, slots=True)
class Parts:
    """Which rankings count; all of them but for measurements.

    ``words`` is BM25 of passages, ``context`` that of their pages with title and headings, ``meaning``
    the encoder; ``concepts`` bridges languages; ``rerank`` puts the best of words and meaning in order.
    """

    words: bool = True
    context: bool = True
    meaning: bool = True
    concepts: bool = True
    rerank: bool = True


ALL_PARTS = Parts()
WIDER = 2
"""In a large index so many times as many candidates by names are scored as are kept."""
DEPTH_ACROSS = 400
"""Of words and concepts, where no passage is in the language of the question."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages by row, each with all its scores: BM25 (0 without a common word), its page's, its cosine.

    ``concepts`` has that of the concepts it names, where ``asked`` says that they bridge languages.
    """

    words: Mapping[int, float]
    pages: Mapping[int, float]
    cosines: Mapping[int, float]
    concepts: Mapping[int, float]
    languages: Mapping[int, str | None]
    asked: Asked = NOTHING

    def worded(self, page_weight: float) -> list[tuple[int, float]]:
        """Return the rows with what words say of the passage and, weighted, of its page."""
        return [(row, score + page_weight * self.pages[row]) for row, score in self.words.items()]

    def by_language(self, weight: Callable[[str | None], float]) -> Callable[[int], float]:
        """Return the weight of a row, which is that of its language."""
        weights = {language: weight(language) for language in set(self.languages.values())}
        return lambda row: weights[self.languages[row]]


def gather(
    indexes: Indexes,
    query: str,
    vector: Vectors,
    *,
    depth: int,
    documents: frozenset[str] | None = None,
    rows: Rows | None = None,
    allowed: Rows | None = None,
    parts: Parts = ALL_PARTS,
    asked: Asked = NOTHING,
) -> Candidates:
    """Return the best passages of each ranking.

    Args:
        indexes: of the library.
        query: plain words.
        vector: its unit vector.
        depth: how many of each ranking.
        documents: where given, only passages of these are ranked.
        rows: where given, only these passages are.
        allowed: the rows that both together leave, rising.
        parts: which rankings count.
        asked: the concepts of the query and their names in other languages.
    """
    among = None if rows is None else rows.tolist()
    lexical = indexes.lexical
    deep = max(depth, DEPTH_ACROSS) if asked.abroad else depth
    limits: dict[str, Any] = {"documents": documents, "rows": among}
    known: set[int] = set()
    if lexical.count > IN_FULL_UP_TO:
        abroad = lexical.likely_abroad(asked.others, asked.concepts, k=WIDER * deep, **limits)
        known.update(_foreign(indexes, asked, abroad) if asked.others else ())
        known.update(lexical.likely(query, k=WIDER * deep, **limits) if parts.words else ())
    else:
        named = lexical.by_concepts(asked.concepts, k=deep, **limits) if asked.others else ()
        ranked = lexical.search(query, others=asked.others, k=deep, **limits) if parts.words else ()
        known.update(row for row, _ in (*ranked, *named))
    cosines = dict(indexes.dense.search(vector, k=depth, rows=allowed)) if parts.meaning else {}
    known.update(cosines)
    found = np.array(sorted(known), np.int64)
    places = indexes.entries.places(found)
    languages = indexes.entries.languages(places)
    scores = scored(lexical.queries, indexes.terms, query, asked, places, languages)
    every: list[int] = found.tolist()
    cosines.update(indexes.dense.cosines(vector, [row for row in every if row not in cosines]))
    none = [0.0] * len(every)
    return Candidates(
        dict(zip(every, scores.words.tolist() if parts.words else none, strict=True)),
        dict(zip(every, scores.pages.tolist() if parts.context else none, strict=True)),
        {row: cosines.get(row, 0.0) for row in every},
        dict(zip(every, scores.concepts.tolist(), strict=True)) if asked.others else {},
        dict(zip(every, languages.tolist(), strict=True)),
        asked,
    )


def _foreign(indexes: Indexes, asked: Asked, rows: Sequence[int]) -> list[int]:
    """Those of the rows in another language than the question, or in one that names are given in."""
    found = np.array(sorted(rows), np.int64)
    languages = indexes.entries.languages(indexes.entries.places(found))
    kept = languages != asked.language
    for one in asked.others:
        kept |= languages == one.language
    rest: list[int] = found[kept].tolist()
    return rest
