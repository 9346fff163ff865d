"""The retriever that ships, or parts of it, over a judged set: rankings, measures, intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.encoder import Embedder
from retrieval.candidates import ALL_PARTS, Parts
from retrieval.embed import embed_queries
from retrieval.errors import JudgmentsError
from retrieval.hits import NO_FILTERS, Filters
from retrieval.hybrid import HybridRetriever
from retrieval.judged import JudgedLibrary, JudgedSet, as_library, document_id, half_of
from retrieval.kept_vectors import kept_vectors
from retrieval.measures import Measured, Ranking, measured, per_query

HALVES = ("validation", "test", "all")
DEEP = 100
"""So many texts are ranked for a query."""
PASSAGES = 300
"""So many passages for that: several may belong to one text."""

Progress = Callable[[str, int, int], None]
Search = Callable[[str, Filters], Iterable[tuple[str, float]]]
"""A query and where to search into passage ids with scores, best first."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a ranking is worth on one set."""

    name: str
    half: str
    queries: int
    texts: int
    passages: int
    measures: Mapping[str, Measured]
    per_query: Mapping[str, Mapping[str, float]]
    rankings: Mapping[str, Ranking]


class Bench:
    """A judged set with its vectors and indexes, on which any parts can be tried."""

    def __init__(
        self, judged: JudgedSet, embedder: Embedder, vectors: Path, progress: Progress = lambda *_: None
    ) -> None:
        """Cut the texts into passages, embed what ``vectors`` does not hold, and index.

        Raises:
            JudgmentsError: no text can be cut into passages, or the vectors cannot be kept.
        """
        self.judged = judged
        self.library: JudgedLibrary = as_library(judged, embedder.count_tokens)
        if not self.library.rows:
            raise JudgmentsError(judged.name, "no text holds a word", "Look at its corpus file")
        texts = [row.passage.text for row in self.library.rows]
        asked = [query.text for query in judged.queries]
        try:
            made = kept_vectors(embedder, texts, vectors, progress=lambda *at: progress("passages", *at))
            of_queries = kept_vectors(
                AsQueries(embedder), asked, vectors, progress=lambda *at: progress("queries", *at)
            )
        except OSError as error:
            raise JudgmentsError(
                str(vectors), f"vectors cannot be kept there ({error.strerror})", "Free space on that disk"
            ) from error
        self.embedder: Embedder = _KnownQueries(embedder, dict(zip(asked, of_queries, strict=True)))
        self.retriever = HybridRetriever.over(self.library.rows, made, self.embedder, self.library.documents)

    def trial(
        self, parts: Parts = ALL_PARTS, half: str = "all", progress: Progress = lambda *_: None
    ) -> Trial:
        """Return what these parts are worth on one half of the queries.

        Raises:
            JudgmentsError: no query falls into that half.
        """

        def search(query: str, filters: Filters) -> Iterable[tuple[str, float]]:
            hits = self.retriever.search(query, k=PASSAGES, filters=filters, parts=parts)
            return ((hit.passage_id, hit.score) for hit in hits)

        return self.trial_of(search, half, progress)

    def trial_of(
        self,
        search: Search,
        half: str = "all",
        progress: Progress = lambda *_: None,
        *,
        most: int | None = None,
    ) -> Trial:
        """Return what any way to rank passages is worth; the best passage counts for its text.

        With ``most``, at most so many queries count, evenly spread.

        Raises:
            JudgmentsError: no query falls into that half.
        """
        chosen = [query for query in self.judged.queries if half in ("all", half_of(query.id))]
        if not chosen:
            raise JudgmentsError(self.judged.name, f"no query falls into the half {half}", "Take --half all")
        if most is not None:
            chosen = chosen[:: -(-len(chosen) // most)]
        rankings = {}
        for number, query in enumerate(chosen, 1):
            filters = Filters(documents=(document_id(query.document),)) if query.document else NO_FILTERS
            best: dict[str, float] = {}
            for passage_id, score in search(query.text, filters):
                best.setdefault(self.library.text_of[passage_id], score)
            rankings[query.id] = list(best.items())[:DEEP]
            progress("searches", number, len(chosen))
        values = per_query(self.judged.qrels, rankings)
        return Trial(
            self.judged.name,
            half,
            len(chosen),
            len(self.judged.texts),
            len(self.library.rows),
            {name: measured(list(each.values())) for name, each in values.items()},
            values,
            rankings,
        )


class _KnownQueries:
    """An encoder whose vectors of the queries were made before."""

    def __init__(self, encoder: Embedder, known: Mapping[str, NDArray[np.float32]]) -> None:
        self._encoder = encoder
        self._known = known
        self.name, self.fingerprint, self.dim = encoder.name, encoder.fingerprint, encoder.dim
        self.languages, self.bridges = getattr(encoder, "languages", None), getattr(encoder, "bridges", ())

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages."""
        return self._encoder.embed(texts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors that are known, and make the others."""
        if all(text in self._known for text in texts):
            return np.stack([self._known[text] for text in texts])
        return embed_queries(self._encoder, texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens in each text."""
        return self._encoder.count_tokens(texts)


class AsQueries:
    """An encoder that takes every text for a question."""

    def __init__(self, encoder: Embedder) -> None:
        """Take the encoder; its fingerprint stays where it reads all texts alike."""
        self._encoder = encoder
        apart = " queries" if hasattr(encoder, "embed_queries") else ""
        self.name, self.fingerprint, self.dim = encoder.name, encoder.fingerprint + apart, encoder.dim

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of questions."""
        return embed_queries(self._encoder, texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens in each text."""
        return self._encoder.count_tokens(texts)
