"""Linear heads on a frozen encoder: vectors once, then logistic regression; minutes on a laptop."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from finetune.encoder import Base
from finetune.encoding import unit_vectors
from finetune.examples import Example, of_part
from finetune.heads import Head, HeadCard, twin_features
from finetune.judging import calibrated, said_of, scorable, scored
from finetune.kinds import Task
from finetune.ngrams import pieces, word_matrix
from finetune.passes import Output, outputs
from finetune.progress import heed
from finetune.settings import Settings
from finetune.tags import IGNORED, tags_of

Floats = NDArray[np.float32]
Rows = Any
"""One row a text: an array of vectors, or a sparse matrix of vectors and words."""
STRENGTHS = (1.0, 10.0, 100.0)
"""Tried in this order: how far the weights may go (scikit-learn's C); validation chooses."""
MIXES = (0.0, 0.5, 1.0, 2.0)
"""How much the words count beside the vector, where they are read; both have norm 1."""
_MOST_TOKENS = 60_000


def head_of(
    base: Base, task: Task, examples: Sequence[Example], settings: Settings, *, words: bool = False
) -> Head:
    """Return the linear head of a training's settings; with few labels validation chooses nothing of it."""
    if settings.shots:
        examples, words = of_part(examples, "train"), False
    return frozen_head(
        base, task, examples, settings.max_tokens, settings.balance, settings.seed, words=words
    )


def frozen_head(
    base: Base,
    task: Task,
    examples: Sequence[Example],
    longest: int = 256,
    balance: str = "none",
    seed: int = 13,
    words: bool = False,
) -> Head:
    """Return the linear head that is best on validation among a few strengths.

    With ``words`` it may read the pieces of words too (tasks of single texts), if validation gains by it.

    Without a validation part that can tell, the middle strength is taken.
    """
    train, validation = of_part(examples, "train"), of_part(examples, "validation")
    card = HeadCard.of(task, twin=task.kind == "pair", unit=task.kind != "tags")
    even = balance in ("weights", "sampling")
    evens = (False, True) if balance == "best" else (even,)
    rows, wanted = _rows(base, task, train, longest, seed)
    if words and task.kind not in ("tags", "pair") and scorable(validation, task):
        held, _ = _rows(base, task, validation, longest, seed)
        return _with_words(card, task, (train, rows, wanted), (validation, held), evens)
    if not scorable(validation, task):
        return _fit(card, task, rows, wanted, STRENGTHS[1], even)
    if task.kind == "tags":
        said = [
            _head_and_output(base, _fit(card, task, rows, wanted, c, even), validation, longest)
            for c in STRENGTHS
        ]
    else:
        held, _ = _rows(base, task, validation, longest, seed)
        heads = [_fit(card, task, rows, wanted, c, even) for c in STRENGTHS]
        said = [(head, Output(head.logits(held))) for head in heads]
    texts = [example.text for example in validation]
    values = [scored(task, card, validation, said_of(card, output, texts)).value for _, output in said]
    return said[int(np.argmax(values))][0]


def _with_words(
    card: HeadCard,
    task: Task,
    known: tuple[Sequence[Example], Floats, NDArray[np.float64]],
    held: tuple[Sequence[Example], Floats],
    evens: Sequence[bool],
) -> Head:
    """The best of every mix and strength, calibrated; at equal scores the one with less of both."""
    train, rows, wanted = known
    validation, vectors = held
    texts = [example.text for example in validation]
    read = [pieces(text) for text in texts]
    spread = word_matrix([example.text for example in train])
    best: tuple[float, Head] | None = None
    for mix in MIXES:
        both = hstack([csr_matrix(rows), spread * mix], format="csr") if mix else rows
        for strength, even in product(STRENGTHS, evens):
            head = _split(_fit(card, task, both, wanted, strength, even), rows.shape[1], mix)
            output = Output(head.logits(vectors, read))
            own = calibrated(head, task, validation, output).card
            value = scored(task, own, validation, said_of(own, output, texts)).value
            if best is None or value > best[0]:
                best = value, head
    assert best is not None  # noqa: S101 - both tables hold something
    return best[1]


def _split(head: Head, dim: int, mix: float) -> Head:
    """The weights of the vector and those of the words apart; the mix goes into the latter."""
    if not mix:
        return head
    return Head(head.card, head.weight[:, :dim].copy(), head.bias, head.weight[:, dim:] * np.float32(mix))


def _head_and_output(
    base: Base, head: Head, examples: Sequence[Example], longest: int
) -> tuple[Head, Output]:
    texts = [example.text for example in examples]
    return head, outputs(base, [head], texts, longest=longest)[head.card.task]


def _rows(
    base: Base, task: Task, examples: Sequence[Example], longest: int, seed: int
) -> tuple[Floats, NDArray[np.float64]]:
    """What the head looks at, and its answers: (n,) of label numbers, or (n, outputs) of 0 to 1."""
    texts = [example.text for example in examples]
    if task.kind == "tags":
        return _token_rows(base, task, examples, longest, seed)
    vectors = unit_vectors(base, texts, longest)
    if task.kind == "pair":
        vectors = twin_features(vectors, unit_vectors(base, [str(e.pair) for e in examples], longest))
    names = task.names
    match task.kind:
        case "labels":
            wanted = [[float(name in e.labels) for name in names] for e in examples]
        case "grade":
            wanted = [[float(names.index(str(e.label)) >= s) for s in range(1, len(names))] for e in examples]
        case "score":
            wanted = [[float(e.value or 0.0)] for e in examples]
        case _:
            return vectors, np.array([names.index(str(e.label)) for e in examples], np.float64)
    return vectors, np.array(wanted)


def _token_rows(
    base: Base, task: Task, examples: Sequence[Example], longest: int, seed: int
) -> tuple[Floats, NDArray[np.float64]]:
    """Token states and tags, at most _MOST_TOKENS: every token in a span, and a draw of the others."""
    width = base.width
    eye = Head(HeadCard.of(task), np.eye(width, dtype=np.float32), np.zeros(width, np.float32))
    found = outputs(base, [eye], [example.text for example in examples], longest=longest)[task.name]
    tags = [
        np.array(tags_of(e.spans, o.offsets, task.names)) for e, o in zip(examples, found.tokens, strict=True)
    ]
    rows, wanted = np.concatenate([own.logits for own in found.tokens]), np.concatenate(tags)
    order = np.random.default_rng(seed).permutation(len(wanted))
    order = order[wanted[order] != IGNORED]
    kept = order[np.argsort(wanted[order] == 0, kind="stable")][:_MOST_TOKENS]
    return rows[kept], wanted[kept].astype(np.float64)


def _fit(
    card: HeadCard, task: Task, rows: Rows, wanted: NDArray[np.float64], strength: float, balance: bool
) -> Head:
    weight = np.zeros((task.outputs, rows.shape[1]), np.float32)
    bias = np.full(task.outputs, -10.0, np.float32)
    if wanted.ndim == 2:
        for at in range(task.outputs):
            weight[at], bias[at] = _binary(rows, wanted[:, at], strength, balance)
        return Head(card, weight, bias)
    model = _regression(rows, wanted.astype(int), strength, balance)
    if len(model.classes_) == 2:
        low, high = model.classes_
        weight[high], bias[high] = model.coef_[0], model.intercept_[0]
        weight[low], bias[low] = 0.0, 0.0
    else:
        weight[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return Head(card, weight, bias)


def _binary(rows: Rows, share: NDArray[np.float64], strength: float, balance: bool) -> tuple[Any, float]:
    """The weights of one output that is right to the share of each row; a constant one needs no weights."""
    if share.min() == share.max():
        middle = min(max(float(share[0]), 0.001), 0.999)
        return 0.0, float(np.log(middle / (1 - middle)))
    twice = (
        np.concatenate([rows, rows]) if isinstance(rows, np.ndarray) else vstack([rows, rows], format="csr")
    )
    truth = np.concatenate([np.ones(rows.shape[0]), np.zeros(rows.shape[0])])
    certain = np.concatenate([share, 1 - share])
    kept = certain > 0
    model = _regression(twice[kept], truth[kept], strength, balance, certain[kept])
    return model.coef_[0], float(model.intercept_[0])


def _regression(rows: Rows, truth: Any, strength: float, balance: bool, certain: Any = None) -> Any:  # noqa: ANN401
    """A fitted logistic regression; its last digits may be missing, for it stops after 300 rounds."""
    heed()
    model = LogisticRegression(C=strength, max_iter=300, class_weight="balanced" if balance else None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(rows, truth, sample_weight=certain)
