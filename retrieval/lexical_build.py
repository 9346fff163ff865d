"""The word index, made entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tantivy import Document, Index, SchemaBuilder

from retrieval.analysis import primary
from retrieval.lexical import (
    BODY,
    BROADER,
    CONCEPTS,
    DOCUMENT,
    FREQUENCIES,
    LANGUAGE,
    ROW,
    LexicalIndex,
    disk_errors,
)

_HEAP_BYTES = 100_000_000


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
        builder = SchemaBuilder().add_integer_field(ROW, indexed=True, fast=True)
        for name in (DOCUMENT, LANGUAGE):
            builder = builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
        for name in (BODY, CONCEPTS, BROADER):
            builder = builder.add_text_field(name, tokenizer_name="whitespace", index_option=FREQUENCIES)
        schema = builder.build()
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
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._index.reload()
            return LexicalIndex(self._index, sorted(self._languages))
