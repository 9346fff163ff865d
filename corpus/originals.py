"""The folder of original PDFs, each named by the sha256 of its bytes."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Collection
from pathlib import Path

from corpus.errors import LibraryError, UnreadablePdfError

FOLDER = "originals"
_OURS = re.compile(r"([0-9a-f]{64})\.pdf(\.part)?")
_BLOCK = 2**20


def sha256_of(data: bytes) -> str:
    """Return the hash of bytes, as hex digits."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the hash of a file's bytes, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def original(folder: Path, sha256: str) -> Path:
    """Return where the library keeps the file of that hash."""
    return folder / FOLDER / f"{sha256}.pdf"


def place(folder: Path, sha256: str, source: Path) -> None:
    """Copy a PDF in, whole and on the disk for good before this returns, or not at all.

    Raises:
        UnreadablePdfError: the bytes are no longer those of ``sha256``.
        LibraryError: the folder cannot take the file.
    """
    target = original(folder, sha256)
    part = target.with_suffix(".pdf.part")
    try:
        private_folder(target.parent)
        found = _copy(source, part)
        if found == sha256:
            part.replace(target)
            sync(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise disk_error(folder, error) from error
    if found != sha256:
        part.unlink()
        raise UnreadablePdfError(source.name, "the file changed while it was read", "Ingest it again")


def sweep(folder: Path, wanted: Collection[str]) -> tuple[str, ...]:
    """Return the names deleted: half-copied files, and originals of no document in ``wanted`` (hashes)."""
    gone = []
    home = folder / FOLDER
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        match = _OURS.fullmatch(path.name)
        if match and (match[2] or match[1] not in wanted):
            path.unlink(missing_ok=True)
            gone.append(path.name)
    if gone:
        sync(home)
    return tuple(gone)


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, whatever the umask says."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        sync(folder.parent)


def sync(folder: Path) -> None:
    """Bring the folder's list of names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def disk_error(folder: Path, error: OSError) -> LibraryError:
    """Return the error that tells a user what the system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return LibraryError(
            str(folder),
            "no space is left on the disk",
            "Free some space and try again; what was stored is kept",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return LibraryError(
            str(folder),
            "it may not be written",
            "Give yourself the right to write there, or choose another --library",
        )
    reason = (error.strerror or str(error)).lower()
    return LibraryError(
        str(folder), reason, "Check the folder and its disk, or choose another with --library"
    )


def _copy(source: Path, target: Path) -> str:
    """Return the hash of the bytes copied; they are on the disk."""
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with source.open("rb") as reader, os.fdopen(descriptor, "wb") as writer:
        os.fchmod(writer.fileno(), 0o600)
        while block := reader.read(_BLOCK):
            digest.update(block)
            writer.write(block)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest()
