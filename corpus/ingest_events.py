"""What a listener hears during an ingestion, in order: Started, FileDone and Progress, IngestReport."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["added", "skipped", "updated", "failed"]


@dataclass(frozen=True, slots=True)
class Started:
    """How many files will be looked at; ``ignored`` others in the folders are no PDFs."""

    files: int
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class FileDone:
    """What became of one file; ``reason`` says why it was skipped or failed, or what was updated.

    An "added" document is stored for good when this is heard. ``unread_pages`` are positions from 1.
    """

    file: str
    outcome: Outcome
    pages: int = 0
    passages: int = 0
    reason: str | None = None
    document_id: str | None = None
    unread_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is; ``pages_total`` is estimated from file sizes until every file is read.

    ``pages_per_s`` and ``seconds_left`` are None until there is something to judge by.
    """

    pages_done: int
    pages_total: int
    pages_per_s: float | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Failure:
    """One file that did not go in, or one line of a manifest that was left out."""

    file: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The end of an ingestion: what went in (documents, pages, passages) and what did not.

    ``skipped`` files were in the library already, ``updated`` ones too, but got new metadata.
    ``ignored`` files of the folders are no PDFs. ``manifest_errors`` cost metadata, not documents.
    """

    documents: int
    pages: int
    passages: int
    skipped: int
    failed: tuple[Failure, ...]
    unread_pages: int
    updated: int = 0
    ignored: int = 0
    manifest_errors: tuple[Failure, ...] = ()
    seconds: float = 0.0


IngestEvent = Started | FileDone | Progress | IngestReport
