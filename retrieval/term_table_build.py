"""The table of terms, made passage by passage."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from retrieval.term_table import ABOVE, COUNT_BITS, LINES, NAMED, PAGES, TermPart, key

_MOST = 2**COUNT_BITS  # of one entry; what is there more often takes several
_LONGEST = 2**16 - 1
"""Concepts that a passage counts as long by; only one whose words nothing parts names more."""


class TermWriter:
    """Takes passages by rising row, and after those of a page what stands around it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._ids: dict[str, int] = {}
        self._entries = array("I")
        self._lines: list[tuple[int, ...]] = []
        self._pages: list[tuple[int, ...]] = []
        self._first = 0

    def add(self, words: Sequence[str], named: Sequence[str], above: Sequence[str]) -> None:
        """Take the terms of a passage, and the concepts it names with those above them."""
        words = [word for word in words if word]
        long = (min(len(named), _LONGEST), min(len(above), _LONGEST))
        self._lines.append((len(self._entries), len(words), *long))
        self._put(words, "")
        self._put(named, NAMED)
        self._put(above, ABOVE)

    def page(self, around: Sequence[str]) -> None:
        """Take what stands around the page of the passages since the last one."""
        around = [word for word in around if word]
        self._pages.append((self._first, len(self._entries), len(around)))
        self._put(around, "")
        self._first = len(self._lines)

    def part(self) -> TermPart:
        """Return all that was taken."""
        keys = np.array([key.__wrapped__(term) for term in self._ids], np.uint64)
        order = np.argsort(keys)
        rank = np.empty(len(keys), np.uint32)
        rank[order] = np.arange(len(keys), dtype=np.uint32)
        taken = np.array(self._entries, np.uint32)
        ids = rank[taken >> COUNT_BITS]
        lines, pages = np.array(self._lines, LINES), np.array(self._pages, PAGES)
        begins = lines["start"][pages["first"]].astype(np.int64)
        page = np.repeat(np.arange(len(pages)), np.diff(begins, append=len(taken)))
        pairs = np.unique(page * max(len(keys), 1) + ids)
        counts = np.bincount(pairs % max(len(keys), 1), minlength=len(keys)).astype(np.uint32)
        return TermPart(keys[order], counts, ids << COUNT_BITS | taken & (_MOST - 1), lines, pages)

    def _put(self, terms: Sequence[str], kind: str) -> None:
        ids, add = self._ids, self._entries.append
        for term, count in Counter(terms).items():
            place = ids.setdefault(kind + term, len(ids)) << COUNT_BITS
            while count > _MOST:
                add(place | _MOST - 1)
                count -= _MOST
            add(place | count - 1)
