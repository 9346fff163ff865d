"""Texts with the faults of real ones: typing errors, other case, punctuation, framing, misread letters.

Every change keeps what the text says, so its labels stay; digits are never touched. The same text, seed
and way give the same result on every machine.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from finetune.edits import Edit, Perturbed, apply
from finetune.errors import DataError
from finetune.examples import Span

Way = Literal["typos", "case", "punctuation", "paraphrase", "ocr"]
_T = TypeVar("_T")
_FRAMES: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
    Path(__file__).with_name("shipped").joinpath("words", "frames.json").read_text("utf-8")
)
LANGUAGES = tuple(_FRAMES)
"""The languages that ``paraphrase`` has templates for; a text in another one stays as it is."""

_SHARE = 0.1
"""Of the words or letters that can be changed, the share that is, and at least one."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_HAN_PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {key: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, key in enumerate(row)}
_MISREAD = {
    "rn": "m", "m": "rn", "cl": "d", "d": "cl", "l": "1", "e": "c", "h": "b", "u": "ii", "fi": "ﬁ",
    "vv": "w", "O": "0", "I": "l", "未": "末", "末": "未", "已": "己", "土": "士", "日": "曰", "大": "太",
    "人": "入", "天": "夫",
}  # fmt: skip
_LOOKALIKE = re.compile("|".join(sorted(_MISREAD, key=len, reverse=True)))
_LONG = re.compile(r"[^\W\d_]{8,}")


def perturb(
    text: str, way: Way, *, seed: int = 7, language: str = "en", spans: Iterable[Span] = ()
) -> Perturbed:
    """Return ``text`` changed in one way, and its spans where their words now are.

    Args:
        text: any, the empty one too.
        way: ``typos``: a tenth of the words of four letters or more gets one slip of the keys (Chinese:
            two characters change places). ``case``: all small or all capital. ``punctuation``: marks lost
            or exchanged, quotes curled. ``paraphrase``: a frame such as "According to the report, …".
            ``ocr``: letters misread for their like, words broken over a line.
        seed: another one gives another variant.
        language: BCP 47; only ``paraphrase`` looks at it.
        spans: of ``text``; those given back are in the same order.

    Raises:
        DataError: an unknown way, or a span that does not lie in the text.

    >>> perturb("The sea rises.", "paraphrase", seed=1, spans=[Span(4, 7, "sea")]).text
    'The document notes that the sea rises.'
    """
    if way not in WAYS:
        raise DataError(way, "no such way to change a text", f"Known are: {', '.join(WAYS)}.")
    marked = tuple(spans)
    for span in marked:
        if span.end > len(text):
            reason = f"it goes from {span.start} to {span.end} in a text of {len(text)} characters"
            raise DataError(f"span {span.label!r}", reason, "Correct its offsets.")
    source = random.Random(f"{seed}/{way}/{text}")  # noqa: S311 - repeatable, no secret
    return apply(text, marked, WAYS[way](text, source, language))


def _typos(text: str, source: random.Random, language: str) -> list[Edit]:
    pairs = [match.start() for match in _HAN_PAIR.finditer(text)]
    chosen = [Edit(at, at + 2, text[at + 1] + text[at]) for at in _some(pairs, source)]
    words = [match for match in _WORD.finditer(text) if not _HAN_PAIR.search(match[0])]
    return chosen + [_slip(text, match, source) for match in _some(words, source)]


def _slip(text: str, word: re.Match[str], source: random.Random) -> Edit:
    """One slip within a word, never on its first letter."""
    at = source.randrange(word.start() + 1, word.end() - 1)
    letter, following = text[at], text[at + 1]
    near = _KEYS.get(letter.lower())
    slips = [
        Edit(at, at + 2, following + letter),
        Edit(at, at + 1, ""),
        Edit(at, at + 1, letter * 2),
        Edit(at, at + 1, source.choice(near) if near else letter * 2),
    ]
    return source.choice(slips[1:] if letter == following else slips)


def _case(text: str, source: random.Random, language: str) -> list[Edit]:
    changed = source.choice((str.lower, str.upper))
    return [Edit(at, at + 1, new) for at, old in enumerate(text) if (new := changed(old)) != old]


def _punctuation(text: str, source: random.Random, language: str) -> list[Edit]:
    found = list(_marks(text))
    if not found:
        return [Edit(len(text), len(text), "." if text and text[-1].isascii() else "。")]
    chosen = [edit for edit in found if source.random() < 0.5]
    return chosen or [source.choice(found)]


def _marks(text: str) -> Iterator[Edit]:
    """What may happen to each mark; never between digits, where it is part of a number."""
    turned = {'"': "”", "'": "’", "’": "'", "“": '"', "”": '"', ";": ",", "；": "，", "，": ",", "–": "-"}
    for match in re.finditer(r"[^\w\s]", text):
        at, mark = match.start(), match[0]
        before, after = text[:at][-1:], text[at + 1 : at + 2]
        if before.isdigit() or after.isdigit():
            continue
        if mark in turned:
            yield Edit(at, at + 1, turned[mark])
        elif mark in ",:.。、!" and not (before.isalpha() and after.isalpha() and mark == "."):
            yield Edit(at, at + 1, "")
        elif mark == "-" and before.isalpha() and after.isalpha():
            yield Edit(at, at + 1, " ")


def _paraphrase(text: str, source: random.Random, language: str) -> list[Edit]:
    frames = _FRAMES.get(language.split("-")[0].lower())
    if frames is None:
        return []
    frame = source.choice((*frames["before"], *frames["after"]))
    if frame in frames["after"]:
        return [Edit(len(text), len(text), frame)]
    opener = re.match(r"[^\W\d_]+\b", text)
    lowers = opener is not None and opener[0].lower() in frames["openers"]
    lower = [Edit(0, 1, text[0].lower())] if lowers and text[0].isupper() else []
    return [Edit(0, 0, frame), *lower]


def _ocr(text: str, source: random.Random, language: str) -> list[Edit]:
    alike = [Edit(match.start(), match.end(), _MISREAD[match[0]]) for match in _LOOKALIKE.finditer(text)]
    broken = [Edit(match.start() + 4, match.start() + 4, "-\n") for match in _LONG.finditer(text)]
    return _some(alike, source) + _some([edit for edit in broken if text[edit.start].isascii()], source)


def _some(found: Sequence[_T], source: random.Random) -> list[_T]:
    return source.sample(found, max(1, round(len(found) * _SHARE))) if found else []


WAYS: Mapping[Way, Callable[[str, random.Random, str], list[Edit]]] = {
    "typos": _typos,
    "case": _case,
    "punctuation": _punctuation,
    "paraphrase": _paraphrase,
    "ocr": _ocr,
}
