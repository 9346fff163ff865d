"""Arabic and Hindi words without what inflects them, by rules.

For concepts, Arabic words lose article, conjunction and endings (Larkey, Ballesteros and Connell 2007,
"light10"); for BM25 Snowball's stemmer does that, and gets a word as it reads it best. Hindi words lose their
case endings (Ramanathan and Rao 2003).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KEPT = 200_000
_SHORT = 4
_ARABIC_DROPPED = re.compile("[\u0640\u064b-\u065f\u0670]")
_ARABIC_SAME = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARABIC_HEADS = ("وال", "بال", "كال", "فال", "لل", "ال")
_ARABIC_TAILS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_HINDI_SAME = str.maketrans({"\u093c": "", "\u0901": "\u0902", "\u200c": "", "\u200d": ""})
# A nasal before a consonant of its own row may be written as a dot above.
_HINDI_NASAL = re.compile(
    "\u0919\u094d(?=[\u0915-\u0918])|\u091e\u094d(?=[\u091a-\u091d])|\u0923\u094d(?=[\u091f-\u0922])"
    "|\u0928\u094d(?=[\u0924-\u0927])|\u092e\u094d(?=[\u092a-\u092d])"
)
_HINDI_ENDINGS = (
    "ाएंगी ाएंगे ाऊंगी ाऊंगा ाइयाँ ाइयों ाइयां ाएगी ाएगा ाओगी ाओगे एंगी ेंगी एंगे ेंगे ूंगी ूंगा ातीं नाओं"
    " नाएं ताओं ताएं ियाँ ियों ियां ाकर ाइए ाईं ाया ेगी ेगा ोगी ोगे ाने ाना ाते ाती ाता तीं ाओं ाएं ुओं"
    " ुएं ुआं कर ाओ िए ाई ाए ने नी ना ते ीं ती ता ाँ ां ों ें ो े ू ु ी ि ा"
)
_HINDI_TAILS = tuple(sorted(_HINDI_ENDINGS.split(), key=len, reverse=True))


def arabic_plain(text: str) -> str:
    """Return a text without vowel signs, each letter in one of the ways in which it is written.

    >>> arabic_plain("إفريقيّة") == arabic_plain("افريقية")
    True
    """
    return _ARABIC_DROPPED.sub("", text).translate(_ARABIC_SAME)


def hindi_plain(text: str) -> str:
    """Return a text without dots below, a nasal always as a dot above.

    >>> hindi_plain("हिन्दी") == hindi_plain("हिंदी")
    True
    """
    return _HINDI_NASAL.sub("\u0902", unicodedata.normalize("NFD", text).translate(_HINDI_SAME))


@lru_cache(_KEPT)
def arabic(word: str) -> str:
    """Return the light stem of a word.

    >>> arabic("والانبعاثات") == arabic("انبعاثات")
    True
    """
    word = arabic_plain(word)
    if word.startswith("و") and len(word) > 3:
        word = word[1:]
    for head in _ARABIC_HEADS:
        if word.startswith(head) and len(word) - len(head) >= 2:
            word = word[len(head) :]
            break
    for tail in _ARABIC_TAILS:
        if word.endswith(tail) and len(word) - len(tail) >= 2:
            word = word[: -len(tail)]
    return word


@lru_cache(_KEPT)
def arabic_bare(word: str) -> str:
    """Return a word as Snowball's stemmer reads it best: no vowel signs, no "and" before the article.

    >>> arabic_bare("والطَّاقة")
    'الطاقة'
    """
    bare = _ARABIC_DROPPED.sub("", word) or word
    return bare[1:] if bare.startswith("وال") and len(bare) > _SHORT + 1 else bare


def arabic_ended(stem: str) -> str:
    """Return a stem of Snowball's without the alif of a plural, which it takes off behind an article alone.

    >>> arabic_ended("انبعاثا")
    'انبعاث'
    """
    return stem[:-1] if stem.endswith("ا") and len(stem) > _SHORT else stem


@lru_cache(_KEPT)
def hindi(word: str) -> str:
    """Return the light stem of a word.

    >>> hindi("नदियों") == hindi("नदी"), hindi("हिन्दी") == hindi("हिंदी")
    (True, True)
    """
    word = hindi_plain(word)
    for tail in _HINDI_TAILS:
        if word.endswith(tail) and len(word) - len(tail) >= 2:
            return word[: -len(tail)]
    return word
