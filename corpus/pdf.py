"""One PDF file into its pages, read by a child process with limits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus import metadata, ocr
from corpus.documents import Document, Page
from corpus.errors import UnreadablePdfError
from corpus.hygiene import clean_name as clean_name
from corpus.language import language as language_of
from corpus.layout import Heading as Heading
from corpus.opening import opening
from corpus.passages import CharSpan
from corpus.pdf_file import LIMITS as LIMITS
from corpus.pdf_file import Limits as Limits
from corpus.pdf_file import PdfFile
from corpus.pdf_quality import warnings_for
from corpus.tables import Table, tables_of

_LONGEST_OCR = 300


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """A file's metadata, its pages that have text, and headings and tables by page number."""

    document: Document
    pages: tuple[Page, ...]
    headings: Mapping[int, tuple[Heading, ...]]
    tables: Mapping[int, tuple[Table, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page as shown, in points from its top left."""

    x0: float
    top: float
    x1: float
    bottom: float


def read_pdf(
    path: Path, *, file: str | None = None, limits: Limits = LIMITS, ocr: bool | None = None
) -> ReadPdf:
    """Return a file's pages and what it says of itself.

    Args:
        path: the file; it is opened here and parsed in a child process.
        file: its name for display; the cleaned name of ``path`` where absent.
        limits: what it may cost.
        ocr: recognise pages without a text layer; None does so where tesseract is installed.

    Raises:
        UnreadablePdfError: for every file that gives no text, with the reason and the remedy.
    """
    source = PdfFile(path, file, limits)
    source.check()
    found = _found(source)
    texts = {number: page for number, page in enumerate(found["pages"], 1) if page["text"].strip()}
    sample = "\n".join(page["text"] for page in list(texts.values())[:40])
    language = language_of(sample)
    recognised = _recognise(source, found["pages"], language, ocr)
    texts |= {number: page for number, page in recognised.items() if page["text"].strip()}
    if not texts:
        raise _no_text(source, found, ocr)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    pages, headings = _pages(sha256[:12], texts, set(recognised))
    if language is None and recognised:
        language = language_of("\n".join(page.text for page in pages[:40]))
    facts = metadata.find(found["metadata"], opening(found["opening"], pages), language)
    document = Document(
        id=sha256[:12],
        sha256=sha256,
        file=source.name,
        page_count=len(found["pages"]),
        title=facts.title,
        publisher=facts.publisher,
        year=facts.year,
        country=facts.country,
        language=language,
        kind=facts.kind,
        unread_pages=_unread(found["pages"], texts),
        warnings=warnings_for(found, pages),
    )
    tables = tables_of((number, texts[number].get("tables", ())) for number in sorted(texts))
    return ReadPdf(document, pages, MappingProxyType(headings), MappingProxyType(tables))


def _found(source: PdfFile) -> dict[str, Any]:
    """Return what the child read, by pypdf where pdfium fails or finds nothing."""
    found = source.ask_json("read")
    empty = "pages" in found and not any(page["text"].strip() or page["picture"] for page in found["pages"])
    if found.get("refused") == "damaged" or empty:
        second = source.ask_json("second")
        if any(page["text"].strip() for page in second.get("pages", ())):
            found = {**second, "second": True}
        elif second.get("pages") == []:
            raise source.error("no pages")
    if "refused" not in found:
        return found
    match found["refused"]:
        case "pages":
            reason = f"it has {found['count']:,} pages, more than {source.limits.max_pages:,}"
            raise UnreadablePdfError(source.name, reason, "Split it, or raise max_pages in config.toml")
        case "chars":
            reason = f"it has more than {source.limits.max_chars:,} characters"
            raise UnreadablePdfError(source.name, reason, "Split it and ingest its parts")
        case reason:
            raise source.error(str(reason))


def _recognise(
    source: PdfFile, pages: Sequence[dict[str, Any]], language: str | None, wanted: bool | None
) -> dict[int, dict[str, Any]]:
    """Return the pages that OCR read, each in a child of its own."""
    numbers = [number for number, page in enumerate(pages, 1) if page["picture"]]
    models = ocr.models_for(language) if wanted is not False and numbers else ()
    if not models:
        if wanted and numbers:
            raise UnreadablePdfError(
                source.name, "OCR was asked for and tesseract is not installed", "Install tesseract-ocr"
            )
        return {}
    read = {}
    for number in numbers[:_LONGEST_OCR]:
        try:
            page = source.ask_json("ocr", page=number, languages=models)
        except UnreadablePdfError:
            continue  # the page stays unread and is listed as such
        if page.get("text"):
            read[number] = {**page, "label": pages[number - 1]["label"]}
    return read


def _no_text(source: PdfFile, found: Mapping[str, Any], wanted: bool | None) -> UnreadablePdfError:
    if any(page["picture"] for page in found["pages"]):
        if wanted is False or not ocr.installed_languages():
            remedy = "Install tesseract-ocr and ingest it with --ocr, or get a copy with a text layer"
            return UnreadablePdfError(source.name, "its pages are pictures without a text layer", remedy)
        reason = "its pages are pictures, and OCR found no text on them"
        return UnreadablePdfError(source.name, reason, "Run OCR on a sharper scan, or get a copy with text")
    reason = "no text was found on its pages"
    return UnreadablePdfError(source.name, reason, "Get another copy: this one is empty or damaged")


def _unread(pages: Sequence[Mapping[str, Any]], texts: Mapping[int, object]) -> tuple[int, ...]:
    return tuple(number for number in range(1, len(pages) + 1) if number not in texts)


def _pages(
    document_id: str, texts: Mapping[int, dict[str, Any]], recognised: set[int]
) -> tuple[tuple[Page, ...], dict[int, tuple[Heading, ...]]]:
    pages, headings = [], {}
    for number in sorted(texts):
        found = texts[number]
        source = "ocr" if number in recognised else "text-layer"
        label = metadata.label(found["label"])
        pages.append(Page(document_id, number, found["text"], label, source))  # type: ignore[arg-type]
        spans = (Heading(level, CharSpan(start, end)) for level, start, end in found["headings"])
        headings[number] = tuple(spans)
    return tuple(pages), {number: found for number, found in headings.items() if found}


def _marking(source: PdfFile, page: Page, spans: Sequence[CharSpan]) -> dict[str, object]:
    facts: dict[str, object] = {
        "page": page.number,
        "text": page.text,
        "spans": [(span.start, span.end) for span in spans],
    }
    if page.text_from == "ocr" and spans:
        models = ocr.models_for(language_of(page.text))
        facts["words"] = source.ask_json("ocr-words", page=page.number, languages=models).get("words", [])
    return facts


def page_picture(
    path: Path, page: Page, spans: Sequence[CharSpan] = (), *, width_px: int = 900, limits: Limits = LIMITS
) -> bytes:
    """Return a PNG of a page, ``width_px`` wide, the spans of its text marked in yellow.

    Raises:
        UnreadablePdfError: the page cannot be drawn.
    """
    source = PdfFile(path, None, limits)
    source.check()
    picture = source.ask("picture", width_px=width_px, **_marking(source, page, spans))
    if not picture.startswith(b"\x89PNG"):
        raise source.error("damaged")
    return picture


def quote_boxes(path: Path, page: Page, span: CharSpan, *, limits: Limits = LIMITS) -> tuple[Box, ...]:
    """Return where the characters of a span stand on the page, one box a line.

    Raises:
        UnreadablePdfError: the words are not found on that page of the file.
    """
    source = PdfFile(path, None, limits)
    source.check()
    answer = source.ask_json("boxes", **_marking(source, page, [span]))
    boxes = tuple(Box(*box) for box in answer["boxes"][0])
    if not boxes:
        reason = f"the words are not found on page {page.number}"
        raise UnreadablePdfError(source.name, reason, "Ingest the file again")
    return boxes
