"""BM25 of a few hundred passages and their pages from the table of their terms: tantivy's, to rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.concepts.asked import Asked
from retrieval.lexical_query import (
    ABOVE,
    BROADER,
    CONCEPTS,
    OTHER_NAMES,
    OtherNames,
    Queries,
    rarity,
    terms_of,
    weighted,
)
from retrieval.term_table import ABOVE as HIGHER
from retrieval.term_table import NAMED, Numbers, TermTable

K1, B = 1.2, 0.75
_EXACT = 24  # lengths up to this are counted one by one, longer ones by eight steps a doubling
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """One score a passage, in the order in which they were asked for; ``words`` hold ``names``."""

    words: Scores
    names: Scores
    concepts: Scores
    pages: Scores


def scored(
    queries: Queries, terms: TermTable, query: str, asked: Asked, places: Numbers, languages: NDArray[Any]
) -> Scored:
    """Return the scores of passages by their rising places among all, whose languages are given."""
    forms = queries.forms(query)
    every = list(dict.fromkeys(form for word in forms for form in word))
    on_pages = dict(zip(every, terms.page_frequencies(every).tolist(), strict=True))
    words = weighted(forms, queries.frequency, queries.count)
    page_words = weighted(forms, on_pages.__getitem__, terms.page_count)
    concepts = asked.concepts if asked.others else ()
    own = [form for _, held in (*words, *page_words) for form in held]
    names = [
        term
        for one in asked.others
        for group in one.names
        for name in group
        for term in terms_of(name, one.language)
    ]
    lines = {term: line for line, term in enumerate(dict.fromkeys([*own, *names]))}
    spoken = len(lines)
    tags = [kind + one for one in concepts for kind in (NAMED, HIGHER)]
    held = terms.held(places, [*lines, *tags])
    kinds = np.zeros(len(held.passages), np.int64)
    kinds[spoken::2], kinds[spoken + 1 :: 2] = 1, 2
    norms = np.stack([_norms(*of) for of in zip(held.lengths, terms.averages, strict=True)])
    units = held.passages / (held.passages + norms[kinds])
    on_page = held.pages[:spoken] / (held.pages[:spoken] + _norms(held.page_lengths, terms.page_average))
    named = np.zeros(len(places))
    for one in asked.others:
        there = np.flatnonzero(languages == one.language)
        named[there] += _named(queries, one, lines, units[:, there])
    return Scored(
        _worded(words, lines, units) + named,
        named,
        _either(queries, concepts, units[spoken:]),
        _worded(page_words, lines, on_page)[held.page_of],
    )


def _worded(words: Sequence[tuple[float, dict[str, int]]], lines: dict[str, int], units: Scores) -> Scores:
    """Each word counts once, by the form that a text scores highest with."""
    if not words:
        return np.zeros(units.shape[1])
    each = units[[lines[form] for _, forms in words for form in forms]]
    best = np.maximum.reduceat(each, _begins([forms for _, forms in words]), axis=0)
    found: Scores = (1 + K1) * np.array([weight for weight, _ in words]) @ best
    return found


def _named(queries: Queries, one: OtherNames, lines: dict[str, int], units: Scores) -> Scores:
    """Of the names of a thing the best counts, and of the others a little."""
    groups = [[_weights(queries, name, one.language) for name in group] for group in one.names]
    groups = [kept for group in groups if (kept := [name for name in group if name])]
    names = [name for group in groups for name in group]
    if not names or not units.shape[1]:
        return np.zeros(units.shape[1])
    pairs = [pair for name in names for pair in name]
    weights = np.array([weight for _, weight in pairs])
    each = weights[:, None] * units[[lines[term] for term, _ in pairs]]
    by_name = np.add.reduceat(each, _begins(names), axis=0)
    begins = _begins(groups)
    best = np.maximum.reduceat(by_name, begins, axis=0)
    rest = np.add.reduceat(by_name, begins, axis=0) - best
    found: Scores = one.weight * (best + OTHER_NAMES * rest).sum(axis=0)
    return found


def _weights(queries: Queries, name: str, language: str) -> list[tuple[str, float]]:
    every = terms_of(name, language)
    held = [(term, frequency) for term in every if (frequency := queries.frequency(term))]
    return [(term, (1 + K1) * rarity(times, queries.count) / len(every)) for term, times in held]


def _either(queries: Queries, concepts: Sequence[str], units: Scores) -> Scores:
    """Each concept or what is narrower, whichever counts more; two lines of ``units`` each."""
    weights = [
        (1 + K1) * share * rarity(queries.frequency(one, field), queries.count)
        for one in concepts
        for field, share in ((CONCEPTS, 1.0), (BROADER, ABOVE))
    ]
    each = np.array(weights).reshape(-1, 1) * units
    best: Scores = np.maximum(each[::2], each[1::2]).sum(axis=0)
    return best


def _begins(groups: Sequence[Sized]) -> list[int]:
    return [0, *accumulate(map(len, groups))][:-1]


def _norms(lengths: Numbers, average: float) -> Scores:
    """What BM25 adds to the times that a term is in texts of these lengths."""
    rounded = _LENGTHS[np.searchsorted(_LENGTHS, lengths, "right") - 1]
    return np.asarray(K1 * (1 - B + B * rounded / max(average, 1e-9)))


def _lengths() -> Iterable[int]:
    """The 256 lengths that tantivy tells apart in a byte: Lucene's, four bits of each number."""
    yield from range(_EXACT)
    for place in range(256 - _EXACT):
        step = (place >> 3) - 1
        yield _EXACT + (place if step < 0 else (place & 7 | 8) << step)


_LENGTHS = np.array(list(_lengths()), np.int64)
