"""Store: the library read back, by id and by row; many threads may read at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from corpus import database, indexed, originals, table_heads
from corpus.database import Connection, decoded, snapshot, translated
from corpus.documents import Document, Page
from corpus.errors import LibraryError, UnknownDocumentError
from corpus.indexed import Row as Row
from corpus.library import prepare
from corpus.lock import write_lock
from corpus.passages import Passage
from corpus.records import (
    DOCUMENT_COLUMNS,
    PAGE_COLUMNS,
    PASSAGE_COLUMNS,
    card_of,
    document_of,
    page_of,
    passage_of,
    vectors_of,
)
from corpus.records import IndexCard as IndexCard
from corpus.writer import INDEX, Writer

_PASSAGE_ID = re.compile(r"([0-9a-f]{12}):p(\d{1,9}):(\d{1,9})-(\d{1,9})")
_HASH_HEAD = re.compile(r"[0-9a-f]{4,64}")
_MOST_IDLE = 8


class Store:
    """One library folder."""

    def __init__(self, folder: Path) -> None:
        """Use ``Store.open``; this does not look at the folder."""
        self.folder = folder
        self._idle: list[Connection] = []
        self._guard = threading.Lock()
        self._closed = False
        self._tidied = False

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Store:
        """Return the library in ``folder``.

        Args:
            folder: the library's folder; ``~`` is the user's home.
            create: make a library where there is nothing yet, private to its owner.

        Raises:
            LibraryError: there is no library, or one that cannot be read by this version.
        """
        folder = folder.expanduser().absolute()
        prepare(folder, create=create)
        store = cls(folder)
        try:
            with store.connection() as connection:
                database.require_library(folder, connection)
        except LibraryError:
            store.close()
            raise
        return store

    def __enter__(self) -> Store:
        """Return the store itself, closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Close the connections; a read under way keeps its own until it is done."""
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @property
    def index_folder(self) -> Path:
        """Where indexes are kept; everything in it can be deleted and built again."""
        return self.folder / INDEX

    def generation(self) -> int:
        """Return a number that rises with every committed change."""
        with decoded(self.folder):
            return int(self._meta("generation") or 0)

    def encoder(self) -> str | None:
        """Return the fingerprint of the encoder that made the vectors; None while there are none."""
        return self._meta("encoder")

    def documents(self) -> tuple[Document, ...]:
        """Return every document, in the order of ingestion."""
        with self.connection() as connection:
            rows = connection.execute(f"SELECT {DOCUMENT_COLUMNS} FROM documents ORDER BY key")  # noqa: S608 - constants
            return tuple(document_of(row) for row in rows)

    def document(self, document_id: str) -> Document:
        """Return the document of that id, of a hash that begins so, or of that file name.

        Raises:
            UnknownDocumentError: none, or more than one, is meant.
        """
        by_hash = f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE substr(sha256, 1, ?) = ?"  # noqa: S608 - constants
        by_name = f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE file = ?"  # noqa: S608 - constants
        with self.connection() as connection:
            rows = []
            if _HASH_HEAD.fullmatch(document_id):
                rows = connection.execute(by_hash, (len(document_id), document_id)).fetchall()
            rows = rows or connection.execute(by_name, (_storable(document_id),)).fetchall()
            if len(rows) == 1:
                return document_of(rows[0])
        reason = f"it fits {len(rows)} documents" if rows else "no such document is in the library"
        raise UnknownDocumentError(
            _storable(document_id), reason, "See the ids in `globalbrain library list`"
        )

    def known(self, sha256: str) -> Document | None:
        """Return the document of exactly these bytes, where the library has it."""
        with self.connection() as connection:
            row = connection.execute(
                f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE sha256 = ?",  # noqa: S608 - constants
                (sha256,),
            ).fetchone()
            return row and document_of(row)

    def page(self, document_id: str, number: int) -> Page:
        """Return one page that has text.

        Raises:
            UnknownDocumentError: no such document, no such page, or the page has no text.
        """
        document = self.document(document_id)
        within = 1 <= number <= document.page_count
        statement = f"SELECT {PAGE_COLUMNS} FROM pages WHERE document = {_KEY} AND number = ?"  # noqa: S608 - constants
        with self.connection() as connection:
            if within and (row := connection.execute(statement, (document.id, number)).fetchone()):
                return page_of(document.id, row)
        reason = f"no text was read on page {number}" if within else f"it has no page {number}"
        raise UnknownDocumentError(document.file, reason, f"Its pages are 1 to {document.page_count}")

    def pages(self, document_id: str) -> tuple[Page, ...]:
        """Return the pages that have text, by number."""
        document = self.document(document_id)
        statement = f"SELECT {PAGE_COLUMNS} FROM pages WHERE document = {_KEY} ORDER BY number"  # noqa: S608 - constants
        with self.connection() as connection:
            return tuple(page_of(document.id, row) for row in connection.execute(statement, (document.id,)))

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """Return the passages of these ids, in their order.

        Raises:
            UnknownDocumentError: an id is of no passage in the library.
        """
        columns = ", ".join(f"passages.{name}" for name in PASSAGE_COLUMNS.split(", "))
        statement = (
            f"SELECT row, pages.text, {columns} FROM passages "  # noqa: S608 - constants
            "JOIN pages ON pages.document = passages.document AND pages.number = passages.page "
            f'WHERE passages.document = {_KEY} AND (page, start, "end") = (?, ?, ?)'
        )
        found = []
        with self.connection() as connection, snapshot(connection):
            for passage_id in ids:
                match = _PASSAGE_ID.fullmatch(passage_id)
                row = match and connection.execute(statement, match.groups()).fetchone()
                if not match or row is None:
                    raise UnknownDocumentError(
                        _storable(passage_id), "no such passage is in the library", "Search again"
                    )
                found.append(passage_of(match[1], row[1], row[2:], table_heads.of_row(connection, row[0])))
        return tuple(found)

    def rows(self, documents: Collection[str] | None = None) -> Iterator[Row]:
        """Yield every passage, or those of some documents, with its row number, rising."""
        return indexed.rows(self, documents)

    def vector_blocks(self, after: int = 0) -> Iterator[indexed.Block]:
        """Yield row numbers above ``after``, rising, and their vectors, a document at a time."""
        return indexed.vector_blocks(self, after)

    def stamps(self) -> dict[str, indexed.Stamp]:
        """Return what tells of each document with passages whether an index of it is still right."""
        return indexed.stamps(self)

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return row numbers, rising, and their vectors, shape (n, dim); dim is 0 while there are none."""
        statement = "SELECT first_row, count, dim, data FROM vectors WHERE count > 0 ORDER BY first_row"
        with self.connection() as connection:
            stored = connection.execute(statement).fetchall()
            if not stored:
                return np.empty(0, np.int64), np.empty((0, 0), np.float32)
            rows = [np.arange(first, first + count, dtype=np.int64) for first, count, _, _ in stored]
            return np.concatenate(rows), np.concatenate([vectors_of(data, dim) for _, _, dim, data in stored])

    def original(self, document_id: str) -> Path:
        """Return the path of the document's PDF inside the library."""
        return originals.original(self.folder, self.document(document_id).sha256)

    def sidecar(self, document_id: str) -> str:
        """Return the sidecar's fields as last applied to the document, as JSON."""
        with self.connection() as connection:
            row = connection.execute("SELECT sidecar FROM documents WHERE id = ?", (document_id,)).fetchone()
        return str(row[0]) if row else "{}"

    def index_card(self, kind: str) -> IndexCard | None:
        """Return the card of the index of that kind, where one was saved and no document removed since.

        One that cannot be read counts as none: an index is built again, its card with it.
        """
        with self.connection() as connection:
            row = connection.execute("SELECT * FROM index_cards WHERE kind = ?", (kind,)).fetchone()
            with suppress(ValueError):
                return row and card_of(row[1:])
        return None

    def save_index_card(self, kind: str, card: IndexCard) -> None:
        """Save a card; where a document was removed since its generation, delete its folder instead."""
        with self.writer() as writer:
            writer.save_index_card(kind, card)

    @contextmanager
    def writer(self, wait_s: float = 10.0) -> Iterator[Writer]:
        """Give the one Writer of this library; hold it shortly, others wait for it.

        Raises:
            LibraryBusyError: another process or thread held it for ``wait_s`` seconds.
        """
        with write_lock(self.folder, wait_s) as left_behind:
            connection = database.writing(self.folder)
            try:
                tidy, self._tidied = left_behind or not self._tidied, True
                yield Writer(self.folder, connection, tidy=tidy)
            finally:
                connection.close()

    def _meta(self, key: str) -> str | None:
        with self.connection() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row and str(row[0])

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a reading connection that no other thread uses meanwhile, for this package alone."""
        with self._guard:
            if self._closed:
                raise LibraryError(str(self.folder), "the library was closed", "Open it again")
            connection = self._idle.pop() if self._idle else None
        connection = connection or database.reading(self.folder)
        try:
            with translated(self.folder), decoded(self.folder):
                yield connection
        finally:
            with self._guard:
                keep = not self._closed and len(self._idle) < _MOST_IDLE
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()


_KEY = "(SELECT key FROM documents WHERE id = ?)"


def _storable(text: str) -> str:
    """Return the text without lone surrogates, which SQLite and UTF-8 cannot take."""
    return text.encode("utf-8", "replace").decode()
