"""Scores of a model on a test part: values with intervals, baselines, differences, slices."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finetune.bootstrap import ROUNDS, Interval, intervals, value
from finetune.errors import DataError
from finetune.kinds import KINDS, Kind
from finetune.measures import Floats, Measure
from finetune.outcomes import LOWER_IS_BETTER, Outcome, judge


@dataclass(frozen=True, slots=True)
class Score:
    """One measure on the test part and the middle 95 % of it over resampled documents.

    ``low`` and ``high`` are None where fewer than two documents are there to tell.
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How one label fares: of ``rows`` that have it, counts of found, wrongly said and missed."""

    label: str
    hit: int
    extra: int
    missed: int

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where the label is nowhere."""
        size = 2 * self.hit + self.extra + self.missed
        return 2 * self.hit / size if size else None


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model scores: the measure that decides first, then the others.

    ``confusion`` has truth down and prediction across, in the order of the labels; None for kinds
    where a row may have several labels or none.
    """

    kind: Kind
    rows: int
    groups: int
    values: tuple[Score, ...]
    by_label: tuple[LabelScore, ...]
    confusion: tuple[tuple[int, ...], ...] | None

    def of(self, name: str) -> Score:
        """Return a measure by its name (DataError: this kind of head has no such measure here)."""
        for score_ in self.values:
            if score_.name == name:
                return score_
        known = ", ".join(own.name for own in self.values)
        raise DataError(name, f"no such measure for {self.kind} on these rows", f"Known are: {known}.")


@dataclass(frozen=True, slots=True)
class Difference:
    """A new version less an old one on the same rows; positive is better, whatever the measure."""

    metric: str
    old: float
    new: float
    gain: float
    low: float | None
    high: float | None

    @property
    def worse(self) -> bool:
        """Whether the new version is worse beyond the interval."""
        return self.gain < 0 if self.high is None else self.high < 0


@dataclass(frozen=True, slots=True)
class Slice:
    """The deciding measure on the rows of one language, region or the like; None where undefined."""

    by: str
    value: str
    rows: int
    score: Score | None


def score(
    kind: Kind,
    truth: Sequence[Any],
    predicted: Any,  # noqa: ANN401 - an array, or a sequence of spans
    labels: Sequence[str],
    *,
    groups: Sequence[str] | None = None,
    threshold: float | Sequence[float] = 0.5,
    seed: int = 7,
    rounds: int = ROUNDS,
) -> Scores:
    """Return the scores of predictions against the truth.

    Args:
        kind: of head; it says what the next two are.
        truth: ``label``, ``grade`` and ``pair``: a label a row. ``labels``: a set of labels a row.
            ``score``: a number in [0, 1] a row. ``tags``: the ``Span``s of a row.
        predicted: for labels of any kind probabilities of shape (rows, labels), which sum to 1 a row
            except for ``labels``; for ``score`` and ``tags`` as the truth.
        labels: all of the task, in the order of the probabilities; grades from low to high.
        groups: the document of each row; without it each row stands alone.
        threshold: for ``labels``, the least probability that counts, one or one a label.
        seed: of the resampling.
        rounds: resamples for the intervals; 0 for none.

    Raises:
        DataError: rows do not fit together, or the truth holds nothing to tell apart.
    """
    outcome = judge(kind, truth, predicted, labels, threshold)
    own = _groups(groups, outcome.rows)
    found = _values(kind, outcome, own, seed, rounds)
    if not found or found[0].name != KINDS[kind].metric or _one_class(kind, truth):
        raise DataError("scores", "the truth has one class only", "Test on rows of two classes or more.")
    counts = [part.sum(axis=0).astype(int).tolist() for part in (outcome.hit, outcome.extra, outcome.missed)]
    by_label = [LabelScore(*row) for row in zip(labels, *counts, strict=True)] if kind != "score" else []
    return Scores(kind, outcome.rows, len(set(own)), found, tuple(by_label), outcome.confusion)


def compare(
    kind: Kind,
    truth: Sequence[Any],
    new: Any,  # noqa: ANN401
    old: Any,  # noqa: ANN401
    labels: Sequence[str],
    *,
    metric: str | None = None,
    groups: Sequence[str] | None = None,
    threshold: float | Sequence[float] = 0.5,
    old_threshold: float | Sequence[float] | None = None,
    old_truth: Sequence[Any] | None = None,
    seed: int = 7,
    rounds: int = ROUNDS,
) -> Difference:
    """Return how much ``new`` gains over ``old`` on the same rows, by a paired bootstrap.

    Arguments are as in ``score``; ``metric`` is the kind's usual one unless named. ``old_truth`` is for
    rows whose texts were changed, and with them the places of their spans.

    Raises:
        DataError: as in ``score``, or an unknown ``metric``.
    """
    name = metric or KINDS[kind].metric
    first = judge(kind, truth, new, labels, threshold)
    before = truth if old_truth is None else old_truth
    second = judge(kind, before, old, labels, threshold if old_threshold is None else old_threshold)
    if first.rows != second.rows:
        raise DataError("scores", f"{first.rows} rows against {second.rows}", "Compare on the same rows.")
    if name not in first.measures:
        raise DataError(name, f"no measure of {kind}", f"Known are: {', '.join(first.measures)}.")
    sign = -1.0 if name in LOWER_IS_BETTER else 1.0

    def gain(weights: Floats) -> Floats:
        apart: Floats = sign * (first.measures[name](weights) - second.measures[name](weights))
        return apart

    own = _groups(groups, first.rows)
    whole = value(gain, first.rows)
    if math.isnan(whole):
        raise DataError("scores", "the truth has one class only", "Test on rows of two classes or more.")
    (interval,) = intervals([gain], own, seed=seed, rounds=rounds)
    low, high = interval or (None, None)
    values = [value(part.measures[name], part.rows) for part in (second, first)]
    return Difference(name, values[0], values[1], whole, low, high)


def slices(
    kind: Kind,
    truth: Sequence[Any],
    predicted: Any,  # noqa: ANN401
    labels: Sequence[str],
    by: Mapping[str, Sequence[str]],
    *,
    metric: str | None = None,
    groups: Sequence[str] | None = None,
    threshold: float | Sequence[float] = 0.5,
    seed: int = 7,
    rounds: int = ROUNDS,
) -> tuple[Slice, ...]:
    """Return the deciding measure for each value of each column of ``by``, the most rows first.

    ``by`` is for instance ``{"language": [...], "region": [...]}``, one value a row; "" is left out.
    The other arguments are as in ``score``. A slice in which the measure is undefined (one class only)
    has no score but is still listed.
    """
    name, found = metric or KINDS[kind].metric, []
    whole = judge(kind, truth, predicted, labels, threshold)
    if name not in whole.measures:
        raise DataError(name, f"no measure of {kind}", f"Known are: {', '.join(whole.measures)}.")
    own = _groups(groups, whole.rows)
    for column, values in by.items():
        if len(values) != whole.rows:
            raise DataError(column, f"{len(values)} values for {whole.rows} rows", "Give one a row.")
        for one, rows in sorted(Counter(filter(None, values)).items(), key=lambda item: (-item[1], item[0])):
            here = np.array([other == one for other in values])
            inside = [group for group, kept in zip(own, here, strict=True) if kept]
            part = _score(name, _within(whole.measures[name], here), inside, seed, rounds)
            found.append(Slice(column, one, rows, part))
    return tuple(found)


def _within(measure: Measure, here: np.ndarray[Any, np.dtype[np.bool_]]) -> Measure:
    """The measure over some rows, as a measure of those rows alone: the others weigh nothing."""

    def inside(weights: Floats) -> Floats:
        spread = np.zeros((len(weights), len(here)))
        spread[:, here] = weights
        return measure(spread)

    return inside


def _values(kind: Kind, outcome: Outcome, groups: Sequence[str], seed: int, rounds: int) -> tuple[Score, ...]:
    order = sorted(outcome.measures, key=lambda name: name != KINDS[kind].metric)
    chosen = [outcome.measures[name] for name in order]
    spread: Sequence[Interval] = intervals(chosen, groups, seed=seed, rounds=rounds)
    made = [
        Score(name, value(measure, outcome.rows), *(interval or (None, None)))
        for name, measure, interval in zip(order, chosen, spread, strict=True)
    ]
    return tuple(one for one in made if not math.isnan(one.value))


def _score(name: str, measure: Measure, groups: Sequence[str], seed: int, rounds: int) -> Score | None:
    whole = value(measure, len(groups))
    if math.isnan(whole):
        return None
    (interval,) = intervals([measure], groups, seed=seed, rounds=rounds)
    return Score(name, whole, *(interval or (None, None)))


def _one_class(kind: Kind, truth: Sequence[Any]) -> bool:
    if kind in ("tags", "labels"):
        return not any(len(own) for own in truth)
    return len(set(truth)) < 2


def _groups(groups: Sequence[str] | None, rows: int) -> Sequence[str]:
    own = [str(row) for row in range(rows)] if groups is None else groups
    if len(own) != rows:
        raise DataError("groups", f"{len(own)} groups for {rows} rows", "Name the document of each row.")
    return own
