"""A brief.json checked again, offline: does the library still hold what it says, word for word."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from agents.brief import Brief
from agents.checks.meaning import Meaning
from agents.claims import Check, Citation, Claim, DraftClaim, Support
from agents.profile import profile, to_json
from agents.readings import adds_up
from agents.reviewed import as_made
from agents.translation import TRANSLATED_BY, stands
from agents.verify import CLAIM_SUPPORT, MEANING, asked, is_quoted, judge, plain
from agents.verify_plan import check_plan
from agents.verify_quotes import check_quotes
from agents.verify_review import Ground, check_review, unstated
from corpus.documents import Document, Page
from corpus.errors import CorpusError, UnknownDocumentError
from corpus.passages import Passage

_BLOCK = 2**20
_NO_CHECKSUMS = (
    "it has no checksums, as a file of an earlier version, or one that was robbed of them: who wrote it and "
    "when, what was searched, what was not answered, and the readings of the tools could not be checked"
)
# What an export says of a source, beside its title.
_SHOWN = ("file", "publisher", "year", "country", "language", "kind", "url", "licence")


class Shelf(Protocol):
    """What is needed of a library: documents, pages, passages and the original files, to read."""

    def document(self, document_id: str) -> Document:
        """Return one document."""

    def page(self, document_id: str, number: int) -> Page:
        """Return one page."""

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """Return passages by id."""

    def original(self, document_id: str) -> Path | None:
        """Return the file that was taken in; None where the text itself was, and has the hash."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: what kind, where, and in words why."""

    kind: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The result of a second check; ``ok`` is true where nothing is at fault."""

    claims: int
    citations: int
    documents: int
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...] = ()
    """What could not be checked, in words."""

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def verify_brief(
    brief: Brief, shelf: Shelf, meaning: Meaning | None = None, *, without_checksums: bool = False
) -> VerifyReport:
    """Return what does not hold any more, or never did, in ``brief``.

    Every claim is judged again from the pages; its verdict and checks must come out as written. Where
    the model of claim support is another by now, its verdicts must be the same, its reasons need not.
    Every cited document must be in the library, with the same hash, original file and description.
    The plan must come out of its question again; a heading must be one of the sources below it, or a part
    of the question. What is quoted of an option's
    implementation and equity must stand word for word where it says, and what is counted of it come out
    as written. What pages cannot tell is held against the checksums that the brief was written with. All
    this of the brief as it was made; of a review every decision is checked, every edit judged again, and
    the state worked out anew. A file without checksums is not whole, unless it is to be checked without.
    """
    made = as_made(brief)
    ground = Ground(shelf, frozenset(brief.provenance.passages), meaning)
    faults = [
        *_documents(made, shelf),
        *_claims(made, shelf, meaning),
        *_left_out(made),
        *(Fault(*found) for found in (*check_plan(made, shelf), *check_quotes(made, shelf))),
        *_considered(made, shelf),
        *_nearest(made, shelf),
        *(Fault(*found) for found in check_review(brief, ground)),
    ]
    citations = sum(len(claim.citations) for claim in brief.claims)
    documents = len(brief.provenance.documents)
    remarks = (_NO_CHECKSUMS,) if unstated(brief) else ()
    if remarks and not without_checksums:
        faults.insert(0, Fault("not whole", "the file", f"cannot be checked for changes: {_NO_CHECKSUMS}"))
        remarks = ()
    return VerifyReport(len(brief.claims), citations, documents, tuple(faults), remarks)


def _left_out(brief: Brief) -> Iterator[Fault]:
    """A claim is left out since it failed, or gave way to another; a search that found nothing is told."""
    body = {plain(claim.text) for claim in brief.claims}
    for number, claim in enumerate(brief.left_out, start=len(brief.claims) + 1):
        where = f"claim {number}"
        if plain(claim.text) in body:
            yield Fault("left out", where, "it stands in the answer too")
        elif claim.support is Support.SUPPORTED:
            yield Fault("left out", where, "it is listed as left out, and its page supports it")
        elif claim.support is Support.PARTIAL and not claim.instead:
            yield Fault("left out", where, "it is supported in part, and nothing stands in its place")
    missed = [own.sub_question for own in brief.searched if not own.answered]
    if (missed or not brief.answered) and not brief.unanswered:
        yield Fault("unanswered", (missed or [brief.question])[0][:80], "it found nothing, which is not told")


def _documents(brief: Brief, shelf: Shelf) -> Iterator[Fault]:
    stated = brief.provenance.documents
    for document_id in sorted({citation.document_id for citation in _all(brief)} - set(stated)):
        yield Fault("document", document_id, "it is cited, but its hash is not stated")
    for document_id, sha256 in sorted(stated.items()):
        try:
            held = shelf.document(document_id)
            path = shelf.original(document_id)
            original = _sha256(path) if path else held.sha256
        except (CorpusError, OSError):
            yield Fault("document", document_id, "it is not in this library, or its original is gone")
            continue
        if held.sha256 != sha256 or held.id != document_id:
            yield Fault("document", held.file, "its hash is not the one stated")
        elif original != sha256:
            yield Fault("document", held.file, "its original file was altered")
    for source in brief.sources:
        if stated.get(source.id) != source.sha256:
            yield Fault("document", source.file, "its hash in the list of sources is another")
            continue
        try:
            held = shelf.document(source.id)
        except CorpusError:
            continue
        other = [name for name in _SHOWN if getattr(source, name) != getattr(held, name)]
        other += ["title"] if source.name != held.name else []
        if other:
            yield Fault("document", held.file, f"not what the library holds: its {', '.join(other)}")


def _claims(brief: Brief, shelf: Shelf, meaning: Meaning | None) -> Iterator[Fault]:
    shown = frozenset(brief.provenance.passages)
    texts = {claim.text for claim in brief.claims}
    named = brief.provenance.tools.get(CLAIM_SUPPORT)
    for number, claim in enumerate((*brief.claims, *brief.left_out), start=1):
        where = f"claim {number}"
        body = number <= len(brief.claims)
        if asked(claim) and named is None:
            yield Fault("model", where, "it was judged by a model that the provenance does not name")
        again = judge(DraftClaim(claim.text, claim.citations, claim.context), shelf, shown, meaning)
        other = meaning is not None and named not in (None, meaning.card)
        if body and again.support not in (Support.SUPPORTED, claim.support):
            for check in again.checks:
                if not check.passed:
                    yield Fault(check.name, where, check.detail)
        if body and claim.support not in (Support.SUPPORTED, Support.PARTIAL):
            yield Fault("verdict", where, f"a claim that is {claim.support.value} stands in the answer")
        if claim.instead and (body or claim.instead not in texts):
            yield Fault("verdict", where, "what is said to stand in its place does not")
        if claim.translation and not (
            TRANSLATED_BY in brief.provenance.settings
            and body
            and stands(claim.translation, claim.text, brief.language)
        ):
            yield Fault("translation", where, "its translation has other numbers or language, or no model")
        if not all(map(adds_up, claim.readings)):
            yield Fault(
                "reading", where, "its score is not the sum of its parts, or its grade not its label's"
            )
        yield from _verdicts(claim, again, where, (MEANING,) if other else ())
        yield from _names((*claim.citations, *claim.context), shelf, where)


def _verdicts(claim: Claim, again: Claim, where: str, loose: Collection[str]) -> Iterator[Fault]:
    if claim.support is not again.support:
        model = ", by another model of claim support" if loose else ""
        said, now = claim.support.value, again.support.value
        yield Fault("verdict", where, f"it says {said}, the pages say {now}{model}")
    elif not (_same(claim.checks, again.checks, loose) and claim.verdicts in ((), again.verdicts)):
        yield Fault("verdict", where, "its checks do not come out as written")


def _same(written: tuple[Check, ...], again: tuple[Check, ...], loose: Collection[str]) -> bool:
    """Whether checks come out as written; older files know fewer of them, and no outcomes."""
    if not written or any(own.outcome is not None for own in written):
        return [_told(own, loose) for own in written] == [_told(own, loose) for own in again]
    now = {own.name: own.passed for own in again}
    return all(now.get(own.name, own.name == _OLD) == own.passed for own in written)


def _told(check: Check, loose: Collection[str]) -> Check:
    return replace(check, detail="", reasons=()) if check.name in loose else check


_OLD = "words"
"""The check of older files that a claim is word for word its quotation; now the one of meaning says so."""


def _names(citations: tuple[Citation, ...], shelf: Shelf, where: str) -> Iterator[Fault]:
    for citation in citations:
        try:
            page = shelf.page(citation.document_id, citation.page)
            held = shelf.document(citation.document_id)
        except UnknownDocumentError:
            continue
        # Title and address are how a reader finds a source: forged, they mislead as a forged quote does.
        if (citation.title, citation.file) != (held.name, held.file):
            yield Fault("title", where, f"the library knows this source as {held.name!r} ({held.file})")
        if citation.page_label != page.label:
            yield Fault("page label", where, f"the page is labelled {page.label!r}")
        if citation.url != held.url:
            yield Fault("address", where, f"the library knows it as {held.url or 'a source without one'}")


def _considered(brief: Brief, shelf: Shelf) -> Iterator[Fault]:
    shown = frozenset(brief.provenance.passages)
    for number, option in enumerate(brief.options, start=1):
        where = f"option {number}"
        for one in option.considered.found:
            own = one.claim
            again = judge(DraftClaim(own.text, own.citations, own.context), shelf, shown)
            quoted = any(is_quoted(DraftClaim(own.text, ()), citation) for citation in own.citations)
            if not quoted or again.support is not Support.SUPPORTED or own.support is not Support.SUPPORTED:
                yield Fault("quote", where, f"what it says of {one.topic} does not stand so on its page")
            yield from _names((*own.citations, *own.context), shelf, where)
        place = {claim: at for at, claim in enumerate(brief.claims)}
        if option.stated is not None and option.stated != to_json(profile(option, brief), place.__getitem__):
            yield Fault("profile", where, "what is counted of it does not come out as written")


def _nearest(brief: Brief, shelf: Shelf) -> Iterator[Fault]:
    for number, citation in enumerate(brief.nearest, start=1):
        where = f"nearest passage {number}"
        try:
            text = shelf.page(citation.document_id, citation.page).text
        except UnknownDocumentError:
            yield Fault("quote", where, "its page is not in this library")
            continue
        if text[citation.span.start : citation.span.end] != citation.quote:
            yield Fault("quote", where, "the page does not hold these words there")
        yield from _names((citation,), shelf, where)


def _all(brief: Brief) -> Iterator[Citation]:
    for claim in (*brief.claims, *brief.considered, *brief.left_out):
        yield from (*claim.citations, *claim.context)
    yield from brief.nearest


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
