"""What a card says beyond scores: calibration, changed texts, and each language and region by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from finetune.calibration import Bin, confidence, ece, reliability
from finetune.card import TaskCalibration, TaskReliability, TaskRobustness, TaskSlice
from finetune.examples import Example
from finetune.kinds import Task
from finetune.robustness import WAYS, Way, perturb
from finetune.scores import compare, slices

Threshold = float | Sequence[float]
_PROBABLE = ("label", "labels", "grade", "pair", "image")


def calibration(
    task: Task,
    truth: Sequence[Any],
    before: Any,  # noqa: ANN401 - an array, or a sequence of spans
    after: Any,  # noqa: ANN401
    temperature: float,
) -> TaskCalibration | None:
    """Return the calibration error on test rows of probabilities before and after the temperature.

    None for a kind that gives no probabilities of labels (score, tags, generation).
    """
    if task.kind not in _PROBABLE:
        return None
    errors = [ece(*confidence(task.kind, truth, given, task.names)) for given in (before, after)]
    return TaskCalibration(task.name, temperature, errors[0], errors[1])


def reliable(
    task: Task,
    truth: Sequence[Any],
    before: Any,  # noqa: ANN401
    after: Any,  # noqa: ANN401
) -> tuple[TaskReliability, ...]:
    """Return the bins behind ``calibration``, to be drawn; none for a kind without probabilities."""
    if task.kind not in _PROBABLE:
        return ()
    bins = (reliability(*confidence(task.kind, truth, given, task.names)) for given in (before, after))
    return (TaskReliability(task.name, *(tuple(map(_short, own)) for own in bins)),)


def _short(own: Bin) -> Bin:
    """A bin in numbers of four digits, as it stands in a card."""
    low, high, said, held = (round(float(value), 4) for value in (own.low, own.high, own.said, own.held))
    return Bin(low, high, own.rows, said, held)


def perturbed(examples: Sequence[Example], way: Way, *, seed: int) -> tuple[Example, ...]:
    """Return the examples with their texts changed in one way and their spans on the same words."""
    made = []
    for example in examples:
        new = perturb(example.text, way, seed=seed, language=example.language, spans=example.spans)
        made.append(replace(example, text=new.text, spans=new.spans))
    return tuple(made)


def robustness(
    task: Task,
    examples: Sequence[Example],
    truth: Sequence[Any],
    said: Any,  # noqa: ANN401
    predict: Callable[[Sequence[Example]], Any],
    *,
    threshold: Threshold = 0.5,
    seed: int = 7,
) -> tuple[TaskRobustness, ...]:
    """Return for each way of ``WAYS`` what the task's measure loses on texts changed in that way.

    Args:
        task: that is judged, by its own measure.
        examples: of the test part, at least two classes.
        truth: their answers, as ``score`` takes them.
        said: what the model says of them.
        predict: what the model says of other examples, in the same shape.
        threshold: as in ``score``.
        seed: of the changes and the resampling.
    """
    groups = [example.group or example.id for example in examples]
    found = []
    for way in WAYS:
        changed = perturbed(examples, way, seed=seed)
        change = compare(
            task.kind,
            [example.spans for example in changed] if task.kind == "tags" else truth,
            predict(changed),
            said,
            task.names,
            metric=task.metric,
            groups=groups,
            threshold=threshold,
            old_truth=truth,
            seed=seed,
        )
        found.append(TaskRobustness(task.name, way, change))
    return tuple(found)


def by_place(
    task: Task,
    examples: Sequence[Example],
    truth: Sequence[Any],
    said: Any,  # noqa: ANN401
    *,
    threshold: Threshold = 0.5,
    seed: int = 7,
) -> tuple[TaskSlice, ...]:
    """Return the task's measure for each language and region that the examples name."""
    found = slices(
        task.kind,
        truth,
        said,
        task.names,
        {
            "language": [example.language for example in examples],
            "region": [example.region for example in examples],
        },
        metric=task.metric,
        groups=[example.group or example.id for example in examples],
        threshold=threshold,
        seed=seed,
    )
    return tuple(TaskSlice(task.name, own.by, own.value, own.rows, own.score) for own in found)
