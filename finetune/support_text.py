"""Texts of the claim-support tool: sentences of a reference, and those that are about a claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from finetune.words import words

KEPT = 12
"""Sentences of the evidence that are read for one claim."""
_END = re.compile(
    r"(?<=[.!?][\")\]’”])\s+(?=[\"(\[A-ZÀ-Þ0-9¿¡])|(?<=[.!?])\s+(?=[\"(\[A-ZÀ-Þ0-9¿¡])|\n+|(?<=[。！？；])"
)
_SHORT = re.compile(
    r"\b(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|al|vs|e\.g|i\.e|U\.S|approx|ca|cf|Inc|Ltd|Jr)\.$"
)
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class SupportRow:
    """A claim, the sentences that are cited for it, and what they say of it.

    ``group`` holds rows together that must not be split: the same document or the same claim.
    """

    id: str
    source: str
    part: str
    claim: str
    evidence: tuple[str, ...]
    label: str
    group: str


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, in order, by plain rules; a run without an end is cut.

    >>> sentences("It fell by 3.5 %. Dr. Li agrees.")
    ('It fell by 3.5 %.', 'Dr. Li agrees.')
    """
    found: list[str] = []
    for piece in _END.split(text):
        if not piece or not piece.strip():
            continue
        plain = " ".join(piece.split())
        if found and _SHORT.search(found[-1]):
            found[-1] += " " + plain
        else:
            found.append(plain)
    return tuple(one[at : at + _LONGEST] for one in found for at in range(0, len(one), _LONGEST))


def likely(claim: str, evidence: Sequence[str], keep: int = KEPT) -> tuple[int, ...]:
    """Return the places of the sentences that share most words with the claim, in their order.

    A word that many of the sentences have counts less; ties go to the earlier sentence.
    """
    if len(evidence) <= keep:
        return tuple(range(len(evidence)))
    own = set(words(claim))
    each = [own & set(words(one)) for one in evidence]
    often = {word: sum(word in found for found in each) for word in own}
    score = [sum(1.0 / (1.0 + often[word]) for word in sorted(found)) for found in each]
    best = sorted(range(len(evidence)), key=lambda at: (-score[at], at))[:keep]
    return tuple(sorted(best))
