"""The library's SQLite database: its schema, its pragmas, and the one place that opens a connection."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as Connection

from corpus.errors import LibraryError

FILE = "library.db"
FILES = tuple(FILE + end for end in ("", "-journal", "-wal", "-shm"))
APPLICATION_ID = 0x47424C42  # "GBLB" in the file's header, so that another program's database is told apart
SCHEMA_VERSION = 1
BUSY_MS = 2000
# Two connections that write or checkpoint at once can damage a WAL database below this version.
SAFE_SQLITE = (3, 51, 3)

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL UNIQUE, file TEXT NOT NULL, page_count INTEGER NOT NULL,
  title TEXT, publisher TEXT, year INTEGER, country TEXT, language TEXT, kind TEXT, url TEXT, licence TEXT,
  unread_pages TEXT NOT NULL, warnings TEXT NOT NULL,
  sidecar TEXT NOT NULL, text_sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE pages (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  number INTEGER NOT NULL, label TEXT, text_from TEXT NOT NULL, text TEXT NOT NULL,
  UNIQUE (document, number)
) STRICT;
CREATE TABLE passages (
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL, page INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  heading TEXT NOT NULL, sentences TEXT NOT NULL,
  UNIQUE (document, page, start, "end"),
  FOREIGN KEY (document, page) REFERENCES pages (document, number) ON DELETE CASCADE
) STRICT;
CREATE TABLE vectors (
  document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
  first_row INTEGER NOT NULL, count INTEGER NOT NULL, dim INTEGER NOT NULL,
  sha256 TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
CREATE TABLE index_cards (
  kind TEXT PRIMARY KEY, generation INTEGER NOT NULL, encoder TEXT NOT NULL, folder TEXT NOT NULL,
  files TEXT NOT NULL, facts TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0');
"""

_REASONS = {
    "SQLITE_FULL": ("no space is left on the disk", "Free some space and try again; what was stored is kept"),
    "SQLITE_NOTADB": ("library.db is not a database", "Choose another folder with --library"),
    "SQLITE_READONLY": ("the database may not be written", "Give yourself the right to write to the folder"),
    "SQLITE_CANTOPEN": (
        "the database cannot be opened",
        "Give yourself the right to read and write the folder",
    ),
    "SQLITE_PERM": ("the database may not be opened", "Give yourself the right to read and write the folder"),
    "SQLITE_BUSY": ("the database is in use by another program", "Close that program and try again"),
    "SQLITE_CORRUPT": (
        "the database is damaged",
        "Run `globalbrain library check`; restore a copy, or ingest originals/ into a new library",
    ),
    "SQLITE_IOERR": (
        "the disk reports a fault",
        "Check the disk and its free space; what was stored is kept",
    ),
}


def sqlite_version() -> tuple[int, int, int]:
    """Return the version of the SQLite library in use, for ``doctor``."""
    return sqlite3.sqlite_version_info


def writing(folder: Path) -> Connection:
    """Return a connection that may write; the caller holds the library's write lock.

    Every commit reaches the disk before it returns, deleted content is overwritten with zeros,
    foreign keys hold, and the file is never mapped into memory.
    """
    with translated(folder):
        connection = _connect(folder, "rw")
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def reading(folder: Path) -> Connection:
    """Return a connection that cannot write and never checkpoints; for one thread at a time."""
    with translated(folder):
        connection = _connect(folder, "ro")
        connection.execute("PRAGMA query_only = ON")
    return connection


def create(folder: Path) -> None:
    """Create ``library.db`` with its schema, readable by its owner alone; the caller holds the write lock."""
    path = folder / FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)
    connection = writing(folder)
    try:
        with translated(folder), transaction(connection):
            for statement in filter(str.strip, SCHEMA.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    finally:
        connection.close()


def is_blank(connection: Connection) -> bool:
    """Return whether nothing was ever created in the database (a creation was interrupted)."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return bool(tables == 0) and _pragma(connection, "application_id") == 0


def require_library(folder: Path, connection: Connection) -> None:
    """Check that the database is a library of this version's schema.

    Raises:
        LibraryError: it is another program's database, or of a newer version of this program.
    """
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise LibraryError(
            str(folder), "its library.db was made by another program", "Choose another folder with --library"
        )
    version = _pragma(connection, "user_version")
    if version > SCHEMA_VERSION:
        raise LibraryError(
            str(folder),
            f"it was made by a newer version (schema {version}; this version knows {SCHEMA_VERSION})",
            "Install that version: `pip install --upgrade globalbrain`",
        )


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Commit what the body writes, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: Connection) -> Iterator[None]:
    """Let every statement of the body see the same committed state."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn SQLite's and the disk's errors into a LibraryError that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = str(getattr(error, "sqlite_errorname", "")) or type(error).__name__
        family = "_".join(code.split("_")[:2])
        reason, remedy = _REASONS.get(
            family, (f"the database reports {code}: {error}", "Run `globalbrain library check`")
        )
        raise LibraryError(str(folder), reason, remedy) from error
    except UnicodeDecodeError as error:  # a damaged name inside SQLite's own message
        raise LibraryError(str(folder), *_REASONS["SQLITE_CORRUPT"]) from error


@contextmanager
def decoded(folder: Path) -> Iterator[None]:
    """Turn a stored value that cannot be what was stored into the error of a damaged database."""
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise LibraryError(str(folder), *_REASONS["SQLITE_CORRUPT"]) from error


def damage(connection: Connection, *, thorough: bool) -> tuple[str, ...]:
    """Return what is wrong with the file's structure and its references, in SQLite's words."""
    found = []
    try:
        pragma = "integrity_check" if thorough else "quick_check"
        found += [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}") if row[0] != "ok"]
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            found.append(f"row {row} of {table} belongs to nothing in {parent}")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        found.append(str(error))
    return tuple(found)


def checkpoint(connection: Connection) -> bool:
    """Return whether the write-ahead log was emptied; False where a reader still needs it."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _connect(folder: Path, mode: str) -> Connection:
    uri = f"{(folder.absolute() / FILE).as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "mmap_size = 0",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
