"""The majority baseline: what a model says that has seen the labels of training and no text."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from finetune.errors import DataError
from finetune.kinds import Kind


def majority(kind: Kind, training: Sequence[Any], labels: Sequence[str], rows: int) -> Any:  # noqa: ANN401
    """Return predictions for ``rows`` rows, in the shape that ``score`` takes.

    One label, pair and grade: the shares of the labels in training, so that the most frequent one is
    said (of equal ones the first). Many labels: each label's share, so that one is said where half the
    rows have it. Score: the median, which no constant beats in absolute error. Tags: no span.

    Raises:
        DataError: no training row.
    """
    if not len(training):
        raise DataError("majority", "there is no training row", "Give the labels of the training part.")
    if kind == "tags":
        return [()] * rows
    if kind == "score":
        return np.full(rows, statistics.median(training))
    seen = Counter(label for own in training for label in (own if kind == "labels" else (own,)))
    shares = np.array([seen[label] for label in labels], dtype=float) / len(training)
    return np.tile(shares, (rows, 1))
