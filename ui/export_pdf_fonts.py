"""The fonts of an exported PDF: which are loaded for which characters, and how they measure."""

from __future__ import annotations

import re
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

BODY = "Body"
_FONTS = Path(__file__).parent / "assets" / "fonts"
_FACES = {"": "NotoSans-Regular", "B": "NotoSans-Bold", "I": "NotoSans-Italic"}
EAST_ASIAN = r"[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
_FALLBACKS = {  # asked in this order, and loaded only where their characters occur
    "NotoNaskhArabic-Regular": r"[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc]",
    "NotoSansDevanagari-Regular": r"[\u0900-\u097f\ua8e0-\ua8ff]",
    "DejaVuSans": r"[^\u0000-\u052f\u1e00-\u20bf\u2e80-\u9fff\uac00-\ud7ff\uff00-\uffef]",
    "DroidSansFallbackFull": EAST_ASIAN,
}
_SHAPED = r"[\u0300-\u036f\u0590-\u1cff\ua8e0-\ua97f\uaa00-\uabff\ufb1d-\ufdff\ufe70-\ufefc]"


def add_fonts(sheet: FPDF, text: str) -> None:
    """Load the fonts that the characters of ``text`` need; shape only scripts that ask for it."""
    for style, name in _FACES.items():
        sheet.add_font(BODY, style, _FONTS / f"{name}.ttf")
    needed = [name for name, characters in _FALLBACKS.items() if re.search(characters, text)]
    for name in needed:
        sheet.add_font(name, "", _FONTS / f"{name}.ttf")
    sheet.set_fallback_fonts(needed, exact_match=False)
    sheet.set_text_shaping(use_shaping_engine=bool(re.search(_SHAPED, text)))
    face = _measure_once()
    for font in sheet.fonts.values():
        font.__class__ = face


def _measure_once() -> type[TTFFont]:
    """Return a kind of font that measures a word once for a document.

    fpdf2 measures the whole line again for each character it adds: minutes for some pages of
    Arabic, where each word is shaped by itself.
    """
    known: dict[tuple[str, str, float, str], tuple[int, float]] = {}

    class Face(TTFFont):  # type: ignore[misc]  # mypy does not follow fpdf
        __slots__ = ()

        def shaped_text_width(self, text: str, size: float, shaping: dict[str, object]) -> tuple[int, float]:
            key = (self.fontkey, text, size, str(shaping.get("fragment_direction")))
            if key not in known:
                known[key] = super().shaped_text_width(text, size, shaping)
            return known[key]

    return Face
