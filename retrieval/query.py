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


def told(found: Fault, text: str, *, most: int = MOST_CHARACTERS) -> tuple[str, str]:
    """Return why a text cannot be asked, in words, and what to do; without a stop at the end.

    >>> told(Fault.LETTER, "K")
    ('it is one letter', 'Write the whole word')
    """
    match found:
        case Fault.LONG:
            reason = f"it has {len(text):,} characters, at most {most:,} can be asked"
            return reason, "Ask in a few sentences; put documents into the library"
        case Fault.EMPTY:
            reason = "it holds no word" if readable(text) else "it is empty"
            return reason, "Type what you want to know"
        case Fault.LETTER:
            return "it is one letter", "Write the whole word"
        case Fault.SMALL:
            return "it has only small words, which every text has", "Name what you want to know about"


def checked(query: str) -> str:
    """Return a query as it is searched.

    Raises:
        QueryError: it holds no word, one letter, small words only, or far too much.
    """
    found = fault(query)
    if found is not None:
        raise QueryError("the query", *told(found, query))
    return readable(query)
