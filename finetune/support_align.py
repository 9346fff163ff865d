"""A claim laid beside one sentence: which words answer each other, and what was put in their place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from finetune.support_numbers import Figure, figures
from finetune.support_signs import Signs, opposed, signs
from finetune.words import names, words

Floats = NDArray[np.float32]
NEAR = 0.6
"""The likeness from which a word of the evidence answers a word of the claim."""
_TOKEN = re.compile(r"[\u4e00-\u9fff]|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|%")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules see in one text: meaningful stems, all tokens, names, figures, small words."""

    stems: tuple[str, ...]
    tokens: tuple[str, ...]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    signs: Signs


@lru_cache(maxsize=32_768)
def reading(text: str) -> Reading:
    """Return what the rules see in a text."""
    tokens = tuple(found.lower() for found in _TOKEN.findall(text))
    named = frozenset(name for name in names(text) if not name[0].isdigit())
    return Reading(tuple(words(text)), tokens, named, figures(text), signs(text))


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim beside one sentence.

    ``ratio`` is the share of the claim's tokens that stand in the sentence in order; ``swapped`` are
    pairs (words of the claim, words in their place) between words that agree; ``order`` is the share
    of agreeing neighbours in the same order.
    """

    ratio: float
    swapped: tuple[tuple[str, str], ...]
    opposites: tuple[tuple[str, str], ...]
    order: float


def align(claim: Reading, text: Reading, likeness: Floats) -> Alignment:
    """Return how a claim lies beside a sentence; ``likeness`` has shape (stems of claim, of text)."""
    ratio, swapped = _edits(claim.tokens, text.tokens)
    order = 1.0
    if likeness.size:
        order = _order(likeness.max(axis=1), tuple(int(at) for at in likeness.argmax(axis=1)))
    return Alignment(ratio, swapped, _opposites(claim, text, swapped), order)


def _edits(claim: Sequence[str], text: Sequence[str]) -> tuple[float, tuple[tuple[str, str], ...]]:
    """The share of the claim's tokens that stand in the sentence in order, and short replacements."""
    matcher = difflib.SequenceMatcher(None, claim, text, autojunk=False)
    swapped, agreed = [], 0
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            agreed += b - a
        elif kind == "replace" and b - a <= 3 and d - c <= 4:
            swapped.append((" ".join(claim[a:b]), " ".join(text[c:d])))
    return agreed / max(1, len(claim)), tuple(swapped)


def _opposites(
    claim: Reading, text: Reading, swapped: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Opposites that stand in one another's place, or whose own word the other text lacks."""
    found = [
        (a, b) for one, other in swapped for a in one.split() for b in opposed(a, other.split()) if a != b
    ]
    have, said = set(text.tokens), set(claim.tokens)
    lost = [token for token in text.tokens if token not in said]
    found += [(a, b) for a in claim.tokens if a not in have for b in opposed(a, lost)]
    return tuple(dict.fromkeys(found))


def _order(best: Floats, place: Sequence[int]) -> float:
    """The share of neighbouring agreeing words that stand in the same order in the sentence."""
    agreed = [at for at, like in zip(place, best, strict=True) if like > 0.95]
    if len(agreed) < 2:
        return 1.0
    return sum(a < b for a, b in pairwise(agreed)) / (len(agreed) - 1)
