"""Paths that a user names into the PDF files meant by them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.ingest_events import Failure

MAGIC = b"%PDF-"
MAGIC_WITHIN = 1024  # readers take a file whose header comes this late
_MAC_SHADOW = "._"  # what macOS lays beside each file on a foreign disk: attributes, under the file's name
_HELP = "Check the path"


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read with their sizes in bytes, and what was left out."""

    files: tuple[tuple[Path, int], ...]
    ignored: int
    failures: tuple[Failure, ...]


def find_pdfs(paths: Sequence[Path], *, leave_out: Path | None = None) -> Found:
    """Return the PDFs that files and folders hold, each once, by name within a folder.

    A named file must be a PDF. In a folder, files that neither begin like a PDF nor are called
    one are ignored and counted, and so are links, pipes and devices. ``leave_out`` is not entered.
    """
    files: dict[Path, int] = {}
    failures: list[Failure] = []
    ignored = 0
    for path in paths:
        named = _at_home(path).absolute()
        try:
            if not named.is_dir():
                files.setdefault(named.resolve(strict=True), _size_of_pdf(named, follow=True))
                continue
        except OSError as error:
            failures.append(_failure(named, error))
            continue
        for found in _walk(named, leave_out, failures):
            if found.name.startswith(_MAC_SHADOW):
                ignored += 1
                continue
            try:
                size = _size_of_pdf(found, follow=False)
            except OSError as error:
                if found.suffix.lower() == ".pdf" and not found.is_symlink():
                    failures.append(_failure(found, error))
                else:
                    ignored += 1
            else:
                files.setdefault(found.resolve(), size)
    return Found(tuple(files.items()), ignored, tuple(failures))


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # "~draft.pdf" names a file, and no user
        return path


def _walk(folder: Path, leave_out: Path | None, failures: list[Failure]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        failures.append(_failure(Path(error.filename), error))

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if Path(place, name) != leave_out)
        yield from (Path(place, name) for name in sorted(names))


def _size_of_pdf(path: Path, *, follow: bool) -> int:
    """Return the size of a regular file that begins like a PDF or is called one, never waiting on a pipe.

    Raises:
        OSError: it is something else, or may not be read.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    descriptor = os.open(path, flags)
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise NotAPdfError("it is not a regular file")
        if facts.st_size == 0:
            raise NotAPdfError("the file is empty")
        # A damaged PDF may have lost its header: the reader says so better than this could.
        if path.suffix.lower() != ".pdf" and MAGIC not in os.pread(descriptor, MAGIC_WITHIN, 0):
            raise NotAPdfError("it is not a PDF")
        return facts.st_size
    finally:
        os.close(descriptor)


class NotAPdfError(OSError):
    """A file that cannot be a PDF; the text is the reason."""


def _failure(path: Path, error: OSError) -> Failure:
    if isinstance(error, NotAPdfError):
        return Failure(path.name, str(error), "Convert it to PDF, or leave it out")
    if isinstance(error, PermissionError):
        return Failure(path.name, "it may not be read", "Give yourself the right to read it")
    if isinstance(error, FileNotFoundError):
        return Failure(path.name, "no such file or folder", _HELP)
    return Failure(path.name, (error.strerror or str(error)).lower(), _HELP)
