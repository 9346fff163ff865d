"""Verifier: draft claims into claims, by checks of stored text that anybody can repeat."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from agents.calibrated import changed
from agents.claims import Check, Citation, Claim, DraftClaim, Support
from agents.errors import UnknownEvidenceError
from agents.quantities import missing
from corpus.documents import Page
from corpus.errors import UnknownDocumentError

ReadPage = Callable[[str, int], Page]
_HANDLE = re.compile(r"(?P<document>[0-9a-f]{12}):p(?P<page>\d{1,9}):(?P<start>\d{1,9})-(?P<end>\d{1,9})")


def verify(
    drafts: Sequence[DraftClaim], page: ReadPage, shown: Collection[str]
) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Return the claims that stand and those that are left out, each in the order of ``drafts``.

    Args:
        drafts: what the writer proposes.
        page: reads a page of the library.
        shown: ids of the passages that were put before the writer; nothing else can be cited.
    """
    claims = [judge(draft, page, shown) for draft in drafts]
    standing = tuple(claim for claim in claims if claim.support is Support.SUPPORTED)
    return standing, tuple(claim for claim in claims if claim.support is not Support.SUPPORTED)


def judge(draft: DraftClaim, page: ReadPage, shown: Collection[str]) -> Claim:
    """Return one claim with its checks; a single failed check makes it unsupported."""
    checks = (
        _check("cited", () if draft.citations else ("no citation",)),
        _check("passage", _foreign((*draft.citations, *draft.context), shown)),
        _check("quote", _altered((*draft.citations, *draft.context), page)),
        _check("words", _reworded(draft)),
        _check("numbers", _numbers(draft)),
        _check("calibrated language", _calibrated(draft)),
    )
    passed = all(check.passed for check in checks)
    support = Support.SUPPORTED if passed else Support.UNSUPPORTED
    return Claim(draft.text, support, draft.citations, checks, context=draft.context)


def require_shown(citation: Citation, shown: Collection[str]) -> None:
    """Refuse a citation whose handle was not given, or that leaves the passage of its handle.

    Raises:
        UnknownEvidenceError: the handle, its document, page or span is not that of a shown passage.
    """
    found = _HANDLE.fullmatch(citation.passage_id)
    if citation.passage_id not in shown or not found:
        raise UnknownEvidenceError(
            citation.passage_id, "this passage was not found for the question", "Cite it."
        )
    inside = int(found["start"]) <= citation.span.start and citation.span.end <= int(found["end"])
    if (found["document"], int(found["page"])) != (citation.document_id, citation.page) or not inside:
        raise UnknownEvidenceError(citation.passage_id, "the citation points outside its passage", "Cite it.")


def plain(text: str) -> str:
    """Return ``text`` with runs of white space as one space."""
    return " ".join(text.split())


def _check(name: str, faults: Sequence[str]) -> Check:
    return Check(name, not faults, "; ".join(faults)[:500])


def _foreign(citations: Sequence[Citation], shown: Collection[str]) -> list[str]:
    faults = []
    for citation in citations:
        try:
            require_shown(citation, shown)
        except UnknownEvidenceError as error:
            faults.append(f"{error.what[:80]}: {error.reason}")
    return faults


def _altered(citations: Sequence[Citation], page: ReadPage) -> list[str]:
    faults = []
    for citation in citations:
        where = f"page {citation.page} of {citation.file}"
        try:
            text = page(citation.document_id, citation.page).text
        except UnknownDocumentError:
            faults.append(f"{where} is not in the library")
            continue
        if text[citation.span.start : citation.span.end] != citation.quote:
            faults.append(f"{where} does not hold these words at {citation.span.start}-{citation.span.end}")
    return faults


def _reworded(draft: DraftClaim) -> list[str]:
    """The extractive mind quotes: the sentence is its first quotation, up to white space."""
    if draft.citations and plain(draft.text) != plain(draft.citations[0].quote):
        return ["the sentence is not the one on the page"]
    return []


def _numbers(draft: DraftClaim) -> list[str]:
    return [
        f"{quantity} is not in the words cited from page {citation.page}"
        for citation in draft.citations
        for quantity in missing(draft.text, citation.quote)
    ]


def _calibrated(draft: DraftClaim) -> list[str]:
    return [fault for citation in draft.citations[:1] for fault in changed(draft.text, citation.quote)]
