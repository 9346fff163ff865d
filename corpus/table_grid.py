"""Cells of a table into columns by where they stand, and into rows by their order in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corpus.layout_lines import Cell, Line

Join = Callable[[str, str, bool], str]
"""Joins two lines of a cell; True where a hyphen at the end of the first was taken off."""
Columns = tuple[tuple[float, float], ...]
"""Left and right of each column, in points."""

_NUMBER = re.compile(
    r"[\W_]*(?:\d|n/?[ad]\b|nd\b|no data\b)|[-–—−…]{1,3}$|[A-Z]{0,4}[$€£¥]\s?\d", re.IGNORECASE
)
_YEARS = re.compile(r"\(?(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?\)?[\W\d]?")
_OPENS_ITEM = re.compile(r"^(?:[(（]?[a-z\d]{1,2}[.)）]\s|[•▪●–-]\s)")


@dataclass(slots=True)
class Row:
    """Cells by column; ``left`` is where the row's first cell begins, in points."""

    cells: dict[int, str] = field(default_factory=dict)
    left: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    bold: bool = True
    last: int = -1
    """The column that was written last."""
    spans: dict[int, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell as printed on one line; ``alone`` where it is the whole line."""

    line: int
    cell: Cell
    size: float
    bold: bool
    hyphen: bool
    alone: bool

    @property
    def text(self) -> str:
        """Its text."""
        return self.cell.text

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.cell.x0

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.cell.x1

    @property
    def top(self) -> float:
        """Its top."""
        return self.cell.top

    @property
    def bottom(self) -> float:
        """Its bottom."""
        return self.cell.bottom


def size_of(line: Line) -> float:
    """Return the size that a line is set in, at least 1 point."""
    return max(line.em or line.size, 1.0)


def pieces_of(lines: Sequence[Line], first: int, end: int) -> list[Piece]:
    """Return the cells of lines from ``first`` up to ``end``, in their order."""
    pieces = []
    for at in range(first, end):
        line = lines[at]
        parts = line.cells or (Cell(line.text, line.x0, line.top, line.x1, line.bottom),)
        for number, cell in enumerate(parts, 1):
            hyphen = line.hyphen and number == len(parts)
            pieces.append(Piece(at, cell, size_of(line), line.bold, hyphen, len(parts) == 1))
    return pieces


def columns_of(pieces: Sequence[Piece]) -> Columns:
    """Return the columns: narrow cells make them, and wider ones that lie in one widen it."""
    columns: list[tuple[float, float]] = []
    across: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: one.x1 - one.x0):
        under = [column for column in columns if _shared(piece, column) > 1.0]
        if len(under) > 1:
            across.append(piece)
            continue
        left, right = under[0] if under else (piece.x0, piece.x1)
        columns = [column for column in columns if column not in under]
        columns.append((min(left, piece.x0), max(right, piece.x1)))
    columns.sort()
    bands = _bands(pieces)
    at = 0
    while at + 1 < len(columns):
        pair = columns[at : at + 2]
        over = sum(all(_shared(piece, column) > 1.0 for column in pair) for piece in across)
        together = any(
            all(any(_shared(p, c) > 1.0 for p in band if p not in across) for c in pair) for band in bands
        )
        if over > 1 and not together:
            columns[at : at + 2] = [(pair[0][0], pair[1][1])]
        else:
            at += 1
    return tuple(columns)


def _shared(piece: Piece, column: tuple[float, float]) -> float:
    return min(piece.x1, column[1]) - max(piece.x0, column[0])


def _bands(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces by printed line, from top to bottom."""
    bands: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.top):
        middle = (piece.top + piece.bottom) / 2
        if bands and middle < max(one.bottom for one in bands[-1][:1]):
            bands[-1].append(piece)
        else:
            bands.append([piece])
    return bands


def _column_of(piece: Piece, columns: Columns) -> int:
    """Return the column that a piece shares most with, the first of several; the nearest where none."""
    shares = [_shared(piece, column) for column in columns]
    best = max(shares)
    for at, share in enumerate(shares):
        if share > 0 and share >= min(0.7 * (columns[at][1] - columns[at][0]), best):
            return at
    return shares.index(best)


def rows_of(pieces: Sequence[Piece], columns: Columns, join: Join) -> tuple[list[Row], int]:
    """Return rows from pieces in the order of the file, and how many pieces they took."""
    rows: list[Row] = []
    before: Piece | None = None
    for at, piece in enumerate(pieces):
        column = _column_of(piece, columns)
        row = rows[-1] if rows else None
        if row is None or before is None:
            rows.append(_started(piece, column))
        elif _continues(row, before, piece, column, _above(rows)):
            _take(row, before, piece, column, join)
        elif _runs_over(row, before, piece, column):
            row.cells[column] = join(row.cells[column], piece.text, False)
            row.bottom = max(row.bottom, piece.bottom)
        elif piece.top < row.top + 0.3 * piece.size:
            return rows, at
        else:
            rows.append(_started(piece, column))
        before = piece
    return rows, len(pieces)


def _above(rows: Sequence[Row]) -> float:
    """Return the top of the last whole row before the one under way."""
    return next((row.top for row in reversed(rows[:-1]) if len(row.cells) > 1), -1e9)


def _started(piece: Piece, column: int) -> Row:
    return Row(
        {column: piece.text},
        piece.x0,
        piece.top,
        piece.bottom,
        piece.bold,
        column,
        {column: (piece.x0, piece.x1)},
    )


def _continues(row: Row, before: Piece, piece: Piece, column: int, above: float) -> bool:
    """Whether a piece is of the same row: further right, or the next line of the same cell.

    ``above`` is the top of the row above: a piece as high belongs to something else.
    """
    if column > row.last:
        return above + 0.5 * piece.size < piece.top < row.bottom + 0.6 * piece.size
    if column < row.last:
        return False
    if piece.line == before.line or piece.top < before.top + 0.3 * piece.size:
        return abs(piece.top - before.top) < 0.5 * piece.size and piece.x0 >= before.x1 - piece.size
    tight = piece.top - before.bottom < 0.45 * piece.size
    first = len(row.cells) == 1
    opens = first and (bool(_OPENS_ITEM.match(piece.text)) or piece.bold != before.bold)
    return tight and not opens and not (first and piece.x0 > before.x0 + 1.5 * piece.size)


def _runs_over(row: Row, before: Piece, piece: Piece, column: int) -> bool:
    """Whether a piece below a row is the rest of a cell of it, as a lower-case letter shows."""
    return (
        piece.alone
        and not _OPENS_ITEM.match(piece.text)
        and column in row.cells
        and any(_NUMBER.match(text) for at, text in row.cells.items() if at > column)
        and column < row.last
        and piece.text[:1].islower()
        and piece.top - row.bottom < 0.35 * piece.size
        and piece.bold == before.bold
    )


def _take(row: Row, before: Piece, piece: Piece, column: int, join: Join) -> None:
    if column in row.cells:
        row.cells[column] = join(row.cells[column], piece.text, before.hyphen)
        left, right = row.spans[column]
        row.spans[column] = (min(left, piece.x0), max(right, piece.x1))
    else:
        row.cells[column] = piece.text
        row.spans[column] = (piece.x0, piece.x1)
    row.last = column
    row.top, row.bottom = min(row.top, piece.top), max(row.bottom, piece.bottom)
    row.bold = row.bold and piece.bold


def labelled(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, a first line in bold put back into the cell that it opens."""
    kept: list[Row] = []
    for row in rows:
        above = kept[-1] if kept else row
        if above is not row and list(above.cells) == [0] and 0 in row.cells and row.top < above.bottom - 0.5:
            row.cells[0] = f"{above.cells[0]} {row.cells[0]}"
            row.top, row.left = min(row.top, above.top), above.left
            kept.pop()
        kept.append(row)
    return kept


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure, or says that there is none, and no more than a few letters beside it.

    >>> is_figure("0.9 (0.5–1.4)"), is_figure("n/a"), is_figure("2019 emissions")
    (True, True, False)
    """
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    return bool(_NUMBER.match(text)) and (letters <= max(digits, 3))


def is_data(row: Row) -> bool:
    """Whether most cells of a row behind its first are figures, and not only years."""
    cells = [text for column, text in sorted(row.cells.items()) if column > 0] or list(row.cells.values())
    figures = [text for text in cells if _NUMBER.match(text)]
    years = all(_YEARS.fullmatch(text) for text in figures)
    return 2 * len(figures) >= len(cells) and bool(figures) and not years


def is_head(row: Row) -> bool:
    """Whether no cell of a row behind its first is a figure, but for years."""
    cells = [text for column, text in row.cells.items() if column > 0]
    return not any(is_figure(text) and not _YEARS.fullmatch(text) for text in cells)
