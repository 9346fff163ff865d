"""The parts of a ModelCard: what it says of labels, data, scores, calibration, curves, task by task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from finetune.calibration import Bin
from finetune.kinds import Kind
from finetune.scores import Difference, Score

Use = Literal["train", "validation", "test", "replay"]
Precision = Literal["fp32", "int8", "int8-dynamic"]
DYNAMIC: Precision = "int8-dynamic"
"""Matrices in int8 and the ranges of what they are multiplied by found as it reads; needs no file."""


@dataclass(frozen=True, slots=True)
class LabelMeaning:
    """A label and what it stands for, in a sentence."""

    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class CardTask:
    """One task of the model: its labels in the order of the head, and the measure that decides."""

    name: str
    kind: Kind
    metric: str
    labels: tuple[LabelMeaning, ...]


@dataclass(frozen=True, slots=True)
class DataUse:
    """A set of labelled rows and what it served for."""

    name: str
    licence: str
    use: Use
    rows: int


@dataclass(frozen=True, slots=True)
class TaskScores:
    """The deciding measure of one task on the same test rows, for every model that was compared.

    ``active`` and ``change`` (the new version less the active one) are None where none was active;
    ``active_id`` is the version that was.
    """

    task: str
    rows: int
    groups: int
    new: Score
    majority: Score | None = None
    frozen: Score | None = None
    active: Score | None = None
    active_id: str | None = None
    change: Difference | None = None


@dataclass(frozen=True, slots=True)
class TaskCalibration:
    """Expected calibration error in [0, 1] on the test part, before and after the temperature."""

    task: str
    temperature: float
    ece_before: float
    ece_after: float


@dataclass(frozen=True, slots=True)
class TaskRobustness:
    """The deciding measure on perturbed test texts less that on the texts as they are."""

    task: str
    way: str
    change: Difference


@dataclass(frozen=True, slots=True)
class TaskExport:
    """What serves a task, and the deciding measure on validation in fp32 and in the int8 tried last."""

    task: str
    precision: Precision
    fp32: float
    int8: float


@dataclass(frozen=True, slots=True)
class TaskSlice:
    """The deciding measure on the rows of one language, region or the like; None where undefined."""

    task: str
    by: str
    value: str
    rows: int
    score: Score | None


@dataclass(frozen=True, slots=True)
class TaskConfusion:
    """Rows of the scored part by their label (down) and what the model said (across), as the labels stand."""

    task: str
    table: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class TaskReliability:
    """What was said and what held on the scored part, by range of probability, as the head gives it.

    ``before`` is without the temperature, ``after`` with it: the bins of
    ``finetune.calibration.reliability``.
    """

    task: str
    before: tuple[Bin, ...]
    after: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A learning curve: (step, value) points, the value a loss, or a task's measure on validation."""

    name: str
    measure: str
    points: tuple[tuple[float, float], ...]
