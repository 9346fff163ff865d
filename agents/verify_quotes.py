"""The quotations of a brief.json checked again: whole sentences, led in by the words that lead them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agents.brief import Brief
from agents.claims import Citation, Claim, DraftClaim
from agents.neighbours import above, leads_back
from agents.prose import core, is_stub
from agents.reading import sentences_of
from agents.verify import Stored, is_quoted
from corpus.errors import UnknownDocumentError
from corpus.passages import CharSpan, Passage
from corpus.sentences import sentence_spans

Found = tuple[str, str, str]
"""Kind, place and reason of one fault."""
_GAP = 400
"""Characters that may stand between a passage and the one after it on a page: a heading, a number."""


def check_quotes(brief: Brief, stored: Stored) -> Iterator[Found]:
    """Yield quotations that begin or end inside a sentence, and lead-ins that are not theirs.

    A part of a sentence can say the contrary of the whole, and so can a list item without the sentence
    that opens its list.
    """
    for number, claim in enumerate((*brief.claims, *brief.left_out), start=1):
        where = f"claim {number}"
        yield from _whole(claim, stored, where)
        if number <= len(brief.claims):
            yield from _led_in(claim, stored, where)
    for number, option in enumerate(brief.options, start=1):
        for one in option.considered.found:
            yield from _whole(one.claim, stored, f"option {number}")


def _whole(claim: Claim, stored: Stored, where: str) -> Iterator[Found]:
    for citation in claim.citations:
        passage = _passage(citation, stored)
        if passage is not None and passage.sentences and not _is_whole(citation.span, passage):
            yield "quote", where, "it begins or ends inside a sentence of its page"


def _is_whole(span: CharSpan, passage: Passage) -> bool:
    """Whether a span is a run of sentences, or what is left of them without number and references."""
    starts, ends = set(), set()
    for own, text in zip(passage.sentences, sentences_of(passage), strict=True):
        first, last = core(text)
        starts |= {own.start, own.start + first}
        ends |= {own.end, own.start + last}
    return span.start in starts and span.end in ends


def _led_in(claim: Claim, stored: Stored, where: str) -> Iterator[Found]:
    held = [(citation, passage) for citation in claim.citations if (passage := _passage(citation, stored))]
    for own in claim.context:
        lead = _passage(own, stored)
        if lead is not None and not any(_leads(own, lead, passage) for _, passage in held):
            yield "quote", where, "what is to be read before it does not lead it in"
    if len(held) == 1 and is_quoted(DraftClaim(claim.text, ()), held[0][0]):
        citation, passage = held[0]
        at = _position(citation.span, passage)
        opens = at is not None and is_stub(sentences_of(passage)[at]) and above(passage, at)
        if opens and opens[1] not in [own.span for own in claim.context]:
            yield "quote", where, "the sentence that opens its list is missing"


def _leads(own: Citation, lead: Passage, passage: Passage) -> bool:
    """Whether words lead in a passage: they open a list in it, or at the end of the one before."""
    if lead.id == passage.id:
        spans = [found[1] for at in range(len(passage.sentences)) if (found := above(passage, at))]
        return own.span in spans
    near = lead.page == passage.page and 0 <= passage.span.start - lead.span.end <= _GAP
    if not near and lead.page != passage.page - 1:
        return False
    opens = above(lead, None)
    return (opens is not None and own.span == opens[1]) or own.span == leads_back(lead)


def _position(span: CharSpan, passage: Passage) -> int | None:
    inside = (n for n, own in enumerate(passage.sentences) if own.start <= span.start < own.end)
    return next(inside, None)


def _passage(citation: Citation, stored: Stored) -> Passage | None:
    try:
        (passage,) = stored.passages([citation.passage_id])
        if passage.sentences or passage.table:
            return passage
        page, document = stored.page(passage.document_id, passage.page), stored.document(passage.document_id)
    except (UnknownDocumentError, ValueError):
        return None
    spans = sentence_spans(page.text, document.language)
    inside = (own for own in spans if passage.span.start <= own.start and own.end <= passage.span.end)
    return replace(passage, sentences=tuple(inside))
