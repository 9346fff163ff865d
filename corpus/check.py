"""check: the truth about a library, from its database to the bytes of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus import database, originals, table_heads
from corpus.database import Connection, snapshot
from corpus.errors import LibraryError
from corpus.lock import FILE as LOCK
from corpus.lock import write_lock
from corpus.records import (
    DOCUMENT_COLUMNS,
    PAGE_COLUMNS,
    PASSAGE_COLUMNS,
    card_of,
    document_of,
    text_sha256,
    vectors_of,
)
from corpus.store import Store

WAIT_S = 10.0
_AGAIN = "Remove the document and ingest its PDF again"
_RESTORE = "Restore a copy of the library, or ingest originals/ into a new one"
_REBUILD = "Run `globalbrain library rebuild`; nothing is embedded again"
_REMBED = "Run `globalbrain library rebuild --encoder NAME`"
_SEARCH = "The next search, removal or `globalbrain library rebuild` puts it right"
_NEXT = "The next ingestion or removal puts it right"


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect: its kind (a fixed word), what is affected and how, and what to do."""

    kind: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at, and every problem found; none in a sound library."""

    documents: int
    passages: int
    read_data: bool
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(store: Store, *, read_data: bool = False) -> CheckReport:
    """Return a report on the library; nothing is changed, and no writer works meanwhile.

    Args:
        store: the library.
        read_data: read every byte too: originals, texts, vectors and index files against their hashes.

    Raises:
        LibraryBusyError: a writer did not end in time.
    """
    with write_lock(store.folder, WAIT_S, tidies=False), store.connection() as connection:
        damaged = [
            Problem("database-damaged", f"library.db: {words}", _RESTORE)
            for words in database.damage(connection, thorough=read_data)
        ]
        problems: list[Problem] = []
        counts = (0, 0)
        try:
            folder = store.folder
            with database.translated(folder), database.decoded(folder), snapshot(connection):
                counts = tuple(connection.execute(_COUNTS).fetchone())
                for step in (_permissions, _documents, _originals, _passages, _vectors, _indexes, _removal):
                    problems += step(store.folder, connection)
                if read_data:
                    problems += _read_data(store.folder, connection)
        except LibraryError as error:
            damaged = damaged or [Problem("database-damaged", error.reason, _RESTORE)]
    return CheckReport(*counts, read_data, (*damaged, *problems))


_COUNTS = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)"


def _permissions(folder: Path, connection: Connection) -> Iterator[Problem]:
    private = [folder, folder / originals.FOLDER]
    private += [folder / name for name in (LOCK, *database.FILES)]
    for path in private:
        if path.exists() and path.stat().st_mode & 0o077:
            yield Problem("open-to-others", f"{path.name} may be read by other users", f"chmod go= {path}")


def _documents(folder: Path, connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(f"SELECT {DOCUMENT_COLUMNS} FROM documents ORDER BY key"):  # noqa: S608 - constants
        try:
            document_of(row)
        except (ValueError, TypeError) as error:
            yield Problem("bad-record", f"document {row[0]}: {error}", _AGAIN)


def _originals(folder: Path, connection: Connection) -> Iterator[Problem]:
    wanted = dict(connection.execute("SELECT sha256, file FROM documents ORDER BY key"))
    home = folder / originals.FOLDER
    for sha256, file in wanted.items():
        if not originals.original(folder, sha256).is_file():
            yield Problem("missing-original", f"{file}: originals/{sha256}.pdf is gone", _AGAIN)
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        if path.suffix != ".pdf" or path.stem not in wanted:
            yield Problem("stray-original", f"originals/{path.name} belongs to no document", _NEXT)


def _passages(folder: Path, connection: Connection) -> Iterator[Problem]:
    outside = (
        'SELECT documents.file, passages.page, start, passages."end" FROM passages '
        "JOIN documents ON documents.key = passages.document "
        "JOIN pages ON pages.document = passages.document AND pages.number = passages.page "
        'WHERE start < 0 OR start >= passages."end" OR passages."end" > length(pages.text)'
    )
    for file, page, start, end in connection.execute(outside):
        yield Problem("passage-off-page", f"{file}: passage {start}-{end} leaves page {page}", _AGAIN)


def _vectors(folder: Path, connection: Connection) -> Iterator[Problem]:
    rows = connection.execute(
        "SELECT documents.file, vectors.count, first_row, dim, length(data), "
        "(SELECT count(*) FROM passages WHERE passages.document = documents.key), "
        "(SELECT coalesce(min(row), 0) FROM passages WHERE passages.document = documents.key) "
        "FROM documents LEFT JOIN vectors ON vectors.document = documents.key"
    ).fetchall()
    dims = {row[3] for row in rows if row[1]}
    for file, count, first, dim, length, passages, first_passage in rows:
        if count is None:
            yield Problem("missing-vectors", f"{file}: no vectors for {passages} passages", _REMBED)
        elif (count, first) != (passages, first_passage) or length != 4 * dim * count:
            reason = (
                f"{file}: {count} vectors from row {first} for {passages} passages from row {first_passage}"
            )
            yield Problem("vectors-misfit", reason, _REMBED)
    if len(dims) > 1:
        yield Problem("mixed-encoders", f"vectors of {' and '.join(map(str, sorted(dims)))} numbers", _REMBED)
    if rows and not connection.execute("SELECT 1 FROM meta WHERE key = 'encoder'").fetchone():
        yield Problem("unknown-encoder", "no encoder is recorded beside the vectors", _REMBED)


def _indexes(folder: Path, connection: Connection) -> Iterator[Problem]:
    generation = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    if generation is None or not str(generation[0]).isdecimal():
        yield Problem("bad-record", "the library's generation is not a number", _RESTORE)
        return
    for kind, *record in connection.execute("SELECT * FROM index_cards"):
        try:
            card = card_of(record)
        except ValueError as error:
            yield Problem("bad-index-card", f"{kind} index: {error}", _REBUILD)
            continue
        if card.generation > int(generation[0]):
            yield Problem(
                "bad-index-card", f"{kind} index: made from a later state than the library's", _REBUILD
            )
        for name in card.files:
            if not (folder / "index" / card.folder / name).is_file():
                yield Problem("missing-index-file", f"{kind} index: {name} is gone", _REBUILD)


def _removal(folder: Path, connection: Connection) -> Iterator[Problem]:
    if connection.execute("SELECT 1 FROM meta WHERE key = 'to_erase'").fetchone():
        yield Problem("unfinished-removal", "words of a removed document are still in the folder", _NEXT)
    behind = (
        "SELECT kind FROM index_cards WHERE generation < "
        "(SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'erased')"
    )
    for (kind,) in connection.execute(behind):
        yield Problem("unfinished-removal", f"{kind} index: words of a removed document are in it", _SEARCH)


def _read_data(folder: Path, connection: Connection) -> Iterator[Problem]:
    documents = connection.execute(
        "SELECT key, sha256, file, text_sha256 FROM documents ORDER BY key"
    ).fetchall()
    for key, sha256, file, text in documents:
        path = originals.original(folder, sha256)
        if path.is_file() and originals.file_sha256(path) != sha256:
            yield Problem("changed-original", f"{file}: the bytes of originals/{path.name} changed", _AGAIN)
        if _text_sha256(connection, key) != text:
            yield Problem("changed-text", f"{file}: its stored pages or passages changed", _AGAIN)
    for file, dim, sha256, data in connection.execute(
        "SELECT file, dim, vectors.sha256, data FROM vectors JOIN documents ON key = vectors.document"
    ):
        if originals.sha256_of(data) != sha256 or not np.isfinite(vectors_of(data, dim)).all():
            yield Problem("changed-vectors", f"{file}: its stored vectors changed", _REMBED)
    yield from _index_bytes(folder, connection)


def _text_sha256(connection: Connection, key: int) -> str:
    rows: list[list[Any]] = []
    for columns, table, order in ((PAGE_COLUMNS, "pages", "number"), (PASSAGE_COLUMNS, "passages", "row")):
        statement = f"SELECT {columns} FROM {table} WHERE document = ? ORDER BY {order}"  # noqa: S608 - constants
        rows.append(connection.execute(statement, (key,)).fetchall())
    pages, passages = rows
    return text_sha256(pages, passages, table_heads.stored(connection, key))


def _index_bytes(folder: Path, connection: Connection) -> Iterator[Problem]:
    for kind, *record in connection.execute("SELECT * FROM index_cards"):
        try:
            card = card_of(record)
        except ValueError:
            continue  # told by _indexes
        for name, sha256 in card.files.items():
            path = folder / "index" / card.folder / name
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
                yield Problem("changed-index-file", f"{kind} index: the bytes of {name} changed", _REBUILD)
