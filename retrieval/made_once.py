"""Bytes that take long to make, kept in the user's cache: read back whole, or made again."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

SUFFIX = ".kept"
_DIGEST = hashlib.sha256().digest_size
_logger = logging.getLogger(__name__)


def key_of(parts: Sequence[str | bytes]) -> str:
    """Return the name of what is made from these parts; it changes with each of them.

    >>> key_of(["a", "bc"]) != key_of(["ab", "c"])
    True
    """
    whole = hashlib.sha256()
    for part in parts:
        plain = part.encode() if isinstance(part, str) else part
        whole.update(hashlib.sha256(plain).digest())
    return whole.hexdigest()[:16]


def place(folder: Path, name: str, key: str) -> Path:
    """Return where the bytes of that name and key are kept."""
    return folder / f"{name}-{key}{SUFFIX}"


def read(path: Path) -> bytes | None:
    """Return the bytes that were kept; None where there are none, or not as they were written."""
    try:
        with path.open("rb") as file:
            digest, found = file.read(_DIGEST), file.read()
    except OSError:
        return None
    if hashlib.sha256(found).digest() != digest:
        _logger.warning("%s is damaged and is made again", path)
        return None
    return found


def keep(path: Path, made: bytes | memoryview) -> None:
    """Keep bytes for the next start, and drop those of the same name that were made from other parts.

    A disk that is full or may not be written changes nothing but the time that the next start takes.
    """
    name = path.name.removesuffix(SUFFIX).rpartition("-")[0]
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".making-")
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(made).digest())
            file.write(made)
        Path(part).replace(path)
        for other in path.parent.glob(f"{name}-*{SUFFIX}"):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError as error:
        _logger.info("%s is not kept: %s", path, error.strerror)
        if part is not None:
            with suppress(OSError):
                Path(part).unlink(missing_ok=True)


def processor() -> str:
    """Return what the processor can do and how many serve us, on which compiled code depends."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    told = {line for line in lines if line.startswith(("flags", "Features", "model name"))}
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return "\n".join([*sorted(told), str(count)])
