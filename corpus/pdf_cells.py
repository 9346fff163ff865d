"""A printed line into the cells that wide gaps part, told from the spaces of a justified line."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.layout_lines import Cell

Box = tuple[float, float, float, float]
# A gap of so many times the size of the print parts cells, wider ones where it may fill a justified line.
_CELL_GAP_EM = 1.0
_LONE_GAP_EM = 1.5
_WIDE_GAP_EM = 2.2
_BLANK = " \0\u00a0"
_SPACES = re.compile(r"[ \u00a0]+")
_FIGURE_ENDS, _FIGURE_STARTS = "0123456789%)]", "0123456789([-–−<>~"


def cells(
    raw: str, start: int, em: float, box: Callable[[int], Box], loose: Callable[[int], Box]
) -> tuple[Cell, ...]:
    """Return the parts of a line between wide gaps, or none where it has no such gap.

    Args:
        raw: the line as the file has it.
        start: number of its first character on the page.
        em: the size that it is set in, in points.
        box: gives the tight box of a character by its number, from the page's top left.
        loose: gives its box with the font's full height.
    """
    inner = raw.rstrip(_BLANK)
    gaps: list[tuple[int, int, float]] = []
    for space in _SPACES.finditer(inner, len(raw) - len(raw.lstrip(_BLANK))):
        before, after = box(start + space.start() - 1), box(start + space.end())
        gaps.append((space.start(), space.end(), (after[0] - before[2]) / em))
    least = min((gap for *_, gap in gaps), default=0.0)
    cuts = [(left, right) for left, right, gap in gaps if _parts(inner, left, right, gap, least, len(gaps))]
    if not cuts:
        return ()
    borders = [0, *(border for cut in cuts for border in cut), len(inner)]
    found = []
    for left, right in zip(borders[::2], borders[1::2], strict=True):
        text = raw[left:right].strip(_BLANK)
        if text:
            at = start + raw.index(text, left)
            x0, top, _, bottom = loose(at)
            found.append(Cell(text, x0, top, box(at + len(text) - 1)[2], bottom))
    return tuple(found) if len(found) > 1 else ()


def _parts(text: str, left: int, right: int, gap: float, least: float, count: int) -> bool:
    """Whether a gap, in sizes of the print, parts cells and does not only fill a justified line."""
    if gap <= _CELL_GAP_EM:
        return False
    figures = text[left - 1] in _FIGURE_ENDS and text[right] in _FIGURE_STARTS
    return figures or gap > (_LONE_GAP_EM if count == 1 else min(1.8 * least, _WIDE_GAP_EM))
