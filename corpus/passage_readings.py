"""PassageReading: what a tool model says of a passage; stored beside it, and asked for by label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.database import Connection

# Made when the first reading is stored, so that an older library needs no change before that.
TABLE = """
CREATE TABLE IF NOT EXISTS readings (
  passage INTEGER NOT NULL REFERENCES passages (row) ON DELETE CASCADE,
  task TEXT NOT NULL, label TEXT NOT NULL, probability REAL NOT NULL, model TEXT NOT NULL,
  PRIMARY KEY (task, label, passage)
) STRICT, WITHOUT ROWID
"""
INDEX = "CREATE INDEX IF NOT EXISTS readings_of_passage ON readings (passage)"


@dataclass(frozen=True, slots=True)
class PassageReading:
    """A label that a model (by its id) found in a passage, with its calibrated probability in [0, 1]."""

    task: str
    label: str
    probability: float
    model: str


Read = tuple[PassageReading, ...]
ReadPassages = Callable[[Sequence[str], NDArray[np.float32]], Sequence[Read]]
"""Reads passages by their texts and vectors; one tuple each, in their order."""


class Connected(Protocol):
    """What is needed of ``corpus.store.Store`` to ask for readings."""

    def connection(self) -> AbstractContextManager[Connection]:
        """Give a connection that reads."""


def put(connection: Connection, document: int, readings: Sequence[Read]) -> None:
    """Store the readings of a document's passages, in their order, instead of those before.

    Args:
        connection: one that writes, in a transaction.
        document: the document's key.
        readings: one tuple a passage.
    """
    connection.execute(TABLE)
    connection.execute(INDEX)
    rows = [
        row
        for (row,) in connection.execute(
            "SELECT row FROM passages WHERE document = ? ORDER BY row", (document,)
        )
    ]
    if len(rows) != len(readings):
        raise ValueError(f"{len(rows)} passages but readings of {len(readings)}")
    connection.executemany("DELETE FROM readings WHERE passage = ?", ((row,) for row in rows))
    connection.executemany(
        "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)",
        (
            (row, own.task, own.label, own.probability, own.model)
            for row, read in zip(rows, readings, strict=True)
            for own in read
        ),
    )


def rows_with(store: Connected, task: str, labels: Sequence[str]) -> frozenset[int]:
    """Return the rows of the passages in which any of these labels was read."""
    marks = ", ".join("?" * len(labels))
    return frozenset(
        int(row)
        for (row,) in _asked(
            store,
            f"SELECT passage FROM readings WHERE task = ? AND label IN ({marks})",  # noqa: S608 - marks
            (task, *labels),
        )
    )


def labels_read(store: Connected, task: str) -> Mapping[str, int]:
    """Return the labels of a task that were read in the library, with how many passages have each."""
    statement = "SELECT label, count(*) FROM readings WHERE task = ? GROUP BY label ORDER BY label"
    return {str(label): int(count) for label, count in _asked(store, statement, (task,))}


def labels_spread(store: Connected, task: str) -> Mapping[str, tuple[int, int]]:
    """Return the labels of a task that were read, with how many documents and passages have each."""
    statement = (
        "SELECT label, count(DISTINCT document), count(*) FROM readings JOIN passages ON row = passage "
        "WHERE task = ? GROUP BY label ORDER BY label"
    )
    return {str(label): (int(files), int(count)) for label, files, count in _asked(store, statement, (task,))}


def spread_of(store: Connected, task: str, labels: Sequence[str]) -> tuple[int, int]:
    """Return in how many documents and passages any of these labels of a task was read."""
    marks = ", ".join("?" * len(labels))
    statement = (
        "SELECT count(DISTINCT document), count(DISTINCT row) FROM readings "  # noqa: S608 - marks
        f"JOIN passages ON row = passage WHERE task = ? AND label IN ({marks})"
    )
    for documents, passages in _asked(store, statement, (task, *labels)):
        return int(documents), int(passages)
    return 0, 0


def readings_of(store: Connected, document_id: str) -> Mapping[int, Read]:
    """Return the readings of a document's passages by their rows."""
    statement = (
        "SELECT passage, task, label, probability, model FROM readings JOIN passages ON row = passage "
        "WHERE document = (SELECT key FROM documents WHERE id = ?) ORDER BY passage, task, probability DESC"
    )
    found: dict[int, Read] = {}
    for row, *values in _asked(store, statement, (document_id,)):
        found[row] = (*found.get(row, ()), PassageReading(*values))
    return found


def surest(store: Connected, task: str, model: str) -> Mapping[int, float]:
    """Return by row the probability of the surest label that a model (by its id) found in a passage."""
    statement = "SELECT passage, max(probability) FROM readings WHERE task = ? AND model = ? GROUP BY passage"
    return {int(row): float(sure) for row, sure in _asked(store, statement, (task, model))}


def _asked(store: Connected, statement: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows, or none where nothing was ever read."""
    with store.connection() as connection:
        there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'readings'"
        if connection.execute(there).fetchone() is None:
            return []
        return list(connection.execute(statement, tuple(values)))
