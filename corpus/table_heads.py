"""What rows of tables stand under, stored beside their passages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from corpus.database import Connection
from corpus.passages import Passage, TableHead

# Made when the first table is stored, so that an older library needs no change before that.
TABLE = """
CREATE TABLE IF NOT EXISTS table_heads (
  passage INTEGER PRIMARY KEY REFERENCES passages (row) ON DELETE CASCADE, head TEXT NOT NULL
) STRICT
"""
_THERE = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'table_heads'"


def records(passages: Sequence[Passage]) -> list[tuple[str]]:
    """Return the heads of the passages that have one as they are stored, in order."""
    return [(_record(passage.table),) for passage in passages if passage.table]


def put(connection: Connection, document: int, passages: Sequence[Passage]) -> None:
    """Store the heads of a document's passages, which are stored already in the same order."""
    if not any(passage.table for passage in passages):
        return
    connection.execute(TABLE)
    rows = connection.execute("SELECT row FROM passages WHERE document = ? ORDER BY row", (document,))
    connection.executemany(
        "INSERT INTO table_heads VALUES (?, ?)",
        (
            (row, _record(passage.table))
            for (row,), passage in zip(rows.fetchall(), passages, strict=True)
            if passage.table
        ),
    )


def of_document(connection: Connection, document: int) -> Mapping[int, TableHead]:
    """Return the heads of a document's passages by their rows; none where no table was ever stored."""
    statement = "SELECT passage, head FROM table_heads JOIN passages ON row = passage WHERE document = ?"
    if connection.execute(_THERE).fetchone() is None:
        return {}
    return {row: _head(text) for row, text in connection.execute(statement, (document,))}


def of_row(connection: Connection, row: int) -> TableHead | None:
    """Return the head of one passage, or None."""
    if connection.execute(_THERE).fetchone() is None:
        return None
    found = connection.execute("SELECT head FROM table_heads WHERE passage = ?", (row,)).fetchone()
    return _head(found[0]) if found else None


def stored(connection: Connection, document: int) -> list[tuple[str]]:
    """Return what ``records`` made of a document's passages, as it stands in the database."""
    if connection.execute(_THERE).fetchone() is None:
        return []
    statement = (
        "SELECT head FROM table_heads JOIN passages ON row = passage WHERE document = ? ORDER BY passage"
    )
    return [(text,) for (text,) in connection.execute(statement, (document,))]


def _record(head: TableHead) -> str:
    return json.dumps([head.caption, head.columns, head.above], ensure_ascii=False)


def _head(text: str) -> TableHead:
    caption, columns, above = json.loads(text)
    return TableHead(caption, tuple(columns), tuple(above))
