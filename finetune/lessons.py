"""Lesson: a task with the examples that teach it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from finetune.duplicates import without_duplicates
from finetune.errors import DataError
from finetune.examples import Example, summarise
from finetune.readers import READERS, read
from finetune.rows import read_file
from finetune.tasks import TASKS, Task


@dataclass(frozen=True, slots=True)
class Lesson:
    """A task with its examples, and where they are from: name and licence of each set.

    The examples of a set have ids that begin with its name and a colon, where there are several sets.
    """

    task: Task
    examples: tuple[Example, ...]
    sources: tuple[tuple[str, str], ...] = ()


def of_images(lessons: Sequence[Lesson]) -> bool:
    """Return whether lessons are about images (DataError: some are and some are not)."""
    kinds = {own.task.kind == "image" for own in lessons}
    if len(kinds) > 1:
        raise DataError("tasks", "images and texts have no encoder in common", "Train them one by one.")
    return kinds == {True}


def lesson(
    task: str | Task,
    files: Sequence[Path] = (),
    sets: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    licence: str = "that of your data",
) -> Lesson:
    """Return the examples of files, or of named readers, or of all readers of the task.

    Args:
        task: a name in TASKS, or a task of the user's own, which has files alone.
        files: of labelled rows, as docs/finetune.md describes them.
        sets: names of readers; neither these nor files: all of the task.
        columns: of the files: our name of a field to theirs.
        licence: of the files.

    Raises:
        DataError: no such task or reader, or data that cannot be used.
    """
    if isinstance(task, Task):
        own, task = task, task.name
    elif task in TASKS:
        own = TASKS[task]
    else:
        remedy = f"Tasks are: {', '.join(TASKS)}; one of your own: --task-file FILE."
        raise DataError(f"task {task!r}", "there is no such task", remedy)
    if files:
        many = len(files) > 1
        found = [
            _named(example, f"{path.name}:") if many else example
            for path in files
            for example in read_file(path, own, columns)
        ]
        return Lesson(own, tuple(found), tuple((path.name, licence) for path in files))
    names = tuple(sets) or own.readers
    unknown = [name for name in names if name not in READERS]
    if unknown or not names:
        known = ", ".join(own.readers) or "none, so give --data FILE"
        what = f"data set {unknown[0]!r}" if unknown else f"task {task!r}"
        raise DataError(what, "there is no such data set", f"Those of {task} are: {known}.")
    examples = tuple(example for name in names for example in _read(name))
    return Lesson(own, examples, tuple((name, READERS[name].licence) for name in names))


def looked(own: Lesson) -> tuple[str, ...]:
    """Return what the data of a lesson look like, in lines, with what would leak from part to part."""
    lines = summarise(own.examples, own.task).lines()
    if own.task.kind == "image":
        return lines
    kept, pairs = without_duplicates(own.examples)
    left_out = len(own.examples) - len(kept)
    leaks = f"{len(pairs)} near-duplicates across parts; {left_out} rows will be left out"
    return (*lines, leaks) if pairs or left_out else lines


def _read(name: str) -> tuple[Example, ...]:
    return tuple(_named(example, f"{name}:") for example in read(name))


def _named(example: Example, start: str) -> Example:
    return example if example.id.startswith(start) else replace(example, id=f"{start}{example.id}")
