"""Verifier: draft claims into claims, by checks of stored text that anybody can repeat."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agents.checks.inner import inner
from agents.checks.language import calibrated
from agents.checks.meaning import Meaning, meant
from agents.checks.names import named
from agents.checks.numbers import numbers
from agents.claims import Check, Citation, Claim, DraftClaim, Outcome, Reason, Support
from agents.errors import UnknownEvidenceError
from agents.reasons import check, from_reasons
from agents.rows import as_sentence
from corpus.documents import Document, Page
from corpus.errors import UnknownDocumentError
from corpus.passages import CELL, Passage

MEANING = "meaning"
NUMBERS = "numbers"
CLAIM_SUPPORT = "claim_support"
"""The tool by whose name the provenance knows the model that judged meaning."""
_HANDLE = re.compile(r"(?P<document>[0-9a-f]{12}):p(?P<page>\d{1,9}):(?P<start>\d{1,9})-(?P<end>\d{1,9})")
_VERDICTS = (Support.SUPPORTED, Support.PARTIAL, Support.UNSUPPORTED, Support.CONTRADICTED)
Checks = tuple[Check, ...]


class Stored(Protocol):
    """What the verifier reads: documents, pages and passages as they are stored."""

    def document(self, document_id: str) -> Document:
        """Return one document."""

    def page(self, document_id: str, number: int) -> Page:
        """Return one page."""

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """Return passages by id."""


@dataclass(frozen=True, slots=True)
class Place:
    """What surrounds the words of a citation: the page before, what stands above, whose country it is."""

    before: str = ""
    above: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


def judge(draft: DraftClaim, stored: Stored, shown: Collection[str], meaning: Meaning | None = None) -> Claim:
    """Return one claim with its checks and its verdict, a function of stored text alone.

    Each citation has a verdict of its own, by the worst outcome of its checks. One that contradicts
    makes the whole claim contradicted; else the best of them counts, or all the words together, where
    a claim takes from several.

    Args:
        draft: what the writer proposes.
        stored: the library, to read.
        shown: ids of the passages that were put before the writer; nothing else can be cited.
        meaning: asks the claim-support model, for claims that are not word for word a quotation.
    """
    first = (
        _structural("cited", () if draft.citations else ("no citation",)),
        _structural("passage", _foreign((*draft.citations, *draft.context), shown)),
        _structural("quote", [*_altered((*draft.citations, *draft.context), stored), *_misplaced(draft)]),
    )
    each = [_of_citation(draft.text, citation, stored, meaning) for citation in draft.citations]
    verdicts = tuple(_verdict(checks) for checks in each)
    chosen = _chosen(draft, each, verdicts, stored, meaning)
    checks = (*first, *chosen)
    return Claim(draft.text, _verdict(checks), draft.citations, checks, (), verdicts, context=draft.context)


def asked(claim: Claim) -> bool:
    """Return whether the model of claim support was asked about a claim."""
    codes = {reason.code for check in claim.checks if check.name == MEANING for reason in check.reasons}
    return bool(codes - {"verbatim", "row", "same_words", "meaning_unread"})


def is_quoted(draft: DraftClaim, citation: Citation) -> bool:
    """Return whether a claim is word for word a citation, up to white space."""
    return plain(draft.text) == plain(citation.quote)


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


def _verdict(checks: Iterable[Check]) -> Support:
    """The worst outcome decides; a check without an outcome of its own passes or not."""
    worst = max((one.outcome.worse if one.outcome else 0 if one.passed else 2 for one in checks), default=2)
    return _VERDICTS[worst]


def _chosen(
    draft: DraftClaim,
    each: Sequence[Checks],
    verdicts: Sequence[Support],
    stored: Stored,
    meaning: Meaning | None,
) -> Checks:
    """The checks that decide: of the citation that contradicts, of the best one, or of all together."""
    if not each:
        return ()
    order = [_VERDICTS.index(verdict) for verdict in verdicts]
    if max(order) == _VERDICTS.index(Support.CONTRADICTED):
        return each[order.index(max(order))]
    best = each[order.index(min(order))]
    if len(each) == 1 or min(order) == 0:
        return best
    together = _checks(draft.text, _joined(draft.citations), _around(draft.citations, stored), meaning)
    return together if _VERDICTS.index(_verdict(together)) < min(order) else best


def is_row(text: str, citation: Citation, stored: Stored) -> bool:
    """Return whether a claim is the cited row of a table, each cell with the name of its column as stored."""
    if CELL not in citation.quote:
        return False
    try:
        (passage,) = stored.passages([citation.passage_id])
    except (UnknownDocumentError, ValueError):
        return False
    told = as_sentence(passage, citation.span)
    return told is not None and plain(told) == plain(text)


def _of_citation(text: str, citation: Citation, stored: Stored, meaning: Meaning | None) -> Checks:
    row = is_row(text, citation, stored)
    if row or plain(text) == plain(citation.quote):
        return (
            from_reasons(MEANING, Outcome.NOT_NEEDED, (Reason("row" if row else "verbatim"),)),
            *(from_reasons(name, Outcome.NOT_NEEDED, ()) for name in _RULES[:3]),
            check(_RULES[3], inner(text, citation.quote)),
        )
    return _checks(text, citation.quote, _around((citation,), stored), meaning)


_RULES = (NUMBERS, "calibrated language", "named things", "inner references")


def _checks(text: str, quote: str, place: Place, meaning: Meaning | None) -> Checks:
    found = (
        numbers(text, quote, place.above),
        calibrated(text, quote),
        named(text, quote, place.above, place.countries),
        inner(text, quote),
    )
    rules = tuple(check(name, own) for name, own in zip(_RULES, found, strict=True))
    return (check(MEANING, (meant(text, quote, place.before, meaning),)), *rules)


def _joined(citations: Sequence[Citation]) -> str:
    return " ".join(citation.quote for citation in citations)


def _around(citations: Sequence[Citation], stored: Stored) -> Place:
    above: dict[str, None] = {}
    countries: dict[str, None] = {}
    before = ""
    for citation in citations:
        try:
            page = stored.page(citation.document_id, citation.page)
            document = stored.document(citation.document_id)
            (passage,) = stored.passages([citation.passage_id])
        except (UnknownDocumentError, ValueError):
            continue
        before = before or page.text[max(0, citation.span.start - 600) : citation.span.start]
        above.update(dict.fromkeys((*map(plain, passage.heading), document.name)))
        if document.country:
            countries[document.country] = None
    return Place(before if len(citations) == 1 else "", tuple(above), tuple(countries))


def _structural(name: str, faults: Sequence[str]) -> Check:
    outcome = Outcome.LACKS if faults else Outcome.AGREES
    return Check(name, not faults, "; ".join(faults)[:500], outcome)


def _foreign(citations: Sequence[Citation], shown: Collection[str]) -> list[str]:
    faults = []
    for citation in citations:
        try:
            require_shown(citation, shown)
        except UnknownEvidenceError as error:
            faults.append(f"{error.what[:80]}: {error.reason}")
    return faults


def _misplaced(draft: DraftClaim) -> list[str]:
    """What is to be read before a sentence stands before it, in the same document."""
    places = [(c.document_id, c.page, c.span.start) for c in draft.citations]
    return [
        f"page {own.page} of {own.file} does not come before the sentence"
        for own in draft.context
        if not any(
            own.document_id == document and (own.page, own.span.start) < (page, start)
            for document, page, start in places
        )
    ]


def _altered(citations: Sequence[Citation], stored: Stored) -> list[str]:
    faults = []
    for citation in citations:
        where = f"page {citation.page} of {citation.file}"
        try:
            text = stored.page(citation.document_id, citation.page).text
        except UnknownDocumentError:
            faults.append(f"{where} is not in the library")
            continue
        if text[citation.span.start : citation.span.end] != citation.quote:
            faults.append(f"{where} does not hold these words at {citation.span.start}-{citation.span.end}")
    return faults
