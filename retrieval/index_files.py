"""The files of an index: whether they are as their card says, and how they reach the disk or leave it."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from corpus.records import IndexCard

READ_UP_TO = 64 * 2**20
"""Bytes of an index whose files are read whole at every opening; those of a larger one where they changed."""
SEEN = "seen"
"""In the facts of a card: of what size, age and place the files were when their bytes were last read."""
BUILDING = ".building-"
_KEEP_OLD_S = 60.0  # readers of the generation before may still be at work
_logger = logging.getLogger(__name__)


def intact(folder: Path, card: IndexCard, *, read_up_to: int | None = None) -> bool:
    """Whether every file of a card is there with the bytes that it names.

    Bytes are read where the files are not all of the size, time of change and place on the disk that
    they had when their bytes were last read, and always where there are at most ``read_up_to``.
    """
    # A pipe or a device in the place of a file would be read for ever.
    paths = {folder / name: sha256 for name, sha256 in card.files.items()}
    if not paths or Path(card.folder).name != card.folder or not all(map(Path.is_file, paths)):
        return False
    few = READ_UP_TO if read_up_to is None else read_up_to
    try:
        if bytes_of(folder, card.files) > few and card.facts.get(SEEN) == seen(folder, card.files):
            return True
        return all(sha256_of(path) == sha256 for path, sha256 in paths.items())
    except OSError:
        return False


def bytes_of(folder: Path, files: Mapping[str, str]) -> int:
    """Return how large the files are together."""
    return sum((folder / name).stat().st_size for name in files)


def seen(folder: Path, files: Mapping[str, str]) -> str:
    """Return a hash of the size, time of change and place on the disk of each file."""
    digest = hashlib.sha256()
    for name in sorted(files):
        facts = (folder / name).stat()
        digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\0{facts.st_ino}\0".encode())
    return digest.hexdigest()


def hashes(folder: Path, before: Path | None, known: Mapping[str, str]) -> dict[str, str]:
    """Return the sha256 of each file; of those that are the same files as ``before`` had, as it is known."""
    found = {}
    for path in data_files(folder):
        name = path.relative_to(folder).as_posix()
        same = name in known and before is not None and _same(path, before / name)
        found[name] = known[name] if same else sha256_of(path)
    return found


def settle(folder: Path, before: Path | None) -> None:
    """Bring the files that are new, and all folders, onto the disk."""
    for path in data_files(folder):
        if before is None or not _same(path, before / path.relative_to(folder)):
            sync(path)
    for path in [*(path for path in folder.rglob("*") if path.is_dir()), folder]:
        sync(path)


def data_files(folder: Path) -> list[Path]:
    """Return the files that hold data; locks do not."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")


def link(old: Path, new: Path) -> None:
    """Give a file another name; a copy where the file system knows no second names."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_for_readers(folder: Path) -> None:
    """Let the hour of death of an index in use count from now."""
    with suppress(OSError):
        os.utime(folder)


def sweep(root: Path, current: set[str], *, at_once: bool) -> None:
    """Delete index folders that no reader can need any more; ``at_once`` those in use too.

    Who reads files that are deleted goes on reading them; who was about to opens the new ones.
    """
    now = time.time()
    for path in root.iterdir():
        try:
            old = now - path.stat().st_mtime > _KEEP_OLD_S
        except FileNotFoundError:
            continue
        if path.name in current or (path.name.startswith(BUILDING) and _at_work(path.name)):
            continue
        if old or at_once:
            shutil.rmtree(path, ignore_errors=True)


def _at_work(name: str) -> bool:
    """Whether the process that builds in a folder of this name still runs."""
    number = name.removeprefix(BUILDING).partition("-")[0]
    try:
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
