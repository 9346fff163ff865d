"""The indexes of passages and of their pages, made from stored text and vectors: whole, or part by part."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import numpy as np

from corpus.documents import Document
from corpus.indexed import Stamp
from corpus.records import IndexCard
from retrieval import analysis, dense, dense_kinds, lexical
from retrieval.concepts.tagger import Tagger, embedded_tagger
from retrieval.dense import DenseIndex
from retrieval.dense_kinds import Rows, Vectors
from retrieval.entries import Entries, EntryTable, EntryWriter
from retrieval.index_parts import ENTRIES, Part, planned, write_parts
from retrieval.lexical import LexicalIndex
from retrieval.lexical_build import LexicalBuilder, LexicalEntry, files_of, join
from retrieval.library import Library, LibraryRow
from retrieval.passage_language import passage_language
from retrieval.term_table import FILES, TermPart, TermTable, file_of
from retrieval.term_table_build import TermWriter

DENSE, LEXICAL, TERMS = "dense", "lexical", "terms"
LAYOUT = "5"  # in every index card; to be raised with any change of what is indexed
_TITLE_COUNTS = 2  # a word of the title as so many words of the page
Link = Callable[[Path, Path], None]


@dataclass(frozen=True, slots=True)
class Indexes:
    """The indexes over the same passages, and the card that says what they were made from.

    ``terms`` scores passages, and whole pages with what stands around them: title and year of the
    document, and the headings that its passages stand under. These are searched, never quoted.
    """

    lexical: LexicalIndex
    terms: TermTable
    dense: DenseIndex
    entries: Entries
    card: IndexCard

    def without(self, documents: frozenset[str]) -> Indexes:
        """Return the indexes where these documents are not found any more."""
        gone = [rows for one, rows in self.entries.rows_of.items() if one in documents]
        if not gone:
            return self
        meaning = self.dense.without(np.concatenate(gone))
        return Indexes(self.lexical.without(documents), self.terms, meaning, self.entries, self.card)


@dataclass(frozen=True, slots=True)
class Before:
    """An index whose files were checked, to make the next one of."""

    folder: Path
    parts: Sequence[Part]
    kind: str


def build(
    rows: Iterable[LibraryRow],
    vectors: tuple[Rows, Vectors],
    encoder: str,
    documents: Sequence[Document] = (),
    *,
    tagger: Tagger | None = None,
) -> Indexes:
    """Return the indexes over rows, rising, in memory; nothing is embedded.

    The passages are tagged with concepts on the way, by the glossary where no ``tagger`` is given.
    """
    intake = _Intake(documents, tagger or embedded_tagger())
    for row in rows:
        intake.add(row)
    words, terms, table = intake.indexes()
    entries = Entries([table])
    meaning = DenseIndex.build(*vectors)
    card = IndexCard(0, encoder, "", {}, facts(meaning.kind, len(entries), words.languages))
    return Indexes(words, terms, meaning, entries, card)


def write(
    library: Library,
    stamps: Mapping[str, Stamp],
    folder: Path,
    tagger: Tagger,
    before: Before | None,
    link: Link,
) -> tuple[dict[str, str], Before]:
    """Write the indexes of a library into an empty folder; return the facts of their card, and them.

    Args:
        library: the passages and vectors.
        stamps: of every document, in the order of their rows.
        folder: exists and is empty.
        tagger: finds concepts.
        before: the index to keep the unchanged parts of; None to make all anew.
        link: puts an unchanged file into the folder.

    Raises:
        OSError: the disk is full or fails.
    """
    for name in (LEXICAL, TERMS, DENSE, ENTRIES):
        (folder / name).mkdir()
    documents = library.documents()
    parts: list[Part] = []
    for piece in planned(stamps, before.parts if before else ()):
        if isinstance(piece, Part):
            _keep(piece, before.folder if before else folder, folder, link)
            parts.append(piece)
        else:
            held = {one: stamps[one] for one in piece}
            parts.append(_write_part(library.rows(held), held, documents, tagger, folder))
    join(folder / LEXICAL, [segment for part in parts for segment in part.words])
    write_parts(folder, parts)
    kind = _write_dense(library, stamps, folder, before, link)
    spoken = sorted({language for part in parts for language in part.spoken})
    count = sum(part.count for part in parts)
    return facts(kind, count, spoken), Before(folder, parts, kind)


def facts(kind: str, count: int, languages: Sequence[str]) -> dict[str, str]:
    """Return what a card says of an index."""
    return {**versions(), "kind": kind, "passages": str(count), "languages": " ".join(languages)}


def versions() -> dict[str, str]:
    """Return what an index must have been made by to be read."""
    return {
        "analysis": analysis.VERSION,
        "layout": LAYOUT,
        "tantivy": lexical.library_version(),
        "faiss": dense_kinds.library_version(),
    }


def _keep(part: Part, old: Path, new: Path, link: Link) -> None:
    names = [f"{ENTRIES}/{part.name}.npy"]
    names += [f"{LEXICAL}/{name}" for name in files_of(part.words)]
    names += [f"{TERMS}/{file_of(part.name, one)}" for one in FILES]
    for name in names:
        link(old / name, new / name)


def _write_part(
    rows: Iterable[LibraryRow],
    stamps: Mapping[str, Stamp],
    documents: Sequence[Document],
    tagger: Tagger,
    folder: Path,
) -> Part:
    name = token_hex(8)
    scratch = folder / f".{name}"
    scratch.mkdir()
    intake = _Intake(documents, tagger, scratch)
    for row in rows:
        intake.add(row)
    words = intake.words.segments(folder / LEXICAL)
    intake.terms().save(folder / TERMS, name)
    table = intake.entries.table()
    np.save(folder / ENTRIES / f"{name}.npy", table.table, allow_pickle=False)
    shutil.rmtree(scratch)
    held = {one: stamps[one] for one in table.documents}
    return Part(name, held, table.languages, intake.words.languages, words)


def _write_dense(
    library: Library, stamps: Mapping[str, Stamp], folder: Path, before: Before | None, link: Link
) -> str:
    rows = _rows(stamps.values())
    was = (
        {}
        if before is None
        else {one: stamp for part in before.parts for one, stamp in part.documents.items()}
    )
    again = any(stamps[one].vectors != stamp.vectors for one, stamp in was.items() if one in stamps)
    if before is None or again:
        return dense.write(folder / DENSE, library.vector_blocks, len(rows))
    gone = [
        stamp for one, stamp in was.items() if one not in stamps or stamps[one].first_row != stamp.first_row
    ]
    return dense.carry(
        before.folder / DENSE,
        folder / DENSE,
        before.kind,
        rows=rows,
        gone=_rows(gone),
        after=library.vector_blocks,
        link=link,
    )


def _rows(stamps: Iterable[Stamp]) -> Rows:
    ranges = [np.arange(one.first_row, one.first_row + one.count, dtype=np.int64) for one in stamps]
    return np.concatenate(ranges) if ranges else np.empty(0, np.int64)


class _Intake:
    """Passages by rising row into words, terms and entries, in memory or in files."""

    def __init__(self, documents: Sequence[Document], tagger: Tagger, scratch: Path | None = None) -> None:
        self._tagger = tagger
        self.words = LexicalBuilder(scratch)
        self._pages = _Pages(documents)
        self.entries = EntryWriter()

    def add(self, row: LibraryRow) -> None:
        passage = row.passage
        text = passage.searched
        language = passage_language(text, row.language)
        terms = analysis.terms(text, language)
        named, above = self._tagger.terms(text, language)
        self.words.add(LexicalEntry(row.row, passage.document_id, language, terms, named, above))
        first = self._pages.enter(row, language)
        self._pages.writer.add(terms, named, above)
        self.entries.add(row.row, first, passage, analysis.primary(language))

    def indexes(self) -> tuple[LexicalIndex, TermTable, EntryTable]:
        return self.words.index(), TermTable([self.terms()]), self.entries.table()

    def terms(self) -> TermPart:
        self._pages.close()
        return self._pages.writer.part()


@dataclass(slots=True)
class _Page:
    """A page while its passages come: the row of the first one, and what stands around so far."""

    row: int
    around: list[str]
    headings: set[str] = field(default_factory=set)


class _Pages:
    """Passages in their order into pages, each with the terms of what stands around it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self.writer = TermWriter()
        self._place = ("", 0)
        self._page: _Page | None = None

    def enter(self, row: LibraryRow, language: str | None) -> int:
        """Return the row that the page of a passage is known by; the passage is written after this."""
        place = (row.passage.document_id, row.passage.page)
        if self._page is None or place != self._place:
            self.close()
            self._place = place
            self._page = _Page(row.row, self._about(row.passage.document_id, language))
        for heading in row.passage.heading:
            if heading not in self._page.headings:
                self._page.headings.add(heading)
                self._page.around.extend(analysis.terms(heading, language))
        return self._page.row

    def close(self) -> None:
        """Write what stands around the page that was entered last."""
        if self._page is not None:
            page, self._page = self._page, None
            self.writer.page(page.around)

    def _about(self, document_id: str, language: str | None) -> list[str]:
        document = self._documents.get(document_id)
        if document is None:
            return []
        title = analysis.terms(document.title or "", language) * _TITLE_COUNTS
        return title + ([str(document.year)] if document.year else [])


def joined(blocks: Iterable[tuple[Rows, Vectors]]) -> tuple[Rows, Vectors]:
    """Return the rows and vectors of all blocks together."""
    kept = list(blocks)
    if not kept:
        return np.empty(0, np.int64), np.empty((0, 0), np.float32)
    return np.concatenate([rows for rows, _ in kept]), np.concatenate([vectors for _, vectors in kept])
