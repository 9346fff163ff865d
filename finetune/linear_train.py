"""Train linear heads over a frozen encoder and pieces of words: logistic regression, minutes on a laptop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from finetune.calibration import fit
from finetune.examples import Example
from finetune.heads import Floats, HeadCard, probabilities
from finetune.kinds import Task
from finetune.linear import LinearHead
from finetune.ngrams import BUCKETS, pieces
from finetune.scores import score

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0)
"""Inverse weights of the L2 penalty that are tried; validation chooses."""
MIXES = (0.0, 0.5, 1.0, 2.0)
"""How much the words count beside the vector, whose norm is 1 too; 0 leaves them out."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A head with what was chosen for it and its score on validation."""

    head: LinearHead
    strength: float
    mix: float
    validation: float


def train_linear(
    task: Task, examples: Sequence[Example], vectors: Floats, mixes: Sequence[float] = MIXES
) -> Trained:
    """Return the head of ``task`` that scores best on the validation part, calibrated on it.

    Args:
        task: of kind label, labels or grade.
        examples: with parts; ``vectors`` has shape (len(examples), dim), rows of norm 1.
        vectors: of the frozen encoder, in the order of ``examples``.
        mixes: weights of the words that are tried.
    """
    words = _words(examples)
    best: Trained | None = None
    for mix in mixes:
        for strength in STRENGTHS:
            head = _fit(task, examples, vectors, words, mix, strength)
            head = _calibrated(head, task, examples, vectors)
            found = validation_score(head, task, examples, vectors)
            if best is None or found > best.validation + 1e-9:
                best = Trained(head, strength, mix, found)
    assert best is not None  # noqa: S101 - both tables have entries
    return best


def validation_score(head: LinearHead, task: Task, examples: Sequence[Example], vectors: Floats) -> float:
    """Return the deciding measure on the validation part."""
    rows = [at for at, example in enumerate(examples) if example.part == "validation"]
    own = [examples[at] for at in rows]
    each = predicted(head, own, vectors[rows])
    found = score(task.kind, truth(task, own), each, task.names, threshold=head.card.threshold, rounds=0)
    return found.of(task.metric).value


def predicted(head: LinearHead, examples: Sequence[Example], vectors: Floats) -> Floats:
    """Return calibrated probabilities of shape (n, labels)."""
    read = [pieces(example.text) for example in examples]
    return probabilities(head.card, head.logits(vectors, read))


def truth(task: Task, examples: Sequence[Example]) -> list[Any]:
    """Return what the examples say, as ``finetune.scores`` wants it."""
    if task.kind == "labels":
        return [example.labels for example in examples]
    return [example.label for example in examples]


def _fit(
    task: Task, examples: Sequence[Example], vectors: Floats, words: csr_matrix, mix: float, strength: float
) -> LinearHead:
    from scipy.sparse import csr_matrix, hstack

    rows = [at for at, example in enumerate(examples) if example.part == "train"]
    both = hstack([csr_matrix(vectors[rows]), words[rows] * mix], format="csr") if mix else vectors[rows]
    own = [examples[at] for at in rows]
    weight, bias = _logistic(task, own, both, strength)
    dim = vectors.shape[1]
    sparse = weight[:, dim:] * mix if mix else np.zeros((len(weight), BUCKETS), np.float32)
    card = HeadCard.of(task, unit=True)
    return LinearHead(card, weight[:, :dim].astype(np.float32), sparse.astype(np.float32), bias)


def _logistic(task: Task, own: Sequence[Example], values: Any, strength: float) -> tuple[Floats, Floats]:  # noqa: ANN401
    """One row of weights an output: each label against the others, or one for each step of a grade."""
    from sklearn.linear_model import LogisticRegression

    def fitted(wanted: Sequence[Any]) -> Any:  # noqa: ANN401
        return LogisticRegression(C=strength, class_weight="balanced", max_iter=400).fit(values, wanted)

    if task.kind == "label" and len({example.label for example in own}) == len(task.names) > 2:
        model = fitted([task.names.index(str(example.label)) for example in own])
        return np.asarray(model.coef_, np.float32), np.asarray(model.intercept_, np.float32)
    rows = []
    for wanted in _targets(task, own):
        if len(set(wanted)) < 2:
            rows.append((np.zeros(values.shape[1], np.float32), 20.0 if wanted and wanted[0] else -20.0))
            continue
        model = fitted(wanted)
        rows.append((model.coef_[0], float(model.intercept_[0])))
    return np.stack([row for row, _ in rows]).astype(np.float32), np.array([b for _, b in rows], np.float32)


def _targets(task: Task, own: Sequence[Example]) -> list[list[bool]]:
    if task.kind == "grade":
        grades = [task.names.index(str(example.label)) for example in own]
        return [[grade > step for grade in grades] for step in range(len(task.names) - 1)]
    if task.kind == "labels":
        return [[label in example.labels for example in own] for label in task.names]
    return [[label == example.label for example in own] for label in task.names]


def _calibrated(head: LinearHead, task: Task, examples: Sequence[Example], vectors: Floats) -> LinearHead:
    """Temperature, and for many labels the threshold, by the validation part."""
    rows = [at for at, example in enumerate(examples) if example.part == "validation"]
    own = [examples[at] for at in rows]
    logits = head.logits(vectors[rows], [pieces(example.text) for example in own])
    if task.kind == "label":
        places = np.array([task.names.index(str(example.label)) for example in own])
        return replace(head, card=replace(head.card, temperature=fit(logits, places).temperature))
    held = np.array(_targets(task, own), dtype=int).T
    card = replace(head.card, temperature=fit(logits, held, "sigmoid").temperature)
    if task.kind == "labels":
        each = probabilities(card, logits)
        tries = [step / 20 for step in range(4, 17)]
        scored = [score("labels", truth(task, own), each, task.names, threshold=t, rounds=0) for t in tries]
        best = max(zip(scored, tries, strict=True), key=lambda item: (item[0].of(task.metric).value, item[1]))
        card = replace(card, threshold=best[1])
    return replace(head, card=card)


def _words(examples: Sequence[Example]) -> csr_matrix:
    from scipy.sparse import csr_matrix

    read = [pieces(example.text) for example in examples]
    starts = np.cumsum([0, *(len(own.columns) for own in read)])
    columns = np.concatenate([own.columns for own in read])
    values = np.concatenate([own.values for own in read])
    return csr_matrix((values, columns, starts), shape=(len(examples), BUCKETS))
