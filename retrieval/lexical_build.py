"""The word index, made entry by entry."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tantivy import Document, Index, Schema, SchemaBuilder

from retrieval.analysis import primary
from retrieval.lexical import LexicalIndex, disk_errors
from retrieval.lexical_query import BODY, BROADER, CONCEPTS, DOCUMENT, FREQUENCIES, LANGUAGE, ROW

_HEAP_BYTES = 100_000_000
_META = "meta.json"
Segment = Mapping[str, Any]
"""What tantivy notes of one: its id, and the number of its entries."""


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """What is indexed of one passage or page; ``terms`` are those of ``retrieval.analysis``.

    ``concepts`` are ids, each as often as it is named; ``broader`` those of what is above them.
    """

    row: int
    document_id: str
    language: str | None
    terms: Sequence[str]
    concepts: Sequence[str] = ()
    broader: Sequence[str] = ()


class LexicalBuilder:
    """Takes entries one by one into an index, in memory or, with a folder that exists, on disk.

    One thread writes one segment, in the order of the entries, so that the same entries give the same
    ranking whenever it is built.

    Raises:
        OSError: the disk is full or fails.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open an empty index."""
        schema = _schema()
        self._folder = folder
        with disk_errors():
            self._index = Index(schema, path=str(folder)) if folder else Index(schema)
            self._writer = self._index.writer(_HEAP_BYTES, 1)
        self._languages: set[str] = set()

    def add(self, entry: LexicalEntry) -> None:
        """Take an entry."""
        document = Document()
        document.add_integer(ROW, entry.row)
        document.add_text(DOCUMENT, entry.document_id)
        document.add_text(LANGUAGE, primary(entry.language) or "")
        document.add_text(BODY, " ".join(entry.terms))
        document.add_text(CONCEPTS, " ".join(entry.concepts))
        document.add_text(BROADER, " ".join(entry.broader))
        with disk_errors():
            self._writer.add_document(document)
        self._languages.add(primary(entry.language) or "")

    def index(self) -> LexicalIndex:
        """Return the index of all entries; nothing can be added afterwards."""
        with disk_errors():
            self._close()
            self._index.reload()
            return LexicalIndex(self._index, self.languages)

    def segments(self, folder: Path) -> list[Segment]:
        """Move the files of all entries into a folder; return what ``join`` makes an index of them by.

        Raises:
            OSError: the disk is full or fails.
        """
        assert self._folder is not None  # noqa: S101 - of an index in memory there are no files
        with disk_errors():
            self._close()
        found: list[Segment] = json.loads((self._folder / _META).read_text("utf-8"))["segments"]
        for path in self._folder.iterdir():
            if not path.name.startswith(".") and path.name != _META:
                path.rename(folder / path.name)
        return found

    @property
    def languages(self) -> list[str]:
        """The languages of the entries, sorted; an empty one for those that are not known."""
        return sorted(self._languages)

    def _close(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()


def files_of(segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the names of the files of some segments.

    >>> next(files_of([{"segment_id": "54ba45ff-a3cb-4344-92bf-adf64846ddb6"}]))
    '54ba45ffa3cb434492bfadf64846ddb6.fast'
    """
    for segment in segments:
        for kind in ("fast", "fieldnorm", "idx", "pos", "store", "term"):
            yield f"{segment['segment_id'].replace('-', '')}.{kind}"


def join(folder: Path, segments: Sequence[Segment]) -> None:
    """Make one index of segments whose files are in a folder; scores count over all of them.

    Each segment is never changed again. Which ones belong together is all that is written, as tantivy
    itself writes it.

    Raises:
        OSError: the disk is full or fails.
    """
    with disk_errors():
        Index(_schema(), path=str(folder))
    meta = json.loads((folder / _META).read_text("utf-8"))
    meta["segments"] = list(segments)
    (folder / _META).write_text(json.dumps(meta), "utf-8")
    (folder / ".managed.json").unlink(missing_ok=True)


def _schema() -> Schema:
    builder = SchemaBuilder().add_integer_field(ROW, indexed=True, fast=True)
    for name in (DOCUMENT, LANGUAGE):
        builder = builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (BODY, CONCEPTS, BROADER):
        builder = builder.add_text_field(name, tokenizer_name="whitespace", index_option=FREQUENCIES)
    return builder.build()
