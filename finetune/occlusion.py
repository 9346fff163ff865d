"""Why a head says what it says: each word left out in turn, and how much less sure the head then is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MOST_WORDS = 80
_WORD = re.compile(r"[㐀-鿿]|\w+(?:['’.,-]\w+)*")


def without_each_word(text: str) -> tuple[tuple[str, str], ...]:
    """Return each of the first MOST_WORDS words, and the text without it.

    >>> without_each_word("Seas rise")
    (('Seas', ' rise'), ('rise', 'Seas '))
    """
    found = list(_WORD.finditer(text))[:MOST_WORDS]
    return tuple((word.group(), text[: word.start()] + text[word.end() :]) for word in found)


def weighed(text: str, sure: Callable[[Sequence[str]], Floats]) -> tuple[tuple[str, float], ...]:
    """Return the words without which the head would be less sure, with how much, the heaviest first.

    Args:
        text: of at least one word.
        sure: for texts the probability of what the head says of the whole text, shape (n,).

    Source: Li, Monroe and Jurafsky 2016 (erasure).
    """
    left = without_each_word(text)
    if len(left) < 2:
        return ()
    whole, *each = sure([text, *(rest for _, rest in left)]).tolist()
    drops = ((word, round(whole - own, 4)) for (word, _), own in zip(left, each, strict=True))
    return tuple(sorted((pair for pair in drops if pair[1] > 0), key=lambda pair: (-pair[1], pair[0])))
