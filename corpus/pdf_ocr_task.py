"""OCR in the child: one page drawn by pdfium, recognised by tesseract, laid out like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from corpus import pdf_text
from corpus.layout import Sheet, lay_out
from corpus.ocr import OcrError, recognise_words, word_lines

_DPI = 200
_LONGEST_SIDE_PX = 3500


def _words(data: bytes, request: Mapping[str, Any]) -> tuple[list[Any], float, float]:
    document = pdf_text.open_pdf(data)
    width, height = document.get_page_size(int(request["page"]) - 1)
    pixels = min(width / 72 * _DPI, _LONGEST_SIDE_PX * width / max(width, height, 1))
    image, scale = pdf_text.picture(document, int(request["page"]), max(1, round(pixels)))
    found = recognise_words(
        pdf_text.png(image.convert("L")), request["languages"], timeout_s=request["wall_s"]
    )
    return [word.scaled(1 / scale) for word in found], width, height


def recognise(data: bytes, request: Mapping[str, Any]) -> bytes:
    """Return one page's recognised text and headings, as JSON."""
    try:
        words, width, height = _words(data, request)
    except OcrError as error:
        return json.dumps({"refused": str(error)}).encode()
    page = lay_out([Sheet(word_lines(words), width, height)])[0]
    headings = [(heading.level, heading.span.start, heading.span.end) for heading in page.headings]
    return json.dumps({"text": page.text, "headings": headings}).encode()


def words(data: bytes, request: Mapping[str, Any]) -> bytes:
    """Return one page's recognised words with their boxes in points, as JSON."""
    try:
        found, _, _ = _words(data, request)
    except OcrError as error:
        return json.dumps({"refused": str(error)}).encode()
    return json.dumps(
        {"words": [[word.text, word.x0, word.top, word.x1, word.bottom] for word in found]}
    ).encode()
