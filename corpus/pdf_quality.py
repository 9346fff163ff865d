"""What a reader must know about a file's text: lost letters, legacy fonts, hidden text, scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.documents import Page

# Fonts such as Kruti Dev draw Devanagari with Latin codes, in an order that no Latin word has.
_LEGACY = re.compile(r"[A-Za-z][ª¼½¾][A-Za-z]|[A-Za-z]ñ(?![A-Za-záéíóúüñ])|[a-z]/k[a-z.]")
_ARABIC_LETTER = re.compile(r"[\u0620-\u064a\u0671-\u06d3]")


def looks_like_mojibake(text: str) -> bool:
    """Whether Latin letters stand for another script, as in old Indian fonts.

    >>> looks_like_mojibake("jftLVªh lañ Mhñ ,yñ"), looks_like_mojibake("El año 2030, 1ª edición")
    (True, False)
    """
    return len(_LEGACY.findall(text)) >= 2


def has_lost_letters(text: str) -> bool:
    """Whether words have replacement signs, or Arabic letters in shares Arabic never has."""
    if len(re.findall(r"\w\ufffd", text)) > max(3, 0.01 * len(text)):
        return True
    arabic = "".join(_ARABIC_LETTER.findall(text))
    if len(arabic) < 80:
        return False
    # A font that maps several glyphs to one code doubles some letters and puts others in their place.
    doubled = arabic.count("وو") / len(arabic)
    return doubled > 0.01 or arabic.count("خ") / len(arabic) > 0.04


def warnings_for(found: Mapping[str, Any], pages: Sequence[Page]) -> tuple[str, ...]:
    """Return what must be told about a file, a sentence each."""
    told = []
    legacy = [page.number for page in pages if looks_like_mojibake(page.text)]
    lost = [page.number for page in pages if has_lost_letters(page.text)]
    checks = (
        (
            legacy,
            "is set in an old font whose letters stand for another script: some of it is unreadable",
        ),
        (lost, "has a text layer that has lost letters: quotations may be wrong"),
        (found["hidden"], "has text that cannot be seen (tiny or off the page); it was left out"),
        (found["broken"], "is damaged and was not read"),
    )
    told += [f"{_named(numbers)} {what}" for numbers, what in checks if numbers]
    removed = sum(page["removed"] for page in found["pages"])
    if removed > 50:
        told.append(f"{removed:,} invisible characters were taken out of the text")
    if "form" in found["active"]:
        told.append("The file is an XFA form: what its pages show elsewhere may be missing")
    if "scripts" in found["active"]:
        told.append("The file carries scripts; they were not run")
    if "attachments" in found["active"]:
        told.append("The file carries attachments; they were not read")
    if found.get("second"):
        told.append("The file is damaged; its text was saved by a second reader and may lack parts")
    return tuple(told)


def _named(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]}"
    shown = ", ".join(map(str, numbers[:8]))
    more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""
    return f"Each of pages {shown}{more}"
