"""What the child does with a file: read it, draw a page, find the boxes of words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from corpus import pdf_structure, pdf_text
from corpus.layout import LaidPage, Line, Sheet, lay_out
from corpus.opening import collect
from corpus.pdf_marks import draw_marks, line_boxes, match
from corpus.tables import facts as table_facts

# Smaller than any print: text that is there for machines.
_UNSEEN_SIZE = 2.5
_REFUSALS = {4: "password", 5: "security"}


def _refusal(reason: str, **facts: object) -> bytes:
    return json.dumps({"refused": reason, **facts}).encode()


def read(data: bytes, request: Mapping[str, Any]) -> bytes:
    """Return the pages and what the file says of itself, or why it is refused, as JSON."""
    try:
        document = pdf_text.open_pdf(data)
    except pdf_text.PdfRefusedError as error:
        return _refusal(_REFUSALS.get(error.code, "damaged"))
    count = len(document)
    if count < 1:
        return _refusal("no pages")
    if count > request["max_pages"]:
        return _refusal("pages", count=count)
    sheets, broken, hidden, chars = [], [], [], 0
    for number in range(1, count + 1):
        try:
            lines, width, height = pdf_text.page_lines(document, number)
        except pdf_text.PdfRefusedError:
            lines, width, height = (), 0.0, 0.0
            broken.append(number)
        seen = tuple(line for line in lines if _seen(line, width, height))
        if len(seen) < len(lines):
            hidden.append(number)
        chars += sum(len(line.text) for line in seen)
        if chars > request["max_chars"]:
            return _refusal("chars")
        sheets.append(Sheet(seen, width, height))
    bookmarks = tuple(pdf_text.outline(document))
    outline: dict[int, dict[str, int]] = {}
    for page, level, title in bookmarks:
        outline.setdefault(page, {})[" ".join(title.split()).lower()] = level
    laid = lay_out(sheets, outline)
    facts = {
        "metadata": pdf_text.metadata(document),
        "broken": broken,
        "hidden": hidden,
        "active": pdf_text.active_content(document),
        "opening": collect(sheets, bookmarks),
    }
    pages = [_page(document, number, page) for number, page in enumerate(laid, 1)]
    return json.dumps({"pages": pages, **facts}).encode()


def _seen(line: Line, width: float, height: float) -> bool:
    on_page = line.x1 > 0 and line.x0 < width and line.bottom > 0 and line.top < height
    return on_page and line.size >= _UNSEEN_SIZE


def _page(document: pdf_text.PdfDocument, number: int, page: LaidPage) -> dict[str, Any]:
    return {
        "text": page.text,
        "label": pdf_text.label(document, number),
        "headings": [(heading.level, heading.span.start, heading.span.end) for heading in page.headings],
        "removed": page.removed,
        "tables": [table_facts(table) for table in page.tables],
        "picture": bool(not page.text and pdf_text.has_pictures(document, number)),
    }


def second_try(data: bytes, request: Mapping[str, Any]) -> bytes:
    """Return the pages as pypdf reads them, as JSON, or why they cannot be read."""
    try:
        texts = pdf_structure.texts(data, int(request["max_pages"]), int(request["max_chars"]))
    except pdf_structure.StructureError:
        return _refusal("damaged")
    laid = [LaidPage(pdf_structure.tidy(text)) for text in texts]
    pages: list[dict[str, Any]] = [
        {"text": page.text, "label": None, "headings": [], "removed": 0, "picture": False} for page in laid
    ]
    facts: dict[str, Any] = {"metadata": {}, "broken": [], "hidden": [], "active": [], "opening": None}
    return json.dumps({"pages": pages, **facts}).encode()


def _spans_boxes(data: bytes, request: Mapping[str, Any]) -> list[list[tuple[float, float, float, float]]]:
    """Return the boxes of each asked span; an empty list for one that is not found."""
    if request.get("words"):
        chars = pdf_text.PageChars(*_word_chars(request["words"]))
    else:
        chars = pdf_text.page_chars(pdf_text.open_pdf(data), int(request["page"]))
    found = []
    for start, end in request["spans"]:
        indexes = match(chars.text, request["text"], start, end)
        found.append(line_boxes(chars.boxes, indexes))
    return found


def _word_chars(words: list[list[Any]]) -> tuple[str, tuple[tuple[float, float, float, float], ...]]:
    text, boxes = "", []
    for word, *box in words:
        text += f"{word} "
        boxes += [tuple(box)] * (len(word) + 1)
    return text, tuple(boxes)


def boxes(data: bytes, request: Mapping[str, Any]) -> bytes:
    """Return the boxes of each span of a page's text, as JSON."""
    return json.dumps({"boxes": _spans_boxes(data, request)}).encode()


def draw(data: bytes, request: Mapping[str, Any]) -> bytes:
    """Return a page as PNG with the asked spans marked."""
    image, scale = pdf_text.picture(pdf_text.open_pdf(data), int(request["page"]), int(request["width_px"]))
    for found in _spans_boxes(data, request) if request["spans"] else []:
        image = draw_marks(image, found, scale)
    return pdf_text.png(image)
