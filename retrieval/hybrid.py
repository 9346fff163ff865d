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
from retrieval.analysis import OTHER_SCRIPTS, guess_language
from retrieval.candidates import ALL_PARTS, Candidates, Parts, gather
from retrieval.concepts.asked import NOTHING, asked
from retrieval.concepts.tagger import Tagger, embedded_tagger
from retrieval.dense_kinds import Rows, Vectors
from retrieval.embed import embed_queries
from retrieval.filters import allowed_documents
from retrieval.fusion import blended, ordered, weighted_fusion
from retrieval.hits import NO_FILTERS, Evidence, Filters, Hit
from retrieval.index_build import build
from retrieval.library import Library, LibraryRow
from retrieval.matching import common
from retrieval.queries import searchable
from retrieval.rankings import Ranking, hits_of
from retrieval.reading_filter import rows_read
from retrieval.rerank import Reranker, reranked
from retrieval.spread import AS_RANKED, Spread, chosen_of
from retrieval.state import State, Watcher

DEPTH = 100  # of each ranking, before fusion
PAGE_WEIGHT = 1.0
"""What the BM25 score of its page, with title and headings, counts beside that of a passage."""
DENSE_WEIGHT = 0.5
DENSE_WEIGHT_UNKNOWN_LANGUAGE = 0.35
"""For a question in a language that the encoder does not know, in a script that it reads."""
DENSE_WEIGHT_UNKNOWN_SCRIPT = 0.05


@dataclass(frozen=True, slots=True)
class _Found:
    """The candidates of one query and their fusion, best first."""

    state: State
    candidates: Candidates
    fused: Sequence[tuple[int, float]]


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
        rerank: bool = True,
    ) -> None:
        """Use ``open`` or ``over``."""
        self._concepts = concepts
        self.reranker = Reranker.shipped(embedder) if rerank else None
        """What puts the best candidates in order again; None for the fusion alone."""
        self._rows_read = rows_read
        self._embedder = embedder
        self.state = state
        """What a search reads at this moment."""
        self.read = read
        """Passages by id, in the order of the ids."""
        self._languages: tuple[str, ...] | None = getattr(embedder, "languages", None)
        self._bridges: tuple[str, ...] = getattr(embedder, "bridges", ())
        self.lexical = Ranking("lexical", self._lexical)
        self.dense = Ranking("dense", self._dense)

    @classmethod
    def open(
        cls, store: Library, embedder: Embedder, *, concepts: bool = True, rerank: bool = True
    ) -> HybridRetriever:
        """Return a retriever over a library; it follows the library's changes by itself.

        ``concepts`` lets a question find passages in other languages by the concepts that both name;
        ``rerank`` puts the best candidates in order again.

        Raises:
            IndexMismatchError: the library's vectors come from another encoder.
        """
        watcher = Watcher(store, embedder.fingerprint)
        read = partial(rows_read, store)
        return cls(embedder, watcher.state, store.passages, read, concepts=concepts, rerank=rerank)

    @classmethod
    def over(
        cls,
        rows: Sequence[LibraryRow],
        vectors: Vectors,
        embedder: Embedder,
        documents: Sequence[Document] = (),
        *,
        concepts: bool = True,
        rerank: bool = True,
    ) -> HybridRetriever:
        """Return a retriever over rows and their vectors in memory, without a library."""
        numbers = np.array([row.row for row in rows], np.int64)
        indexes = build(rows, (numbers, vectors), embedder.fingerprint, documents)
        state = State.of(indexes, documents, embedded_tagger())
        read = partial(_of_those, {row.passage.id: row.passage for row in rows})
        return cls(embedder, lambda: state, read, concepts=concepts, rerank=rerank)

    @property
    def card(self) -> IndexCard:
        """What the indexes were made from, for provenance."""
        return self.state().indexes.card

    def tagger(self) -> Tagger:
        """Return what finds concepts in texts, as the passages were tagged."""
        return self.state().tagger

    def passage_count(self) -> int:
        """Return the number of passages that can be found."""
        return len(self.state().indexes.entries)

    def concept_counts(self) -> dict[str, tuple[int, int]]:
        """Return in how many documents and passages each concept is named, for those that are."""
        return self.state().concept_counts()

    def document_frequency(self, wanted: Sequence[str]) -> tuple[int, ...]:
        """Return for each word the number of passages that hold it, analysed as BM25 does."""
        return self.state().indexes.lexical.document_frequency(wanted)

    def before(self, passage: Passage) -> Passage | None:
        """Return the passage before one in its document; None for the first, or where it was removed."""
        found = self.state().before(passage.id, passage.document_id)
        return next(iter(self.read((found,))), None) if found else None

    def worded(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Passage, ...]:
        """Return at most ``k`` passages by BM25 alone, best first; none that was removed meanwhile."""
        try:
            return self.read(
                tuple(hit.passage_id for hit in self.lexical.search(query, k=k, filters=filters))
            )
        except UnknownDocumentError:
            return ()

    def search(
        self, query: str, *, k: int, filters: Filters = NO_FILTERS, parts: Parts = ALL_PARTS
    ) -> tuple[Hit, ...]:
        """Return at most ``k`` hits by fused score in [0, 1], best first, ties by passage id.

        Raises:
            QueryError: the query is empty or far too long.
        """
        found = self._find(query, k, filters, parts)
        return hits_of("hybrid", found.state, found.fused[:k]) if found else ()

    def evidence(
        self, query: str, *, k: int, filters: Filters = NO_FILTERS, spread: Spread = AS_RANKED
    ) -> tuple[Evidence, ...]:
        """Return at most ``k`` passages with their documents and both scores, best first.

        A text that a document repeats is returned once; one that several documents share at most
        three times, so that it does not fill the answer and all who say it can still be cited. With
        ``spread`` the passages come in the order in which they are to be read, not by score.

        Raises:
            QueryError: the query is empty or far too long.
        """
        try:
            return self._evidence(query, k, filters, spread)
        except UnknownDocumentError:  # removed between ranking and reading; the next look knows
            return self._evidence(query, k, filters, spread)

    def _evidence(self, query: str, k: int, filters: Filters, spread: Spread) -> tuple[Evidence, ...]:
        found = self._find(query, spread.depth * k, filters)
        if found is None:
            return ()
        entries, documents = found.state.indexes.entries, found.state.documents
        candidates = found.fused[: spread.depth * k]
        passages = self.read(tuple(entries[row].passage_id for row, _ in candidates))
        kept = chosen_of(
            passages,
            [score for _, score in candidates],
            documents.__getitem__,
            lambda places: found.state.indexes.dense.vectors([candidates[at][0] for at in places]),
            spread,
            k,
        )
        return tuple(
            Evidence(
                passage=passages[at],
                document=documents[passages[at].document_id],
                query=query,
                rank=rank,
                score=candidates[at][1],
                cosine=max(-1.0, min(1.0, found.candidates.cosines[candidates[at][0]])),
                lexical=found.candidates.words[candidates[at][0]],
            )
            for rank, at in enumerate(kept, 1)
        )

    def _find(self, query: str, k: int, filters: Filters, parts: Parts = ALL_PARTS) -> _Found | None:
        """None where nothing can be found: no words, no passages, or none that the filters leave."""
        if not searchable(query):
            return None
        state = self.state()
        allowed, rows = self._allowed(state, filters)
        if not state.indexes.entries or allowed == frozenset() or (rows is not None and not rows.size):
            return None
        bridged = self._concepts and parts.concepts and parts.words
        named = asked(query, state.tagger, state.indexes.lexical.languages) if bridged else NOTHING
        vector = embed_queries(self._embedder, [query])[0]
        found = gather(
            state.indexes,
            query,
            vector,
            depth=max(DEPTH, k),
            documents=allowed,
            rows=rows,
            allowed=state.allowed_rows(allowed, rows),
            parts=parts,
            asked=named,
        )
        weight = self._dense_weight(query, found, parts)
        fused = weighted_fusion(found.worded(PAGE_WEIGHT), tuple(found.cosines.items()), weight)
        if named.others:
            by_concepts = tuple(found.concepts.items())
            fused = blended(fused, by_concepts, found.by_language(named.weight))
        best = ordered(fused, lambda row: state.indexes.entries[row].passage_id)
        if self.reranker and parts.rerank and parts.words and parts.meaning:
            best = reranked(self.reranker, query, vector, state, self.read, best)
        return _Found(state, found, best)

    def _dense_weight(self, query: str, found: Candidates, parts: Parts) -> Callable[[int], float]:
        """The encoder's say about a passage: small where it does not know the language of the question.

        A question that tells no language is taken to be in that of the passage.
        """
        if not (parts.words and parts.meaning):
            return lambda _: float(parts.meaning)
        language = guess_language(query)
        return found.by_language(lambda spoken: self.weight_of(language or spoken, spoken))

    def weight_of(self, language: str | None, of_passage: str | None = None) -> float:
        """Return the say of the encoder, in [0, 1], about a question in that language.

        Of some languages it knows enough words to find what is written in others, where words alone find
        little; in a passage of the question's own language words say more.
        """
        if self._languages is None or language in self._languages:
            return DENSE_WEIGHT
        if language in self._bridges and of_passage not in (None, language):
            return DENSE_WEIGHT
        return DENSE_WEIGHT_UNKNOWN_SCRIPT if language in OTHER_SCRIPTS else DENSE_WEIGHT_UNKNOWN_LANGUAGE

    def _lexical(self, query: str, k: int, filters: Filters) -> tuple[State, Sequence[tuple[int, float]]]:
        state = self.state()
        allowed, rows = self._allowed(state, filters)
        return state, state.indexes.lexical.search(query, k=k, documents=allowed, rows=_plain(rows))

    def _dense(self, query: str, k: int, filters: Filters) -> tuple[State, Sequence[tuple[int, float]]]:
        state = self.state()
        allowed, rows = self._allowed(state, filters)
        vector = embed_queries(self._embedder, [query])[0]
        return state, state.indexes.dense.search(vector, k=k, rows=state.allowed_rows(allowed, rows))

    def _allowed(self, state: State, filters: Filters) -> tuple[frozenset[str] | None, Rows | None]:
        """Which documents, and which passages by what was read in them; None for all."""
        if not filters:
            return None, None
        rows = common([self._rows_read(filters), state.rows_naming(filters.concepts)])
        return allowed_documents(state.documents.values(), filters), rows


def rebuild(store: Library) -> None:
    """Make the indexes again from the stored vectors; nothing is embedded."""
    index.rebuild(store)


def _plain(rows: Rows | None) -> list[int] | None:
    return None if rows is None else rows.tolist()


def _of_those(passages: Mapping[str, Passage], ids: Sequence[str]) -> tuple[Passage, ...]:
    return tuple(passages[one] for one in ids)
