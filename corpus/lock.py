"""The library's write lock: one writer at a time, released by the kernel when its holder dies."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import LibraryBusyError, LibraryError

FILE = "writer.lock"
_POLL_S = 0.02


@contextmanager
def write_lock(folder: Path, wait_s: float, *, tidies: bool = True) -> Iterator[bool]:
    """Hold the lock for the body; gives True where the last holder died before it had cleaned up.

    The holder's process number stands in the file while it works and goes when it leaves in good
    order, so a number found there after the lock was won belongs to one that was killed. A body
    that only looks (``tidies`` false) leaves such a number for the next writer, and needs no right
    to write: on a disk that may only be read it locks what it can.

    Raises:
        LibraryBusyError: another holder kept it for ``wait_s`` seconds; names its process number.
        LibraryError: the folder or the lock may not be written.
    """
    descriptor = _open(folder, may_read_only=not tidies)
    try:
        _acquire(descriptor, folder, wait_s)
        left_behind = os.pread(descriptor, 20, 0).decode("ascii", "replace")
        _note(descriptor, str(os.getpid()))
        yield bool(left_behind)
        _note(descriptor, "" if tidies else left_behind)
    finally:
        os.close(descriptor)


def _open(folder: Path, *, may_read_only: bool) -> int:
    safely = os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(folder / FILE, os.O_RDWR | os.O_CREAT | safely, 0o600)
    except OSError as error:
        if may_read_only and error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            with suppress(OSError):
                return os.open(folder / FILE, os.O_RDONLY | safely)
        reason = f"it may not be written ({(error.strerror or str(error)).lower()})"
        remedy = "Give yourself the right to write there, or choose another --library"
        raise LibraryError(str(folder), reason, remedy) from error


def _acquire(descriptor: int, folder: Path, wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace") or "of unknown number"
                raise LibraryBusyError(
                    str(folder),
                    f"process {holder} is writing to it (waited {wait_s:g} s)",
                    "Wait until it has ended, or stop it, and try again",
                ) from None
            time.sleep(_POLL_S)
        else:
            return


def _note(descriptor: int, text: str) -> None:
    """Write the holder's number; a full disk must not stand in the way of a deletion."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode("ascii"), 0)
