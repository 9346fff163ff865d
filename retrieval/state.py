"""The state of a library that a search reads, made anew when the library has changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.documents import Document
from retrieval import index
from retrieval.concepts import shelf
from retrieval.concepts.tagger import Tagger
from retrieval.dense import Rows
from retrieval.index import Indexes
from retrieval.library import Library


@dataclass(frozen=True, slots=True)
class State:
    """Everything one search reads, replaced as a whole when the library moves on."""

    indexes: Indexes
    documents: Mapping[str, Document]
    rows_of: Mapping[str, Rows] = field(repr=False)
    tagger: Tagger = field(repr=False)


class Watcher:
    """The state of a library as of its last change; looked at before every search."""

    def __init__(self, store: Library, fingerprint: str) -> None:
        self._store = store
        self._fingerprint = fingerprint
        self._building = threading.Lock()
        self._current = self._fresh()

    def state(self) -> State:
        """Return the newest state; while one thread makes it, the others search the one before."""
        current = self._current
        if self._store.generation() == current.indexes.card.generation:
            return current
        if self._building.acquire(blocking=False):
            try:
                self._current = current = self._fresh()
            finally:
                self._building.release()
        return current

    def _fresh(self) -> State:
        indexes = index.open_or_build(self._store, self._fingerprint)
        return state_of(indexes, self._store.documents(), shelf.tagger(self._store.folder))


def state_of(indexes: Indexes, documents: Sequence[Document], tagger: Tagger) -> State:
    """Return the state of these indexes and documents."""
    by_id = {document.id: document for document in documents}
    rows: dict[str, list[int]] = {}
    for row, entry in indexes.entries.items():
        rows.setdefault(entry.document_id, []).append(row)
    rows_of = {one: np.array(sorted(held), np.int64) for one, held in rows.items()}
    return State(indexes, by_id, rows_of, tagger)
