"""Which terms each passage holds, and what stands around its page: scores of a few hundred without a search.

An entry is four bytes: the place of its term among the keys of its part, and how often it is there. A page's
passages lie one after the other, and behind them what stands around: title, year and headings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMED, ABOVE = "\x01", "\x02"
"""Before the ids of concepts that a passage names, and of those above them; no word begins so."""
COUNT_BITS = 4
LINES = np.dtype([("start", "<u4"), ("words", "<u4"), ("named", "<u2"), ("above", "<u2")])
"""One passage: the place of its first entry, and of how many terms, with repeats, each kind is."""
PAGES = np.dtype([("first", "<u4"), ("start", "<u4"), ("words", "<u4")])
"""One page: the place of its first passage, of the first entry around it, and how many terms those are."""
FILES = ("keys", "counts", "entries", "lines", "pages")
_KEPT = 65_536

Numbers = NDArray[np.int64]
Keys = NDArray[np.uint64]


@lru_cache(_KEPT)
def key(term: str) -> int:
    """Return what stands for a term: 64 bits of a hash.

    >>> key("emiss") == key("emiss") != key("emit")
    True
    """
    return int.from_bytes(blake2b(term.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class TermPart:
    """The terms of a part's passages; ``keys`` rise, and ``counts`` says how many pages hold each."""

    keys: Keys
    counts: NDArray[np.uint32]
    entries: NDArray[np.uint32]
    lines: NDArray[np.void]
    pages: NDArray[np.void]

    def save(self, folder: Path, name: str) -> None:
        """Write it into a folder that exists (OSError)."""
        for one in FILES:
            np.save(folder / file_of(name, one), getattr(self, one), allow_pickle=False)

    @classmethod
    def read(cls, folder: Path, name: str) -> TermPart:
        """Return it from files that were checked, their bytes left on the disk until they are needed.

        Raises:
            OSError: a file cannot be opened.
        """
        paths = (folder / file_of(name, one) for one in FILES)
        return cls(*(np.asarray(np.load(path, mmap_mode="r", allow_pickle=False)) for path in paths))


def file_of(name: str, one: str) -> str:
    """Return the name of one of the files of a part."""
    return f"{name}.{one}.npy"


@dataclass(frozen=True, slots=True)
class Held:
    """How often some passages and their pages hold some terms, one line a term.

    ``passages`` has a column a passage, ``pages`` one a page, and ``page_of`` says which page is whose;
    ``lengths`` has for each passage of how many words, named and higher concepts it is, one line a kind.
    """

    passages: NDArray[np.float32]
    pages: NDArray[np.float32]
    page_of: Numbers
    lengths: NDArray[np.int32]
    page_lengths: Numbers


class TermTable:
    """The terms of all passages; any number of threads may look at once."""

    def __init__(self, parts: Sequence[TermPart]) -> None:
        """Take parts in the order of their passages. Some 24 bytes a passage are held in memory."""
        self._parts = [one for one in parts if len(one.lines)]
        places = np.cumsum([0, *(len(one.lines) for one in self._parts)])
        self._offsets = np.cumsum([0, *(len(one.entries) for one in self._parts)]).tolist()
        self._starts = _joined(self._parts, "lines", "start", self._offsets[:-1], self._offsets[-1])
        self._firsts = _joined(self._parts, "pages", "first", places[:-1].tolist(), int(places[-1]))
        self._around = _joined(self._parts, "pages", "start", self._offsets[:-1], self._offsets[-1])
        none = [0] * len(self._parts)
        kinds = [_joined(self._parts, "lines", kind, none) for kind in ("words", "named", "above")]
        self._lengths = np.stack(kinds).astype(np.int32)
        around = _joined(self._parts, "pages", "words", none)
        own = np.add.reduceat(kinds[0], self._firsts[:-1]) if len(around) else around
        self._page_lengths = own + around
        self.page_count = len(around)
        """Number of pages."""
        self.averages: tuple[float, ...] = tuple(_mean(kind) for kind in kinds)
        """Of how many words, named and higher concepts a passage is on average."""
        self.page_average = _mean(self._page_lengths)
        """Of how many words a page is on average, with what stands around it."""

    def ids(self, keys: Keys) -> list[tuple[Numbers, NDArray[np.bool_]]]:
        """Return for each part the places of these keys, and whether it has them."""
        found = []
        for part in self._parts:
            places = np.minimum(np.searchsorted(part.keys, keys), len(part.keys) - 1)
            found.append((places, part.keys[places] == keys))
        return found

    def page_frequencies(self, ids: Sequence[tuple[Numbers, NDArray[np.bool_]]], count: int) -> Numbers:
        """Return for each of ``count`` keys, of which ``ids`` are known, how many pages hold it."""
        found = np.zeros(count, np.int64)
        for part, (places, there) in zip(self._parts, ids, strict=True):
            found[there] += part.counts[places[there]]
        return found

    def held(self, places: Numbers, ids: Sequence[tuple[Numbers, NDArray[np.bool_]]], count: int) -> Held:
        """Return how often passages, by their rising places, and their pages hold each of ``count`` keys."""
        pages, page_of = np.unique(np.searchsorted(self._firsts, places, "right") - 1, return_inverse=True)
        begins, ends = self._starts[self._firsts[pages]], self._starts[self._firsts[pages + 1]]
        terms, counts = self._read(begins, ends, ids, count)
        at = np.flatnonzero(terms)
        terms, counts = terms[at] - 1, counts[at]
        sizes = np.cumsum(ends - begins)
        of = np.searchsorted(sizes, at, "right")
        entry = at - (sizes - (ends - begins))[of] + begins[of]
        columns = len(pages)
        held_pages = _summed(terms, of, counts, count, columns)
        lines = np.searchsorted(self._starts, entry, "right") - 1
        own = np.minimum(np.searchsorted(places, lines), len(places) - 1)
        kept = (places[own] == lines) & (entry < self._around[pages[of]])
        held = _summed(terms[kept], own[kept], counts[kept], count, len(places))
        return Held(held, held_pages, page_of, self._lengths[:, places], self._page_lengths[pages])

    def _read(
        self, begins: Numbers, ends: Numbers, ids: Sequence[tuple[Numbers, NDArray[np.bool_]]], count: int
    ) -> tuple[Numbers, NDArray[np.uint32]]:
        """Of each entry in these ranges which of the keys it is, from 1, 0 for none; and how often."""
        borders = np.searchsorted(begins, self._offsets).tolist()
        terms, counts = [np.empty(0, np.int32)], [np.empty(0, np.uint32)]
        for at, (part, (places, there)) in enumerate(zip(self._parts, ids, strict=True)):
            first, last = borders[at : at + 2]
            if first == last:
                continue
            offset = self._offsets[at]
            ranges = zip(
                (begins[first:last] - offset).tolist(), (ends[first:last] - offset).tolist(), strict=True
            )
            read = np.concatenate([part.entries[begin:end] for begin, end in ranges])
            number = np.zeros(len(part.keys), np.int32)
            number[places[there]] = np.flatnonzero(there) + 1
            terms.append(number[read >> COUNT_BITS])
            counts.append((read & (2**COUNT_BITS - 1)) + 1)
        return np.concatenate(terms), np.concatenate(counts)


def _summed(
    terms: NDArray[Any], columns: Numbers, counts: NDArray[Any], height: int, width: int
) -> NDArray[np.float32]:
    flat = np.bincount(terms * width + columns, counts, height * width)
    return flat.reshape(height, width).astype(np.float32)


def _joined(
    parts: Sequence[TermPart], table: str, name: str, offsets: Sequence[int], end: int | None = None
) -> Numbers:
    """One field of all parts as numbers over all of them, and where given what comes after the last."""
    each = [
        getattr(part, table)[name].astype(np.int64) + offset
        for part, offset in zip(parts, offsets, strict=True)
    ]
    last = [] if end is None else [np.array([end], np.int64)]
    return np.concatenate([*each, *last]) if each or last else np.empty(0, np.int64)


def _mean(lengths: Numbers) -> float:
    return float(lengths.sum() / len(lengths)) if len(lengths) else 0.0
