"""The tables of a page as lines of text, one a row, and what rows stand under: heads of columns, labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.layout_lines import Line, Sheet
from corpus.passages import CELL
from corpus.table_find import CAPTION, Found, find_tables
from corpus.table_grid import Columns, Join, Row, is_head

_MOST_HEAD_ROWS = 5
_LONGEST_NAME = 80
_LONGEST_LABEL = 160


@dataclass(frozen=True, slots=True)
class Head:
    """What is said above the rows of a table.

    ``columns`` are the names of its columns, levels joined by " · ", "" for one without a name; the first
    ``rows`` rows are these names as printed. ``above`` has for each row the labels that it stands under.
    """

    columns: tuple[str, ...]
    rows: int
    above: tuple[str, ...]


def with_tables(sheet: Sheet, join: Join) -> tuple[Sheet, tuple[Head, ...]]:
    """Return the page with each row of a table as one line, and the heads of the tables."""
    found = find_tables(sheet.lines, sheet.width, join)
    if not found:
        return sheet, ()
    lines: list[Line] = []
    at = 0
    for number, table in enumerate(found):
        lines += sheet.lines[at : table.first]
        size = sheet.lines[table.first]
        lines += (_line(row, (number, place), size) for place, row in enumerate(table.rows))
        at = table.end
    lines += sheet.lines[at:]
    return replace(sheet, lines=tuple(lines)), tuple(_head(table) for table in found)


def _line(row: Row, mark: tuple[int, int], like: Line) -> Line:
    text = CELL.join(row.cells.get(column, "") for column in range(min(row.cells), max(row.cells) + 1))
    left = min(span[0] for span in row.spans.values())
    right = max(span[1] for span in row.spans.values())
    return Line(text, left, row.top, right, row.bottom, like.size, em=like.em, row=mark)


def _head(table: Found) -> Head:
    rows = table.rows
    count = next((at for at, row in enumerate(rows) if not is_head(row)), 1)
    bold = next((at for at, row in enumerate(rows) if not row.bold), 0)
    count = bold if 0 < bold < count else count
    count = 1 if count > _MOST_HEAD_ROWS else count
    while count > 1 and list(rows[count - 1].cells) == [0]:
        count -= 1
    names = tuple(_name(rows[:count], column, table.columns) for column in range(len(table.columns)))
    return Head(names if any(names) else (), count, ("",) * count + _labels(rows[count:]))


def _name(heads: Sequence[Row], column: int, columns: Columns) -> str:
    """Return the name of a column, its own head behind the wider ones that it stands under."""
    parts = []
    for at, row in enumerate(heads):
        if column in row.cells:
            parts.append(row.cells[column])
        elif column > 0 and at < len(heads) - 1:
            parts.append(_over(row, column, columns))
    return " · ".join(dict.fromkeys(part[:_LONGEST_NAME] for part in parts if part))


def _over(row: Row, column: int, columns: Columns) -> str:
    """Return the head that stands over a column among others: that of its group, else the nearest."""
    wide = [at for at in sorted(row.cells) if at > 0]
    if not wide:
        return ""
    each, left = divmod(len(columns) - 1, len(wide))
    if not left and all(1 + each * at <= own <= each * (at + 1) for at, own in enumerate(wide)):
        return row.cells[wide[(column - 1) // each]]
    middle = sum(columns[column]) / 2
    spans = row.spans
    return row.cells[min(wide, key=lambda at: max(spans[at][0] - middle, middle - spans[at][1], 0.0))]


def _labels(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return for each row what it stands under: a less indented row, a line of its own, a cell above."""
    found: list[str] = []
    stack: list[tuple[float, str]] = []
    held: dict[int, str] = {}
    for row in rows:
        first = min(row.cells)
        if first == 0:
            left = row.left - (2.5 if len(row.cells) == 1 else 0.0)
            while stack and stack[-1][0] >= left - 1.5:
                stack.pop()
            above = [label for _, label in stack]
            stack.append((left, row.cells[0]))
        else:
            above = [held[column] for column in sorted(held) if column < first]
        held = {column: text for column, text in held.items() if column < first} | row.cells
        found.append(" · ".join(above)[:_LONGEST_LABEL])
    return tuple(found)


_LONGEST_CAPTION = 240
_LOOK_BACK = 4
# A block as short as this is the name of a column or a unit, and no whole title.
_LABEL = 25


def caption(blocks: Sequence[str]) -> str:
    """Return the caption of a table from the blocks of text above it, the nearest last; "" for none.

    A block that says "Table 3" is one; else a short line right above that is no sentence.
    """
    for text in islice(reversed(blocks), _LOOK_BACK):
        if CAPTION.match(text):
            return _cut(text)
    short = [text for text in blocks[-2:] if _is_title(text)]
    if not blocks or blocks[-1] not in short:
        return ""
    return " · ".join(short if len(short[-1]) <= _LABEL else short[-1:])


def _is_title(text: str) -> bool:
    return len(text) <= 160 and text[:1].isalnum() and not text.rstrip().endswith((".", ";", ",", "。", "；"))


def _cut(text: str) -> str:
    """Return the beginning of a caption, up to the end of a sentence where it is long."""
    if len(text) <= _LONGEST_CAPTION:
        return text.strip()
    end = max(text.rfind(mark, 0, _LONGEST_CAPTION) for mark in (". ", "。", "; ", ", ", " "))
    return text[: end + 1 if end > 0 else _LONGEST_CAPTION].strip()
