"""What may answer one query: the best passages by words, concepts and meaning, each with every score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.concepts.asked import NOTHING, Asked
from retrieval.dense_kinds import Rows, Vectors
from retrieval.index_build import Indexes
from retrieval.lexical import IN_FULL_UP_TO


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
    asked: Asked = NOTHING

    def worded(self, page_weight: float) -> list[tuple[int, float]]:
        """Return the rows with what words say of the passage and, weighted, of its page."""
        return [(row, score + page_weight * self.pages[row]) for row, score in self.words.items()]


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
    words: dict[int, float] = {}
    concepts: dict[int, float] = {}
    cosines: dict[int, float] = {}
    likely: list[int] = []
    large = lexical.count > IN_FULL_UP_TO
    limits: dict[str, Any] = {"k": deep, "documents": documents, "rows": among}
    if parts.words and large:
        likely += lexical.likely(query, **limits)
    elif parts.words:
        words.update(lexical.search(query, others=asked.others, **limits))
    if asked.others and large:
        likely += lexical.likely_by_concepts(asked.concepts, **limits)
    elif asked.others:
        concepts.update(lexical.by_concepts(asked.concepts, **limits))
    abroad = lexical.likely_abroad(asked.others, **{**limits, "k": WIDER * deep}) if large else []
    if parts.meaning:
        cosines.update(indexes.dense.search(vector, k=depth, rows=allowed))
    known = words.keys() | concepts.keys() | cosines.keys() | set(likely)
    names = _named(indexes, asked, (known | set(abroad)) - words.keys()) if parts.words else {}
    known |= set(sorted(set(abroad) & names.keys(), key=lambda row: (-names[row], row))[:deep])
    found = sorted(known)
    if parts.words:
        left = [row for row in found if row not in words]
        own = lexical.scores(query, left)
        words.update({row: own.get(row, 0.0) + names.get(row, 0.0) for row in left})
    if asked.others:
        left = [row for row in found if row not in concepts]
        concepts.update(lexical.scores_by_concepts(asked.concepts, left))
    cosines.update(indexes.dense.cosines(vector, [row for row in found if row not in cosines]))
    page_of = {row: indexes.entries[row].page for row in found}
    pages: dict[int, float] = {}
    if parts.context:
        pages = indexes.pages.scores(query, sorted(set(page_of.values())))
    return Candidates(
        {row: words.get(row, 0.0) for row in found},
        {row: pages.get(page, 0.0) for row, page in page_of.items()},
        {row: cosines.get(row, 0.0) for row in found},
        {row: concepts.get(row, 0.0) for row in found} if asked.others else {},
        asked,
    )


def _named(indexes: Indexes, asked: Asked, rows: Iterable[int]) -> dict[int, float]:
    """What other names say of each of these rows; they count in passages of their language alone."""
    spoken: dict[str, list[int]] = {one.language: [] for one in asked.others}
    for row in sorted(rows) if spoken else ():
        language = indexes.entries[row].language
        if language in spoken:
            spoken[language].append(row)
    return indexes.lexical.scores_abroad(asked.others, spoken)
