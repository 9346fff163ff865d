"""Lines with their places into a page's text: paragraphs re-flowed, hyphens joined, headings found."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from corpus.headings import Block, Style, levels, style_of
from corpus.headings import Heading as Heading
from corpus.hygiene import clean
from corpus.layout_lines import Line as Line
from corpus.layout_lines import Sheet as Sheet
from corpus.layout_lines import footnotes_last, without_running_lines
from corpus.passages import CharSpan
from corpus.table_rows import Head, caption, with_tables

ENDINGS = ".!?:;。！？：；…؟۔।॥"
_CLOSERS = "\"'”’»›)]}」』》）】⁰¹²³⁴⁵⁶⁷⁸⁹"
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef"
_CJK_END = re.compile(f"[{_CJK}]$")
_CJK_START = re.compile(f"[{_CJK}]")
_BULLET = re.compile(r"[•▪●◦■□➢✓‣]|[–—-]\s")
_LIST_MARK = re.compile(
    r"(?:[(（]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[)）]\s?|"
    r"\d{1,3}[.．、]\s?(?=\D)|\d{1,2}(?:\.\d{1,2}){1,4}\.?\s|[A-Z](?:\.\d{1,2}){1,3}\s|"
    r"第\s?[\d.一二三四五六七八九十百]+\s?[条章节]|(?:Article|Artículo|Section|Chapter|Annex)\s[\dIVX]+\b)"
)
# Dots that lead to a page number, some fonts' dots without a meaning.
_LEADERS = re.compile(r"\ufffd{4,}|(?:[._]\s?){5,}|…{3,}")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class LaidTable:
    """A table of a page: its caption, its head, and where its rows stand in the text."""

    caption: str
    head: Head
    rows: tuple[CharSpan, ...]


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page's text, its headings and tables, and the number of invisible characters taken out."""

    text: str
    headings: tuple[Heading, ...] = ()
    removed: int = 0
    tables: tuple[LaidTable, ...] = ()


def lay_out(
    sheets: Sequence[Sheet], outline: Mapping[int, Mapping[str, int]] | None = None
) -> tuple[LaidPage, ...]:
    """Return each page's text, in the order of ``sheets``.

    Args:
        sheets: all pages of one file; lines that repeat from page to page are known only from all.
        outline: page number to its bookmarks' titles (lower case) and levels.
    """
    cleaned = [_cleaned(sheet) for sheet in sheets]
    bare = without_running_lines([sheet for sheet, _ in cleaned])
    body = _body_size(bare)
    vocabulary = Counter(
        word.lower() for sheet in bare for line in sheet.lines for word in _WORD.findall(line.text)
    )
    tabled = [with_tables(sheet, partial(_joined, vocabulary=vocabulary)) for sheet in bare]
    bare = [footnotes_last(sheet, body) for sheet, _ in tabled]
    blocks = [_blocks(sheet, vocabulary, body) for sheet in bare]
    style = style_of(blocks, body, outline or {})
    return tuple(
        _page(page, style, number, removed, heads)
        for number, (page, (_, removed), (_, heads)) in enumerate(
            zip(blocks, cleaned, tabled, strict=True), 1
        )
    )


def _cleaned(sheet: Sheet) -> tuple[Sheet, int]:
    lines, removed = [], 0
    common = Counter(line.angle for line in sheet.lines for _ in line.text)
    upright = common.most_common(1)[0][0] if common else 0
    ordered = sorted(sheet.lines, key=lambda line: line.angle != upright)
    for line in ordered:
        result = clean(line.text)
        removed += result.removed
        text = _plain(result.text)
        if text:
            cells = tuple(replace(cell, text=_plain(clean(cell.text).text)) for cell in line.cells)
            angle = (line.angle - upright) % 4
            lines.append(replace(line, text=text, angle=angle, cells=tuple(c for c in cells if c.text)))
    return replace(sheet, lines=tuple(lines)), removed


def _plain(text: str) -> str:
    return " ".join(_LEADERS.sub(" … ", text).split())


# Lines into blocks


def _body_size(sheets: Sequence[Sheet]) -> float:
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round((line.em or line.size) * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _leading(lines: Sequence[Line]) -> float:
    steps = [
        below.top - above.top
        for above, below in pairwise(lines)
        if 0.5 * above.size < below.top - above.top < 2.5 * above.size and below.x0 < above.x1
    ]
    return statistics.median_low(steps) if steps else 0.0


def _right_edge(lines: Sequence[Line], at: int) -> float:
    """Return where the column of a line ends, told from its neighbours that start where it starts."""
    line = lines[at]
    near = lines[max(0, at - 3) : at + 4]
    return max(other.x1 for other in near if abs(other.x0 - line.x0) < 2 * line.size or other is line)


def ended(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return text.rstrip(_CLOSERS + " ")[-1:] in ENDINGS or bool(re.search(r"[.。][\d,]{1,3}$", text))


def _gap(above: Line, below: Line, leading: float, right: float) -> str:
    """Return what stands between two lines: a space within a paragraph, one or two newlines."""
    step = below.top - above.top
    size = max(above.size, 1.0)
    flows = below.text[:1].islower() and not ended(above.text)
    if abs(step) < 0.5 * size and below.x0 >= above.x1 - 0.5 * size:
        return "\n\n" if below.x0 - above.x1 > 3 * size and len(above.text) > 40 else " "
    if above.angle != below.angle:
        return "\n\n"
    filled = (above.x1 - above.x0) / max(right - above.x0, 1.0)
    if _opens_item(above, below, filled) and not above.hyphen:
        return "\n"
    if above.hyphen:
        return " "
    if step < 0 or step > 1.5 * (leading or 1.3 * size):
        return " " if flows and len(above.text) > 20 and step < 3 * size else "\n\n"
    alike = abs(above.size - below.size) <= 0.15 * size and above.bold == below.bold
    if not alike and not flows:
        return "\n\n"
    return _gap_by_width(above, below, filled, flows)


def _heads_on(above: Line, below: Line, body: float) -> bool:
    """Whether a line goes on with the heading above it: as large, as bold, right below it."""
    size = above.em or above.size
    alike = abs((below.em or below.size) - size) <= 0.05 * size and above.bold == below.bold
    head = size > 1.3 * body or (above.bold and above.text.isupper() and below.text.isupper())
    step = below.top - above.top
    under = min(above.x1, below.x1) > max(above.x0, below.x0) and 0.5 * size < step < 1.6 * size
    opens = ended(above.text) or _LIST_MARK.match(below.text) or _BULLET.match(below.text)
    return alike and head and under and above.angle == below.angle and not opens


def _opens_item(above: Line, below: Line, filled: float) -> bool:
    """Whether a line starts a list item, and not with a number that a sentence happens to hold there."""
    if _BULLET.match(below.text):
        return True
    return bool(_LIST_MARK.match(below.text)) and (
        ended(above.text)
        or filled < 0.75
        or above.text.endswith((",", " and", " or", " y", " o", " et", " ou"))
    )


def _gap_by_width(above: Line, below: Line, filled: float, flows: bool) -> str:
    if ended(above.text) and (below.x0 > above.x0 + 0.9 * above.size or filled < 0.88):
        return "\n\n"
    if flows or filled > 0.8:
        return " "
    return "\n"


def _joined(above: str, below: str, hyphen: bool, vocabulary: Counter[str]) -> str:
    if hyphen:
        return above + _hyphen(above, below, vocabulary) + below
    if _CJK_END.search(above) and _CJK_START.match(below):
        return above + below
    if above.endswith(("-", "/", "–")) and not above.endswith((" -", " –")) and below[:1].isalnum():
        return above + below
    return f"{above} {below}"


def _hyphen(above: str, below: str, vocabulary: Counter[str]) -> str:
    """Return "-" where a hyphen at a line's end belongs to the word, "" where it broke it."""
    left = re.search(r"[^\W\d_]+$", above)
    right = re.match(r"[^\W\d_]+", below)
    if not left or not right:
        return "-"
    first, second = left.group().lower(), right.group().lower()
    whole, compound = vocabulary[first + second], vocabulary[f"{first}-{second}"]
    if whole or compound:
        return "" if whole >= compound else "-"
    if right.group()[:1].isupper():
        return "-"
    both_words = vocabulary[first] > 1 and vocabulary[second] > 1 and min(len(first), len(second)) > 3
    return "-" if both_words else ""


def _blocks(sheet: Sheet, vocabulary: Counter[str], body: float) -> list[Block]:
    leading = _leading(sheet.lines)
    blocks: list[Block] = []
    previous: Line | None = None
    for at, line in enumerate(sheet.lines):
        gap = ""
        if previous:
            gap = _gap(previous, line, leading, _right_edge(sheet.lines, at - 1))
            gap = " " if _heads_on(previous, line, body) else gap
            gap = _row_gap(previous, line) or gap
        if previous and gap == " ":
            block = blocks[-1]
            block.text = _joined(block.text, line.text, previous.hyphen, vocabulary)
            block.bold, block.lines = block.bold and line.bold, block.lines + 1
        else:
            blocks.append(Block(line.text, line.em or line.size, line.bold, gap, row=line.row))
        previous = line
    if previous and previous.hyphen and blocks:
        blocks[-1].text += "-"
    return blocks


def _row_gap(above: Line, below: Line) -> str:
    """Return what parts a row of a table from what is next to it; "" between lines that are no rows."""
    if above.row and below.row and above.row[0] == below.row[0]:
        return "\n"
    return "\n\n" if above.row or below.row else ""


def _page(
    blocks: Sequence[Block], style: Style, number: int, removed: int, heads: Sequence[Head]
) -> LaidPage:
    text, headings = "", []
    rows: list[list[CharSpan]] = [[] for _ in heads]
    captions = [""] * len(heads)
    above: list[str] = []
    for block, level in zip(blocks, levels(blocks, style, number), strict=True):
        if text:
            text += "\n\n" if level else block.gap
        if level:
            headings.append(Heading(level, CharSpan(len(text), len(text) + len(block.text))))
        if block.row:
            table = block.row[0]
            captions[table] = captions[table] if rows[table] else caption(above)
            rows[table].append(CharSpan(len(text), len(text) + len(block.text)))
        else:
            above.append(block.text)
        text += block.text
    tables = tuple(map(LaidTable, captions, heads, map(tuple, rows)))
    return LaidPage(text, tuple(headings), removed, tables)
