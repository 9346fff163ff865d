"""A finder whose cosines are those of the embedded encoder, whatever the library is searched by.

The models that judge passages were trained on its cosines; those of another encoder lie elsewhere.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from agents.research import Finder
from corpus.encoder import Embedder
from corpus.passages import Passage
from retrieval.analysis import guess_language
from retrieval.concepts.tagger import Tagger
from retrieval.hits import NO_FILTERS, Evidence, Filters
from retrieval.spread import AS_RANKED, Spread

_KEPT = 4096
"""So many passages keep their vector, which is a kilobyte and a half each."""


class Remeasured:
    """Finds what another finder finds, in its order; English questions are measured again."""

    def __init__(self, finder: Finder, embedder: Embedder) -> None:
        """Take the finder, and the embedded encoder."""
        self._finder, self._embedder = finder, embedder
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._guard = Lock()

    def evidence(
        self, query: str, *, k: int, filters: Filters = NO_FILTERS, spread: Spread = AS_RANKED
    ) -> tuple[Evidence, ...]:
        """Return at most ``k`` passages, best first, or as ``spread`` chooses them."""
        found = self._finder.evidence(query, k=k, filters=filters, spread=spread)
        if not found or guess_language(query) not in (None, "en"):  # nothing reads those cosines
            return found
        cosines = self._vectors(found) @ self._embedder.embed([query])[0]
        return tuple(
            replace(item, cosine=float(np.clip(cosine, -1.0, 1.0)))
            for item, cosine in zip(found, cosines, strict=True)
        )

    def worded(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Passage, ...]:
        """Return at most ``k`` passages by their words alone, best first."""
        return self._finder.worded(query, k=k, filters=filters)

    def before(self, passage: Passage) -> Passage | None:
        """Return the passage before it in its document, None for the first."""
        return self._finder.before(passage)

    def tagger(self) -> Tagger:
        """Return what finds concepts in a text."""
        return self._finder.tagger()

    def passage_count(self) -> int:
        """Return the number of passages that can be found."""
        return self._finder.passage_count()

    def document_frequency(self, asked: Sequence[str]) -> tuple[int, ...]:
        """Return for each word the number of passages that hold it."""
        return self._finder.document_frequency(asked)

    def _vectors(self, items: Sequence[Evidence]) -> NDArray[np.float32]:
        """One row an item; passages are embedded once, while they are asked for."""
        with self._guard:
            missing = {
                item.passage.id: item.passage.text for item in items if item.passage.id not in self._kept
            }
            if missing:
                self._kept.update(zip(missing, self._embedder.embed(list(missing.values())), strict=True))
            for item in items:
                self._kept.move_to_end(item.passage.id)
            rows = np.stack([self._kept[item.passage.id] for item in items])
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return rows
