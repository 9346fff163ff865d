"""Items of a list that were written on in one line: sentences cut where the next item begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.passages import CharSpan

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщэюя",
    "أبجدهوزحطي",
    "कखगघङचछजझञ",
    "一二三四五六七八九十",
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_MARK = re.compile(
    r"(?<!\S)(?:(?P<both>[(（](?P<a>[ivx]{1,5}|[a-zа-яأ-يक-ञ一-十]|\d{1,2})[)）])"
    r"|(?P<half>(?P<b>[ivx]{1,5}|[a-zа-яأ-يक-ञ]|\d{1,2})\))"
    r"|(?P<dot>(?P<c>[ivx]{1,5}|[a-zа-я])\.))(?=\s+(?P<next>\S)|(?<=[)）])(?P<close>[^\W\d_]))"
)
"""What may open an item, three ways of writing it; a number with a full stop is left to the sentences."""
_NAMED = re.compile(
    r"\b(?:sub-?)?(?:sections?|articles?|paragraph|paras?|clause|rule|item|annex|table|figure|box|panels?|part|option"
    r"|scenario|point|alínea|artículos?|párrafo|inciso|artigos?|alinéa|ст\.|статьи?|пункт\w*|المادة|الفقرة"
    r"|to|of|in|under|with|de|du|en|à|em|в)\s*$",
    re.IGNORECASE,
)
"""What makes a mark a reference to an item elsewhere."""
_CLOSED = re.compile(r"[.;:!?।؛،。；：—–-]\s*(?:(?:and|or|et|ou|y|o|e|и)\s*)?$")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_CASELESS = re.compile(r"[\u0600-\u06ff\u0900-\u097f\u3400-\u9fff]")


def items(text: str, spans: Sequence[CharSpan], start: int = 0) -> tuple[CharSpan, ...]:
    """Return the sentences with those cut in which an item of a list begins.

    An item begins at a mark that follows or leads another one of its kind in the text, with a large letter
    behind it; in scripts that know none, the words before it must have ended.

    Args:
        text: a passage.
        spans: its sentences, counted from the beginning of the page.
        start: where on the page the passage begins.

    >>> text = "a. Plans for emergencies b. Will gazette the rules c. Funds it."
    >>> [span.of(text) for span in items(text, [CharSpan(0, 63)])]
    ['a. Plans for emergencies', 'b. Will gazette the rules', 'c. Funds it.']
    >>> text = "The board shall (a) plan, and (b) pay."
    >>> [span.of(text) for span in items(text, [CharSpan(0, 38)])]
    ['The board shall (a) plan, and (b) pay.']
    """
    marks = [(own.start() + start, own.end() + start) for own in _opening(text)]
    found: list[CharSpan] = []
    open_from: int | None = None
    for span in spans:
        begin = span.start if open_from is None else open_from
        open_from = None
        for at, end in (mark for mark in marks if span.start < mark[0] and mark[1] <= span.end):
            if not _WORDS.search(text[begin - start : at - start]):
                continue
            found += _trimmed(text, begin, at, start)
            begin = at
            if end == span.end and span is not spans[-1]:
                open_from = at  # its words are the next sentence
        if open_from is None:
            found += _trimmed(text, begin, span.end, start)
    return tuple(found)


def _trimmed(text: str, begin: int, end: int, start: int) -> list[CharSpan]:
    piece = text[begin - start : end - start]
    body = piece.strip()
    lead = len(piece) - len(piece.lstrip())
    return [CharSpan(begin + lead, begin + lead + len(body))] if body else []


def _opening(text: str) -> Iterator[re.Match[str]]:
    """The marks that open an item, those of one kind in their order."""
    marks = [
        own for own in _MARK.finditer(text) if not _NAMED.search(text[max(0, own.start() - 24) : own.start()])
    ]
    places = [_places(own) for own in marks]
    for at, own in enumerate(marks):
        before = any((kind, place - 1) in other for other in places[:at] for kind, place in places[at])
        after = any((kind, place + 1) in other for other in places[at + 1 :] for kind, place in places[at])
        if (before or after) and _begins(text, own):
            yield own


def _begins(text: str, own: re.Match[str]) -> bool:
    after = own["next"] or own["close"]
    if _CASELESS.match(after):
        return _CLOSED.search(text[: own.start()].rstrip()) is not None
    return after.isupper()


def _places(own: re.Match[str]) -> set[tuple[str, int]]:
    """How a mark is written, with its place: "(i)" is the first of one kind and the ninth of another."""
    style = "both" if own["both"] else "half" if own["half"] else "dot"
    mark = own["a"] or own["b"] or own["c"]
    if mark.isdigit():
        return {(f"{style} number", int(mark))}
    found = {(f"{style} {signs[0]}", signs.index(mark) + 1) for signs in _ALPHABETS if mark in signs}
    return found | ({(f"{style} roman", _ROMAN.index(mark) + 1)} if mark in _ROMAN else set())
