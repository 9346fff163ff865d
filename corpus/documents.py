"""Document and Page: what was read, from where, under which licence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

TextFrom = Literal["text-layer", "ocr"]


class DocumentKind(StrEnum):
    """What sort of publication a document is; absent where nothing says so."""

    ASSESSMENT = "assessment"
    REPORT = "report"
    DECISION = "decision"
    TREATY = "treaty"
    LAW = "law"
    POLICY = "policy"
    NDC = "ndc"
    PLAN = "plan"
    BRIEFING = "briefing"
    GLOSSARY = "glossary"
    DIGEST = "digest"
    COMPANY_REPORT = "company-report"


@dataclass(frozen=True, slots=True)
class Document:
    """One ingested file.

    ``id`` is the first 12 hex digits of ``sha256``. ``file`` is the cleaned name for display,
    never a path. ``country`` is an ISO 3166-1 alpha-3 code ("KEN"; "EUU" for the European Union),
    ``language`` a BCP 47 tag. A field that nothing in the file or its sidecar states is None,
    shown as "unknown". ``unread_pages`` are positions (from 1) whose text could not be read, and
    ``warnings`` say in words what a reader must know (mojibake, damaged file, hidden text).
    """

    id: str
    sha256: str
    file: str
    page_count: int
    title: str | None = None
    publisher: str | None = None
    year: int | None = None
    country: str | None = None
    language: str | None = None
    kind: DocumentKind | None = None
    url: str | None = None
    licence: str | None = None
    unread_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check that the id is the head of the hash."""
        if len(self.sha256) != 64 or self.id != self.sha256[:12]:
            raise ValueError(f"document id {self.id!r} is not the first 12 digits of its sha256")

    @property
    def name(self) -> str:
        """The title, or the file name where no title is known."""
        return self.title or self.file


@dataclass(frozen=True, slots=True)
class Page:
    """One page's text, written once at ingestion and never cleaned again.

    ``number`` is the position in the file from 1; ``label`` the printed one ("xii") or None.
    """

    document_id: str
    number: int
    text: str
    label: str | None = None
    text_from: TextFrom = "text-layer"

    def __post_init__(self) -> None:
        """Check that positions start at 1."""
        if self.number < 1:
            raise ValueError(f"page numbers start at 1, not {self.number}")
