"""Truth and prediction, row by row, checked and turned into the measures of their kind of head."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finetune.errors import DataError
from finetune.examples import Span
from finetune.kinds import Kind
from finetune.measures import (
    Floats,
    Measure,
    accuracy,
    auroc,
    macro_f1,
    mean_absolute_error,
    micro_f1,
    pearson,
    quadratic_kappa,
    spearman,
)

LOWER_IS_BETTER = frozenset({"mae"})
_REMEDY = "Check what the model gave and what it was asked, row by row."


@dataclass(frozen=True, slots=True)
class Outcome:
    """Judged rows: the measures of the kind, and the counts of each label.

    ``hit``, ``extra`` and ``missed`` have shape (rows, labels), empty for ``score``; ``confusion`` has
    truth down and prediction across, None where a row may have several labels or none.
    """

    rows: int
    measures: Mapping[str, Measure]
    hit: Floats
    extra: Floats
    missed: Floats
    confusion: tuple[tuple[int, ...], ...] | None = None


def judge(
    kind: Kind,
    truth: Sequence[Any],
    predicted: Any,  # noqa: ANN401 - an array, or a sequence of spans
    labels: Sequence[str],
    threshold: float | Sequence[float] = 0.5,
) -> Outcome:
    """Return the rows as judged; ``score`` in ``finetune.scores`` documents the arguments.

    Raises:
        DataError: no rows, rows that do not fit together, an unknown label, a value out of range.
    """
    if kind == "generation":
        raise DataError("scores", "a generated text has no label to score", "Look at its loss instead.")
    if not len(truth):
        raise DataError("scores", "there is no row to score", "Give a test part with at least one row.")
    if len(predicted) != len(truth):
        raise DataError("scores", f"{len(truth)} rows, but {len(predicted)} predictions", _REMEDY)
    if kind == "score":
        return _scores(truth, predicted)
    if len(set(labels)) != len(labels) or not labels:
        raise DataError("scores", "the labels are empty or repeat", "Give each label once.")
    if kind == "tags":
        return _tags(truth, predicted, labels)
    given = _probabilities(predicted, len(labels))
    if kind == "labels":
        return _many(truth, given, labels, threshold)
    return _one(kind, truth, given, labels)


def _one(kind: Kind, truth: Sequence[str], given: Floats, labels: Sequence[str]) -> Outcome:
    off = np.flatnonzero(np.abs(given.sum(axis=1) - 1) > 1e-3)
    if len(off):
        raise DataError(f"row {off[0] + 1}", "its probabilities do not sum to 1", _REMEDY)
    wanted = np.array([_index(label, labels, row) for row, label in enumerate(truth)])
    said = given.argmax(axis=1)
    size = len(labels)
    known, spoken = np.eye(size)[wanted], np.eye(size)[said]
    counts = known * spoken, (1 - known) * spoken, known * (1 - spoken)
    measures = {"macro_f1": macro_f1(*counts), "accuracy": accuracy((wanted == said).astype(float))}
    if kind == "grade":
        far = wanted.astype(float), said.astype(float)
        measures |= {"quadratic_kappa": quadratic_kappa(*far), "mae": mean_absolute_error(*far)}
    else:
        measures["auroc"] = auroc(known.astype(bool), given)
    if kind != "grade" and size == 2:
        measures["f1"] = macro_f1(*(part[:, 1:] for part in counts))
    table = np.zeros((size, size), dtype=int)
    np.add.at(table, (wanted, said), 1)
    confusion = tuple(tuple(map(int, row)) for row in table)
    return Outcome(len(truth), measures, counts[0], counts[1], counts[2], confusion)


def _many(
    truth: Sequence[Collection[str]],
    given: Floats,
    labels: Sequence[str],
    threshold: float | Sequence[float],
) -> Outcome:
    known = np.zeros(given.shape)
    for row, own in enumerate(truth):
        if isinstance(own, str):
            raise DataError(f"row {row + 1}", "one text where a list of labels belongs", _REMEDY)
        known[row, [_index(label, labels, row) for label in own]] = 1
    least = np.asarray(threshold, dtype=float)
    if least.shape not in ((), (len(labels),)):
        raise DataError("thresholds", f"{least.size} for {len(labels)} labels", "Give one, or one a label.")
    spoken = (given >= least).astype(float)
    counts = known * spoken, (1 - known) * spoken, known * (1 - spoken)
    right = known == spoken
    measures = {
        "macro_f1": macro_f1(*counts),
        "micro_f1": micro_f1(*counts),
        "accuracy": accuracy(right.mean(axis=1)),
        "exact": accuracy(right.all(axis=1).astype(float)),
        "auroc": auroc(known.astype(bool), given),
    }
    return Outcome(len(truth), measures, *counts)


def _tags(
    truth: Sequence[Collection[Span]], said: Sequence[Collection[Span]], labels: Sequence[str]
) -> Outcome:
    counts = tuple(np.zeros((len(truth), len(labels))) for _ in range(3))
    for row, (wanted, given) in enumerate(zip(truth, said, strict=True)):
        known, spoken = _spans(wanted, labels, row), _spans(given, labels, row)
        for part, own in zip(counts, (known & spoken, spoken - known, known - spoken), strict=True):
            for _, _, at in own:
                part[row, at] += 1
    measures = {
        "span_f1": micro_f1(counts[0], counts[1], counts[2]),
        "macro_f1": macro_f1(counts[0], counts[1], counts[2]),
    }
    return Outcome(len(truth), measures, counts[0], counts[1], counts[2])


def _scores(truth: Sequence[float], said: Sequence[float]) -> Outcome:
    known, given = _numbers(truth, 1), _numbers(said, 1)
    measures = {
        "spearman": spearman(known, given),
        "pearson": pearson(known, given),
        "mae": mean_absolute_error(known, given),
    }
    none = np.zeros((len(known), 0))
    return Outcome(len(known), measures, none, none, none)


def _probabilities(predicted: Any, labels: int) -> Floats:  # noqa: ANN401
    given = _numbers(predicted, 2)
    if given.shape[1] != labels:
        raise DataError("scores", f"{given.shape[1]} probabilities a row for {labels} labels", _REMEDY)
    return given


def _numbers(values: Any, dimensions: int) -> Floats:  # noqa: ANN401
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError("scores", f"not an even table of numbers ({error})", _REMEDY) from error
    if found.ndim != dimensions:
        raise DataError("scores", f"numbers in {found.ndim} dimensions, not {dimensions}", _REMEDY)
    bad = np.argwhere(~((found >= 0) & (found <= 1)))
    if len(bad):
        worst = found[tuple(bad[0])]
        raise DataError(f"row {bad[0][0] + 1}", f"{worst:g} is not a number from 0 to 1", _REMEDY)
    return found


def _spans(own: Collection[Span], labels: Sequence[str], row: int) -> set[tuple[int, int, int]]:
    return {(span.start, span.end, _index(span.label, labels, row)) for span in own}


def _index(label: str, labels: Sequence[str], row: int) -> int:
    if label not in labels:
        shown = ", ".join(labels[:20])
        raise DataError(f"row {row + 1}", f"unknown label {label!r}", f"The labels are: {shown}.")
    return list(labels).index(label)
