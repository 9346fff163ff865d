"""What may answer one query: the best passages by words, concepts and meaning, each with every score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.concepts.asked import NOTHING, Asked
from retrieval.dense_kinds import Rows, Vectors
from retrieval.index_build import Indexes
from retrieval.lexical import IN_FULL_UP_TO
from retrieval.lexical_query import WALKED_ABROAD
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
WIDER = 1.5
"""In a large index so many times as many candidates are scored, since what finds them is less exact."""
IN_FULL = 1_000.0
"""All terms find candidates, however many passages hold them."""
DEPTH_ACROSS = 400
"""Of words and concepts, where no passage is in the language of the question."""
_beside = ThreadPoolExecutor(2, "search")  # tantivy and FAISS let other threads work meanwhile


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
    large = lexical.count > IN_FULL_UP_TO
    if large:
        abroad = _beside.submit(_abroad, indexes, asked, {**limits, "k": int(WIDER * deep)})
        known.update(lexical.likely(query, k=deep, **limits) if parts.words else ())
    else:
        named = lexical.by_concepts(asked.concepts, k=deep, **limits) if asked.others else ()
        ranked = lexical.search(query, others=asked.others, k=deep, **limits) if parts.words else ()
        known.update(row for row, _ in (*ranked, *named))
    cosines = dict(indexes.dense.search(vector, k=depth, rows=allowed)) if parts.meaning else {}
    known.update(cosines)
    if large:
        known.update(abroad.result())
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


def _abroad(indexes: Indexes, asked: Asked, limits: Mapping[str, Any]) -> list[int]:
    """What names and concepts find in another language than the question's, or in one of the names."""
    if not asked.others:
        return []
    share = IN_FULL if asked.abroad else WALKED_ABROAD
    rows = sorted(indexes.lexical.likely_abroad(asked.others, asked.concepts, share=share, **limits))
    found = np.array(rows, np.int64)
    languages = indexes.entries.languages(indexes.entries.places(found))
    kept = languages != asked.language
    for one in asked.others:
        kept |= languages == one.language
    rest: list[int] = found[kept].tolist()
    return rest
