"""What a user typed, made fit to be searched, or why it cannot be."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from retrieval.analysis import is_paired, words
from retrieval.errors import QueryError
from retrieval.small_words import says_nothing

_LINES = "\t\r\n\u2028\u2029"
_UNSEEN = ("Cc", "Cf", "Cs", "Co")
MOST_CHARACTERS = 20_000
"""Of a query that is typed; some three thousand words."""


class Fault(StrEnum):
    """Why a text cannot be asked."""

    EMPTY = "empty"
    LONG = "long"
    LETTER = "letter"
    SMALL = "small"


def readable(text: str) -> str:
    r"""Return a text on one line, without control, direction, private and half characters.

    >>> readable("methane\x00 \u202efee")
    'methane fee'
    """
    kept = "".join(
        " " if char in _LINES else char
        for char in text
        if char in _LINES or unicodedata.category(char) not in _UNSEEN
    )
    return " ".join(kept.split())


def fault(text: str, *, most: int = MOST_CHARACTERS) -> Fault | None:
    """Return why a text cannot be asked; None where it can.

    >>> fault("?!"), fault("K"), fault("what is the"), fault("水"), fault("methane")
    (<Fault.EMPTY: 'empty'>, <Fault.LETTER: 'letter'>, <Fault.SMALL: 'small'>, None, None)
    """
    if len(text) > most:
        return Fault.LONG
    found = words(readable(text))
    if not any(char.isalnum() for word in found for char in word):
        return Fault.EMPTY
    if len(found) == 1 and len(found[0]) == 1 and found[0].isalpha() and not is_paired(found[0]):
        return Fault.LETTER
    return Fault.SMALL if says_nothing(readable(text)) else None


def checked(query: str) -> str:
    """Return a query as it is searched.

    Raises:
        QueryError: it holds no word, one letter, small words only, or far too much.
    """
    match fault(query):
        case Fault.LONG:
            reason = f"it has {len(query):,} characters"
            raise QueryError("the query", reason, f"Ask in at most {MOST_CHARACTERS:,}")
        case Fault.EMPTY:
            reason = "it holds no word" if readable(query) else "it is empty"
            raise QueryError("the query", reason, "Ask in words")
        case Fault.LETTER:
            raise QueryError("the query", "it is one letter", "Write the whole word")
        case Fault.SMALL:
            reason = "it has only small words, which every text has"
            raise QueryError("the query", reason, "Name what you want to know about")
        case None:
            return readable(query)
