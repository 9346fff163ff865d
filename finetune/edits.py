"""Edits of a text that carry its marked spans along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from finetune.examples import Span


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters ``start`` to ``end`` (half-open, may be equal) of a text give way to ``put``."""

    start: int
    end: int
    put: str


@dataclass(frozen=True, slots=True)
class Perturbed:
    """A changed text and its spans, in the order of the original's."""

    text: str
    spans: tuple[Span, ...]


def apply(text: str, spans: Iterable[Span], edits: Iterable[Edit]) -> Perturbed:
    """Return the text after the edits, from left to right, and the spans on the same words.

    Left out are edits that overlap an earlier one, that lie across the edge of a span, or that would
    leave a span empty. What is put in at the edge of a span stays outside it.
    """
    marked = tuple(spans)
    edges = {edge for span in marked for edge in (span.start, span.end)}
    kept: list[Edit] = []
    for edit in sorted(edits):
        after = not kept or (edit.start >= kept[-1].end and edit.end > kept[-1].start)
        if after and not any(edit.start < edge < edit.end for edge in edges):
            kept.append(edit)
    moved = _moved_spans(marked, kept)
    if any(start >= end for start, end in moved):
        kept = [edit for edit in kept if edit.put]
        moved = _moved_spans(marked, kept)
    spans_after = (
        replace(span, start=start, end=end) for span, (start, end) in zip(marked, moved, strict=True)
    )
    return Perturbed(_edited(text, kept), tuple(spans_after))


def _edited(text: str, edits: list[Edit]) -> str:
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.put]
        at = edit.end
    return "".join([*pieces, text[at:]])


def _moved_spans(spans: tuple[Span, ...], edits: list[Edit]) -> list[tuple[int, int]]:
    return [(_moved(span.start, edits, True), _moved(span.end, edits, False)) for span in spans]


def _moved(edge: int, edits: list[Edit], is_start: bool) -> int:
    """Where an edge comes to lie: a start behind what is put in at it, an end before that."""
    before = (
        edit for edit in edits if edit.end < edge or (edit.end == edge and (is_start or edit.start < edge))
    )
    return edge + sum(len(edit.put) - (edit.end - edit.start) for edit in before)
