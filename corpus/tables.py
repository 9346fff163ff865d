"""Table: where the rows of one stand on a page, and what they stand under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.layout import LaidTable
from corpus.passages import CharSpan


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one page; the first ``heads`` of its ``rows`` are the names of its columns.

    ``above`` has for each row the label that it stands under.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[CharSpan, ...]
    above: tuple[str, ...]
    heads: int = 0


def facts(table: LaidTable) -> dict[str, Any]:
    """Return a table as JSON takes it, for ``tables_of``."""
    return {
        "caption": table.caption,
        "columns": table.head.columns,
        "rows": [(row.start, row.end) for row in table.rows],
        "above": table.head.above,
        "heads": table.head.rows,
    }


def tables_of(pages: Iterable[tuple[int, Sequence[Mapping[str, Any]]]]) -> dict[int, tuple[Table, ...]]:
    """Return the tables of each page that has any, from what ``facts`` made of them.

    A table without names of columns, first on its page, goes on with the one that ends the page before
    if it has as many columns: it has its names and caption.
    """
    found: dict[int, tuple[Table, ...]] = {}
    for number, own in pages:
        tables = [
            Table(
                one["caption"],
                tuple(one["columns"]),
                tuple(CharSpan(*row) for row in one["rows"]),
                tuple(one["above"]),
                one["heads"],
            )
            for one in own
        ]
        if tables and (before := found.get(number - 1)):
            tables[0] = _continued(tables[0], before[-1])
        if tables:
            found[number] = tuple(tables)
    return found


def _continued(table: Table, before: Table) -> Table:
    if table.columns:
        alike = table.columns == before.columns
        return replace(table, caption=before.caption) if alike and not table.caption else table
    return replace(table, columns=before.columns, caption=table.caption or before.caption)
