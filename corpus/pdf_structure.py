"""pypdf, the second try for text where pdfium cannot open a file or finds nothing in it."""

from __future__ import annotations

import io
import re
import zlib

from corpus.hygiene import clean

_GLYPH_NAMES = re.compile(r"(?:/(?:g|G|glyph|cid|c|C|uni|a)\d+){2,}")
_PARAGRAPH = re.compile(r"\n\s*\n")


class StructureError(Exception):
    """pypdf cannot read the file either."""


def texts(data: bytes, max_pages: int, max_chars: int) -> list[str]:
    """Return each page's text.

    Raises:
        StructureError: damaged, encrypted or over a limit.
    """
    import pypdf
    from pypdf.errors import PyPdfError

    # What 2,261 odd files made pypdf raise, its own errors and Python's.
    failures = (
        PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError,
        OSError, RecursionError, TypeError, ValueError, zlib.error,
    )  # fmt: skip
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise StructureError("password")
        found: list[str] = []
        for number, page in enumerate(reader.pages):
            if number >= max_pages or sum(map(len, found)) > max_chars:
                raise StructureError("limit")
            found.append(page.extract_text() or "")
    except failures as error:
        raise StructureError(type(error).__name__) from error
    return found


def tidy(text: str) -> str:
    r"""Return pypdf's text cleaned, each paragraph on one line, without names of glyphs that have no letter.

    >>> tidy("/g437/g258"), tidy("Targets\nand 1/2 of them")
    ('', 'Targets and 1/2 of them')
    """
    cleaned = _GLYPH_NAMES.sub("", clean(text).text)
    return "\n\n".join(" ".join(part.split()) for part in _PARAGRAPH.split(cleaned) if part.strip())
