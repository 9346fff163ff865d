"""Text made fit to be stored, shown and exported: no controls, no invisible characters, no ligatures."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# What a text layer may hold and a page does not show: NUL and other controls, direction marks, zero-width
# characters, soft hyphens, interlinear marks, variation selectors of tags, noncharacters, lone surrogates.
_INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef"
    "\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff"
)
_SPACES = "\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = "\r\x85\u2028\u2029"
# One sign, read as several or as another: ligatures, Arabic presentation forms, CJK radicals.
_COMPOSED = "\u2e80-\u2fd5\uf900-\ufaff\ufb00-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_ODD = re.compile(f"[{_INVISIBLE}{_SPACES}{_BREAKS}{_COMPOSED}{_PRIVATE}]")
_REMOVED = re.compile(f"[{_INVISIBLE}]")
_SPACE = re.compile(f"[{_SPACES}]")
_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_COMPOSED_RUN = re.compile(f"[{_COMPOSED}]+")
_PRIVATE_CHARACTER = re.compile(f"[{_PRIVATE}]")
# Signs of the Symbol and Wingdings fonts that reports use as list marks.
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf02d": "-", "\uf0b0": "°"}
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text fit to be stored, and how many characters of the original it lacks."""

    text: str
    removed: int


def clean(text: str) -> Cleaned:
    r"""Return ``text`` without what cannot be seen, spaces made plain and ligatures spelled out.

    Newlines stay; cleaning twice changes nothing.

    >>> clean("e\ufb03cient\x00\u202e").text
    'efficient'
    """
    if not _ODD.search(text):
        return Cleaned(unicodedata.normalize("NFC", text), 0)
    text = _BREAK.sub("\n", text)
    text, invisible = _REMOVED.subn("", text)
    text = _SPACE.sub(" ", text)
    text = _COMPOSED_RUN.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    text, private = _PRIVATE_CHARACTER.subn(lambda sign: _SYMBOLS.get(sign.group(), ""), text)
    return Cleaned(unicodedata.normalize("NFC", text), invisible + private)


def clean_line(text: str) -> str:
    r"""Return ``text`` cleaned and on one line, its runs of spaces made one.

    >>> clean_line("  a\t b\r\nc ")
    'a b c'
    """
    return " ".join(clean(text).text.split())


def clean_name(name: str) -> str:
    r"""Return the name to show for a file: its last part, one line, at most 120 characters, never empty.

    >>> clean_name("../../etc/report\u202efdp.pdf")
    'reportfdp.pdf'
    """
    last = re.split(r"[/\\]", name)[-1]
    shown = clean_line(last).strip(" .")
    # A leading dash is read as an option and a leading sign as a formula, wherever the name is pasted.
    shown = shown.lstrip("-=+@ ")
    shown = _RESERVED.sub(lambda match: f"_{match.group()}", shown)
    if len(shown) > _LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        ending = dot + ending if dot and len(ending) <= 8 else ""
        shown = (stem if ending else shown)[: _LONGEST_NAME - len(ending) - 1] + "…" + ending
    return shown or "document.pdf"
