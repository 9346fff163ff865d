"""Heads as plain arrays: pooled vectors to logits to calibrated probabilities to labels; no torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from finetune.errors import DataError
from finetune.kinds import Kind, Task
from finetune.ngrams import BUCKETS, WHOLE, Pieces, known, pieces

Floats = NDArray[np.float32]
Read = Mapping[int, Sequence[Pieces]]
"""The pieces of texts by the columns of the heads that read them."""


@dataclass(frozen=True, slots=True)
class HeadCard:
    """What is known of one head.

    ``twin``: it reads what the vectors of two texts have and have not in common (``twin_features``),
    else one vector; ``unit``: that vector has norm 1. ``temperature`` divides the logits;
    ``threshold`` is the least probability of a label of many. ``phrases`` are what a head of tags
    remembers of the words of its spans, ``silent`` the words, parted by spaces, that were hardly ever
    one (``finetune.phrases``); ``least`` is the least probability of a span.
    """

    task: str
    kind: Kind
    labels: tuple[str, ...]
    metric: str
    twin: bool = False
    unit: bool = False
    temperature: float = 1.0
    threshold: float = 0.5
    phrases: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    silent: str = ""
    least: float = 0.0

    @classmethod
    def of(cls, task: Task, *, twin: bool = False, unit: bool = False) -> HeadCard:
        """Return the card of a head for ``task`` that is not yet calibrated."""
        return cls(task.name, task.kind, task.names, task.metric, twin, unit)

    @property
    def outputs(self) -> int:
        """How many numbers the head gives for a text, or for each token of it."""
        sizes = {"tags": 1 + 2 * len(self.labels), "grade": len(self.labels) - 1, "score": 1, "generation": 0}
        return sizes.get(self.kind, len(self.labels))


@dataclass(frozen=True, slots=True)
class Head:
    """A linear head: ``weight`` of shape (outputs, dim), ``bias`` of shape (outputs,).

    ``words`` weighs the pieces of a text's words beside its vector; None where the vector alone is read.
    It has shape (outputs, pieces) of a ``vocabulary``, or (outputs, ``finetune.ngrams.BUCKETS``) in heads
    made before, which have none.
    """

    card: HeadCard
    weight: Floats
    bias: Floats
    words: Floats | None = None
    vocabulary: NDArray[np.uint32] | None = None

    @property
    def width(self) -> int:
        """The columns of the pieces that it reads."""
        return BUCKETS if self.vocabulary is None else WHOLE

    def known(self, read: Pieces) -> Pieces:
        """Return pieces of its width as columns of ``words``."""
        return read if self.vocabulary is None else known(read, self.vocabulary)

    def logits(self, vectors: Floats, read: Read | None = None) -> Floats:
        """Return shape (…, outputs) for vectors of shape (…, dim); ``read`` is of ``read_by``.

        Raises:
            DataError: a head that reads words is given none.
        """
        found = vectors @ self.weight.T + self.bias
        if self.words is not None:
            if read is None:
                raise DataError(f"head {self.card.task}", "it reads words too", "Give the texts.")
            found = found + np.stack([word_logits(self.words, self.known(own)) for own in read[self.width]])
        return np.asarray(found, np.float32)


def read_by(heads: Sequence[Head], texts: Sequence[str] | None) -> Read | None:
    """Return the pieces of each text, once for all heads of a width; None without such heads, or texts."""
    widths = {head.width for head in heads if head.words is not None}
    if texts is None or not widths:
        return None
    return {width: [pieces(text, width) for text in texts] for width in widths}


def word_logits(words: Floats, read: Pieces) -> Floats:
    """Return what the pieces of one text add to each output, shape (outputs,)."""
    return np.asarray(words[:, read.columns] @ read.values, np.float32)


def unit(vectors: Floats) -> Floats:
    """Return the rows divided by their L2 norms."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)


def twin_features(first: Floats, second: Floats) -> Floats:
    """Return both vectors, their distance and product by dimension, and their cosine.

    Args:
        first: shape (n, dim), rows of norm 1.
        second: the same, of the other texts.

    Returns:
        Shape (n, 4 dim + 1).
    Source: Conneau et al. 2017 (InferSent), section 3.1; the cosine is ours.
    """
    product = first * second
    parts = (first, second, np.abs(first - second), product, product.sum(axis=1, keepdims=True))
    return np.concatenate(parts, axis=1)


def sigmoid(logits: Floats) -> Floats:
    """Return values in [0, 1]."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -50, 50))), np.float32)


def softmax(logits: Floats) -> Floats:
    """Return values in [0, 1] that sum to 1 over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


def probabilities(card: HeadCard, logits: Floats) -> Floats:
    """Return the probability of each label (of each tag, of each grade), or the score itself.

    A grade's logits say how likely the text lies above each step; what a higher step says is never
    more likely than what a lower one does.
    Source for grades: Frank and Hall 2001.
    """
    scaled = logits / card.temperature
    match card.kind:
        case "labels" | "score":
            return sigmoid(scaled)
        case "grade":
            above = np.minimum.accumulate(sigmoid(scaled), axis=-1)
            ones, zeros = np.ones_like(above[..., :1]), np.zeros_like(above[..., :1])
            steps = np.concatenate([ones, above, zeros], axis=-1)
            return np.asarray(steps[..., :-1] - steps[..., 1:], np.float32)
    return softmax(scaled)


def chosen(card: HeadCard, each: Floats) -> tuple[tuple[str, ...], ...]:
    """Return the labels that probabilities of shape (n, labels) decide for; one each, or many."""
    if card.kind == "labels":
        return tuple(
            tuple(label for label, p in zip(card.labels, row, strict=True) if p >= card.threshold)
            for row in each
        )
    return tuple((card.labels[int(np.argmax(row))],) for row in each)


def of_each(labels: Sequence[str], row: Floats) -> Mapping[str, float]:
    """Return the probability of each label of one row, the likeliest first."""
    pairs = ((label, round(float(p), 4)) for label, p in zip(labels, row, strict=True))
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
