"""What a ranking needs to know of each passage, in arrays that stay on the disk until they are asked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Passage
from retrieval.mapped import mapped

Rows = NDArray[np.int64]
Table = NDArray[np.void]
FIELDS = np.dtype(
    [
        ("row", "<i8"),
        ("first", "<i8"),
        ("document", "<u4"),
        ("page", "<u4"),
        ("start", "<u4"),
        ("end", "<u4"),
        ("language", "<u2"),
    ]
)
"""One passage: its row, that of its page's first passage, its place in the names of its part, its span."""
_KEPT = 16_384  # entries of the last searches


@dataclass(frozen=True, slots=True)
class Entry:
    """What a ranking needs to know of a passage; ``page`` is the row of its page's first passage."""

    passage_id: str
    document_id: str
    language: str | None
    page: int


@dataclass(frozen=True, slots=True)
class EntryTable:
    """The passages of a part by rising row, and the documents and languages that their numbers mean."""

    table: Table
    documents: Sequence[str]
    languages: Sequence[str]


class EntryWriter:
    """Takes passages by rising row into a table."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lines: list[tuple[int, ...]] = []
        self._documents: dict[str, int] = {}
        self._languages: dict[str, int] = {}

    def add(self, row: int, first: int, passage: Passage, language: str | None) -> None:
        """Take a passage, with the row of its page's first one."""
        document = self._documents.setdefault(passage.document_id, len(self._documents))
        spoken = self._languages.setdefault(language or "", len(self._languages))
        span = passage.span
        self._lines.append((row, first, document, passage.page, span.start, span.end, spoken))

    def table(self) -> EntryTable:
        """Return all that was taken."""
        return EntryTable(np.array(self._lines, FIELDS), tuple(self._documents), tuple(self._languages))


def read_table(path: Path, documents: Sequence[str], languages: Sequence[str]) -> EntryTable:
    """Return a table from a file that was checked, its bytes left on the disk until they are needed.

    Raises:
        OSError: the file cannot be opened.
    """
    return EntryTable(mapped(path), documents, languages)


class Entries(Mapping[int, Entry]):
    """Entries by row; any number of threads may look at once. Eight bytes a passage are held in memory."""

    def __init__(self, tables: Sequence[EntryTable]) -> None:
        """Take tables whose rows rise from one to the next."""
        self._tables = [one for one in tables if len(one.table)]
        self._starts = np.cumsum([0, *(len(one.table) for one in self._tables)]).tolist()
        rows = [one.table["row"] for one in self._tables]
        self.rows: Rows = np.concatenate(rows).astype(np.int64) if rows else np.empty(0, np.int64)
        """All rows, rising."""
        self._entry = lru_cache(_KEPT)(self._read)

    def __getitem__(self, row: int) -> Entry:
        """Return the entry of a row (KeyError)."""
        return self._entry(int(row))

    def __iter__(self) -> Iterator[int]:
        """Yield the rows, rising."""
        return iter(self.rows.tolist())

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.rows)

    def places(self, rows: Rows) -> Rows:
        """Return the place of each of these rows, all held, among all rows."""
        return np.searchsorted(self.rows, rows)

    def languages(self, places: Rows) -> NDArray[np.object_]:
        """Return the language of the passages at these rising places; None where it is not known."""
        borders = np.searchsorted(places, self._starts).tolist()
        found = np.full(len(places), None, object)
        for source, start, first, last in zip(self._tables, self._starts, borders, borders[1:], strict=False):
            if first < last:
                names = np.array([one or None for one in source.languages], object)
                found[first:last] = names[source.table["language"][places[first:last] - start]]
        return found

    @cached_property
    def rows_of(self) -> Mapping[str, Rows]:
        """The rows of each document, rising."""
        found: dict[str, Rows] = {}
        for one in self._tables:
            documents = np.asarray(one.table["document"])
            order = np.argsort(documents, kind="stable")
            borders = np.searchsorted(documents[order], np.arange(1, len(one.documents)))
            rows = one.table["row"][order].astype(np.int64)
            found.update(zip(one.documents, np.split(rows, borders), strict=True))
        return found

    def _read(self, row: int) -> Entry:
        place = int(np.searchsorted(self.rows, row))
        if place == len(self.rows) or self.rows[place] != row:
            raise KeyError(row)
        at = bisect_right(self._starts, place) - 1
        source = self._tables[at]
        return _entry(source, source.table[place - self._starts[at]].item())


def _entry(source: EntryTable, values: tuple[Any, ...]) -> Entry:
    _, first, document, page, start, end, language = values
    document_id = source.documents[document]
    passage_id = f"{document_id}:p{page}:{start}-{end}"
    return Entry(passage_id, document_id, source.languages[language] or None, first)
