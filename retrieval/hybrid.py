"""The retriever that the agents get: words and meaning fused, filtered first, read back as Evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from corpus.documents import Document
from corpus.encoder import Embedder
from corpus.errors import UnknownDocumentError
from corpus.passages import Passage
from corpus.records import IndexCard
from retrieval import index
from retrieval.analysis import guess_language, words
from retrieval.concepts.asked import NOTHING, Asked, asked
from retrieval.concepts.tagger import embedded_tagger
from retrieval.dense import Rows, Vectors
from retrieval.errors import QueryError
from retrieval.filters import allowed_documents
from retrieval.fusion import blended, ordered, weighted_fusion
from retrieval.hits import NO_FILTERS, Evidence, Filters, Hit
from retrieval.library import Library
from retrieval.reading_filter import rows_read
from retrieval.repeats import without_repeats
from retrieval.state import State, Watcher, state_of

DEPTH = 100  # of each ranking, before fusion
DEPTH_ACROSS = 400  # of words and concepts, where no passage is in the language of the question
DENSE_WEIGHT = 0.5
DENSE_WEIGHT_UNKNOWN_LANGUAGE = 0.1
CONCEPT_WEIGHT = 0.0  # of the ranking by concepts, for a passage in the language of the question
CONCEPT_WEIGHT_OTHER_LANGUAGE = 0.4
MOST_QUERY_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class _Found:
    """Both rankings of one query and their fusion, best first."""

    state: State
    lexical: Mapping[int, float]
    dense: Mapping[int, float]
    fused: Sequence[tuple[int, float]]
    vector: Vectors
    asked: Asked


class HybridRetriever:
    """Ranked evidence; any number of threads may search at once."""

    def __init__(
        self,
        embedder: Embedder,
        state: Callable[[], State],
        read: Callable[..., tuple[Passage, ...]],
        rows_read: Callable[[Filters], Rows | None] = lambda _: None,
        *,
        concepts: bool = True,
    ) -> None:
        """Use ``open`` or ``over``."""
        self._concepts = concepts
        self._rows_read = rows_read
        self._embedder = embedder
        self._state = state
        self._read = read
        self._languages: tuple[str, ...] | None = getattr(embedder, "languages", None)
        self.lexical = _Part("lexical", self._lexical)
        self.dense = _Part("dense", self._dense)

    @classmethod
    def open(cls, store: Library, embedder: Embedder, *, concepts: bool = True) -> HybridRetriever:
        """Return a retriever over a library; it follows the library's changes by itself.

        ``concepts`` lets a question find passages in other languages by the concepts that both name.

        Raises:
            IndexMismatchError: the library's vectors come from another encoder.
        """
        watcher = Watcher(store, embedder.fingerprint)
        return cls(embedder, watcher.state, store.passages, partial(rows_read, store), concepts=concepts)

    @classmethod
    def over(
        cls,
        rows: Sequence[index.LibraryRow],
        vectors: Vectors,
        embedder: Embedder,
        documents: Sequence[Document] = (),
        *,
        concepts: bool = True,
    ) -> HybridRetriever:
        """Return a retriever over rows and their vectors in memory, without a library."""
        numbers = np.array([row.row for row in rows], np.int64)
        indexes = index.build(rows, (numbers, vectors), embedder.fingerprint)
        state = state_of(indexes, documents, embedded_tagger())
        passages = {row.passage.id: row.passage for row in rows}
        return cls(
            embedder, lambda: state, lambda ids: tuple(passages[one] for one in ids), concepts=concepts
        )

    @property
    def card(self) -> IndexCard:
        """What the indexes were made from, for provenance."""
        return self._state().indexes.card

    def passage_count(self) -> int:
        """Return the number of passages that can be found."""
        return len(self._state().indexes.entries)

    def concept_counts(self) -> dict[str, int]:
        """Return in how many passages each concept is named, for those that are."""
        state = self._state()
        return state.indexes.lexical.concept_counts(state.tagger.thesaurus.concepts)

    def document_frequency(self, asked: Sequence[str]) -> tuple[int, ...]:
        """Return for each word the number of passages that hold it, analysed as BM25 does."""
        return self._state().indexes.lexical.document_frequency(asked)

    def search(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Hit, ...]:
        """Return at most ``k`` hits by fused score in [0, 1], best first, ties by passage id.

        Raises:
            QueryError: the query is empty or far too long.
        """
        found = self._find(query, k, filters)
        return _hits("hybrid", found.state, found.fused[:k]) if found else ()

    def evidence(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Evidence, ...]:
        """Return at most ``k`` passages with their documents and both scores, best first.

        A text that a document repeats is returned once; one that several documents share at most
        three times, so that it does not fill the answer and all who say it can still be cited.

        Raises:
            QueryError: the query is empty or far too long.
        """
        try:
            return self._evidence(query, k, filters)
        except UnknownDocumentError:  # removed between ranking and reading; the next look knows
            return self._evidence(query, k, filters)

    def _evidence(self, query: str, k: int, filters: Filters) -> tuple[Evidence, ...]:
        found = self._find(query, 2 * k, filters)
        if found is None:
            return ()
        entries = found.state.indexes.entries
        candidates = found.fused[: 2 * k]
        passages = self._read(tuple(entries[row].passage_id for row, _ in candidates))
        kept = without_repeats(passages)[:k]
        rows = [candidates[at][0] for at in kept]
        words_scores = dict(found.lexical)
        if missing := [row for row in rows if row not in words_scores]:
            words_scores |= found.state.indexes.lexical.scores(query, missing, found.asked.others)
        cosines = found.state.indexes.dense.cosines(found.vector, rows)
        return tuple(
            Evidence(
                passage=passages[at],
                document=found.state.documents[passages[at].document_id],
                query=query,
                rank=rank,
                score=candidates[at][1],
                cosine=max(-1.0, min(1.0, cosines.get(row, 0.0))),
                lexical=words_scores.get(row, 0.0),
            )
            for rank, (at, row) in enumerate(zip(kept, rows, strict=True), 1)
        )

    def _find(self, query: str, k: int, filters: Filters) -> _Found | None:
        """None where nothing can be found: no words, no passages, or none that the filters leave."""
        if not _searchable(query):
            return None
        state = self._state()
        allowed, rows = self._allowed(state, filters)
        if not state.indexes.entries or allowed == frozenset() or (rows is not None and not rows.size):
            return None
        depth = max(DEPTH, k)
        words_of, only = state.indexes.lexical, _plain(rows)
        named = asked(query, state.tagger, words_of.languages) if self._concepts else NOTHING
        deep = max(DEPTH_ACROSS, k) if named.abroad else depth
        by_words = words_of.search(query, k=deep, documents=allowed, rows=only, others=named.others)
        vector = self._embedder.embed([query])[0]
        by_meaning = state.indexes.dense.search(vector, k=depth, rows=_rows(state, allowed, rows))
        fused = weighted_fusion(by_words, by_meaning, self._dense_weight(query, state))
        if named.others:
            by_concepts = words_of.by_concepts(named.concepts, k=deep, documents=allowed, rows=only)
            fused = blended(fused, by_concepts, partial(_concept_weight, named, state))
        best = ordered(fused, lambda row: state.indexes.entries[row].passage_id)
        return _Found(state, dict(by_words), dict(by_meaning), best, vector, named)

    def _dense_weight(self, query: str, state: State) -> Callable[[int], float]:
        """The encoder's say about a passage: small where it does not know the language of both texts."""
        known = self._languages
        asked = guess_language(query)
        entries = state.indexes.entries

        def weight(row: int) -> float:
            language = entries[row].language
            if known is None or {asked or language, language or asked} <= set(known):
                return DENSE_WEIGHT
            return DENSE_WEIGHT_UNKNOWN_LANGUAGE

        return weight

    def _lexical(self, query: str, k: int, filters: Filters) -> tuple[State, Sequence[tuple[int, float]]]:
        state = self._state()
        allowed, rows = self._allowed(state, filters)
        return state, state.indexes.lexical.search(query, k=k, documents=allowed, rows=_plain(rows))

    def _dense(self, query: str, k: int, filters: Filters) -> tuple[State, Sequence[tuple[int, float]]]:
        state = self._state()
        allowed, rows = self._allowed(state, filters)
        vector = self._embedder.embed([query])[0]
        return state, state.indexes.dense.search(vector, k=k, rows=_rows(state, allowed, rows))

    def _allowed(self, state: State, filters: Filters) -> tuple[frozenset[str] | None, Rows | None]:
        """Which documents, and which passages by what was read in them; None for all."""
        if not filters:
            return None, None
        return allowed_documents(state.documents.values(), filters), self._rows_read(filters)


class _Part:
    """One of the two rankings by itself, for benchmarks and tests."""

    def __init__(
        self, name: str, ranked: Callable[[str, int, Filters], tuple[State, Sequence[tuple[int, float]]]]
    ) -> None:
        self.name = name
        self._ranked = ranked

    def search(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Hit, ...]:
        """Return at most ``k`` hits on this ranking's own scale, best first."""
        if not _searchable(query):
            return ()
        state, found = self._ranked(query, k, filters)
        return _hits(self.name, state, found)


def rebuild(store: Library) -> None:
    """Make the indexes again from the stored vectors; nothing is embedded."""
    index.rebuild(store)


def _concept_weight(named: Asked, state: State, row: int) -> float:
    """The say of concepts about a passage: they are for what words cannot bridge."""
    same = state.indexes.entries[row].language == named.language
    return CONCEPT_WEIGHT if same else CONCEPT_WEIGHT_OTHER_LANGUAGE


def _plain(rows: Rows | None) -> list[int] | None:
    return None if rows is None else rows.tolist()


def _rows(state: State, allowed: frozenset[str] | None, read: Rows | None) -> Rows | None:
    if allowed is None:
        return None
    held = [state.rows_of[one] for one in allowed if one in state.rows_of]
    rows = np.sort(np.concatenate(held)) if held else np.empty(0, np.int64)
    return rows if read is None else np.intersect1d(rows, read)


def _hits(name: str, state: State, found: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
    entries = state.indexes.entries
    named = sorted(
        ((entries[row].passage_id, score) for row, score in found), key=lambda one: (-one[1], one[0])
    )
    return tuple(Hit(passage_id, score, rank, name) for rank, (passage_id, score) in enumerate(named, 1))


def _searchable(query: str) -> bool:
    """Whether the query holds a word.

    Raises:
        QueryError: nothing was typed, or a book.
    """
    if not query.strip():
        raise QueryError("the query", "it is empty", "Ask in words")
    if len(query) > MOST_QUERY_CHARACTERS:
        raise QueryError(
            "the query", f"it has {len(query):,} characters", f"Ask in at most {MOST_QUERY_CHARACTERS:,}"
        )
    return bool(words(query[:MOST_QUERY_CHARACTERS]))
