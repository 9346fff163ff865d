"""Values into database rows and back, and the hashes that tell whether a row was altered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Document, DocumentKind, Page
from corpus.listed import items
from corpus.passages import CharSpan, Passage, TableHead

Record = tuple[Any, ...]
DOCUMENT_COLUMNS = (
    "id, sha256, file, page_count, title, publisher, year, country, language, kind, url, licence, "
    "unread_pages, warnings"
)
PAGE_COLUMNS = "number, label, text_from, text"
PASSAGE_COLUMNS = 'page, start, "end", heading, sentences'


@dataclass(frozen=True, slots=True)
class IndexCard:
    """What an index folder was built from, and the sha256 of each of its files.

    ``folder`` is relative to the library's ``index/``, the keys of ``files`` to that folder.
    """

    generation: int
    encoder: str
    folder: str
    files: Mapping[str, str]
    facts: Mapping[str, str]


def document_record(document: Document) -> Record:
    """Return the values of DOCUMENT_COLUMNS."""
    return (
        document.id,
        document.sha256,
        document.file,
        document.page_count,
        document.title,
        document.publisher,
        document.year,
        document.country,
        document.language,
        document.kind and document.kind.value,
        document.url,
        document.licence,
        json.dumps(document.unread_pages),
        json.dumps(document.warnings, ensure_ascii=False),
    )


def document_of(record: Sequence[Any]) -> Document:
    """Return the document of the values of DOCUMENT_COLUMNS."""
    *plain, kind, url, licence, unread, warnings = record
    known_kind = DocumentKind(kind) if kind else None
    values = (*plain, known_kind, url, licence, tuple(json.loads(unread)), tuple(json.loads(warnings)))
    return Document(*values)


def page_record(page: Page) -> Record:
    """Return the values of PAGE_COLUMNS."""
    return (page.number, page.label, page.text_from, page.text)


def page_of(document_id: str, record: Sequence[Any]) -> Page:
    """Return the page of the values of PAGE_COLUMNS."""
    number, label, text_from, text = record
    return Page(document_id, number, text, label, text_from)


def passage_record(passage: Passage) -> Record:
    """Return the values of PASSAGE_COLUMNS; the text is not among them, it is a slice of the page's."""
    sentences = [border for sentence in passage.sentences for border in (sentence.start, sentence.end)]
    return (
        passage.page,
        passage.span.start,
        passage.span.end,
        json.dumps(passage.heading, ensure_ascii=False),
        json.dumps(sentences),
    )


def passage_of(
    document_id: str, page_text: str, record: Sequence[Any], table: TableHead | None = None
) -> Passage:
    """Return the passage of the values of PASSAGE_COLUMNS, cut out of its page's text."""
    page, start, end, heading, sentences = record
    borders = json.loads(sentences)
    stored = Passage(
        document_id,
        page,
        CharSpan(start, end),
        page_text[start:end],
        tuple(json.loads(heading)),
        tuple(map(CharSpan, borders[::2], borders[1::2])),
        table,
    )
    return stored if table else replace(stored, sentences=items(stored.text, stored.sentences, start))


def text_sha256(
    pages: Iterable[Record], passages: Iterable[Record], table_heads: Iterable[Record] = ()
) -> str:
    """Return the hash of a document's pages, passages and heads of tables as stored, each in order."""
    digest = hashlib.sha256()
    for record in (*pages, *passages, *table_heads):
        digest.update(json.dumps(record, ensure_ascii=False).encode())
    return digest.hexdigest()


def vectors_blob(vectors: NDArray[np.float32]) -> bytes:
    """Return the vectors' bytes: rows one after another, little-endian float32."""
    return np.ascontiguousarray(vectors, dtype="<f4").tobytes()


def vectors_of(data: bytes, dim: int) -> NDArray[np.float32]:
    """Return the rows of a blob, shape (n, dim), without a copy."""
    return np.frombuffer(data, dtype="<f4").reshape(-1, dim)


def card_record(card: IndexCard) -> Record:
    """Return the values of an index card, in the order of its fields."""
    return (
        card.generation,
        card.encoder,
        card.folder,
        json.dumps(dict(card.files)),
        json.dumps(dict(card.facts), ensure_ascii=False),
    )


def card_of(record: Sequence[Any]) -> IndexCard:
    """Return the index card of ``card_record``'s values."""
    generation, encoder, folder, files, facts = record
    return IndexCard(generation, encoder, folder, json.loads(files), json.loads(facts))
