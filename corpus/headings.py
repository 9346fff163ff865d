"""Which blocks of a page are headings, and of which level; labels of figures and heads of tables are none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.hygiene import clean_line
from corpus.passages import CharSpan

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CAPTION = re.compile(r"(?:Figure|Fig\.|Table|Box|Source|Note|Cuadro|Gráfico|Tableau|[图表])\s?[\w.]*", re.I)
# "2.1 Peat", "A. People", "IV. Means": the dots behind the first number are the depth.
_NUMBERING = re.compile(r"(?:\d{1,2}|[A-Z]|[IVX]{1,5})((?:\.\d{1,2})*)\.?\s+[^\Wa-z_]")
_LONGEST = 180
_LOWEST = 4
# What stands large or bold in a figure or a table, in a list of contents, or marks one for the typesetter.
_DEBRIS = re.compile(
    r"^\W*[\[{]|…\s*[\divxlc]*\b|^\W*(?:BEGIN|START|END)\s(?:FIGURE|TABLE|BOX)\b|^[»•▪$€£a-zà-ÿ]|"
    r"(?:\s[\d.,]*\d%?){2,}(?:\s|$)|^(.{2,60}?)(?:\s\1)+$"
)
_TELLING = re.compile(rf"[^\W\d_]{{4,}}|[{_CJK}]{{2,}}")
# So many lines of a page lead to page numbers: it is a list of contents.
_CONTENTS_LINES = 5
# So many labels with no prose between them are those of a figure or a table.
_LABELS = 4
_PROSE = 80


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading stands in ``Page.text``; ``level`` 1 is the outermost."""

    level: int
    span: CharSpan


@dataclass(slots=True)
class Block:
    """Lines that read as one: a paragraph, a list item, a table row or a heading.

    ``gap`` is what stands before it: a space, one newline or two; ``row`` the table and row that it is.
    """

    text: str
    size: float
    bold: bool
    gap: str
    lines: int = 1
    row: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is set: the size of its body, its bookmarks by page, the level of each size.

    ``deep`` is the largest size of headings whose numbers have more than one part, so that a number tells
    the level; 0 where there are no such headings.
    """

    body: float
    outline: Mapping[int, Mapping[str, int]]
    levels: Mapping[int, int]
    deep: float


def style_of(
    pages: Sequence[Sequence[Block]], body: float, outline: Mapping[int, Mapping[str, int]]
) -> Style:
    """Return how a file is set, from all its blocks."""
    candidates = [block for page in pages for block in page if _stands_out(block, body)]
    counts = Counter(round(block.size) for block in candidates)
    # A size that is used once, on the cover most of all, is no level of its own.
    often = [size for size, count in counts.items() if count > 1]
    levels = {size: min(1 + sum(other > size for other in often), _LOWEST) for size in counts}
    parts = [block.size for block in candidates if (match := _NUMBERING.match(block.text)) and match.group(1)]
    return Style(body, outline, levels, max(parts) if len(parts) >= 3 else 0.0)


def levels(blocks: Sequence[Block], style: Style, number: int) -> list[int | None]:
    """Return the level of each block of a page, None for what is no heading."""
    found = [_level(block, style, number) for block in blocks]
    listed = style.outline.get(number, {})
    kept = [clean_line(block.text).lower() in listed for block in blocks]
    leaders = sum("…" in block.text for block in blocks)
    repeated = Counter(block.text for block, level in zip(blocks, found, strict=True) if level)
    for at, block in enumerate(blocks):
        entry = leaders >= _CONTENTS_LINES and at > 0
        if found[at] and not kept[at] and (entry or repeated[block.text] >= 3):
            found[at] = None
    for run in _runs(blocks, found):
        labels = [at for at in run if not kept[at] and not _NUMBERING.match(blocks[at].text)]
        if len(run) >= _LABELS:
            for at in labels:
                found[at] = found[at] if at < 2 or blocks[at].size > 1.3 * style.body else None
    return found


def _runs(blocks: Sequence[Block], found: Sequence[int | None]) -> list[list[int]]:
    """Return the headings of a page by runs that no prose parts."""
    runs: list[list[int]] = [[]]
    for at, block in enumerate(blocks):
        if found[at]:
            runs[-1].append(at)
        elif len(block.text) >= _PROSE:
            runs.append([])
    return runs


def _stands_out(block: Block, body: float) -> bool:
    larger = block.size > 1.13 * body
    if block.row or not (larger or (block.bold and block.size > 0.9 * body)):
        return False
    text = block.text
    letters = sum(character.isalpha() for character in text)
    return (
        len(text) <= _LONGEST
        and block.lines <= 4
        and letters >= max(2, 0.5 * len(text.replace(" ", "")))
        and not text.rstrip().endswith((".", ",", ";", "。"))
        and not (_CAPTION.match(text) and re.match(r"\S+\s[\dA-Z]", text))
        and not _DEBRIS.search(text)
        and (_TELLING.search(text) is not None or len(text.split()) < 2)
    )


def _level(block: Block, style: Style, number: int) -> int | None:
    listed = style.outline.get(number, {}).get(clean_line(block.text).lower())
    if listed and not block.row:
        return min(listed, 6)
    if not _stands_out(block, style.body):
        return None
    numbered = _NUMBERING.match(block.text)
    if numbered and (style.deep or numbered.group(1)):
        return 1 + numbered.group(1).count(".")
    if block.size <= 1.05 * style.deep:
        return _LOWEST
    return style.levels.get(round(block.size), _LOWEST)
