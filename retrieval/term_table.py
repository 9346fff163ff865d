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

import numpy as np
from numpy.typing import NDArray

from retrieval.mapped import mapped

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
        return cls(*(mapped(path) for path in paths))


def file_of(name: str, one: str) -> str:
    """Return the name of one of the files of a part."""
    return f"{name}.{one}.npy"


@dataclass(frozen=True, slots=True)
class Held:
    """How often some passages and their pages hold some terms, one line a term.

    ``passages`` has a column a passage, ``pages`` one a page, and ``page_of`` says which page is whose;
    ``lengths`` has for each passage of how many words, named and higher concepts it is, one line a kind.
    """

    passages: NDArray[np.float64]
    pages: NDArray[np.float64]
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

    def page_frequencies(self, terms: Sequence[str]) -> Numbers:
        """Return for each of these terms how many pages hold it."""
        found = np.zeros(len(terms), np.int64)
        for part, (places, there) in zip(self._parts, self._found(terms), strict=True):
            found[there] += part.counts[places[there]]
        return found

    def held(self, places: Numbers, terms: Sequence[str]) -> Held:
        """Return how often passages, by their rising places, and their pages hold each of these terms."""
        pages, page_of = np.unique(np.searchsorted(self._firsts, places, "right") - 1, return_inverse=True)
        begins, ends = self._starts[self._firsts[pages]], self._starts[self._firsts[pages + 1]]
        at, lines, counts = self._read(begins, ends, terms)
        sizes = ends - begins
        before = np.cumsum(sizes) - sizes
        page = np.searchsorted(before + sizes, at, "right")
        entry = at + (begins - before)[page]
        place = np.searchsorted(self._starts, entry, "right") - 1
        own = np.minimum(np.searchsorted(places, place), len(places) - 1)
        kept = (places[own] == place) & (entry < self._around[pages[page]])
        return Held(
            _summed(lines[kept], own[kept], counts[kept], (len(terms), len(places))),
            _summed(lines, page, counts, (len(terms), len(pages))),
            page_of,
            self._lengths[:, places],
            self._page_lengths[pages],
        )

    def _found(self, terms: Sequence[str]) -> list[tuple[Numbers, NDArray[np.bool_]]]:
        """For each part the places of these terms among its keys, and whether it has them."""
        wanted, found = np.array([key(term) for term in terms], np.uint64), []
        for part in self._parts:
            places = np.searchsorted(part.keys, wanted)
            there = places < len(part.keys)  # none where no passage of a part holds a word
            there[there] = part.keys[places[there]] == wanted[there]
            found.append((places, there))
        return found

    def _read(
        self, begins: Numbers, ends: Numbers, terms: Sequence[str]
    ) -> tuple[Numbers, Numbers, NDArray[np.uint32]]:
        """Where among the entries in these ranges, counted on, a term is, and which one how often."""
        borders = np.searchsorted(begins, self._offsets).tolist()
        none = np.empty(0, np.int64)
        found = [(none, none, np.empty(0, np.uint32))]
        before = 0
        for at, (part, (places, there)) in enumerate(zip(self._parts, self._found(terms), strict=True)):
            first, last = borders[at : at + 2]
            if first == last:
                continue
            own = ((one[first:last] - self._offsets[at]).tolist() for one in (begins, ends))
            read = np.concatenate([part.entries[begin:end] for begin, end in zip(*own, strict=True)])
            number = np.zeros(len(part.keys), np.int64)
            number[places[there]] = np.flatnonzero(there) + 1
            wanted = number.astype(np.bool_)
            held = np.flatnonzero(wanted.take(read >> COUNT_BITS))
            kept = read[held]
            lines = number.take(kept >> COUNT_BITS) - 1
            found.append((held + before, lines, (kept & (2**COUNT_BITS - 1)) + 1))
            before += len(read)
        entries, lines_of, times = zip(*found, strict=True)
        return np.concatenate(entries), np.concatenate(lines_of), np.concatenate(times)


def _summed(
    lines: Numbers, columns: Numbers, counts: NDArray[np.uint32], shape: tuple[int, int]
) -> NDArray[np.float64]:
    found = np.bincount(lines * shape[1] + columns, counts, shape[0] * shape[1])
    return np.asarray(found.reshape(shape), np.float64)


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
