"""Both indexes of a library's passages, and one of its pages, made from stored text and vectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.documents import Document
from corpus.records import IndexCard
from retrieval import analysis, dense, lexical
from retrieval.concepts.tagger import Tagger, embedded_tagger
from retrieval.dense import DenseIndex, Rows, Vectors
from retrieval.lexical import LexicalIndex
from retrieval.lexical_build import LexicalBuilder, LexicalEntry
from retrieval.library import LibraryRow
from retrieval.passage_language import passage_language

DENSE, LEXICAL, PAGES = "dense", "lexical", "pages"
LAYOUT = "3"  # in every index card; to be raised with any change of what is indexed
_ENTRIES_FILE = "passages.tsv"
_TITLE_COUNTS = 2  # a word of the title as so many words of the page


@dataclass(frozen=True, slots=True)
class Entry:
    """What a ranking needs to know of a passage; ``page`` is the row of its page's first passage."""

    passage_id: str
    document_id: str
    language: str | None
    page: int


@dataclass(frozen=True, slots=True)
class Indexes:
    """The indexes over the same passages, and the card that says what they were made from.

    ``pages`` ranks whole pages with what stands around them: title and year of the document, and the
    headings that its passages stand under. It is searched, never quoted.
    """

    lexical: LexicalIndex
    pages: LexicalIndex
    dense: DenseIndex
    entries: Mapping[int, Entry]
    card: IndexCard


def build(
    rows: Iterable[LibraryRow],
    vectors: tuple[Rows, Vectors],
    encoder: str,
    documents: Sequence[Document] = (),
    *,
    folder: Path | None = None,
    tagger: Tagger | None = None,
) -> Indexes:
    """Return the indexes over the rows, in memory or, with an empty folder, on disk; nothing is embedded.

    The passages are tagged with concepts on the way, by the glossary where no ``tagger`` is given.
    """
    tagger = tagger or embedded_tagger()
    for name in (LEXICAL, PAGES, DENSE) if folder else ():
        (folder / name).mkdir()  # type: ignore[operator]
    words = LexicalBuilder(folder and folder / LEXICAL)
    pages = _Pages(documents, LexicalBuilder(folder and folder / PAGES))
    entries: dict[int, Entry] = {}
    for row in rows:
        text = row.passage.searched
        language = passage_language(text, row.language)
        terms = analysis.terms(text, language)
        named, above = tagger.terms(text, language)
        words.add(LexicalEntry(row.row, row.passage.document_id, language, terms, named, above))
        page = pages.add(row, language, terms)
        entries[row.row] = Entry(row.passage.id, row.passage.document_id, analysis.primary(language), page)
    lexical_index, pages_index = words.index(), pages.index()
    meaning = DenseIndex.build(*vectors)
    if folder:
        meaning.write(folder / DENSE)
        _write_entries(folder, entries)
    pages_index.languages = lexical_index.languages
    facts = {
        **versions(),
        "kind": meaning.kind,
        "passages": str(len(entries)),
        "languages": " ".join(lexical_index.languages),
    }
    card = IndexCard(0, encoder, "", {}, facts)
    return Indexes(lexical_index, pages_index, meaning, entries, card)


@dataclass(slots=True)
class _Page:
    """A page while its passages come: the row of the first one, and all terms so far."""

    row: int
    language: str | None
    terms: list[str]
    headings: set[str] = field(default_factory=set)


class _Pages:
    """Passages in their order into pages, each with the terms of what stands around it."""

    def __init__(self, documents: Sequence[Document], builder: LexicalBuilder) -> None:
        self._documents = {document.id: document for document in documents}
        self._builder = builder
        self._place = ("", 0)
        self._page: _Page | None = None

    def add(self, row: LibraryRow, language: str | None, terms: Sequence[str]) -> int:
        """Return the row that the passage's page is known by."""
        place = (row.passage.document_id, row.passage.page)
        if self._page is None or place != self._place:
            self._close()
            self._place = place
            self._page = _Page(row.row, language, self._about(row.passage.document_id, language))
        for heading in row.passage.heading:
            if heading not in self._page.headings:
                self._page.headings.add(heading)
                self._page.terms.extend(analysis.terms(heading, language))
        self._page.terms.extend(terms)
        return self._page.row

    def index(self) -> LexicalIndex:
        """Return the index of all pages."""
        self._close()
        return self._builder.index()

    def _about(self, document_id: str, language: str | None) -> list[str]:
        document = self._documents.get(document_id)
        if document is None:
            return []
        title = analysis.terms(document.title or "", language) * _TITLE_COUNTS
        return title + ([str(document.year)] if document.year else [])

    def _close(self) -> None:
        if self._page is not None:
            page, self._page = self._page, None
            self._builder.add(LexicalEntry(page.row, self._place[0], page.language, page.terms))


def read_entries(folder: Path) -> dict[int, Entry]:
    """Return what ``build`` wrote of the passages into a folder whose files were checked."""
    entries = {}
    pages: dict[str, int] = {}
    for line in (folder / _ENTRIES_FILE).read_text("utf-8").splitlines():
        number, passage_id, language = line.split("\t")
        row = int(number)
        page = pages.setdefault(passage_id.rpartition(":")[0], row)
        entries[row] = Entry(passage_id, passage_id.split(":", 1)[0], language or None, page)
    return entries


def _write_entries(folder: Path, entries: Mapping[int, Entry]) -> None:
    lines = (f"{row}\t{entry.passage_id}\t{entry.language or ''}\n" for row, entry in entries.items())
    (folder / _ENTRIES_FILE).write_text("".join(lines), "utf-8")


def versions() -> dict[str, str]:
    """Return what an index must have been made by to be read."""
    return {
        "analysis": analysis.VERSION,
        "layout": LAYOUT,
        "tantivy": lexical.library_version(),
        "faiss": dense.library_version(),
    }
