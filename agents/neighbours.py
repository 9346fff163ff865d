"""What stands before a sentence that cannot be understood alone: a list's lead-in, what "this" points to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from agents.prose import core, is_quotable, is_stub, leans_back
from agents.reading import Reading, sentences_of
from corpus.passages import CharSpan, Passage

MOST_CHARACTERS = 400
"""Of a lead-in; a longer one is no lead-in."""
_OPENS = re.compile(r"[:：][\s\-–—]*$")


def with_lead(reading: Reading, before: Callable[[Passage], Passage | None]) -> Reading:
    """Return the reading with the passage before it, where one of its sentences needs that."""
    texts = [sentence.text for sentence in reading.sentences]
    quoted = [sentence.quote is not None for sentence in reading.sentences]
    listed = next((at for at, text in enumerate(texts) if not is_stub(text)), len(texts))
    leaning = bool(texts) and quoted[0] and leans_back(texts[0])
    if leaning or any(quoted[:listed]):
        return replace(reading, before=before(reading.passage))
    return reading


def lead_in(reading: Reading, quote: CharSpan) -> tuple[Passage, CharSpan] | None:
    """Return the sentence that has to be read before a quote, with its passage; None where none has to.

    An item of a list is led in by the sentence with the colon above it, a sentence that begins with
    "This" or "However" by the last one of the passage before.
    """
    at = next((n for n, one in enumerate(reading.sentences) if one.quote == quote), None)
    if at is None:
        return None
    text = reading.sentences[at].text
    if is_stub(text):
        return above(reading.passage, at) or (above(reading.before, None) if reading.before else None)
    if at == 0 and leans_back(text) and reading.before:
        span = leads_back(reading.before)
        return (reading.before, span) if span else None
    return None


def leads_back(before: Passage) -> CharSpan | None:
    """Return the last sentence of a passage, where "This" or "However" may follow it; None elsewhere."""
    last = sentences_of(before)[-1] if before.sentences else ""
    if not last or leans_back(last) or not is_quotable(last) or len(last) > MOST_CHARACTERS:
        return None
    return before.sentences[-1]


def above(passage: Passage, at: int | None) -> tuple[Passage, CharSpan] | None:
    """Return the nearest sentence above a position (None: the end) that is no item, if it opens a list."""
    texts = sentences_of(passage)
    for number in range(len(texts) if at is None else at, 0, -1):
        text = texts[number - 1]
        if not is_stub(text):
            opens = _OPENS.search(text) and len(text) <= MOST_CHARACTERS
            span = passage.sentences[number - 1]
            return (passage, CharSpan(span.start + core(text)[0], span.end)) if opens else None
    return None
