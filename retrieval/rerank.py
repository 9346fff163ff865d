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
from retrieval.rerank_features import NAMES as NAMES
from retrieval.rerank_features import Floats, Pool, features, scaled, wanted
from retrieval.state import State
from retrieval.word_table import LANGUAGES, WordTable, word_table

DEPTH = 50
"""So many of the best candidates are put in order again."""
FEEDBACK = 3
"""So many of the best passages move the question."""
_MOVE = 0.5
_MOST_TITLES = 20_000
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Seen:
    """One candidate: its text, language and title, its score by the fusion, and its unit vector."""

    text: str
    language: str | None
    title: str | None
    score: float
    vector: Vectors = field(repr=False)


@dataclass(frozen=True, slots=True)
class Looked:
    """The places of the candidates that are put in order, their features, and the model that does it."""

    places: Sequence[int]
    raw: Floats
    card: RerankCard


class Reranker:
    """Scores for the best candidates; any number of threads may ask at once."""

    def __init__(
        self,
        embedder: Embedder,
        card: RerankCard,
        by_words: RerankCard,
        table: Callable[[], WordTable] = word_table,
    ) -> None:
        """Take the encoder of the library, and the models with and without what it says."""
        self._embedder = embedder
        self._card, self._by_words = card, by_words
        self._table = table
        self._titles: dict[str, Vectors] = {}
        self._guard = threading.Lock()
        self._languages: tuple[str, ...] | None = getattr(embedder, "languages", None)

    @classmethod
    def shipped(cls, embedder: Embedder) -> Reranker:
        """Return the reranker that comes along (RerankerError)."""
        return cls(embedder, load("rerank"), load("rerank-words"))

    @property
    def cards(self) -> tuple[RerankCard, RerankCard]:
        """The models in use, for provenance."""
        return self._card, self._by_words

    def scores(
        self,
        query: str,
        vector: Vectors,
        seen: Sequence[Seen],
        frequencies: Callable[[Sequence[str]], Sequence[int]],
        count: int,
    ) -> list[float]:
        """Return a score for each candidate, between the lowest and the highest that the fusion gave.

        Candidates in another language than the question keep their place by the fusion: the features
        compare words.

        Args:
            query: the question.
            vector: its unit vector.
            seen: the best candidates, best first.
            frequencies: how many passages of the library hold each word.
            count: how many passages it has.
        """
        fused = np.array([one.score for one in seen], np.float64)
        low, spread = float(fused.min()), float(fused.max() - fused.min())
        looked = self.look(query, vector, seen, frequencies, count)
        if spread <= 0.0 or looked is None:
            return [float(one) for one in fused]
        moved, card = (fused - low) / spread, looked.card
        own = to_one(order(card, looked.raw))
        moved[looked.places] = (1.0 - card.say) * moved[looked.places] + card.say * own
        return [low + spread * float(one) for one in to_one(moved)]

    def look(
        self,
        query: str,
        vector: Vectors,
        seen: Sequence[Seen],
        frequencies: Callable[[Sequence[str]], Sequence[int]],
        count: int,
    ) -> Looked | None:
        """Return what the model sees of the candidates, as ``scores`` does; None of fewer than two."""
        language = guess_language(query) or primary(seen[0].language)
        places = [at for at, one in enumerate(seen) if primary(one.language) in (language, None)]
        if len(places) < 2:
            return None
        knows = self._languages is None or language in self._languages
        pool = self.pool(vector, [seen[at] for at in places], knows=knows)
        of = wanted(query, frequencies, count)
        raw = features(of, pool, self._words(language, knows=knows))
        return Looked(places, raw, self._card if knows else self._by_words)

    def pool(self, vector: Vectors, seen: Sequence[Seen], *, knows: bool) -> Pool:
        """Return the candidates as the features see them; ``knows`` says whether the encoder counts."""
        none = np.zeros(len(seen))
        fused = np.array([one.score for one in seen], np.float64)
        texts, languages = [one.text for one in seen], [one.language for one in seen]
        if not knows:
            return Pool(texts, languages, fused, none, none, none)
        vectors = np.stack([one.vector for one in seen])
        moved = vector + _MOVE * vectors[:FEEDBACK].mean(axis=0)
        moved = moved / max(float(np.linalg.norm(moved)), 1e-9)
        titles = self._of_titles([one.title or "" for one in seen])
        each = (
            np.asarray(found, np.float64) for found in (vectors @ vector, vectors @ moved, titles @ vector)
        )
        return Pool(texts, languages, fused, *each)

    def _words(self, language: str | None, *, knows: bool) -> WordTable | None:
        if not knows or language not in (*LANGUAGES, None):
            return None
        try:
            return self._table()
        except EncoderError:  # another encoder is in use and the embedded one is not installed
            return None

    def _of_titles(self, titles: Sequence[str]) -> Vectors:
        """The vectors of titles, kept; 0 for none."""
        with self._guard:
            known = {one: self._titles[one] for one in titles if one in self._titles}
        missing = [one for one in dict.fromkeys(titles) if one and one not in known]
        if missing:
            made = dict(zip(missing, self._embedder.embed(missing), strict=True))
            known.update(made)
            with self._guard:
                if len(self._titles) + len(made) > _MOST_TITLES:
                    self._titles.clear()
                self._titles.update(made)
        none = np.zeros(self._embedder.dim, np.float32)
        return np.stack([known.get(one, none) for one in titles])


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
    if len(head) < 2:
        return list(fused)
    entries = state.indexes.entries
    names = {row: entries[row].passage_id for row, _ in head}
    try:
        passages = read(tuple(names.values()))
    except UnknownDocumentError:
        return list(fused)
    vectors = state.indexes.dense.vectors(list(names))
    seen = [
        Seen(
            passage.text,
            entries[row].language,
            state.documents[passage.document_id].title if passage.document_id in state.documents else None,
            score,
            own,
        )
        for (row, score), passage, own in zip(head, passages, vectors, strict=True)
    ]
    lexical = state.indexes.lexical
    scores = reranker.scores(query, vector, seen, lexical.document_frequency, lexical.count)
    found = ordered(dict(zip(names, scores, strict=True)), lambda row: names[row])
    return [*found, *fused[DEPTH:]]


def order(card: RerankCard, raw: Floats) -> Floats:
    """Return what the model says of each candidate, on a scale of its own."""
    chosen = [NAMES.index(name) for name in card.features]
    found: Floats = scaled(raw)[:, chosen] @ np.array(card.weights)
    return found


def to_one(values: Floats) -> Floats:
    """Return values moved to [0, 1]: the highest 1, the lowest 0.

    >>> to_one(np.array([2.0, 4.0, 3.0])).tolist()
    [0.0, 1.0, 0.5]
    """
    low, spread = float(values.min()), float(values.max() - values.min())
    return (values - low) / spread if spread > 0.0 else np.zeros_like(values)
