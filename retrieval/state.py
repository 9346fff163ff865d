"""What every search reads, replaced as a whole when the library moves on."""

from __future__ import annotations

import logging
import threading
from bisect import bisect_left
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

COUNTED_UP_TO = 20_000
"""Passages of a library up to which it is counted how many documents name a concept."""
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

    def before(self, passage_id: str, document_id: str) -> str | None:
        """Return the id of the passage before one of a document; None for its first."""
        entries, rows = self.indexes.entries, self.indexes.entries.rows_of.get(document_id)
        if rows is None:
            return None
        at = bisect_left(rows, _place(passage_id), key=lambda row: _place(entries[int(row)].passage_id))
        return entries[int(rows[at - 1])].passage_id if at else None

    def rows_naming(self, concepts: Sequence[str]) -> Rows | None:
        """Return the passages, rising, that name one of these concepts or what is narrower; None for all."""
        return np.array(self.indexes.lexical.rows_naming(concepts), np.int64) if concepts else None

    def concept_counts(self) -> dict[str, tuple[int, int]]:
        """Return for each concept that is named in how many documents and passages it is.

        What is narrower counts too, as in a search that is limited to the concept. Documents are 0, not
        counted, in a library of more than ``COUNTED_UP_TO`` passages.
        """
        lexical, entries = self.indexes.lexical, self.indexes.entries
        found = {}
        for concept in self.tagger.thesaurus.concepts:
            if passages := lexical.count_naming(concept):
                rows = lexical.rows_naming([concept]) if lexical.count <= COUNTED_UP_TO else ()
                found[concept] = (len({entries[row].document_id for row in rows}), passages)
        return found

    def allowed_rows(self, documents: frozenset[str] | None, read: Rows | None) -> Rows | None:
        """Return the passages of these documents that are among those read; None for all."""
        if documents is None:
            return None
        rows_of = self.indexes.entries.rows_of
        held = [rows_of[one] for one in documents if one in rows_of]
        rows = np.sort(np.concatenate(held)) if held else np.empty(0, np.int64)
        return rows if read is None else np.intersect1d(rows, read)


def _place(passage_id: str) -> tuple[int, int]:
    """Page and first character, by which the passages of a document rise."""
    _, page, span = passage_id.split(":")
    return int(page[1:]), int(span.partition("-")[0])


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
