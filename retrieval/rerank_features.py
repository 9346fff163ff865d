"""How well the best candidates fit a question, as numbers: what the reranker looks at."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.analysis import asked, stems, words
from retrieval.word_table import WordTable

Floats = NDArray[np.float64]
NAMES = ("fused", "cosine", "title", "near", "window")
"""The fusion; the cosines of the passage and of its document's title; how near its words, and those of its
title and headings, come to each word of the question, rare ones counting more; and the most of the question
that stands close together, or around it."""
COSINE = NAMES.index("cosine")
WINDOW = 25
"""Words that a question may be answered in."""
TOWARDS = 0.2
"""Of the vector of the best candidate beside that of the question, chosen on validation halves."""
MOST_WORDS = 256


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one question, each at the same place; ``titles`` are cosines.

    ``around`` is what a text stands under: the title of its document and its headings.
    """

    texts: Sequence[str]
    around: Sequence[str]
    fused: Floats
    cosines: Floats
    titles: Floats


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a question, their terms, and how much each weighs: the rarer in the library, the more."""

    words: tuple[str, ...]
    terms: tuple[str, ...]
    weights: Floats


def wanted(
    query: str, language: str, frequencies: Callable[[Sequence[str]], Sequence[int]], count: int
) -> Wanted:
    """Return the words that a question is about, each once, weighed as BM25 does.

    Args:
        query: the question.
        language: that of question and candidates.
        frequencies: how many passages hold each word.
        count: how many passages there are.
    """
    each = tuple(dict.fromkeys(asked(query)))[:MOST_WORDS]
    weights = [math.log(1 + (count - held + 0.5) / (held + 0.5)) for held in frequencies(each)]
    return Wanted(each, tuple(stems(each, language)), np.array(weights, np.float64))


def features(of: Wanted, pool: Pool, language: str, table: WordTable) -> Floats:
    """Return one line a candidate with a number for each of NAMES."""
    under = {one: stems(words(one), language) for one in set(pool.around)}
    both = list(zip(pool.around, pool.texts, strict=True))
    windows = [window(of, stems(words(text), language), under[around]) for around, text in both]
    whole = [f"{around}. {text}" if around else text for around, text in both]
    return np.column_stack([pool.fused, pool.cosines, pool.titles, near(of, whole, table), windows])


def scaled(raw: Floats) -> Floats:
    """Return each column with mean 0 and deviation 1 among the candidates; 0 where all are alike."""
    spread = raw.std(axis=0)
    return np.where(spread > 1e-9, (raw - raw.mean(axis=0)) / np.maximum(spread, 1e-9), 0.0)


def said(weights: Floats, raw: Floats, vectors: NDArray[np.float32]) -> Floats:
    """Return what a linear model says of candidates, after a second look.

    The question is moved towards the one that is best at first sight (Rocchio 1971): its likeness to the
    others adds ``TOWARDS`` of it to their cosines.

    Args:
        weights: of NAMES.
        raw: one line a candidate.
        vectors: their unit vectors.
    """
    best = int(np.argmax(scaled(raw) @ weights))
    again = raw.copy()
    again[:, COSINE] += TOWARDS * (vectors @ vectors[best])
    return np.asarray(scaled(again) @ weights, np.float64)


def near(of: Wanted, texts: Sequence[str], table: WordTable) -> Floats:
    """Return how near each text comes to the words, a word split into pieces counting once.

    Source: the sum of largest similarities of Khattab and Zaharia 2020, over vectors of words without
    their sentence.
    """
    found, owners = table.nearest(of.words, texts)
    if not found.shape[1]:
        return np.zeros(len(texts))
    weights = of.weights[owners] / np.bincount(owners, minlength=len(of.words))[owners]
    return np.asarray(found @ weights / max(float(weights.sum()), 1e-9), np.float64)


def window(of: Wanted, held: Sequence[str], around: Sequence[str] = ()) -> float:
    """Return the share in [0, 1] of the words' weight that stands within WINDOW terms of a text, at most.

    What stands around the text counts wherever the window is.
    """
    weight: dict[str, float] = {}
    for term, value in zip(of.terms, of.weights, strict=True):
        weight[term] = max(weight.get(term, 0.0), float(value))
    under = weight.keys() & set(around)
    given = sum(weight[term] for term in sorted(under))
    sought = weight.keys() - under
    places = [(at, term) for at, term in enumerate(held) if term in sought]
    inside = dict.fromkeys(sought, 0)
    best = now = 0.0
    first = 0
    for at, term in places:
        inside[term] += 1
        now += weight[term] if inside[term] == 1 else 0.0
        while places[first][0] <= at - WINDOW:
            gone = places[first][1]
            inside[gone] -= 1
            now -= weight[gone] if not inside[gone] else 0.0
            first += 1
        best = max(best, now)
    return (given + best) / (sum(weight.values()) or 1.0)
