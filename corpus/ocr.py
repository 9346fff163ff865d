"""tesseract: the picture of a page into words with their places."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.layout import Line

# BCP 47 to the names of tesseract's models.
_MODELS = {
    "en": "eng", "fr": "fra", "es": "spa", "pt": "por", "de": "deu", "it": "ita", "zh": "chi_sim",
    "ar": "ara", "ru": "rus", "hi": "hin", "ja": "jpn", "ko": "kor", "id": "ind", "sw": "swa",
    "vi": "vie", "tr": "tur",
}  # fmt: skip
_LEAST_CONFIDENCE = 30.0


class OcrError(Exception):
    """tesseract failed on a page."""


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; ``line`` is the same for the words of one line."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    line: tuple[int, int, int]

    def scaled(self, factor: float) -> Word:
        """Return the word with its box multiplied, from pixels to points."""
        box = (round(value * factor, 2) for value in (self.x0, self.top, self.x1, self.bottom))
        x0, top, x1, bottom = box
        return replace(self, x0=x0, top=top, x1=x1, bottom=bottom)


@cache
def installed_languages() -> tuple[str, ...]:
    """Return the names of tesseract's installed models, none where tesseract is absent."""
    command = shutil.which("tesseract")
    if not command:
        return ()
    try:
        reply = subprocess.run(
            [command, "--list-langs"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(sorted(set(reply.stdout.split("\n")[1:]) - {"", "osd"}))


def models_for(language: str | None) -> tuple[str, ...]:
    """Return the models to read a language with; for an unknown one the installed European ones."""
    installed = installed_languages()
    model = _MODELS.get((language or "").split("-")[0])
    if model in installed:
        return (model,)
    return tuple(name for name in ("eng", "fra", "spa") if name in installed) or installed[:1]


def recognise_words(png: bytes, languages: Sequence[str], *, timeout_s: float) -> list[Word]:
    """Return the words of a picture in reading order, boxes in pixels.

    Raises:
        OcrError: tesseract is absent, fails, or takes too long.
    """
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(languages), "--psm", "1", "tsv"]
    # One thread: several files are read at once.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        reply = subprocess.run(
            command, input=png, capture_output=True, timeout=timeout_s, check=True, env=environment
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OcrError(type(error).__name__) from error
    return parse_words(reply.stdout.decode("utf-8", "replace"))


def parse_words(table: str) -> list[Word]:
    """Return the words of tesseract's TSV reply, doubtful ones left out."""
    words = []
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] != "5" or float(row["conf"]) < _LEAST_CONFIDENCE or not row["text"].strip():
            continue
        left, top = float(row["left"]), float(row["top"])
        right, bottom = left + float(row["width"]), top + float(row["height"])
        line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
        words.append(Word(row["text"].strip(), left, top, right, bottom, line))
    return words


def word_lines(words: Iterable[Word]) -> tuple[Line, ...]:
    """Return the words joined into lines; a hyphen at a line's end is taken off and noted."""
    grouped: dict[tuple[int, int, int], list[Word]] = {}
    for word in words:
        grouped.setdefault(word.line, []).append(word)
    lines = []
    for row in grouped.values():
        text = " ".join(word.text for word in row)
        top, bottom = min(word.top for word in row), max(word.bottom for word in row)
        hyphen = len(text) > 2 and text[-1] in "-‐¬" and text[-2].isalpha()
        text = text[:-1] if hyphen else text
        # Boxes hug the ink and differ from line to line; a coarse size keeps paragraphs whole.
        size = round((bottom - top) / 4) * 4.0 or 4.0
        x0, x1 = row[0].x0, max(word.x1 for word in row)
        lines.append(Line(text, x0, top, x1, bottom, size, hyphen=hyphen))
    return tuple(lines)
