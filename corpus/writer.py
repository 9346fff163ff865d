"""Writer: everything that changes a library, one transaction a document, under the write lock."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus import originals, table_heads
from corpus.database import Connection, checkpoint, transaction, translated
from corpus.documents import Document
from corpus.errors import LibraryError, UnknownDocumentError
from corpus.manifest import clean_fields
from corpus.passage_readings import Read, put
from corpus.passages import Passage
from corpus.records import (
    DOCUMENT_COLUMNS,
    PAGE_COLUMNS,
    PASSAGE_COLUMNS,
    IndexCard,
    Record,
    card_record,
    document_of,
    document_record,
    page_record,
    passage_record,
    text_sha256,
    vectors_blob,
)

if TYPE_CHECKING:
    from corpus.pdf import ReadPdf

log = logging.getLogger(__name__)
INDEX = "index"


class Writer:
    """Changes one library; from ``Store.writer``, which holds the write lock around it."""

    def __init__(self, folder: Path, connection: Connection, *, tidy: bool = False) -> None:
        """Finish what an interrupted writer left; ``tidy`` looks for its half-copied originals too."""
        self._folder = folder
        self._connection = connection
        with translated(folder):
            if self._meta("to_erase"):
                self._erase()
            elif tidy:
                self._sweep()

    def add(
        self,
        read: ReadPdf,
        passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        encoder: str,
        original: Path,
        *,
        sidecar: Mapping[str, Any] | None = None,
        readings: Sequence[Read] | None = None,
    ) -> bool:
        """Return True once the document is stored for good, False where the same bytes already were.

        Args:
            read: the document and its pages with text.
            passages: slices of those pages, in reading order.
            vectors: shape (len(passages), dim), finite, in the order of ``passages``.
            encoder: fingerprint of the encoder that made them; one library has one encoder.
            original: the file that was read; its bytes are copied in.
            sidecar: the metadata that came from a sidecar, kept to notice a later change of it.
            readings: what tool models say of each passage; None where none did read.

        Raises:
            LibraryError: another encoder made the library's vectors; the disk is full or fails.
            UnreadablePdfError: ``original`` is no longer the file that was read.
        """
        document = read.document
        pages = {page.number: page.text for page in read.pages}
        _check(document, pages, passages, vectors)
        with translated(self._folder):
            known = self._connection.execute("SELECT id FROM documents WHERE sha256 = ?", (document.sha256,))
            if known.fetchone():
                return False
            self._require_encoder(encoder)
            originals.place(self._folder, document.sha256, original)
            with transaction(self._connection):
                self._set_meta("encoder", encoder)
                key = self._insert_text(read, passages, sidecar or {})
                self._insert_vectors(key, vectors)
                if readings is not None:
                    put(self._connection, key, readings)
                self._rise()
        return True

    def replace_readings(self, document_id: str, readings: Sequence[Read]) -> bool:
        """Return whether the document was there to take new readings, one tuple a passage, in their order.

        The generation stays: no index is made of readings.
        """
        with translated(self._folder), transaction(self._connection):
            row = self._connection.execute(
                "SELECT key FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            if row is not None:
                put(self._connection, int(row[0]), readings)
        return row is not None

    def remove(self, document_id: str, *, keep_index: bool = False) -> None:
        """Remove a document and every trace of its words from the folder's files.

        Deleted rows are overwritten, the write-ahead log is emptied, the original goes, and so do
        the indexes, which hold its words and are built again from what is left.

        Args:
            document_id: the document.
            keep_index: leave the indexes to the caller, who takes the words out of them at once
                (``retrieval.index.forget``); until then no search shows them.
        """
        with translated(self._folder):
            with transaction(self._connection):
                key = self._key(document_id)
                self._connection.execute("DELETE FROM documents WHERE key = ?", (key,))
                if not keep_index:
                    self._connection.execute("DELETE FROM index_cards")
                if not self._connection.execute("SELECT 1 FROM documents LIMIT 1").fetchone():
                    self._connection.execute("DELETE FROM meta WHERE key = 'encoder'")
                generation = self._rise()
                self._set_meta("erased", str(generation))
                self._set_meta("to_erase", "1")
            self._erase(index=not keep_index)

    def correct(
        self, document_id: str, *, sidecar: Mapping[str, Any] | None = None, **fields: str | int | None
    ) -> Document:
        """Return the document with these fields set, as in a manifest; None or "" makes one unknown.

        Raises:
            ManifestError: no such field, or a value that cannot be used.
        """
        values = clean_fields(fields)
        with translated(self._folder), transaction(self._connection):
            key = self._key(document_id)
            row = self._connection.execute(f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE key = ?", (key,))  # noqa: S608 - constants
            document = replace(document_of(row.fetchone()), **values)
            columns = ", ".join(f"{name} = ?" for name in DOCUMENT_COLUMNS.split(", "))
            record = (*document_record(document), key)
            self._connection.execute(f"UPDATE documents SET {columns} WHERE key = ?", record)  # noqa: S608 - constants
            if sidecar is not None:
                known = (json.dumps(dict(sidecar), sort_keys=True, ensure_ascii=False), key)
                self._connection.execute("UPDATE documents SET sidecar = ? WHERE key = ?", known)
            self._rise()
        return document

    def replace_vectors(self, vectors: Mapping[str, NDArray[np.float32]], encoder: str) -> None:
        """Replace all vectors by another encoder's, in one transaction.

        Args:
            vectors: document id to its rows, in the order of the document's passages; every document.
            encoder: fingerprint of that encoder.
        """
        with translated(self._folder), transaction(self._connection):
            stored = dict(self._connection.execute("SELECT id, key FROM documents"))
            if set(stored) != set(vectors):
                raise LibraryError(
                    str(self._folder), "documents came or went meanwhile", "Run the command again"
                )
            self._connection.execute("DELETE FROM vectors")
            for document_id, key in stored.items():
                self._insert_vectors(key, vectors[document_id])
            self._set_meta("encoder", encoder)
            self._rise()

    def save_index_card(self, kind: str, card: IndexCard) -> bool:
        """Return whether the card was kept; an index that still holds removed words is deleted instead."""
        with translated(self._folder):
            erased = self._meta("erased")
            if erased and card.generation < int(erased):
                shutil.rmtree(self._folder / INDEX / card.folder, ignore_errors=True)
                return False
            with transaction(self._connection):
                self._connection.execute(
                    "INSERT OR REPLACE INTO index_cards VALUES (?, ?, ?, ?, ?, ?)", (kind, *card_record(card))
                )
        return True

    @contextmanager
    def changing(self, *, erases: bool = False) -> Iterator[Connection]:
        """Give the connection in one transaction, for what is no document; ``erases`` wipes what went."""
        with translated(self._folder):
            with transaction(self._connection):
                yield self._connection
                if erases:
                    self._set_meta("to_erase", "1")
            if erases:
                self._erase(index=False)

    def _insert_text(self, read: ReadPdf, passages: Sequence[Passage], sidecar: Mapping[str, Any]) -> int:
        pages = [page_record(page) for page in sorted(read.pages, key=lambda page: page.number)]
        cuts = [passage_record(passage) for passage in passages]
        values: Record = (
            *document_record(read.document),
            json.dumps(dict(sidecar), sort_keys=True, ensure_ascii=False),
            text_sha256(pages, cuts, table_heads.records(passages)),
        )
        marks = ", ".join("?" * len(values))
        statement = f"INSERT INTO documents ({DOCUMENT_COLUMNS}, sidecar, text_sha256) VALUES ({marks})"  # noqa: S608 - constants
        key = self._connection.execute(statement, values).lastrowid
        assert key is not None  # noqa: S101 - an INSERT that did not raise has a row
        for columns, table, rows in ((PAGE_COLUMNS, "pages", pages), (PASSAGE_COLUMNS, "passages", cuts)):
            marks = ", ".join("?" * (1 + columns.count(",") + 1))
            statement = f"INSERT INTO {table} (document, {columns}) VALUES ({marks})"  # noqa: S608 - constants
            self._connection.executemany(statement, ((key, *row) for row in rows))
        table_heads.put(self._connection, key, passages)
        return key

    def _insert_vectors(self, key: int, vectors: NDArray[np.float32]) -> None:
        first, count = self._connection.execute(
            "SELECT coalesce(min(row), 0), count(*) FROM passages WHERE document = ?", (key,)
        ).fetchone()
        if count != len(vectors):
            raise LibraryError(
                str(self._folder), f"{count} passages but {len(vectors)} vectors", "Report this fault"
            )
        data = vectors_blob(vectors)
        self._connection.execute(
            "INSERT INTO vectors VALUES (?, ?, ?, ?, ?, ?)",
            (key, first, count, vectors.shape[1], originals.sha256_of(data), data),
        )

    def _require_encoder(self, encoder: str) -> None:
        stored = self._meta("encoder")
        if stored and stored != encoder:
            raise LibraryError(
                str(self._folder),
                f"its vectors were made by another encoder (fingerprint {stored[:12]}, not {encoder[:12]})",
                "Use that encoder, or change the library's: `globalbrain library rebuild --encoder NAME`",
            )

    def _key(self, document_id: str) -> int:
        row = self._connection.execute("SELECT key FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocumentError(
                document_id, "no document of that id is in the library", "See `globalbrain library list`"
            )
        return int(row[0])

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row and str(row[0])

    def _set_meta(self, key: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def _rise(self) -> int:
        generation = int(self._meta("generation") or 0) + 1
        self._set_meta("generation", str(generation))
        return generation

    def _sweep(self) -> None:
        wanted = {row[0] for row in self._connection.execute("SELECT sha256 FROM documents")}
        originals.sweep(self._folder, wanted)

    def _erase(self, *, index: bool = True) -> None:
        """Take removed words out of every file; done again by the next writer where it was cut short."""
        if index:
            shutil.rmtree(self._folder / INDEX, ignore_errors=True)
        self._sweep()
        if not checkpoint(self._connection):
            log.warning("removed text stays in library.db-wal until the next change: a reader is at work")
            return
        with transaction(self._connection):
            self._connection.execute("DELETE FROM meta WHERE key = 'to_erase'")


def _check(
    document: Document, pages: Mapping[int, str], passages: Sequence[Passage], vectors: NDArray[np.float32]
) -> None:
    """Refuse what could not be read back as it is: only spans are stored, the text is the page's."""
    for passage in passages:
        text = pages.get(passage.page, "")
        if passage.document_id != document.id or text[passage.span.start : passage.span.end] != passage.text:
            raise ValueError(f"passage {passage.id} is not a slice of its page")
    if vectors.ndim != 2 or len(vectors) != len(passages) or not np.isfinite(vectors).all():
        raise ValueError(f"{document.id}: vectors of shape {vectors.shape} for {len(passages)} passages")
