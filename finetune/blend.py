"""Words beside the vector: the logits of two linear heads summed, the mixture chosen across folds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, product

import numpy as np
from numpy.typing import NDArray

from finetune.examples import Example
from finetune.heads import Head, HeadCard
from finetune.judging import calibrated, said_of, scorable, scored
from finetune.kinds import Task
from finetune.linear import Floats, Rows, Wanted, logistic, margins
from finetune.ngrams import vocabulary, word_matrix
from finetune.passes import Output
from finetune.progress import went

STRENGTHS = (1.0, 3.0, 10.0, 100.0)
"""How far the weights of the vector may go (scikit-learn's C)."""
WAYS = ((0.3, False), (1.0, False), (0.5, True), (2.0, True))
"""Of the words: the strength, and whether columns count by how telling they are (``margins``)."""
MIXES = (0.0, 0.5, 1.0, 2.0, 4.0)
"""How much the logits of the words count beside those of the vector."""
KEPT = 8
"""Mixtures whose mean is the head."""
FOLDS, ROUNDS = 5, 2
MANY = 4000
"""From so many rows on validation alone chooses, for it is large enough."""
Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Seen:
    """Examples, train part first, and what a head may see of them, row by row."""

    examples: Sequence[Example]
    vectors: Floats
    wanted: Wanted
    words: Rows
    vocabulary: NDArray[np.uint32]

    @classmethod
    def of(cls, examples: Sequence[Example], vectors: Floats, wanted: Wanted) -> Seen:
        """Return examples with their pieces of words, as far as several of them have a piece."""
        texts = [example.text for example in examples]
        known = vocabulary(texts)
        return cls(examples, vectors, wanted, word_matrix(texts, known), known)


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings of a mixture."""

    even: bool
    strength: float
    words: tuple[float, bool]
    mix: float


def blended(card: HeadCard, task: Task, seen: Seen, trained: int, evens: Sequence[bool], seed: int) -> Head:
    """Return the head that reads vector and words, fitted on the first ``trained`` rows.

    It is the mean of the ``KEPT`` mixtures that do best on rows which were not fitted on: by folds of
    all rows, or on those behind ``trained`` where there are ``MANY``. One alone would be chosen by
    the chance of a few rows; a mean of linear heads is a linear head.
    """
    folds = splits(seen.examples, trained, seed)
    fits, total = count(1), len(evens) * len(folds) * (len(STRENGTHS) + len(WAYS))

    def tell() -> None:
        went("folds", next(fits), total)

    found = [own for even in evens for own in _scored(card, task, seen, folds, even, tell)]
    vectors, words, wanted = seen.vectors[:trained], seen.words[:trained], seen.wanted[:trained]
    by_vector: dict[tuple[float, bool], float] = defaultdict(float)
    by_words: dict[tuple[tuple[float, bool], bool], float] = defaultdict(float)
    for _, own in sorted(found, key=lambda pair: -pair[0])[:KEPT]:
        by_vector[own.strength, own.even] += 1 / (KEPT * (1 + own.mix))
        by_words[own.words, own.even] += own.mix / (KEPT * (1 + own.mix))
    heads, said, most = [], [], len(by_vector) + len(by_words)
    for at, (choice, share) in enumerate(by_vector.items(), start=1):
        heads.append((logistic(card, task, vectors, wanted, *choice), share))
        went("fit", at, most)
    for at, (((strength, telling), even), share) in enumerate(by_words.items(), start=len(by_vector) + 1):
        if share:
            said.append((margins(task, words, wanted, strength, even, telling), share))
        went("fit", at, most)
    biases = [share * head.bias for head, share in heads] + [share * own for (_, own), share in said]
    weight, bias = _sum([share * head.weight for head, share in heads]), _sum(biases)
    if not said:
        return Head(card, weight, bias)
    return Head(card, weight, bias, _sum([share * own for (own, _), share in said]), seen.vocabulary)


def _sum(parts: Sequence[Floats]) -> Floats:
    return np.asarray(np.sum(parts, axis=0), np.float32)


def splits(examples: Sequence[Example], trained: int, seed: int) -> list[list[Fold]]:
    """Return rounds of folds: rows to fit on and rows to score, no group on both sides.

    Many examples, and those whose groups cannot be divided so that every side has two answers, are
    divided once: the first ``trained`` and the others.
    """
    once = [[(np.arange(trained), np.arange(trained, len(examples)))]]
    if len(examples) >= MANY:
        return once
    answers = np.array([str((example.labels, example.label, example.value)) for example in examples])
    groups = [example.group or example.id for example in examples]
    first = {
        group: str(example.labels or example.label) for group, example in zip(groups, examples, strict=True)
    }
    rounds = []
    for turn in range(ROUNDS):
        source = np.random.default_rng(seed + turn)
        mixed = [sorted(first)[at] for at in source.permutation(len(first))]
        place = {group: at % FOLDS for at, group in enumerate(sorted(mixed, key=lambda group: first[group]))}
        own = np.array([place[group] for group in groups])
        pairs = [(np.flatnonzero(own != at), np.flatnonzero(own == at)) for at in range(FOLDS)]
        rounds.append([(fit, held) for fit, held in pairs if len(held)])
    return rounds if all(len(set(answers[fit])) > 1 for folds in rounds for fit, _ in folds) else once


def _scored(
    card: HeadCard,
    task: Task,
    seen: Seen,
    folds: Sequence[Sequence[Fold]],
    even: bool,
    tell: Callable[[], None],
) -> list[tuple[float, Choice]]:
    """Each mixture of a vector head and a words head with its score; ``tell`` hears of each fit."""
    by_vector: dict[float, list[Floats]] = defaultdict(list)
    by_words: dict[tuple[float, bool], list[Floats]] = defaultdict(list)
    for own in folds:
        for c in STRENGTHS:
            by_vector[c].append(_vector_logits(card, task, seen, own, c, even))
            tell()
        for way in WAYS:
            by_words[way].append(_word_logits(task, seen, own, way, even))
            tell()

    def value(logits: Sequence[Floats]) -> float:
        return float(np.mean([_value(card, task, seen, *pair) for pair in zip(folds, logits, strict=True)]))

    return [
        (
            value([own + mix * other for own, other in zip(by_vector[c], by_words[w], strict=True)]),
            Choice(even, c, w, mix),
        )
        for mix, c, w in product(MIXES, STRENGTHS, WAYS)
        if mix or w == WAYS[0]
    ]


def _vector_logits(
    card: HeadCard, task: Task, seen: Seen, folds: Sequence[Fold], strength: float, even: bool
) -> Floats:
    heads = [logistic(card, task, seen.vectors[fit], seen.wanted[fit], strength, even) for fit, _ in folds]
    said = [head.logits(seen.vectors[held]) for head, (_, held) in zip(heads, folds, strict=True)]
    return np.concatenate(said)


def _word_logits(
    task: Task, seen: Seen, folds: Sequence[Fold], way: tuple[float, bool], even: bool
) -> Floats:
    said, (strength, telling) = [], way
    for fit, held in folds:
        weight, bias = margins(task, seen.words[fit], seen.wanted[fit], strength, even, telling)
        said.append(seen.words[held] @ weight.T + bias)
    return np.concatenate(said)


def _value(card: HeadCard, task: Task, seen: Seen, folds: Sequence[Fold], logits: Floats) -> float:
    held = [seen.examples[at] for _, own in folds for at in own]
    if not scorable(held, task):
        return 0.0
    blank = Head(card, np.zeros((task.outputs, 1), np.float32), np.zeros(task.outputs, np.float32))
    output = Output(np.asarray(logits, np.float32))
    own = card if task.kind in ("label", "score") else calibrated(blank, task, held, output).card
    return scored(task, own, held, said_of(own, output, [example.text for example in held])).value
