"""What pdfium says of a file: lines with their places, characters with their boxes, pictures, structure.

Runs in the child process only; nothing here is called where the library lives.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from corpus.hygiene import clean
from corpus.layout import Line
from corpus.pdf_cells import cells

PdfDocument = pypdfium2.PdfDocument

# pdfium ends a line with CRLF, and marks a hyphen at a line's end by U+FFFE, with or without the CRLF.
_LINE_END = re.compile("\ufffe(?:\r\n)?|\r\n|\r|\n")
_LONGEST_SIDE_PX = 4000
# Digits right behind a word or its punctuation: a note mark or an exponent if they stand higher.
_MAY_BE_RAISED = re.compile(r"(?<=[a-zà-ÿ][a-zà-ÿ.,;:)\]”’])(\d{1,3})(?![\d.]\d|\w)")
# Print as tight as this, per character and size, has no gap between cells.
_TIGHT = 0.45
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class PdfRefusedError(Exception):
    """pdfium does not open the file; ``code`` is its own error number (4 password, 5 security)."""

    def __init__(self, code: int) -> None:
        """Keep the number."""
        super().__init__(f"pdfium error {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class PageChars:
    """Every character of a page, in pdfium's order, with a box from the top left in points."""

    text: str
    boxes: tuple[tuple[float, float, float, float], ...]


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """Return the opened file.

    Raises:
        PdfRefusedError: damaged beyond repair, encrypted, or not a PDF.
    """
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PdfRefusedError(int(getattr(error, "err_code", 0) or pdfium.FPDF_GetLastError())) from error


def _text(text_page: pypdfium2.PdfTextpage, count: int) -> str:
    if count < 1:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if written - 1 == count:
        # One unit a character: an index into the text is pdfium's index of the character.
        return bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass").ljust(count, "\0")
    codes = (pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if code <= 0x10FFFF else "\0" for code in codes)


class _Sheet:
    """One page with its text, and the way from PDF coordinates to points from the top left as shown."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.page = page
        self.text_page = page.get_textpage()
        count = max(0, self.text_page.count_chars())
        self.text = _text(self.text_page, count)
        self.rotation = page.get_rotation()
        self.width, self.height = page.get_size()
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._box = tuple(ctypes.c_double() for _ in range(4))
        self._matrix = pdfium.FS_MATRIX()

    def place(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Return a box of PDF coordinates (y upwards) as it is seen, y downwards."""
        match self.rotation:
            case 90:
                box = (y0 - self._bottom, x0 - self._left, y1 - self._bottom, x1 - self._left)
            case 180:
                box = (self._right - x1, y0 - self._bottom, self._right - x0, y1 - self._bottom)
            case 270:
                box = (self._top - y1, self._right - x1, self._top - y0, self._right - x0)
            case _:
                box = (x0 - self._left, self._top - y1, x1 - self._left, self._top - y0)
        return tuple(round(value, 2) for value in box)

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Return the tight box of one character."""
        left, right, bottom, top = self._box
        if not pdfium.FPDFText_GetCharBox(self.text_page, index, left, right, bottom, top):
            return (0.0, 0.0, 0.0, 0.0)
        return self.place(left.value, bottom.value, right.value, top.value)

    def loose(self, index: int) -> tuple[float, float, float, float]:
        """Return the box of one character with its font's full height."""
        rectangle = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(self.text_page, index, rectangle):
            return self.box(index)
        return self.place(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)

    def angle(self, index: int) -> int:
        """Return how far a character leans as it is seen, in quarter turns."""
        turns = round(pdfium.FPDFText_GetCharAngle(self.text_page, index) / 1.5708)
        return int((turns - self.rotation // 90) % 4)

    def em(self, index: int) -> float:
        """Return the size in points that a character is set in; 0 for one that pdfium made up."""
        if not pdfium.FPDFText_GetMatrix(self.text_page, index, self._matrix):
            return 0.0
        scale = (self._matrix.c**2 + self._matrix.d**2) ** 0.5
        return float(pdfium.FPDFText_GetFontSize(self.text_page, index) * scale)

    def bold(self, index: int) -> bool:
        """Whether the font of a character is bold by weight or by name."""
        if pdfium.FPDFText_GetFontWeight(self.text_page, index) >= 600:
            return True
        buffer = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self.text_page, index, buffer, 128, ctypes.c_int())
        name = buffer.value.lower()
        return b"bold" in name or b"black" in name or b"heavy" in name

    def close(self) -> None:
        """Give the page back; pdfium keeps nothing of it."""
        self.text_page.close()
        self.page.close()


def _raised(sheet: _Sheet, start: int, end: int) -> str:
    """Return a line's characters, raised digits (note marks, exponents) as superscripts."""
    raw = sheet.text[start:end]
    marks = list(_MAY_BE_RAISED.finditer(raw))
    if not marks:
        return raw
    letters = list(raw)
    for mark in marks:
        first = start + mark.start(1)
        digit, before = sheet.box(first), sheet.box(first - 1)
        # A raised digit ends well above the baseline, where the print before it ends.
        if digit[3] < before[3] - 0.2 * (digit[3] - digit[1]) and before[3] > before[1]:
            letters[mark.start(1) : mark.end(1)] = mark.group(1).translate(_SUPERSCRIPTS)
    return "".join(letters)


def _line(sheet: _Sheet, start: int, end: int, hyphen: bool) -> Line | None:
    raw = _raised(sheet, start, end)
    shown = raw.strip(" \0\u00a0")
    if not shown:
        return None
    first = start + raw.index(shown[0])
    last = first + len(shown) - 1
    head, tail = sheet.box(first), sheet.loose(last)
    at_middle = (first + last) // 2
    middle = sheet.loose(at_middle)
    opening = sheet.loose(first)
    size = max(opening[3] - opening[1], middle[3] - middle[1])
    # A space that pdfium made up has no angle of its own.
    angle = sheet.angle(next((at for at in range(at_middle, last) if not sheet.text[at].isspace()), last))
    x0, x1 = min(head[0], tail[0]), max(head[2], tail[2])
    top = min(middle[1], opening[1], tail[1]) if angle == 0 else opening[1]
    bottom = max(middle[3], opening[3], tail[3]) if angle == 0 else opening[3]
    bold = sheet.bold(first) and sheet.bold(last)
    em = sorted(sheet.em(index) for index in (first, at_middle, last))[1]
    loose = x1 - x0 > _TIGHT * (em or size) * len(shown)
    parts = cells(raw, start, em or size, sheet.box, sheet.loose) if loose else ()
    return Line(raw, x0, top, x1, bottom, round(size, 1), bold, angle, hyphen, round(em, 1), parts)


def page_lines(document: pypdfium2.PdfDocument, number: int) -> tuple[tuple[Line, ...], float, float]:
    """Return a page's lines in the file's order, and its width and height as shown in points.

    Raises:
        PdfRefusedError: pdfium cannot load this page.
    """
    try:
        sheet = _Sheet(document[number - 1])
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise PdfRefusedError(6) from error
    lines, start = [], 0
    for end in _LINE_END.finditer(sheet.text):
        lines.append(_line(sheet, start, end.start(), end.group()[0] == "\ufffe"))
        start = end.end()
    lines.append(_line(sheet, start, len(sheet.text), False))
    width, height = sheet.width, sheet.height
    sheet.close()
    return tuple(line for line in lines if line), width, height


def page_chars(document: pypdfium2.PdfDocument, number: int) -> PageChars:
    """Return every character of a page with its box."""
    sheet = _Sheet(document[number - 1])
    boxes = tuple(sheet.loose(index) for index in range(len(sheet.text)))
    text = sheet.text
    sheet.close()
    return PageChars(text, boxes)


def picture(document: pypdfium2.PdfDocument, number: int, width_px: int) -> tuple[Image.Image, float]:
    """Return a page drawn ``width_px`` wide as a Pillow image, and pixels per point.

    A page of absurd size or shape is drawn smaller, so that neither side passes 4,000 pixels.
    """
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(width_px / max(width, 1), _LONGEST_SIDE_PX / max(width, height, 1))
    image = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    return image, scale


def png(image: Image.Image) -> bytes:
    """Return a Pillow image as PNG bytes."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def has_pictures(document: pypdfium2.PdfDocument, number: int) -> bool:
    """Whether a page holds an image, or letters that stand for no known character: OCR may read both."""
    try:
        page = document[number - 1]
        found = any(True for _ in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4))
        text_page = page.get_textpage()
        letters = _text(text_page, text_page.count_chars()).strip()
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        return False
    return found or bool(letters and not clean(letters).text.strip())


def metadata(document: pypdfium2.PdfDocument) -> dict[str, str]:
    """Return the document information as it stands, empty fields left out."""
    return {key: value for key, value in document.get_metadata_dict(skip_empty=True).items() if value.strip()}


def label(document: pypdfium2.PdfDocument, number: int) -> str | None:
    """Return the printed label of a page, or None where the file names none."""
    return document.get_page_label(number - 1) or None


def outline(document: pypdfium2.PdfDocument, most: int = 2000) -> Iterator[tuple[int, int, str]]:
    """Yield (page number, level from 1, title) of at most ``most`` bookmarks."""
    for count, item in enumerate(document.get_toc(max_depth=8)):
        if count >= most:
            return
        target = item.get_dest()
        index = target.get_index() if target else None
        if index is not None:
            yield index + 1, item.level + 1, item.get_title()


def active_content(document: pypdfium2.PdfDocument) -> list[str]:
    """Return what the file carries besides pages, of "scripts", "attachments" and "form"."""
    found = []
    if pdfium.FPDF_GetFormType(document) in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        found.append("form")
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.append("scripts")
    if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
        found.append("attachments")
    return found
