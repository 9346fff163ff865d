"""Texts into comparable words: letters and digits, small words out, endings off, Chinese in pairs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_TOKEN = re.compile(r"[\u4e00-\u9fff\u3040-\u30ff]+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_HAN = re.compile(r"[\u4e00-\u9fff\u3040-\u30ff]")
_ENDING = re.compile(
    r"(?:ization|isation|ational|ations?|ements?|ments?|ities|ity|ingly|edly|ings?|ively|ives?|ically|ical"
    r"|ics?|ances?|ences?|ants?|ents?|ables?|ibles?|ers?|ors?|ies|ied|ed|es|s|ly|al|y|e|aux|ions?|ción|ciones|ado|ada)$"
)
SMALL_WORDS: frozenset[str] = frozenset(
    json.loads(Path(__file__).with_name("shipped").joinpath("words", "small.json").read_text("utf-8"))
)
_HAN_SMALL = re.compile(
    r"什么|怎么|怎样|如何|哪些|哪个|哪里|哪年|多少|几个|是谁|谁|为什么|是否|吗|呢"
    r"|的|了|是|在|和|与|有|被|由|对|于|及|以"
)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a word without its ending, where four letters or more remain.

    >>> stem("emissions"), stem("adaptation"), stem("India's")
    ('emiss', 'adapt', 'india')
    """
    plain = re.sub(r"['’]s?$", "", word.lower())
    plain = re.sub(r"^(?:[ldqnsj]|qu)['’]", "", plain)
    if len(plain) < 5 or plain[0].isdigit():
        return plain[:-1] if len(plain) == 4 and plain.endswith("s") else plain
    cut = _ENDING.sub("", plain)
    return cut if len(cut) >= 4 else plain[:5]


def words(text: str) -> list[str]:
    """Return the words of ``text`` that carry meaning, stemmed, in order, repeats kept.

    >>> words("How are emissions falling in 2030?")
    ['emiss', 'fall', '2030']
    """
    return [word for word, _ in _read(text)]


def written(text: str) -> dict[str, str]:
    """Return each word of ``words`` with the way it first stands in ``text``.

    >>> written("Falling emissions")
    {'fall': 'Falling', 'emiss': 'emissions'}
    """
    found: dict[str, str] = {}
    for word, token in _read(text):
        found.setdefault(word, token)
    return found


def _read(text: str) -> Iterator[tuple[str, str]]:
    for token in _TOKEN.findall(text):
        if _HAN.match(token):
            for run in _HAN_SMALL.split(token):
                yield from ((run[at : at + 2], run[at : at + 2]) for at in range(len(run) - 1))
        elif token.lower() not in SMALL_WORDS and (len(token) > 1 or token.isdigit()):
            yield stem(token).replace(",", ""), token


def names(text: str) -> list[str]:
    """Return stems of names and numbers: digits, and capitals that do not open the text.

    >>> names("What did Kenya spend in 2019?")
    ['kenya', '2019']
    """
    found = []
    for match in _TOKEN.finditer(text):
        token, opens = match[0], not text[: match.start()].strip(" ¿¡«\"'(")
        named = token[0].isdigit() or (
            token[0].isupper() and (not opens or (token.isupper() and len(token) > 1))
        )
        if named and token.lower() not in SMALL_WORDS:
            found.append(stem(token).replace(",", ""))
    return found
