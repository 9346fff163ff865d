"""Whether a text denies: an odd number of negations."""

from __future__ import annotations

import re

from agents.checks.tables import table, whole

_TABLE = table("denials")
_NEGATIONS = re.compile(
    rf"(?<![\w-])(?:{'|'.join(_TABLE['negations'])})(?!\w)|{'|'.join(_TABLE['signs'])}", re.IGNORECASE
)
_NONE = re.compile("|".join(_TABLE["none"]), re.IGNORECASE)
_DENYING = re.compile(whole(_TABLE["denying"], r"\w"), re.IGNORECASE)


def negations(text: str) -> int:
    """Return how many words of a text say no.

    >>> negations("It isn't so."), negations("no later than 2030"), negations("没有减少")
    (1, 0, 1)
    """
    plain = _NONE.sub(" ", " ".join(text.replace("’", "'").split()))
    return len(_NEGATIONS.findall(plain))


def denies(text: str) -> bool:
    """Return whether the negations of a text leave a no."""
    return negations(text) % 2 == 1


def turned(text: str) -> bool:
    """Return whether a text has a word that can say no without a negation: ban, only, until, unchanged.

    >>> turned("The permit expired."), turned("The permit was renewed.")
    (True, False)
    """
    return bool(_DENYING.search(text))
