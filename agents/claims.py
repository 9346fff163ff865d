"""DraftClaim, Citation, Check and Claim: a sentence, its pointers and its verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agents.readings import ToolReading
from corpus.passages import CharSpan


class Support(StrEnum):
    """The verifier's verdict on one claim, or on one claim and one of its citations."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


class Outcome(StrEnum):
    """What one check found, from best to worst; the worst of them decides the verdict.

    ``NOT_NEEDED``: the quotation decides alone. ``PARTLY``: the page says less, or not with these
    words. ``LACKS``: the page does not say it. ``DIFFERS``: the page says another thing.
    """

    AGREES = "agrees"
    NOT_NEEDED = "not needed"
    PARTLY = "partly"
    LACKS = "lacks"
    DIFFERS = "differs"

    @property
    def worse(self) -> int:
        """How bad it is, from 0; two are passed by."""
        return (0, 0, 1, 2, 3)[list(Outcome).index(self)]


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
class Reason:
    """One thing that a check found: a word of ``agents.reasons``, what the claim says, what the page says."""

    code: str
    said: str = ""
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One visible test of a claim: its name, whether it passed, and in words why not.

    ``outcome`` says more than ``passed``, and ``reasons`` say the same as ``detail``, for other languages.
    """

    name: str
    passed: bool
    detail: str = ""
    outcome: Outcome | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A checked sentence. A claim that is not unsupported has at least one citation.

    ``verdicts`` are those on each citation by itself, in their order; none in older files. ``instead``
    is the claim that stands in the place of this one, where it is left out. ``translation`` is a chat
    model's, shown beside the claim and not judged; mostly there is none.
    """

    text: str
    support: Support
    citations: tuple[Citation, ...]
    checks: tuple[Check, ...] = ()
    readings: tuple[ToolReading, ...] = ()
    verdicts: tuple[Support, ...] = ()
    instead: str = ""
    context: tuple[Citation, ...] = ()
    translation: str = ""

    def __post_init__(self) -> None:
        """Refuse a supported claim that points nowhere, and verdicts on other citations."""
        if self.verdicts and len(self.verdicts) != len(self.citations):
            raise ValueError(f"claim with {len(self.citations)} citations, {len(self.verdicts)} verdicts")
        if self.support is not Support.UNSUPPORTED and not self.citations:
            raise ValueError(f"claim without citation: {self.text!r}")
