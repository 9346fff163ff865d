"""DraftClaim, Citation, Check and Claim: a sentence, its pointers and its verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agents.readings import ToolReading
from corpus.passages import CharSpan


class Support(StrEnum):
    """The verifier's verdict on one claim."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to exact words: ``quote == page.text[span.start:span.end]``."""

    passage_id: str
    document_id: str
    file: str
    title: str
    page: int
    page_label: str | None
    span: CharSpan
    quote: str
    url: str | None = None

    def __post_init__(self) -> None:
        """Check the quote's length against its span."""
        if len(self.quote) != self.span.end - self.span.start:
            raise ValueError(f"citation of {self.passage_id}: quote length differs from its span")


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence that the writer proposes, with the citations it rests on; not yet checked."""

    text: str
    citations: tuple[Citation, ...]
    context: tuple[Citation, ...] = ()
    """What has to be read before the sentence: the lead-in of a list, the sentence that "this" points to."""


@dataclass(frozen=True, slots=True)
class Check:
    """One visible test of a claim: its name, whether it passed, and in words why not."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A checked sentence. A claim that is not unsupported has at least one citation."""

    text: str
    support: Support
    citations: tuple[Citation, ...]
    checks: tuple[Check, ...] = ()
    readings: tuple[ToolReading, ...] = ()
    context: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a supported claim that points nowhere."""
        if self.support is not Support.UNSUPPORTED and not self.citations:
            raise ValueError(f"claim without citation: {self.text!r}")
