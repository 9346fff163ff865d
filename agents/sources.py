"""Sources from a file: passages that a pipeline gives, as a library in memory under the same contract."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.errors import SourcesError
from corpus.documents import Document, Page
from corpus.encoder import Embedder
from corpus.errors import UnknownDocumentError
from corpus.language import language
from corpus.manifest import country_code
from corpus.passages import CharSpan, Passage
from corpus.split import split

if TYPE_CHECKING:
    from retrieval.hybrid import HybridRetriever

LINE = 'A line is {"title": "…", "year": 2023, "page": 4, "text": "…"}; year and page may be absent'
MOST_LINES = 100_000
MOST_BYTES = 200_000_000  # of the whole file: some 100,000 pages
_TARGET_TOKENS = 200  # of a passage, as `corpus.ingest` cuts it
_LANGUAGE_FROM = 20_000  # characters of a document
_PASSAGE_ID = re.compile(r"(?P<document>[0-9a-f]{12}):p(?P<page>\d{1,9}):(?P<start>\d{1,9})-(?P<end>\d{1,9})")
_OPTIONAL = ("publisher", "country", "url")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One passage as an index takes it."""

    row: int
    passage: Passage
    language: str | None


class Sources:
    """Documents, pages and passages of a file of sources; it holds nothing else, and writes nothing.

    Lines of the same title and year are one document; its ``sha256`` is that of its lines, so that a
    brief made from them can be checked again. Lines of the same page are paragraphs of that page.
    """

    def __init__(self, name: str, lines: Sequence[Mapping[str, Any]], sha256: str) -> None:
        """Use ``read_sources``."""
        self.name = name
        self.sha256 = sha256
        self._pages: dict[tuple[str, int], Page] = {}
        self._documents: dict[str, Document] = {}
        self._retrievers: dict[tuple[str, bool], HybridRetriever] = {}
        grouped: dict[tuple[str, int | None], list[Mapping[str, Any]]] = {}
        for line in lines:
            grouped.setdefault((line["title"], line["year"]), []).append(line)
        for (title, year), own in grouped.items():
            self._add(title, year, own)

    def _add(self, title: str, year: int | None, lines: Sequence[Mapping[str, Any]]) -> None:
        canonical = json.dumps(list(lines), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        sha256 = hashlib.sha256(canonical.encode()).hexdigest()
        texts: dict[int, list[str]] = {}
        for line in lines:
            texts.setdefault(line["page"], []).append(line["text"])
        document = Document(
            sha256[:12],
            sha256,
            self.name,
            max(texts),
            title=title,
            year=year,
            language=language("\n".join(line["text"] for line in lines)[:_LANGUAGE_FROM]),
            publisher=_first(lines, "publisher"),
            country=_first(lines, "country"),
            url=_first(lines, "url"),
        )
        self._documents[document.id] = document
        for number in sorted(texts):
            self._pages[document.id, number] = Page(document.id, number, "\n\n".join(texts[number]))

    def documents(self) -> tuple[Document, ...]:
        """Return every document, in the order of the file."""
        return tuple(self._documents.values())

    def document(self, document_id: str) -> Document:
        """Return one document (UnknownDocumentError)."""
        if document_id not in self._documents:
            raise UnknownDocumentError(
                document_id, f"no document of {self.name} has this id", "Check it against the same file"
            )
        return self._documents[document_id]

    def page(self, document_id: str, number: int) -> Page:
        """Return one page (UnknownDocumentError)."""
        document = self.document(document_id)
        if (document.id, number) not in self._pages:
            raise UnknownDocumentError(document.name, f"no line has its page {number}", "Look at the file")
        return self._pages[document.id, number]

    def original(self, document_id: str) -> None:
        """Return None: the lines are the original, and the document's hash is theirs."""
        self.document(document_id)

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """Return the passages of these ids, in their order (UnknownDocumentError)."""
        return tuple(map(self._passage, ids))

    def _passage(self, passage_id: str) -> Passage:
        found = _PASSAGE_ID.fullmatch(passage_id)
        if found:
            page = self.page(found["document"], int(found["page"]))
            start, end = int(found["start"]), int(found["end"])
            if start < end <= len(page.text):
                span = CharSpan(start, end)
                return Passage(page.document_id, page.number, span, span.of(page.text))
        raise UnknownDocumentError(passage_id, f"no such passage is in {self.name}", "Ask again")

    def rows(self, count_tokens: Callable[[Sequence[str]], list[int]]) -> tuple[SourceRow, ...]:
        """Return the passages, cut as at ingestion."""
        return tuple(
            SourceRow(number, passage, self._documents[passage.document_id].language)
            for number, passage in enumerate(self._passages(count_tokens), 1)
        )

    def retriever(self, embedder: Embedder, *, concepts: bool = True) -> HybridRetriever:
        """Return the search over these passages, embedded at the first call; nothing is kept on disk."""
        from retrieval.hybrid import HybridRetriever

        made = (embedder.fingerprint, concepts)
        if made in self._retrievers:
            return self._retrievers[made]
        rows = self.rows(embedder.count_tokens)
        vectors = embedder.embed([one.passage.text for one in rows])
        found = HybridRetriever.over(rows, vectors, embedder, self.documents(), concepts=concepts)
        self._retrievers[made] = found
        return found

    def _passages(self, count_tokens: Callable[[Sequence[str]], list[int]]) -> Iterator[Passage]:
        for document in self._documents.values():
            pages = [page for (owner, _), page in self._pages.items() if owner == document.id]
            yield from split(
                pages,
                {},
                count_tokens=count_tokens,
                target_tokens=_TARGET_TOKENS,
                language=document.language,
            )


def read_sources(path: Path) -> Sources:
    """Return the sources in a file of JSON lines.

    A line holds ``title`` and ``text``, and where known ``year``, ``page`` (from 1, else 1),
    ``publisher``, ``country`` and ``url``. Blank lines do not count.

    Raises:
        SourcesError: the file or one of its lines cannot be used; it says which, and why.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourcesError(str(path), error.strerror or str(error), "Give a file that can be read") from error
    if len(data) > MOST_BYTES:
        raise SourcesError(
            str(path),
            f"it has {len(data):,} bytes, more than {MOST_BYTES:,}",
            "Ingest that much with `globalbrain ingest`",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourcesError(
            str(path), f"it is not UTF-8 (byte {error.start})", "Save it as UTF-8, one JSON object a line"
        ) from error
    lines = [
        _line(f"{path.name}, line {number}", raw)
        for number, raw in enumerate(text.split("\n"), 1)
        if raw.strip()
    ]
    if not lines:
        raise SourcesError(str(path), "it holds no line", LINE)
    if len(lines) > MOST_LINES:
        raise SourcesError(
            str(path),
            f"it has {len(lines):,} lines, more than {MOST_LINES:,}",
            "Ingest that much with `globalbrain ingest`",
        )
    return Sources(path.name, lines, hashlib.sha256(data).hexdigest())


def _line(place: str, raw: str) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise SourcesError(place, f"not JSON ({error})", LINE) from error
    if not isinstance(found, dict):
        raise SourcesError(place, "not a JSON object", LINE)
    year, page = found.get("year"), found.get("page", 1)
    if year is not None and not _whole(year, 1000, 2999):
        raise SourcesError(place, f'"year" is {_shown(year)}', "Write a year such as 2023, without quotes")
    if not _whole(page, 1, 1_000_000):
        raise SourcesError(place, f'"page" is {_shown(page)}', "Write a whole number from 1, without quotes")
    words = {name: _words(place, found, name, needed=True) for name in ("title", "text")}
    more = {name: _words(place, found, name, needed=False) or None for name in _OPTIONAL}
    if more["country"] and not (code := country_code(more["country"])):
        raise SourcesError(
            place, f"no country is called {_shown(more['country'])}", "Give its English name or ISO code"
        )
    more["country"] = code if more["country"] else None
    return {**words, "year": year, "page": page, **more}


def _first(lines: Sequence[Mapping[str, Any]], name: str) -> str | None:
    return next((line[name] for line in lines if line[name]), None)


def _words(place: str, found: Mapping[str, Any], name: str, *, needed: bool) -> str:
    value = found.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        reason = f'"{name}" is absent' if value is None else f'"{name}" is {_shown(value)}'
        raise SourcesError(place, reason, f'Give "{name}" as words in quotes')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise SourcesError(
            place, f'"{name}" holds half a character (a lone surrogate)', "Write it whole"
        ) from error
    return value.replace("\x00", "\ufffd")


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _shown(value: object) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= 40 else f"{said[:40]}…"
