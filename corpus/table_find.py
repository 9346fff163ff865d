"""Where lines of a page stand as a table: its columns from the gaps, its rows from the order of the cells."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.layout_lines import Line
from corpus.table_grid import Columns, Join, Row, columns_of, is_data, labelled, pieces_of, rows_of, size_of

_LEAST_ROWS = 3
_PROSE_CHARS = 45
_PROSE_WIDTH = 0.38
CAPTION = re.compile(
    r"(?:Table|TABLE|Tableau|Tabla|Cuadro|Quadro|Tabelle|Annex(?:e)?|ANNEX|Anexo)\s?[\w.–-]*\d|[表附]\s?[\d一二三四五六七八九十]"
)
_LIST_MARK = re.compile(r"(?:\W|[(（]?[\da-zA-Z]{1,4}[.)）]|[A-Z]\.\d{1,3}(?:\.\d{1,3})*\.?)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A table made of the lines from ``first`` up to ``end`` of a page, their cells in rows."""

    first: int
    end: int
    columns: Columns
    rows: tuple[Row, ...]


def find_tables(lines: Sequence[Line], width: float, join: Join) -> tuple[Found, ...]:
    """Return the tables of a page, in the order of its lines; tables never share a line."""
    found: list[Found] = []
    for first, end in _runs(lines, width):
        at = first
        while at < end:
            table = _table(lines, at, end, join)
            if table is None:
                break
            if _holds(table, lines):
                found.append(table)
            at = max(table.end, at + 1)
    return tuple(found)


def _runs(lines: Sequence[Line], width: float) -> list[tuple[int, int]]:
    """Return runs of lines with cells beside one another, without the prose around them."""
    marks = [_tabular(lines, at) for at in range(len(lines))]
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for at, line in enumerate(lines):
        stops = _prose(line, width) or (start is not None and _far(lines[at - 1], line))
        if stops and start is not None:
            runs.append((start, at))
            start = None
        if start is None and not _prose(line, width):
            start = at
    if start is not None:
        runs.append((start, len(lines)))
    return [(first, end) for first, end in runs if sum(marks[first:end]) >= _LEAST_ROWS - 1]


def _tabular(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    return len(line.cells) > 1 or (at > 0 and _beside(lines[at - 1], line))


def _beside(left: Line, right: Line) -> bool:
    overlap = min(left.bottom, right.bottom) - max(left.top, right.top)
    return right.x0 > left.x1 + 0.5 * size_of(left) and overlap > -6 * size_of(left)


def _prose(line: Line, width: float) -> bool:
    if CAPTION.match(line.text):
        return True
    if len(line.cells) > 1:
        longest = max(line.cells, key=lambda cell: len(cell.text))
        return len(line.cells) == 2 and len(longest.text) > 90
    return len(line.text) > _PROSE_CHARS and line.x1 - line.x0 > _PROSE_WIDTH * width


def _far(above: Line, below: Line) -> bool:
    return below.top - above.bottom > 3.5 * size_of(above)


def _table(lines: Sequence[Line], first: int, end: int, join: Join) -> Found | None:
    """Return the table that begins at ``first`` or later; None where no row has two cells."""
    marks = [at for at in range(first, end) if _tabular(lines, at)]
    if len(marks) < _LEAST_ROWS - 1:
        return None
    begin = _opening(lines, first, marks[0])
    pieces = pieces_of(lines, begin, end)
    columns = columns_of(pieces)
    if len(columns) < 2:
        return None
    rows, used = rows_of(pieces, columns, join)
    stop = pieces[used - 1].line + 1
    if stop < end:  # what ended the rows may have blurred the columns
        pieces = pieces_of(lines, begin, stop)
        columns = columns_of(pieces) or columns
        rows, used = rows_of(pieces, columns, join)
        stop = pieces[used - 1].line + 1
    rows, stop = _without_tail(labelled(rows), lines, stop)
    while len(rows) > 1 and list(rows[0].cells) == [0] and begin + 1 < stop:
        bottom = rows.pop(0).bottom
        while begin + 1 < stop and lines[begin].bottom <= bottom + 0.5:
            begin += 1
    return Found(begin, max(stop, begin + 1), columns, tuple(rows))


def _opening(lines: Sequence[Line], first: int, mark: int) -> int:
    """Return the first line of the first cell: those right above the first that has a neighbour."""
    at = mark if len(lines[mark].cells) > 1 else mark - 1
    while at > first:
        above, line = lines[at - 1], lines[at]
        step = line.top - above.bottom
        stacked = abs(above.x0 - line.x0) < 2 * size_of(line) and -0.5 * size_of(
            line
        ) < step < 0.35 * size_of(line)
        if not (stacked and above.bold == line.bold and abs(size_of(above) - size_of(line)) < 0.6):
            break
        if above.x1 - above.x0 > 260:
            break
        at -= 1
    return max(at, first)


def _without_tail(rows: list[Row], lines: Sequence[Line], stop: int) -> tuple[list[Row], int]:
    """Take rows of one cell off the end: a note, a source, the next paragraph."""
    while rows and len(rows[-1].cells) < 2:
        top = rows.pop().top
        while stop > 0 and lines[stop - 1].top >= top - 0.5:
            stop -= 1
    return rows, stop


def _holds(table: Found, lines: Sequence[Line]) -> bool:
    """Whether the rows are those of a table, not of a list, of contents, of prose in columns, of a figure."""
    rows = table.rows
    if _letters(text for row in rows for text in row.cells.values()) != _letters(
        line.text for line in lines[table.first : table.end]
    ):
        return False  # a word would be lost, or be there twice
    cells = [text for row in rows for text in row.cells.values() if not _LIST_MARK.match(text)]
    whole = [row for row in rows if sum(not _LIST_MARK.match(text) for text in row.cells.values()) > 1]
    if len(rows) < _LEAST_ROWS or len(table.columns) < 2 or len(whole) < max(2, 0.5 * len(rows)):
        return False
    if sum("…" in line.text for line in lines[table.first : table.end]) >= _LEAST_ROWS:
        return False
    if statistics.median(len(text) for text in cells) > 80:
        return False
    firsts = [row.cells[0] for row in rows if row.cells.get(0)]
    falling = all(a.top + a.bottom < b.top + b.bottom and a.top < b.top + 8 for a, b in pairwise(rows))
    numbers = sum(is_data(row) for row in rows)
    filled = sum(len(row.cells) for row in whole) / (len(whole) * len(table.columns))
    worded = len(table.columns) >= 3 and filled >= 0.6 and len(whole) >= 0.7 * len(rows)
    worded = worded and not any(text[0].isdigit() for text in firsts)
    letters = any(sum(map(str.isalpha, text)) > 2 for text in cells)
    return falling and letters and (numbers >= 0.5 * len(rows) or worded)


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(letter for text in texts for letter in text if letter.isalnum())
