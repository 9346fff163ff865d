"""Lines as printed, and which of them are no part of the text: running heads, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

_PAGE_NUMBER = re.compile(
    r"(?:[-–—\s|]*(?:page|p\.|pág\.|第)?\s*(?:[ivxlc]{1,7}|\d{1,4}|[A-Z]{1,4}\d?[-–]\d{1,4}|\d{1,2}[-–]\d{1,4})"
    r"\s*(?:(?:of|/|de|sur)\s*\d{1,4}|页)?[-–—\s|]*)$",
    re.IGNORECASE,
)
# On so many pages a line at an edge is a running one, wherever at the edge it stands: landscape pages, tabs.
_EVERYWHERE = 6
_TAB = 5
_FOOTNOTE = re.compile(r"(?:[¹²³⁰⁴-⁹]+|\d{1,3}|[*†‡§])\s?\S")


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a line that a wide gap parts from the rest of it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line as printed; points from the page's top left, ``angle`` in quarter turns.

    ``size`` is the height of its font's box, which differs from font to font; ``em`` the size that the font
    is set in, 0 where unknown; ``hyphen``: a hyphen at its end was marked and taken off. ``cells`` are its
    parts where wide gaps part it; ``row`` is the table of the page and the row in it, from 0, that the line
    stands for once the table was found.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    angle: int = 0
    hyphen: bool = False
    em: float = 0.0
    cells: tuple[Cell, ...] = ()
    row: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page's lines in reading order, and its size as shown."""

    lines: tuple[Line, ...]
    width: float
    height: float


def _key(line: Line) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", line.text.lower())


def _looks(line: Line) -> tuple[str, float]:
    """Return what is the same of a running line on every page; a tab of a few letters has any size."""
    return (_key(line), 0.0 if len(line.text) <= _TAB else round(line.em or line.size))


def _edge(sheet: Sheet) -> list[int]:
    """Indexes of the lines that may be a running head or foot: the outermost few, near an edge."""
    order = sorted(range(len(sheet.lines)), key=lambda index: sheet.lines[index].top)
    head = [i for i in order[:4] if sheet.lines[i].top < 0.14 * sheet.height]
    foot = [i for i in order[-4:] if sheet.lines[i].bottom > 0.86 * sheet.height]
    side = [i for i in order if sheet.lines[i].angle]
    margin = [
        i
        for i in order
        if len(sheet.lines[i].text) < 40
        and (sheet.lines[i].x1 < 0.09 * sheet.width or sheet.lines[i].x0 > 0.91 * sheet.width)
    ]
    return sorted({*head, *foot, *side, *margin})


def without_running_lines(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the pages without what repeats at their edges from page to page, and without page numbers."""
    edges = [_edge(sheet) for sheet in sheets]
    seen: Counter[tuple[str, int]] = Counter()
    alike: Counter[tuple[str, float]] = Counter()
    for sheet, edge in zip(sheets, edges, strict=True):
        places = {(_key(sheet.lines[i]), round(sheet.lines[i].top / 12)) for i in edge}
        seen.update({(key, row + shift) for key, row in places for shift in (-1, 0, 1)})
        alike.update({_looks(sheet.lines[i]) for i in edge})
    needed = 3 if len(sheets) > 6 else 2
    everywhere = {
        look for look, count in alike.items() if count >= _EVERYWHERE and re.search(r"[^\W\d_]{2}", look[0])
    }
    bare = []
    for sheet, edge in zip(sheets, edges, strict=True):
        drop = {
            i
            for i in edge
            if _looks(sheet.lines[i]) in everywhere or _runs(sheet.lines[i], sheet, seen, needed)
        }
        kept = tuple(line for i, line in enumerate(sheet.lines) if i not in drop)
        bare.append(replace(sheet, lines=kept))
    return bare


def running_heads(sheets: Sequence[Sheet], most: int = 6) -> list[str]:
    """Return what stands at the top of at least three pages, as printed there first, most often first."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for sheet in sheets:
        tops = {
            re.sub(r"^[\W\d]+|[\W\d]+$", "", line.text): line.text
            for line in sheet.lines
            if not line.angle and line.top < 0.1 * sheet.height and len(line.text) < 160
        }
        counts.update(tops.keys())
        for bare, text in tops.items():
            shown.setdefault(bare, text)
    return [shown[bare] for bare, count in counts.most_common() if count >= 3 and len(bare) > 3][:most]


def _runs(line: Line, sheet: Sheet, seen: Counter[tuple[str, int]], needed: int) -> bool:
    at_edge = line.top < 0.09 * sheet.height or line.bottom > 0.91 * sheet.height
    if at_edge and _PAGE_NUMBER.match(line.text):
        return True
    return len(line.text) < 160 and seen[_key(line), round(line.top / 12)] >= needed


def footnotes_last(sheet: Sheet, body: float) -> Sheet:
    """Return the page, its footnotes behind its last line, out of the sentence that they interrupt."""
    main: list[Line] = []
    notes: list[Line] = []
    inside = False
    for line in sheet.lines:
        small = (line.em or line.size) <= 0.93 * body and line.top > 0.5 * sheet.height and not line.row
        above = notes[-1] if notes else line
        inside = small and (bool(_FOOTNOTE.match(line.text)) or (inside and line.top > above.top - 1))
        (notes if inside else main).append(line)
    return replace(sheet, lines=(*main, *notes))
