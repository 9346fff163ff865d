"""What indexes are made from: passages by row, their vectors, and marks that tell what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus import table_heads
from corpus.database import Connection, snapshot
from corpus.passages import Passage
from corpus.records import PASSAGE_COLUMNS, passage_of, vectors_of

Block = tuple[NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Row:
    """A passage under the number that indexes know it by: above 0, never given to another passage."""

    row: int
    passage: Passage
    language: str | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """The rows of a document, which follow each other, and hashes of what is indexed of it.

    ``words`` differs where its text, title, year or language does, ``vectors`` where they do.
    """

    first_row: int
    count: int
    words: str
    vectors: str


class Connected(Protocol):
    """Whatever can give a connection that reads."""

    def connection(self) -> AbstractContextManager[Connection]:
        """Give one for the time of a block."""


def stamps(store: Connected) -> dict[str, Stamp]:
    """Return the stamp of every document that has passages, by id, in the order of their rows."""
    statement = (
        "SELECT id, first_row, count, text_sha256, title, year, language, vectors.sha256 "
        "FROM documents JOIN vectors ON vectors.document = documents.key "
        "WHERE count > 0 ORDER BY first_row"
    )
    with store.connection() as connection:
        found = connection.execute(statement).fetchall()
    return {
        name: Stamp(first, count, stamp_of(*words), vectors[:16])
        for name, first, count, *words, vectors in found
    }


def stamp_of(*values: str | int | None) -> str:
    """Return the hash of some values, in their order."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:16]


def rows(store: Connected, documents: Collection[str] | None = None) -> Iterator[Row]:
    """Yield every passage, or those of some documents, with its row number, rising.

    One document is read at a time, so a change by a writer in between is seen; who needs one
    state compares the library's generation before and after.
    """
    with store.connection() as connection:
        held = connection.execute("SELECT key, id, language FROM documents ORDER BY key").fetchall()
    for key, document_id, language in held:
        if documents is not None and document_id not in documents:
            continue
        with store.connection() as connection, snapshot(connection):
            texts = dict(connection.execute("SELECT number, text FROM pages WHERE document = ?", (key,)))
            cuts = connection.execute(
                f"SELECT row, {PASSAGE_COLUMNS} FROM passages WHERE document = ? ORDER BY row",  # noqa: S608 - constants
                (key,),
            ).fetchall()
            heads = table_heads.of_document(connection, key)
            found = [
                Row(row, passage_of(document_id, texts[cut[0]], cut, heads.get(row)), language)
                for row, *cut in cuts
            ]
        yield from found


def vector_blocks(store: Connected, after: int = 0) -> Iterator[Block]:
    """Yield row numbers above ``after``, rising, and their vectors, shape (n, dim), a document at a time."""
    with store.connection() as connection:
        held = connection.execute(
            "SELECT document FROM vectors WHERE count > 0 AND first_row > ? ORDER BY first_row", (after,)
        ).fetchall()
    for (key,) in held:
        statement = "SELECT first_row, count, dim, data FROM vectors WHERE document = ?"
        with store.connection() as connection:
            stored = connection.execute(statement, (key,)).fetchone()
        if stored is not None:
            first, count, dim, data = stored
            yield np.arange(first, first + count, dtype=np.int64), vectors_of(data, dim)
