"""A file that is being read: what it may cost, whether it is a PDF, and what its child answers."""

from __future__ import annotations

import json
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UnreadablePdfError
from corpus.hygiene import clean_name
from corpus.pdf_magic import what_it_is
from corpus.pdf_pool import Ending, ask_child

_MEGABYTE = 2**20
_TOO_LATE_CODES = {-24, -9}  # SIGXCPU and SIGKILL, by which a limit on time ends
_OUT_OF_MEMORY = 71


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    ``cpu_s`` and ``wall_s`` grow by one and two seconds a megabyte of the file; OCR gets both anew for
    each page.
    """

    max_bytes: int = 100 * _MEGABYTE
    max_pages: int = 2000
    max_chars: int = 5_000_000
    memory_bytes: int = 512 * 2**20
    cpu_s: int = 30
    wall_s: float = 60.0


LIMITS = Limits()


_REASONS = {
    "password": ("it needs a password", "Save a copy without the password and ingest that"),
    "security": (
        "it is encrypted for the holders of a certificate",
        "Save a copy without encryption and ingest that",
    ),
    "damaged": ("it is damaged and cannot be opened", "Get a whole copy from its publisher"),
    "no pages": ("it has no pages", "Get a whole copy from its publisher"),
    "memory": ("reading it took too much memory", "Print it to a new PDF and ingest that, or split it"),
    "late": ("reading it took too long", "Print it to a new PDF and ingest that, or split it"),
    "crash": ("reading it broke the PDF reader", "Print it to a new PDF and ingest that"),
}


class PdfFile:
    """A file that is being read: its path, its display name and its limits."""

    def __init__(self, path: Path, file: str | None, limits: Limits) -> None:
        self.path = path
        self.name = file or clean_name(path.name)
        self.limits = limits

    def error(self, key: str) -> UnreadablePdfError:
        """Return the error of a known kind, with its remedy."""
        return UnreadablePdfError(self.name, *_REASONS[key])

    def check(self) -> int:
        """Return the size of what is there to read, once it is known to be a PDF within the limits."""
        try:
            facts = self.path.stat()
            if not stat.S_ISREG(facts.st_mode):
                kind = "a folder" if stat.S_ISDIR(facts.st_mode) else "not an ordinary file"
                raise UnreadablePdfError(self.name, f"it is {kind}", "Give the path of a PDF file")
            with self.path.open("rb") as source:
                head = source.read(1024)
        except (OSError, ValueError) as error:
            reason = str(getattr(error, "strerror", None) or "its name cannot be used")
            raise UnreadablePdfError(
                self.name,
                f"it cannot be opened ({reason.lower()})",
                "Check the path and the right to read it",
            ) from error
        if facts.st_size > self.limits.max_bytes:
            most = f"it is larger than {self.limits.max_bytes / _MEGABYTE:g} MB"
            raise UnreadablePdfError(self.name, most, "Split it, or raise max_file_mb in config.toml")
        if other := what_it_is(head):
            raise UnreadablePdfError(self.name, f"it is {other}", "Give a PDF file")
        return facts.st_size

    def ask(self, task: str, **facts: object) -> bytes:
        """Return the child's answer to a task."""
        megabytes = self.path.stat().st_size // _MEGABYTE
        limits = self.limits
        request = {
            "task": task,
            "memory_bytes": limits.memory_bytes,
            "cpu_s": limits.cpu_s + megabytes,
            "wall_s": limits.wall_s + 2 * megabytes,
            "max_pages": limits.max_pages,
            "max_chars": limits.max_chars,
            **facts,
        }
        return self._answer(ask_child(self.path, request))

    def _answer(self, ending: Ending) -> bytes:
        if ending.code == 0 and ending.answer:
            return ending.answer
        if ending.code == _OUT_OF_MEMORY:
            raise self.error("memory")
        raise self.error("late" if ending.late or ending.code in _TOO_LATE_CODES else "crash")

    def ask_json(self, task: str, **facts: object) -> dict[str, Any]:
        """Return the child's answer to a task that answers in JSON."""
        answer = json.loads(self.ask(task, **facts))
        if not isinstance(answer, dict):
            raise self.error("crash")
        return answer
