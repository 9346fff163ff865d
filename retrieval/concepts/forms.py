"""Labels and texts into the forms that are compared: words without inflection, case and accents.

Chinese is compared by characters; Arabic words lose article, conjunction and endings (Larkey,
Ballesteros and Connell 2007, "light10"), Hindi words their case endings (Ramanathan and Rao 2003);
other languages use the stems of BM25. An abbreviation keeps its capitals, so that WHO is not "who".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from retrieval.analysis import stems
from retrieval.light_stems import arabic, hindi
from retrieval.small_words import only_small

VERSION = "3"
LANGUAGES = ("en", "fr", "es", "pt", "zh", "ar", "ru", "hi")
BREAK = "."
"""Stands for punctuation that ends a phrase; no label reaches across it."""
_BY_CHARACTER = frozenset({"zh", "ja"})
_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = (  # combining marks, which belong to their word
    "\u0300-\u036f\u0483-\u0487\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
)
_STOPS = "\u3001\u3002\uff0c\uff1a\uff1b\uff01\uff1f\u060c\u061b\u061f\u0964"
_ENDS = rf"[.,;:!?](?!\w)|[{_STOPS}]"
_WORDS = re.compile(rf"[\w{_MARKS}]+|{_ENDS}")
_CHARACTERS = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+|{_ENDS}")
_LONGEST_ABBREVIATION = 10
_SMALL = "."  # before a small word, so that the stem of a longer one is not taken for it
_PLURALS = (
    ("ões", "ão"),
    ("ães", "ão"),
    ("ais", "al"),
    ("éis", "el"),
    ("eis", "el"),
    ("óis", "ol"),
    ("ens", "em"),
)
_SHORT = 4
_IRREGULAR = {
    "en": {"gases": "gas", "buses": "bus", "viruses": "virus", "children": "child", "women": "woman"}
}


def pattern(language: str | None) -> re.Pattern[str]:
    """Return what finds the words of that language in a text, and the punctuation between them."""
    return _CHARACTERS if language in _BY_CHARACTER else _WORDS


def is_abbreviation(label: str) -> bool:
    """Whether a label counts only in capitals.

    >>> is_abbreviation("WHO"), is_abbreviation("REDD+"), is_abbreviation("UN-Habitat")
    (True, True, False)
    """
    if len(label) > _LONGEST_ABBREVIATION or " " in label or not label.isupper():
        return False
    return sum(char.isalpha() for char in label) > 1


def folded(words: Sequence[str], language: str | None) -> list[str]:
    """Return the form of each word, in their order.

    >>> folded(["Emissions", "climate"], "en"), folded(["الانبعاثات"], "ar"), folded(["नदियों"], "hi")
    (['emiss', 'climat'], ['انبعاث'], ['नद'])
    >>> folded(["emissões", "ambientais"], "pt") == folded(["emissão", "ambiental"], "pt")
    True
    """
    plain = [unicodedata.normalize("NFKC", word).casefold().replace("ё", "е") for word in words]
    if language in ("ar", "hi"):
        stem = arabic if language == "ar" else hindi
        return [_SMALL + word if only_small([word], language) else stem(word) for word in plain]
    if language in ("es", "pt"):
        plain = [_singular(word, language) for word in plain]
    same = _IRREGULAR.get(language or "", {})
    return stems([same.get(word, word) for word in plain], language)


def _singular(word: str, language: str) -> str:
    """A plural that the stemmer does not know as the singular: "emissões", "manguezais", "olas"."""
    for plural, one in _PLURALS if language == "pt" else ():
        if word.endswith(plural) and len(word) > len(plural) + 1:
            return word.removesuffix(plural) + one
    return word[:-1] if len(word) == _SHORT and word.endswith(("as", "es", "os")) else word


def form(label: str, language: str) -> tuple[str, ...]:
    """Return the forms of a label's words; two labels with the same form are one.

    >>> form("greenhouse gases", "en") == form("Greenhouse gas", "en")
    True
    """
    words = [word for word in pattern(language).findall(label) if not re.fullmatch(_ENDS, word)]
    if is_abbreviation(label):
        return tuple(words)
    return tuple(folded(words, language))
