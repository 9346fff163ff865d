"""The review of a brief in a PDF: its state below the title, its decisions after the methods."""

from __future__ import annotations

from collections.abc import Callable

from ui.export_review import Reviewing

_DRAFT, _FINAL, _MUTED = (0x8A, 0x5A, 0x00), (0x0F, 0x5F, 0x4C), (0x55, 0x5F, 0x6B)
Set = Callable[..., None]


def set_state(block: Set, review: Reviewing) -> None:
    """Set the state as one line, by what sets a paragraph; nothing of a refusal."""
    if review.badge:
        block(review.badge, 10, "B", _FINAL if review.final else _DRAFT, after=2)


def set_decisions(heading: Set, block: Set, grid: Set, review: Reviewing) -> None:
    """Set the table of decisions, by what sets headings, paragraphs and tables; nothing without any."""
    if review.rows:
        heading(review.heading, 1)
        block(review.note, 8, color=_MUTED, after=1)
        widths = tuple(round(100 * share) for share in review.shares)
        grid([review.heads, *review.rows], widths, heads=True)
