"""How well the best candidates fit a question, as numbers: what the reranker looks at."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import asked, primary, stems, words
from retrieval.word_table import WordTable

Floats = NDArray[np.float64]
NAMES = (
    "fused",
    "cosine",
    "feedback",
    "title",
    "near",
    "near_rare",
    "coverage",
    "pairs",
    "window",
    "length",
)
OF_ENCODER = frozenset({"cosine", "feedback", "title", "near", "near_rare"})
"""Those that say nothing where the encoder does not know the language."""
WINDOW = 25
"""Words that a question may be answered in."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one question, in the language of the question, each at the same place.

    ``cosines`` are those of the passages, ``feedback`` those with the question moved towards the best
    passages, ``titles`` those of the titles of their documents, 0 without one; all 0 where the encoder does
    not know the language.
    """

    texts: Sequence[str]
    languages: Sequence[str | None]
    fused: Floats
    cosines: Floats
    feedback: Floats
    titles: Floats


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a question and how much each weighs: the rarer in the library, the more."""

    words: tuple[str, ...]
    weights: Floats


def wanted(query: str, frequencies: Callable[[Sequence[str]], Sequence[int]], count: int) -> Wanted:
    """Return the words that a question is about, each once, weighed as BM25 does.

    Args:
        query: the question.
        frequencies: how many passages hold each word.
        count: how many passages there are.
    """
    each = tuple(dict.fromkeys(asked(query)))[:256]
    held = frequencies(each)
    return Wanted(each, np.array([math.log(1 + (count - n + 0.5) / (n + 0.5)) for n in held], np.float64))


def features(of: Wanted, pool: Pool, table: WordTable | None) -> Floats:
    """Return one line a candidate with a number for each of NAMES.

    Without a table, as where it does not know the language, ``near`` and ``near_rare`` are 0.
    """
    near, rare = _near(of, pool, table)
    own = {language: tuple(stems(of.words, primary(language))) for language in set(pool.languages)}
    by_words = [
        _by_words(own[language], of.weights, stems(words(text), primary(language)))
        for text, language in zip(pool.texts, pool.languages, strict=True)
    ]
    return np.column_stack(
        [pool.fused, pool.cosines, pool.feedback, pool.titles, near, rare, np.array(by_words)]
    )


def scaled(raw: Floats) -> Floats:
    """Return each column with mean 0 and deviation 1 among the candidates; 0 where all are alike."""
    spread = raw.std(axis=0)
    return np.where(spread > 1e-9, (raw - raw.mean(axis=0)) / np.maximum(spread, 1e-9), 0.0)


def _near(of: Wanted, pool: Pool, table: WordTable | None) -> tuple[Floats, Floats]:
    none = np.zeros(len(pool.texts))
    if table is None or not of.words:
        return none, none
    found, owners = table.nearest(of.words, pool.texts)
    if not found.shape[1]:
        return none, none
    parts = np.bincount(owners, minlength=len(of.words))
    weights = of.weights[owners] / parts[owners]
    return found.mean(axis=1).astype(np.float64), (found @ weights) / max(float(weights.sum()), 1e-9)


def _by_words(own: Sequence[str], weights: Floats, held: Sequence[str]) -> tuple[float, float, float, float]:
    """Coverage, pairs of neighbours, the best window, and length."""
    weight: dict[str, float] = {}
    for term, value in zip(own, weights, strict=True):
        weight[term] = max(weight.get(term, 0.0), float(value))
    total = sum(weight.values()) or 1.0
    places = [(at, term) for at, term in enumerate(held) if term in weight]
    covered = sum(weight[term] for term in {term for _, term in places}) / total
    pairs, near = list(pairwise(own)), set(pairwise(held))
    together = sum(pair in near for pair in pairs) / len(pairs) if pairs else 0.0
    return covered, together, _window(places, weight) / total, math.log1p(len(held))


def _window(places: Sequence[tuple[int, str]], weight: dict[str, float]) -> float:
    """The most that stands within WINDOW words, each word once."""
    best, first, inside = 0.0, 0, dict[str, int]()
    now = 0.0
    for at, term in places:
        inside[term] = inside.get(term, 0) + 1
        now += weight[term] if inside[term] == 1 else 0.0
        while places[first][0] <= at - WINDOW:
            gone = places[first][1]
            inside[gone] -= 1
            now -= weight[gone] if not inside[gone] else 0.0
            first += 1
        best = max(best, now)
    return best
