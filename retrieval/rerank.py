"""The best candidates of the fusion in a better order, by a small linear model over cheap features."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus.encoder import Embedder
from corpus.errors import UnknownDocumentError
from corpus.passages import Passage
from retrieval.analysis import guess_language, primary
from retrieval.errors import EncoderError
from retrieval.fusion import ordered
from retrieval.rerank_card import RerankCard, load
from retrieval.rerank_features import Floats, Pool, features, said, wanted
from retrieval.state import State
from retrieval.word_table import LANGUAGES, WordTable, word_table

DEPTH = 50
"""So many of the best candidates are put in order again."""
SHORT = 10
"""A document of so many passages, or fewer, is told by its title; that of a report says little of a page."""
_MOST_TITLES = 20_000
Vectors = NDArray[np.float32]
Frequencies = Callable[[Sequence[str]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One candidate: its text, language and title, its score by the fusion, and its unit vector.

    ``around`` is what it stands under, a title and headings, of which the words count.
    """

    text: str
    language: str | None
    title: str | None
    score: float
    vector: Vectors = field(repr=False)
    around: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """The places of the candidates that are put in order, their features and unit vectors."""

    places: Sequence[int]
    raw: Floats
    vectors: Vectors


class Reranker:
    """Scores for the best candidates; any number of threads may ask at once."""

    def __init__(
        self, embedder: Embedder, card: RerankCard, table: Callable[[], WordTable] = word_table
    ) -> None:
        """Take the encoder of the library, a model, and what reads the vectors of words when needed."""
        self.card = card
        self.embedder = embedder
        self._table = table
        self._titles: dict[str, Vectors] = {}
        self._guard = threading.Lock()

    @classmethod
    def shipped(cls, embedder: Embedder) -> Reranker:
        """Return the reranker that comes along (RerankerError)."""
        return cls(embedder, load())

    def scores(
        self, query: str, vector: Vectors, seen: Sequence[Seen], frequencies: Frequencies, count: int
    ) -> list[float]:
        """Return a score for each candidate: those that the fusion gave, handed out anew.

        So the best candidate gets the best score, and passages in other languages than the question, whose
        words cannot be compared with it, keep theirs.

        Args:
            query: the question.
            vector: its unit vector.
            seen: the best candidates, best first.
            frequencies: how many passages of the library hold each word.
            count: how many passages it has.
        """
        scores = [one.score for one in seen]
        looked = self.look(query, vector, seen, frequencies, count)
        if looked is None:
            return scores
        worth = said(np.array(self.card.weights), looked.raw, looked.vectors)
        best = sorted(range(len(looked.places)), key=lambda at: (-worth[at], at))
        given = sorted((scores[at] for at in looked.places), reverse=True)
        for at, score in zip(best, given, strict=True):
            scores[looked.places[at]] = score
        return scores

    def look(
        self, query: str, vector: Vectors, seen: Sequence[Seen], frequencies: Frequencies, count: int
    ) -> Looked | None:
        """Return what the model sees of the candidates in the language of the question.

        None where the vectors of words do not know that language, or fewer than two are in it.
        """
        language = guess_language(query) or (primary(seen[0].language) if seen else None)
        places = [at for at, one in enumerate(seen) if primary(one.language) in (language, None)]
        if language not in LANGUAGES or len(places) < 2:
            return None
        try:
            table = self._table()
        except EncoderError:  # another encoder is in use, and the embedded one is not installed
            return None
        own = [seen[at] for at in places]
        vectors = np.stack([one.vector for one in own])
        titles = self._of_titles([one.title for one in own], vector)
        pool = Pool(
            [one.text for one in own],
            [one.around for one in own],
            np.array([one.score for one in own], np.float64),
            np.asarray(vectors @ vector, np.float64),
            titles,
        )
        raw = features(wanted(query, language, frequencies, count), pool, language, table)
        return Looked(places, raw, vectors)

    def _of_titles(self, titles: Sequence[str | None], vector: Vectors) -> Floats:
        """The cosines of titles; a candidate without one gets the mean of the others."""
        named = [one for one in titles if one]
        if not named:
            return np.zeros(len(titles))
        known = self._vectors_of(named)
        found = {one: float(known[one] @ vector) for one in named}
        mean = sum(found[one] for one in named) / len(named)
        return np.array([found[one] if one else mean for one in titles], np.float64)

    def _vectors_of(self, titles: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of titles, kept for the next question."""
        with self._guard:
            known = {one: self._titles[one] for one in titles if one in self._titles}
        missing = [one for one in dict.fromkeys(titles) if one not in known]
        if missing:
            made = dict(zip(missing, self.embedder.embed(missing), strict=True))
            known.update(made)
            with self._guard:
                if len(self._titles) + len(made) > _MOST_TITLES:
                    self._titles.clear()
                self._titles.update(made)
        return known


def reranked(
    reranker: Reranker,
    query: str,
    vector: Vectors,
    state: State,
    read: Callable[..., tuple[Passage, ...]],
    fused: Sequence[tuple[int, float]],
) -> list[tuple[int, float]]:
    """Return the fusion with its best ``DEPTH`` candidates in the order of the reranker.

    A passage that was removed since the fusion leaves it as it is.
    """
    head = fused[:DEPTH]
    entries = state.indexes.entries
    names = {row: entries[row].passage_id for row, _ in head}
    try:
        passages = read(tuple(names.values()))
    except UnknownDocumentError:
        return list(fused)
    vectors = state.indexes.dense.vectors(list(names))
    seen = [
        Seen(passage.text, entries[row].language, _title(state, passage), score, own, _around(state, passage))
        for (row, score), passage, own in zip(head, passages, vectors, strict=True)
    ]
    lexical = state.indexes.lexical
    scores = reranker.scores(query, vector, seen, lexical.document_frequency, lexical.count)
    found = ordered(dict(zip(names, scores, strict=True)), lambda row: names[row])
    return [*found, *fused[DEPTH:]]


def _title(state: State, passage: Passage) -> str | None:
    """The title of a document that is short enough for it to say what its passages are about."""
    document = state.documents.get(passage.document_id)
    rows = state.indexes.entries.rows_of.get(passage.document_id, ())
    return document.title if document and len(rows) <= SHORT else None


def _around(state: State, passage: Passage) -> str:
    """The title of a document, however long, and the headings that a passage stands under."""
    document = state.documents.get(passage.document_id)
    return " ".join(filter(None, [document.title if document else None, *passage.heading]))
