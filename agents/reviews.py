"""Reviews: briefs under review in files, each changed by one writer at a time and whole at every moment."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agents.brief import Brief
from agents.checksums import brief_id
from agents.contract import MOST_BYTES, from_json, to_json
from agents.errors import BriefFileError, ReviewError
from agents.reviewed import as_made, reviewed

FOLDER = "reviews"
WAIT_S = 10.0
_POLL_S = 0.02
_NAME = re.compile(r"[0-9a-f]{12}")
Change = Callable[[Brief], Brief]


@dataclass(frozen=True, slots=True)
class Kept:
    """One brief that a library keeps, since somebody reviews it."""

    name: str
    path: Path
    brief: Brief


class Reviews:
    """The briefs under review of one library: ``reviews/NAME.json``, NAME from the brief as it was made."""

    def __init__(self, library: Path) -> None:
        """Remember where they are; nothing is opened or made."""
        self.folder = library / FOLDER

    def path_of(self, brief: Brief) -> Path:
        """Return where a brief is kept once somebody reviews it."""
        return self.folder / f"{name_of(brief)}.json"

    def of(self, brief: Brief) -> Brief:
        """Return a brief with what was decided on it here (BriefFileError: the file cannot be read)."""
        path = self.path_of(brief)
        return _same(brief, read(path)) if path.is_file() else brief

    def all(self) -> tuple[Kept, ...]:
        """Return those that can be read, the oldest question first."""
        found = []
        for path in sorted(self.folder.glob("*.json")):
            if not _NAME.fullmatch(path.stem):
                continue
            try:
                found.append(Kept(path.stem, path, read(path)))
            except BriefFileError:
                continue
        return tuple(sorted(found, key=lambda kept: (kept.brief.created, kept.name)))

    def find(self, name: str) -> Kept:
        """Return the one whose name begins so (ReviewError: none does, or several do)."""
        mine = [kept for kept in self.all() if name and kept.name.startswith(name)]
        if len(mine) != 1:
            reason = "several begin so" if mine else "no brief under review is called so"
            raise ReviewError(name[:80], reason, "`globalbrain review` lists them; or give a file.")
        return mine[0]

    def change(self, brief: Brief, how: Change) -> Brief:
        """Change a brief as it is kept by now, or keep it from now on; errors as ``change``."""
        _make(self.folder)
        path = self.path_of(brief)
        with _alone(self.folder):
            before = _same(brief, read(path)) if path.is_file() else brief
            after = how(before)
            if after is not before:
                _write(path, after, 0o600)
        return after


def name_of(brief: Brief) -> str:
    """Return the name that a brief has however it is reviewed: 12 hex digits."""
    return brief_id(to_json(as_made(brief)))[:12]


def change(path: Path, how: Change) -> Brief:
    """Change a brief in a file; two that do so at once do it one after the other.

    Raises:
        BriefFileError: the file cannot be read or is no brief.
        ReviewError: it cannot be written, or another process writes for too long.
    """
    path = path.resolve()
    if not path.is_file():
        raise BriefFileError(str(path), "there is no such file", "Name a file that `ask --json` wrote.")
    with _alone(path.parent):
        before = read(path)
        after = how(before)
        if after is not before:
            _write(path, after, path.stat().st_mode & 0o777)
    return after


def read(path: Path) -> Brief:
    """Return the brief in a file (BriefFileError)."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BriefFileError(str(path), reason, "Name a file that can be read.") from error
    return from_json(data)


def _same(brief: Brief, kept: Brief) -> Brief:
    """What was decided on a kept brief, over the one at hand: they are the same but for that."""
    return reviewed(as_made(brief), kept.review.decisions) if kept.review else brief


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(folder, error) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer of a folder at a time; the kernel frees the lock of one that dies."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise _unwritten(folder, error) from error
    try:
        until = time.monotonic() + WAIT_S
        while not _locked(handle, folder):
            if time.monotonic() >= until:
                reason = f"another process writes to it (waited {WAIT_S:g} s)"
                raise ReviewError(str(folder), reason, "Wait until it has ended, and try again.", "busy")
            time.sleep(_POLL_S)
        yield
    finally:
        os.close(handle)


def _locked(handle: int, folder: Path) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise _unwritten(folder, error) from error
    return True


def _write(path: Path, brief: Brief, mode: int) -> None:
    """Put the whole file in the place of the one before."""
    data = (json.dumps(to_json(brief), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    if len(data) > MOST_BYTES:
        most = f"a brief has at most {MOST_BYTES // 2**20} MB"
        raise ReviewError(str(path), most, "Begin with a new brief.", "too_large", most=MOST_BYTES // 2**20)
    new = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".review-", delete=False) as file:
            new = Path(file.name)
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise _unwritten(path, error) from error
    finally:
        if new is not None:
            new.unlink(missing_ok=True)


def _unwritten(path: Path, error: OSError) -> ReviewError:
    reason = f"it cannot be written ({(error.strerror or str(error)).lower()})"
    return ReviewError(
        str(path), reason, "Make room, or give yourself the right to write there.", "unwritten"
    )
