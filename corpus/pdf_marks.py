"""From words of a page's text to their characters in the file, their boxes, and marks on its picture."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

Box = tuple[float, float, float, float]
_YELLOW = (255, 224, 60)
# Words on each side that tell one occurrence of a quote from another.
_CONTEXTS = (0, 24, 60, 140)
_SMALLEST_RUN = 4


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of ``text``, compatibility forms spelled out, with their indexes."""
    letters, indexes = [], []
    for index, character in enumerate(text):
        if character.isascii():
            if character.isalnum():
                letters.append(character)
                indexes.append(index)
            continue
        for part in unicodedata.normalize("NFKD", character):
            if part.isalnum():
                letters.append(part)
                indexes.append(index)
    return "".join(letters), indexes


def match(raw: str, text: str, start: int, end: int) -> list[int]:
    """Return the indexes in ``raw`` of the words ``text[start:end]``; empty where they are not found.

    Letters and digits find the place; the marks that the quote opens and ends with are taken with them.
    """
    indexes = _letters(raw, text, start, end)
    if not indexes:
        return []
    quote = text[start:end]
    inner = _folded(quote)[1]
    opening, closing = quote[: inner[0]], quote[inner[-1] + 1 :]
    return [
        *reversed(_beside(raw, opening[::-1], indexes[0], -1)),
        *indexes,
        *_beside(raw, closing, indexes[-1], 1),
    ]


def _beside(raw: str, marks: str, at: int, step: int) -> list[int]:
    """Return the indexes of ``marks`` that stand next to ``raw[at]``, spaces aside."""
    found: list[int] = []
    for mark in marks:
        if mark.isspace():
            continue
        at += step
        while 0 <= at < len(raw) and raw[at].isspace():
            at += step
        if not 0 <= at < len(raw) or raw[at] != mark:
            break
        found.append(at)
    return found


def _letters(raw: str, text: str, start: int, end: int) -> list[int]:
    """Return the indexes in ``raw`` of the quote's letters and digits.

    ``raw`` is the page as the file has it, ``text`` as it was cleaned: spaces, hyphens and ligatures
    differ, letters and digits do not. Of several occurrences the one with the same neighbours is meant,
    else the one that is as many occurrences from the start.
    """
    hay, places = _folded(raw)
    before, quote, after = (_folded(part)[0] for part in (text[:start], text[start:end], text[end:]))
    if not quote:
        return []
    for width in _CONTEXTS:
        left, right = before[len(before) - width :] if width else "", after[:width]
        whole = left + quote + right
        if hay.count(whole) == 1:
            at = hay.index(whole) + len(left)
            return places[at : at + len(quote)]
    if found := _occurrences(hay, quote):
        ordinal = len(_occurrences(before + quote, quote)) - 1
        at = found[min(max(ordinal, 0), len(found) - 1)]
        return places[at : at + len(quote)]
    return _by_runs(hay, places, quote)


def _occurrences(hay: str, needle: str) -> list[int]:
    found, at = [], hay.find(needle)
    while at >= 0:
        found.append(at)
        at = hay.find(needle, at + 1)
    return found


def _by_runs(hay: str, places: list[int], quote: str) -> list[int]:
    """Match a quote in pieces, in order, where something stands between them in the file.

    Less than nine tenths of it found is not found.
    """
    indexes: list[int] = []
    at = 0
    floor = -1
    while at < len(quote):
        size = len(quote) - at
        place = -1
        while size >= min(_SMALLEST_RUN, len(quote) - at):
            place = hay.find(quote[at : at + size], max(floor, 0))
            if place >= 0:
                break
            size = size * 3 // 4 if size > 8 else size - 1
        if place < 0 or size < 1:
            at += 1
            continue
        indexes += places[place : place + size]
        floor, at = place + size, at + size
    return indexes if len(indexes) >= 0.9 * len(quote) else []


def line_boxes(boxes: Sequence[Box], indexes: Sequence[int]) -> list[Box]:
    """Return one box for each run of characters that stand side by side on a line."""
    merged: list[Box] = []
    for index in indexes:
        box = boxes[index]
        if box[2] - box[0] <= 0 or box[3] - box[1] <= 0:
            continue
        last = merged[-1] if merged else None
        if last and _on_one_line(last, box):
            merged[-1] = (
                min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3])
            )  # fmt: skip
        else:
            merged.append(box)
    return merged


def _on_one_line(line: Box, box: Box) -> bool:
    if line[0] <= box[0] and box[2] <= line[2] and line[1] <= box[1] and box[3] <= line[3]:
        return True
    tall = min(line[3] - line[1], box[3] - box[1])
    wide = min(line[2] - line[0], box[2] - box[0])
    height = max(line[3] - line[1], box[3] - box[1])
    if min(line[3], box[3]) - max(line[1], box[1]) > 0.4 * tall:
        return -height < box[0] - line[2] < 2.5 * height or -2.5 * height < box[2] - line[0] < height
    # Text set sideways: the boxes stand above one another and share their breadth.
    overlap = min(line[2], box[2]) - max(line[0], box[0])
    return overlap > 0.9 * wide and max(line[2] - line[0], 0) < 2 * wide and _close(line, box, wide)


def _close(line: Box, box: Box, near: float) -> bool:
    return -near < box[1] - line[3] < 0.3 * near or -near < line[1] - box[3] < 0.3 * near


def draw_marks(image: Image.Image, boxes: Sequence[Box], scale: float) -> Image.Image:
    """Return the picture with the boxes tinted yellow, the print under them still dark."""
    if not boxes:
        return image
    tint = Image.new("RGB", image.size, (255, 255, 255))
    pen = ImageDraw.Draw(tint)
    for x0, top, x1, bottom in boxes:
        pen.rectangle([x0 * scale - 1, top * scale - 1, x1 * scale + 1, bottom * scale + 1], fill=_YELLOW)
    return ImageChops.multiply(image, tint)
