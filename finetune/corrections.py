"""Corrections: what people say of sentences of their library, kept beside it, and how it teaches."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from finetune.errors import DataError, ModelsBusyError, StorageError
from finetune.examples import Example
from finetune.kinds import Task
from finetune.lessons import Lesson
from finetune.tasks import TASKS

FOLDER = "labels"
SET = "own_corrections"
"""The name by which a training asks for them, beside the sets of the task."""
ABLE = ("label", "labels", "grade")
_WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Correction:
    """One sentence and what a person says of it.

    ``id`` is ``DOCUMENT:pPAGE:START-END``, in characters of the page. ``labels`` are the person's: one,
    or of a task of many labels any number. ``suggestion`` is what the ``model`` (its id) said, both
    empty where no model served the task. ``when`` is a moment in ISO 8601, with its zone.
    """

    id: str
    text: str
    labels: tuple[str, ...]
    language: str
    document: str
    page: int
    start: int
    end: int
    who: str
    when: str
    model: str = ""
    suggestion: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the person agreed with the model."""
        return bool(self.model) and self.labels == self.suggestion


def task_to_label(name: str) -> Task:
    """Return a task whose answers are labels of a whole text.

    Raises:
        DataError: there is no such task, or its answers are spans, pairs, numbers or texts.
    """
    if name not in TASKS:
        raise DataError(f"task {name!r}", "there is no such task", f"Tasks are: {', '.join(TASKS)}.")
    if TASKS[name].kind not in ABLE:
        able = ", ".join(own.name for own in TASKS.values() if own.kind in ABLE)
        raise DataError(f"task {name}", "its answers are no labels of one text", f"Choose one of: {able}.")
    return TASKS[name]


class Corrections:
    """The corrections of one task in a library: ``labels/TASK.jsonl``, whole at every moment."""

    def __init__(self, library: Path, task: Task) -> None:
        """Remember where they are; nothing is opened."""
        self.task = task
        self.path = library / FOLDER / f"{task.name}.jsonl"

    def all(self) -> tuple[Correction, ...]:
        """Return all of them, the oldest first (DataError: a line that cannot be used)."""
        if not self.path.is_file():
            return ()
        try:
            lines = self.path.read_bytes().decode("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(str(self.path), f"it cannot be read ({error})", "Restore the file.") from error
        return tuple(self._correction(line, at) for at, line in enumerate(lines, start=1) if line.strip())

    def put(self, made: Correction) -> None:
        """Keep one for good, instead of an earlier one of the same id (StorageError, ModelsBusyError)."""
        self._change(made.id, made)

    def drop(self, name: str) -> None:
        """Take back the one of that id, where there is one (errors as ``put``)."""
        self._change(name, None)

    def _correction(self, line: str, at: int) -> Correction:
        where = f"{self.path.name}, line {at}"
        try:
            row = json.loads(line)
            if self.task.kind != "labels":
                row = {**row, "labels": [row["label"]]}
            row.pop("label", None)
            made = Correction(
                **{**row, "labels": tuple(row["labels"]), "suggestion": tuple(row.get("suggestion", ()))}
            )
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(where, f"it is no correction ({error})", "Mend or remove the line.") from error
        for label in made.labels:
            if label not in self.task.labels:
                known = ", ".join(self.task.labels)
                raise DataError(where, f"the label {label!r} is not one of {known}", "Mend the line.")
        return made

    def _change(self, name: str, new: Correction | None) -> None:
        with self._alone():
            kept = [own for own in self.all() if own.id != name]
            self._write([*kept, new] if new is not None else kept)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One change at a time, also from two windows."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.path.with_suffix(".lock"), timeout=_WAIT_S, mode=0o600):
                yield
        except Timeout as error:
            raise ModelsBusyError(
                str(self.path), "another process is writing to it", "Wait for it, or stop it."
            ) from error
        except OSError as error:
            reason = f"it cannot be written ({error.strerror})"
            raise StorageError(
                str(self.path), reason, "Make room, or give yourself the right to write there."
            ) from error

    def _write(self, kept: Sequence[Correction]) -> None:
        """Replace the file by one that is on the disk in full."""
        lines = "".join(json.dumps(self._row(own), ensure_ascii=False) + "\n" for own in kept)
        place = self.path.parent
        with tempfile.NamedTemporaryFile(dir=place, prefix=".", suffix=".part", delete=False) as file:
            new = Path(file.name)
            try:
                file.write(lines.encode())
                file.flush()
                os.fsync(file.fileno())
                new.replace(self.path)
            except BaseException:
                new.unlink(missing_ok=True)
                raise
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _row(self, own: Correction) -> dict[str, Any]:
        row = asdict(own)
        if self.task.kind != "labels":
            row["label"] = row.pop("labels")[0]
        return row


def with_corrections(own: Lesson, corrections: Corrections) -> Lesson:
    """Return the lesson with a library's corrections among what it trains on, all it had before kept.

    A correction never chooses or reports; its group is its document. A row to train on with the very
    text of a correction gives way to it.

    Raises:
        DataError: there are none, or a line of them cannot be used.
    """
    made = corrections.all()
    task = own.task.name
    if not made:
        raise DataError(
            str(corrections.path), "nothing was labelled yet", f"Begin with: globalbrain label {task}."
        )
    new = tuple(_example(row, own.task) for row in made)
    texts = {row.text for row in new}
    kept = tuple(row for row in own.examples if row.part != "train" or row.text not in texts)
    if len(own.sources) == 1:
        ((name, _),) = own.sources
        kept = tuple(
            row if row.id.startswith(f"{name}:") else replace(row, id=f"{name}:{row.id}") for row in kept
        )
    return replace(own, examples=(*kept, *new), sources=(*own.sources, (SET, "labels of your own")))


def _example(row: Correction, task: Task) -> Example:
    many = task.kind == "labels"
    return Example(
        id=f"{SET}:{row.id}",
        text=row.text,
        label=None if many else row.labels[0],
        labels=row.labels if many else (),
        part="train",
        group=row.document,
        language=row.language,
    )
