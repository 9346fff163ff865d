"""Long texts for tags: where they are divided, so that no token of them goes unread or untaught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from finetune.encoding import Encoder
from finetune.examples import Example, Span

OVERLAP = 64
"""Tokens that neighbouring windows share in reading: each is read where it has more around it."""
_MARKS = 2
"""Tokens of a window that are marks of the model."""


@dataclass(frozen=True, slots=True)
class Window:
    """Characters ``start`` to ``end`` of a text go through the encoder; what lies from ``first`` to
    ``last`` is taken from there.
    """

    start: int
    end: int
    first: int
    last: int


def windows(encoder: Encoder, text: str, longest: int, overlap: int = OVERLAP) -> tuple[Window, ...]:
    """Return the windows of a text, in order; one where it fits into ``longest`` tokens.

    Words are not divided, unless one is longer than half a window. What two windows share is taken
    half from the one and half from the other.

    Args:
        encoder: that reads it.
        text: any.
        longest: tokens of a window, the model's marks included.
        overlap: tokens that neighbours share; 0 to learn from each token once.
    """
    whole = (Window(0, len(text), 0, len(text)),)
    room = min(longest, encoder.most) - _MARKS
    if len(text) <= room:
        return whole
    parted = encoder.parted(text)
    offsets, words = parted.offsets, parted.word_ids
    if len(offsets) <= room:
        return whole
    shared = min(overlap, room // 4)
    starts, ends = [0], []
    while starts[-1] + room < len(offsets):
        ends.append(_at_a_word(words, starts[-1] + room, starts[-1] + room // 2))
        starts.append(_at_a_word(words, ends[-1] - shared, starts[-1] + 1))
    ends.append(len(offsets))
    seams = [
        offsets[_at_a_word(words, (start + end) // 2, start)][0]
        for start, end in zip(starts[1:], ends, strict=False)
    ]
    firsts, lasts = [0, *seams], [*seams, len(text)]
    return tuple(
        Window(offsets[start][0], offsets[end - 1][1], first, last)
        for start, end, first, last in zip(starts, ends, firsts, lasts, strict=True)
    )


def divided(examples: Sequence[Example], encoder: Encoder, longest: int) -> tuple[Example, ...]:
    """Return examples of tags with each long text as several, its spans with it; one over a seam is cut."""
    return tuple(part for example in examples for part in _parts(example, encoder, longest))


def _parts(example: Example, encoder: Encoder, longest: int) -> list[Example]:
    own = windows(encoder, example.text, longest, overlap=0)
    if len(own) == 1:
        return [example]
    return [
        replace(
            example,
            id=f"{example.id}#{number}",
            text=example.text[window.start : window.end],
            spans=tuple(
                Span(
                    max(s.start, window.start) - window.start, min(s.end, window.end) - window.start, s.label
                )
                for s in example.spans
                if s.end > window.start and s.start < window.end
            ),
        )
        for number, window in enumerate(own)
    ]


def _at_a_word(words: Sequence[int | None], at: int, least: int) -> int:
    """The nearest place at or before ``at`` where a word begins; ``at`` itself where there is none."""
    for place in range(at, least - 1, -1):
        if place == 0 or words[place] != words[place - 1]:
            return place
    return at
