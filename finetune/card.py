"""ModelCard: what a version of a tool model is, from what it was made and what it scores; card.json."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from finetune.card_parts import DYNAMIC as DYNAMIC
from finetune.card_parts import CardTask as CardTask
from finetune.card_parts import Curve as Curve
from finetune.card_parts import DataUse as DataUse
from finetune.card_parts import LabelMeaning as LabelMeaning
from finetune.card_parts import Precision as Precision
from finetune.card_parts import TaskCalibration as TaskCalibration
from finetune.card_parts import TaskConfusion as TaskConfusion
from finetune.card_parts import TaskExport as TaskExport
from finetune.card_parts import TaskReliability as TaskReliability
from finetune.card_parts import TaskRobustness as TaskRobustness
from finetune.card_parts import TaskScores as TaskScores
from finetune.card_parts import TaskSlice as TaskSlice
from finetune.card_parts import Use as Use
from finetune.errors import ArtifactError
from finetune.kinds import OWN

FILE = "card.json"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The facts about one version, complete: who reads them needs no other file.

    ``id`` is made of all the other facts by ``named``. ``base_sha256`` is that of the base model's
    weights. ``files`` maps each other file of the folder to its SHA-256. ``created`` has a time zone.
    """

    id: str
    tasks: tuple[CardTask, ...]
    base: str
    base_sha256: str
    method: str
    data: tuple[DataUse, ...]
    settings: Mapping[str, str | int | float | bool]
    seed: int
    scores: tuple[TaskScores, ...]
    calibration: tuple[TaskCalibration, ...]
    robustness: tuple[TaskRobustness, ...]
    slices: tuple[TaskSlice, ...]
    files: Mapping[str, str]
    created: datetime
    licence: str = "Apache-2.0"
    note: str = ""
    exports: tuple[TaskExport, ...] = ()
    confusions: tuple[TaskConfusion, ...] = ()
    reliability: tuple[TaskReliability, ...] = ()
    curves: tuple[Curve, ...] = ()

    def __post_init__(self) -> None:
        """Hold to the card's own rules (ArtifactError)."""
        if problem := next(_problems(self), None):
            raise ArtifactError(f"model card {self.id or '(no id)'}", problem, "Train the model again.")

    def task(self, name: str) -> CardTask:
        """Return a task by name (ArtifactError)."""
        for own in self.tasks:
            if own.name == name:
                return own
        known = ", ".join(own.name for own in self.tasks)
        raise ArtifactError(f"model {self.id}", f"it has no task {name!r}", f"It has: {known}.")

    def scores_of(self, name: str) -> TaskScores | None:
        """Return the scores of a task, None where it was not scored."""
        return next((own for own in self.scores if own.task == name), None)


def named(card: ModelCard) -> ModelCard:
    """Return the card with the id that its facts give: 12 hex digits of their SHA-256.

    Raises:
        ArtifactError: a fact is of the wrong type.
    """
    sound = _validated(written(card), f"model card for {card.base}")
    return replace(sound, id=_identity(sound))


def written(card: ModelCard) -> str:
    """Return the text of card.json; the same card gives the same text."""
    return json.dumps(_plain(card), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def parse(text: str | bytes, where: str = FILE) -> ModelCard:
    """Return the card of a card.json.

    Raises:
        ArtifactError: it is not JSON, a field is missing, unknown or of the wrong type, or the id is not
            that of the facts, so that somebody changed them.
    """
    card = _validated(text, where)
    if card.id != _identity(card):
        raise ArtifactError(where, "its facts are not those it was saved with", "Train the model again.")
    return card


def read(path: Path) -> ModelCard:
    """Return the card of a file (ArtifactError: as in ``parse``, or there is no such file)."""
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        reason = f"it cannot be read ({(error.strerror or str(error)).lower()})"
        raise ArtifactError(str(path), reason, "Train the model again.") from error


def check_tasks(card: ModelCard, labels: Mapping[str, tuple[str, ...]]) -> None:
    """Hold the card against the code's tasks: name to labels, in the order of the head.

    A task of the user's own is what its card says.

    Raises:
        ArtifactError: a task that the code does not have, or with other labels.
    """
    for task in card.tasks:
        own = tuple(meaning.label for meaning in task.labels)
        if task.name.startswith(OWN):
            continue
        if task.name not in labels:
            raise ArtifactError(
                f"model {card.id}",
                f"there is no task {task.name!r}",
                f"Define it, or delete the model; known are: {', '.join(labels)}.",
            )
        if own != tuple(labels[task.name]):
            raise ArtifactError(
                f"model {card.id}",
                f"its labels of {task.name!r} are {', '.join(own)}; the task's are "
                f"{', '.join(labels[task.name])}",
                "Train it again, or restore the labels that it was trained with.",
            )


def _validated(text: str | bytes, where: str) -> ModelCard:
    try:
        return _CARD.validate_json(text, strict=True, extra="forbid")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise ArtifactError(where, f"{place}: {first['msg'].lower()}", "Train the model again.") from error


def _problems(card: ModelCard) -> Iterator[str]:
    names = [task.name for task in card.tasks]
    if not names or len(set(names)) != len(names):
        yield "its tasks are none, or repeat"
    yield from (f"{name!r} is no name for a task" for name in names if not _NAME.fullmatch(name))
    for task in card.tasks:
        labels = [meaning.label for meaning in task.labels]
        if len(set(labels)) != len(labels) or (task.kind not in ("score", "generation") and not labels):
            yield f"the labels of {task.name!r} are none, or repeat"
    scored = [own.task for own in card.scores]
    if len(set(scored)) != len(scored):
        yield "a task is scored twice"
    judged = [
        *scored,
        *(part.task for part in card.calibration),
        *(part.task for part in card.robustness),
        *(part.task for part in card.slices),
        *(part.task for part in card.exports),
        *(part.task for part in card.confusions),
        *(part.task for part in card.reliability),
    ]
    yield from (f"it scores {own!r}, which it does not have" for own in judged if own not in names)
    sums = {"base_sha256": card.base_sha256, **card.files}
    yield from (f"{name} has no SHA-256" for name, own in sums.items() if not _SHA256.fullmatch(own))
    if any(own.rows < 0 for own in card.data):
        yield "a data set has fewer than no rows"
    if card.created.tzinfo is None:
        yield "its time has no zone"
    if not all(math.isfinite(number) for number in _numbers(_plain(card))):
        yield "a number is not finite"


def _identity(card: ModelCard) -> str:
    facts = {**_plain(card), "id": ""}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]


def _plain(card: ModelCard) -> dict[str, Any]:
    """The facts; the last four only where there are any, so that cards without them keep their ids."""
    facts = {**asdict(card), "created": card.created.isoformat()}
    for name in ("exports", "confusions", "reliability", "curves"):
        if not facts[name]:
            del facts[name]
    return facts


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for own in value:
            yield from _numbers(own)
    elif isinstance(value, float):
        yield value


_CARD = TypeAdapter(ModelCard)
