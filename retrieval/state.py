"""What every search reads, replaced as a whole when the library moves on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from corpus.documents import Document
from corpus.errors import LibraryError
from retrieval import index
from retrieval.concepts import shelf
from retrieval.concepts.tagger import Tagger
from retrieval.dense_kinds import Rows
from retrieval.errors import RetrievalError
from retrieval.index_build import Indexes
from retrieval.library import Library

_AT_ONCE_UP_TO = 50_000
"""Passages; where there are more, searches go on while the indexes are brought up to date."""
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """Indexes and documents of one moment."""

    indexes: Indexes
    documents: Mapping[str, Document]
    tagger: Tagger = field(repr=False)

    @classmethod
    def of(cls, indexes: Indexes, documents: Sequence[Document], tagger: Tagger) -> State:
        """Return the state of these indexes, whose passages were tagged by ``tagger``."""
        return cls(indexes, {document.id: document for document in documents}, tagger)

    def among(self, documents: Sequence[Document]) -> State:
        """Return the state where only what is still among these documents is found."""
        left = {document.id: document for document in documents}
        gone = frozenset(self.documents) - frozenset(left)
        held = {one: left.get(one, document) for one, document in self.documents.items() if one not in gone}
        return replace(self, indexes=self.indexes.without(gone), documents=held)

    def allowed_rows(self, documents: frozenset[str] | None, read: Rows | None) -> Rows | None:
        """Return the passages of these documents that are among those read; None for all."""
        if documents is None:
            return None
        rows_of = self.indexes.entries.rows_of
        held = [rows_of[one] for one in documents if one in rows_of]
        rows = np.sort(np.concatenate(held)) if held else np.empty(0, np.int64)
        return rows if read is None else np.intersect1d(rows, read)


class Watcher:
    """The state of a library as of its last change; looked at before every search."""

    def __init__(self, store: Library, fingerprint: str, *, at_once_up_to: int = _AT_ONCE_UP_TO) -> None:
        """Open or build the indexes (IndexMismatchError)."""
        self._store = store
        self._fingerprint = fingerprint
        self._at_once_up_to = at_once_up_to
        self._building = threading.Lock()
        self._current = self._fresh()
        self._meanwhile: tuple[int, State] = (-1, self._current)

    def state(self) -> State:
        """Return the newest state; while it is made, the one before without what was removed.

        The indexes of a large library are brought up to date in a thread of their own.
        """
        current = self._current
        generation = self._store.generation()
        if generation == current.indexes.card.generation:
            return current
        if self._building.acquire(blocking=False):
            if len(current.indexes.entries) > self._at_once_up_to:
                threading.Thread(target=self._follow, name="index", daemon=True).start()
            else:
                try:
                    self._current = self._fresh()
                finally:
                    self._building.release()
                return self._current
        return self._without_removed(generation)

    def _follow(self) -> None:
        try:
            self._current = self._fresh()
        except (LibraryError, RetrievalError) as error:  # told by the next search that opens the library
            _logger.warning("the index stays as it was: %s", error)
        finally:
            self._building.release()

    def _without_removed(self, generation: int) -> State:
        known, state = self._meanwhile
        if known != generation or state.indexes.card is not self._current.indexes.card:
            state = self._current.among(self._store.documents())
            self._meanwhile = (generation, state)
        return state

    def _fresh(self) -> State:
        indexes = index.open_or_build(self._store, self._fingerprint)
        return State.of(indexes, self._store.documents(), shelf.tagger(self._store.folder))
