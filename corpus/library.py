"""The library folder: made where there is nothing, refused where something else lives."""

from __future__ import annotations

from pathlib import Path

from corpus import database, lock
from corpus.errors import LibraryError
from corpus.originals import FOLDER as ORIGINALS
from corpus.originals import disk_error, private_folder, sync

# What may stand in a folder where no database was made yet: an interrupted creation.
_OURS = {lock.FILE, *database.FILES, ORIGINALS, "index", "models", "labels", "concepts"}


def prepare(folder: Path, *, create: bool) -> None:
    """Make sure that ``folder`` holds a database; ``create`` makes the library where there is nothing.

    Raises:
        LibraryError: no library is there, or something else is.
    """
    try:
        _prepare(folder, create=create)
    except OSError as error:
        raise disk_error(folder, error) from error


def _prepare(folder: Path, *, create: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise LibraryError(str(folder), "it is a file, not a folder", "Choose a folder with --library")
    if _has_database(folder):
        return
    if not create:
        raise LibraryError(
            str(folder),
            "no library is there",
            "Make one with `globalbrain ingest PATH`, or choose another --library",
        )
    private_folder(folder)
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in _OURS)
    if strangers:
        raise LibraryError(
            str(folder),
            f"the folder holds other things ({strangers[0]})",
            "Choose an empty or a new folder with --library",
        )
    with lock.write_lock(folder, 10.0):
        if not _has_database(folder):
            database.create(folder)
            folder.chmod(0o700)
            for name in (ORIGINALS, "models"):
                private_folder(folder / name)
            sync(folder)


def _has_database(folder: Path) -> bool:
    """Whether something was created; a creation that was killed at its first page was undone or will be.

    A reader cannot undo it. From the second step on the database has a write-ahead log and needs none.
    """
    path = folder / database.FILE
    if not path.exists() or path.stat().st_size == 0:
        return False
    connection = database.reading(folder)
    try:
        with database.translated(folder):
            return not database.is_blank(connection)
    except LibraryError as error:
        if getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_READONLY_ROLLBACK":
            return False
        raise
    finally:
        connection.close()
