"""LinearModel: many heads over one encoder vector and hashed pieces of words; no torch, no pickle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finetune.errors import DataError
from finetune.heads import Floats, HeadCard, chosen, of_each, probabilities
from finetune.ngrams import BUCKETS, Pieces, pieces

FEW = 0.4
"""A word counts among those that weighed most from this share of the heaviest one on."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word that spoke for the label, its place (half-open) and what it added to the logit."""

    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What one head says of one text.

    ``labels`` are those it decides for, one or many; ``each`` holds the calibrated probability of
    every label, the likeliest first; ``weighed`` the words that spoke most for the first label.
    """

    task: str
    labels: tuple[str, ...]
    each: Mapping[str, float]
    weighed: tuple[Weighed, ...] = ()

    @property
    def label(self) -> str:
        """The likeliest label, whether or not it was decided for."""
        return next(iter(self.each))

    @property
    def probability(self) -> float:
        """The probability of ``label``, in [0, 1]."""
        return self.each[self.label]


@dataclass(frozen=True, slots=True)
class LinearHead:
    """``dense``: shape (outputs, dim); ``sparse``: (outputs, BUCKETS); ``bias``: (outputs,)."""

    card: HeadCard
    dense: Floats
    sparse: Floats
    bias: Floats

    def logits(self, vectors: Floats, texts: Sequence[Pieces]) -> Floats:
        """Return shape (n, outputs) for unit vectors of shape (n, dim) and the same texts in pieces."""
        by_words = np.stack([self.sparse[:, own.columns] @ own.values for own in texts])
        return np.asarray(vectors @ self.dense.T + by_words + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Heads that read the same vectors in one go; ``id`` names the version."""

    id: str
    heads: Mapping[str, LinearHead]

    def read(
        self, texts: Sequence[str], vectors: Floats, tasks: Sequence[str] = (), *, most: int = 3
    ) -> list[dict[str, Answer]]:
        """Return, text by text, what every head (or those of ``tasks``) says.

        Args:
            texts: n texts.
            vectors: shape (n, dim), of norm 1, by the encoder the model was trained over.
            tasks: names of heads; all where empty.
            most: so many words that weighed are named; 0 for none.

        Raises:
            DataError: the vectors do not fit the texts, or a task has no head here.
        """
        if vectors.shape[:1] != (len(texts),):
            raise DataError("vectors", f"{len(vectors)} for {len(texts)} texts", "Give one a text.")
        names = tuple(tasks) or tuple(self.heads)
        if unknown := [name for name in names if name not in self.heads]:
            raise DataError(
                f"task {unknown[0]!r}", "this model has no such head", f"It has: {', '.join(self.heads)}."
            )
        read = [pieces(text) for text in texts]
        found: list[dict[str, Answer]] = [{} for _ in texts]
        if not texts:
            return found
        for name in names:
            head = self.heads[name]
            each = probabilities(head.card, head.logits(vectors, read))
            for at, labels in enumerate(chosen(head.card, each)):
                own = of_each(head.card.labels, each[at])
                words = _weighed(head, texts[at], read[at], next(iter(own)), most) if most else ()
                found[at][name] = Answer(name, labels, own, words)
        return found


def _weighed(head: LinearHead, text: str, read: Pieces, label: str, most: int) -> tuple[Weighed, ...]:
    """Split the part of a label's logit that words gave among the words, exactly."""
    pull = _pull(head, label)
    times: dict[int, int] = defaultdict(int)
    for _, own in read.owners:
        for column in own:
            times[column] += 1
    share = {
        int(c): float(pull[c] * v) / times[int(c)] for c, v in zip(read.columns, read.values, strict=True)
    }
    gains = [(sum(share[column] for column in own), token) for token, own in read.owners]
    best = max((gain for gain, _ in gains), default=0.0)
    kept = sorted(
        (item for item in gains if item[0] > 0 and item[0] >= FEW * best), key=lambda i: (-i[0], i[1].start)
    )
    return tuple(
        Weighed(token.start, token.end, text[token.start : token.end], round(gain, 4))
        for gain, token in kept[:most]
    )


def _pull(head: LinearHead, label: str) -> Floats:
    """What each column adds for a label, against the others."""
    at = head.card.labels.index(label)
    if head.card.kind == "labels":
        return head.sparse[at]
    if head.card.kind == "grade":
        signs = np.array([1.0 if step < at else -1.0 for step in range(len(head.sparse))], np.float32)
        return np.asarray(signs @ head.sparse / len(signs), np.float32)
    return np.asarray(head.sparse[at] - head.sparse.mean(axis=0), np.float32)


def empty_sparse(outputs: int) -> Floats:
    """Return the sparse part of a head that reads no words."""
    return np.zeros((outputs, BUCKETS), np.float32)
