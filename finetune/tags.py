"""Spans of a text into tags of its tokens, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from finetune.examples import Span
from finetune.heads import HeadCard, probabilities
from finetune.phrases import Phrases, is_silent, matches

NONE: Phrases = MappingProxyType({})
IGNORED = -100
"""The tag of a token that is no text: it teaches nothing."""


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Characters of a text with the label that a model gives them and how sure it is, in [0, 1]."""

    start: int
    end: int
    label: str
    probability: float


def tags_of(spans: Sequence[Span], offsets: Sequence[tuple[int, int]], labels: Sequence[str]) -> list[int]:
    """Return one tag a token: 0 outside, 2i + 1 where a span of label i begins, 2i + 2 inside it.

    Args:
        spans: in order of their start, none over another.
        offsets: the characters of each token; an empty one is a mark of the model, and is IGNORED.
        labels: in the order of the head.
    """
    tags = [0 if start < end else IGNORED for start, end in offsets]
    for span in spans:
        first = True
        for at, (start, end) in enumerate(offsets):
            if start < end and start < span.end and end > span.start:
                tags[at] = 2 * labels.index(span.label) + (1 if first else 2)
                first = False
    return tags


def spans_of(
    card: HeadCard,
    logits: NDArray[np.float32],
    offsets: Sequence[tuple[int, int]],
    words: Sequence[int | None],
    text: str,
) -> tuple[TaggedSpan, ...]:
    """Return the spans that a head of tags finds in a text, of whose tokens these are the logits."""
    each, known = probabilities(card, logits), (card.phrases, card.silent, card.least)
    return spans_from(each, offsets, words, text, card.labels, *known)


def spans_from(
    each: NDArray[np.float32],
    offsets: Sequence[tuple[int, int]],
    words: Sequence[int | None],
    text: str,
    labels: Sequence[str],
    phrases: Phrases = NONE,
    silent: str = "",
    least: float = 0.0,
) -> tuple[TaggedSpan, ...]:
    """Return the spans that probabilities of tags mean; a word goes with its first token.

    A phrase that is known takes the place of what it meets, unless that holds it and more. What is less
    sure than ``least``, or one silent word, is no span.

    Args:
        each: shape (tokens, 1 + 2 labels).
        offsets: the characters of each token, in order.
        words: the number of the word that each token is of, None for marks of the model.
        text: what the offsets count in.
        labels: in the order of the head.
        phrases: that the head remembers.
        silent: words that are no spans by themselves, parted by spaces.
        least: in [0, 1].
    """
    found: list[tuple[int, int, int, list[float]]] = []  # start, end, label, probabilities
    open_label = -1
    for start, end, row in _words(each, offsets, words, text):
        tag = int(np.argmax(row))
        label = (tag - 1) // 2 if tag else -1
        sure = float(row[2 * label + 1] + row[2 * label + 2]) if tag else 0.0
        if tag and tag % 2 == 0 and label == open_label:
            before = found[-1]
            found[-1] = (before[0], end, label, [*before[3], sure])
        elif tag:
            found.append((start, end, label, [sure]))
        open_label = label
    spans = [
        TaggedSpan(start, end, labels[label], round(float(np.mean(sure)), 4))
        for start, end, label, sure in found
    ]
    kept = _with_phrases(spans, text, phrases)
    return tuple(
        own for own in kept if own.probability >= least and not is_silent(text[own.start : own.end], silent)
    )


def _with_phrases(spans: list[TaggedSpan], text: str, phrases: Phrases) -> tuple[TaggedSpan, ...]:
    if not phrases:
        return tuple(spans)
    for match in matches(text, phrases):
        label, sure = phrases[match.phrase]
        met = [span for span in spans if span.start < match.end and match.start < span.end]
        holding = [span for span in met if span.start <= match.start and match.end <= span.end]
        if any(own.label == label or own.end - own.start > match.end - match.start for own in holding):
            continue
        spans = [span for span in spans if span not in met]
        spans.append(TaggedSpan(match.start, match.end, label, sure))
    return tuple(sorted(spans, key=lambda span: span.start))


def _words(
    each: NDArray[np.float32], offsets: Sequence[tuple[int, int]], words: Sequence[int | None], text: str
) -> list[tuple[int, int, NDArray[np.float32]]]:
    """The characters and the first token's row of each word; in Chinese each token is one."""
    made: list[tuple[int, int, NDArray[np.float32]]] = []
    last: int | None = None
    for (start, end), word, row in zip(offsets, words, each, strict=True):
        if start >= end or word is None:
            last = None
            continue
        if made and word == last and not "㐀" <= text[start] <= "鿿":
            made[-1] = (made[-1][0], end, made[-1][2])
        else:
            made.append((start, end, row))
        last = word
    return made
