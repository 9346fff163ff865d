"""Texts that are nearly the same on two sides of a split: found by hashed word shingles, reported."""

from __future__ import annotations

import hashlib
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finetune.examples import PARTS, Example, Part

SHINGLE = 3
BANDS, ROWS = 16, 4
ALIKE = 0.8
_log = logging.getLogger(__name__)
_WORD = re.compile(r"[㐀-鿿]|\w+")
_PRIME = (1 << 61) - 1
_LARGEST = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two examples of different parts whose shingles agree to the share ``likeness`` in [0, 1]."""

    first: str
    second: str
    likeness: float


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of every three words in a row (characters for Chinese), case aside."""
    found = _WORD.findall(text.lower())
    rows = (found[at : at + SHINGLE] for at in range(max(1, len(found) - SHINGLE + 1)))
    return frozenset(
        int.from_bytes(hashlib.blake2b(" ".join(row).encode(), digest_size=4).digest()) for row in rows
    )


def near_duplicates(examples: Sequence[Example]) -> tuple[Duplicate, ...]:
    """Return pairs of nearly equal texts in different parts, the most alike first.

    Candidates share a band of min-hashes; their likeness is the exact Jaccard index of the shingles.
    Of texts at ALIKE, 99.96 per cent share a band.

    Source: Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4.
    """
    sets = [shingles(f"{example.text} {example.pair or ''}") for example in examples]
    found: dict[tuple[int, int], float] = {}
    for one, other in _candidates(sets):
        if examples[one].part == examples[other].part or (one, other) in found:
            continue
        union = len(sets[one] | sets[other])
        likeness = len(sets[one] & sets[other]) / union if union else 1.0
        if likeness >= ALIKE:
            found[one, other] = likeness
    pairs = (
        Duplicate(examples[a].id, examples[b].id, round(likeness, 3)) for (a, b), likeness in found.items()
    )
    return tuple(sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second)))


def without_duplicates(examples: Sequence[Example]) -> tuple[tuple[Example, ...], tuple[Duplicate, ...]]:
    """Return the examples less those to train on that are nearly in another part, and all pairs.

    The part that is reported on stays as its makers gave it. Where a group is one text in several
    languages, its translations go too.
    """
    pairs = near_duplicates(examples)
    order = {part: at for at, part in enumerate(PARTS)}
    part = {example.id: example.part for example in examples}
    dropped = {min(pair.first, pair.second, key=lambda name: order[part[name]]) for pair in pairs}
    gone = {(own.group, own.part): own.language for own in examples if own.id in dropped and own.group}
    dropped |= {own.id for own in examples if gone.get((own.group, own.part), own.language) != own.language}
    return tuple(example for example in examples if example.id not in dropped), pairs


def without_shared_groups(examples: Sequence[Example]) -> tuple[Example, ...]:
    """Return the examples less those whose group also stands in a later part, which would leak.

    What is reported on stays whole; what would train or choose goes, and the log says how many.
    """
    order = {part: at for at, part in enumerate(PARTS)}
    last: dict[str, Part] = {}
    for example in examples:
        before = last.get(example.group, "train")
        last[example.group] = max(before, example.part, key=order.__getitem__)
    kept = tuple(example for example in examples if not example.group or example.part == last[example.group])
    if len(kept) < len(examples):
        _log.info("%d examples left out: their group is in a later part too", len(examples) - len(kept))
    return kept


def _candidates(sets: Sequence[frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Pairs of positions whose min-hashes agree in one band, the smaller first."""
    signatures = _signatures(sets)
    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for at, signature in enumerate(signatures[:, band * ROWS : (band + 1) * ROWS]):
            buckets[signature.tobytes()].append(at)
        for own in buckets.values():
            head = own[:50]  # a boilerplate text in thousands of rows must not become millions of pairs
            yield from ((one, other) for at, one in enumerate(head) for other in own[at + 1 :])


def _signatures(sets: Sequence[frozenset[int]]) -> NDArray[np.uint64]:
    source = np.random.default_rng(7)
    factors = source.integers(1, 1 << 31, size=(BANDS * ROWS, 2), dtype=np.uint64)
    made = np.full((len(sets), BANDS * ROWS), _LARGEST, np.uint64)
    for at, own in enumerate(sets):
        if own:
            values = np.fromiter(own, np.uint64, len(own))
            hashed = (factors[:, :1] * values + factors[:, 1:]) % _PRIME & _LARGEST
            made[at] = hashed.min(axis=1)
    return made
