"""Workshop: what an interface may ask of fine-tuning; nothing heavy is loaded before it is needed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from finetune.artifact import labels, load
from finetune.card import ModelCard as ModelCard
from finetune.card_text import markdown
from finetune.corrections import SET, Corrections, task_to_label, with_corrections
from finetune.errors import ArtifactError, DataError
from finetune.examples import Part, summarise
from finetune.examples import Summary as Summary
from finetune.lessons import Lesson, lesson
from finetune.predict import Prediction, ToolModel
from finetune.progress import LOCK, Listener, Progress, is_held, read_events
from finetune.readers import READERS, is_at_hand
from finetune.serving import shipped_for
from finetune.settings import Settings
from finetune.tasks import TASKS
from finetune.versions import Listed as Listed
from finetune.versions import Versions

MODELS = "models"


@dataclass(frozen=True, slots=True)
class DataSet:
    """A named set of a task, its licence, and whether its files are on this computer."""

    name: str
    licence: str
    at_hand: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A training as it is asked for: tasks, data, settings.

    ``files`` hold rows of labels; without them the named ``sets``, or all sets of each task. ``search``
    tries of settings come first where it is above 0. ``corrections`` adds what was labelled in the
    library to what is trained on; so does the name ``own_corrections`` among the sets.
    """

    tasks: tuple[str, ...]
    files: tuple[Path, ...] = ()
    sets: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    licence: str = "that of your data"
    settings: Settings = field(default_factory=Settings)
    search: int = 0
    resume: bool = False
    judge_on: Part = "test"
    robustness: bool = False
    corrections: bool = False


class Workshop:
    """Trainings and versions of the tool models of one library."""

    def __init__(self, library: Path) -> None:
        """Remember where the versions are; nothing is opened."""
        self.library = library
        self.versions = Versions(library / MODELS, labels())

    @property
    def progress_folder(self) -> Path:
        """Where a running training tells its events, and where a stop file ends it."""
        from finetune.progress import FILE

        return self.versions.folder / ".training" / Path(FILE).stem

    @property
    def progress(self) -> Progress:
        """The events and the stop file of the training that runs, or ran last."""
        return Progress(self.progress_folder)

    def events(self) -> tuple[Mapping[str, Any], ...]:
        """Return what the training that runs, or ran last, has told so far."""
        return read_events(self.progress_folder)

    def is_training(self) -> bool:
        """Return whether any process is training in this library at this moment."""
        return is_held(self.progress_folder.parent / LOCK)

    def train(self, order: Order, listeners: Sequence[Listener] = ()) -> ModelCard | None:
        """Return the card of the new version, which is not yet active; None where it was stopped.

        Raises:
            ModelError: the data, the settings, the base or the disk cannot be used; nothing has changed.
        """
        if not order.tasks or len(set(order.tasks)) != len(order.tasks):
            raise DataError("tasks", "none is named, or one twice", f"Tasks are: {', '.join(TASKS)}.")
        if len(order.tasks) > 1 and order.files:
            raise DataError("--data", "the rows of a file teach one task", "Train one task, or name sets.")
        lessons = [self._lesson(task, order) for task in order.tasks]
        progress = Progress(self.progress_folder, tuple(listeners))
        now = datetime.now(UTC)
        if [own.task.kind for own in lessons] == ["generation"]:
            from finetune.generation import train_writer

            written = train_writer(lessons[0], order.settings, self.versions, now, progress)
            return None if written is None else written.card
        from finetune.search import search
        from finetune.training import Run, train

        settings = order.settings
        if order.search:
            self.progress_folder.mkdir(parents=True, exist_ok=True)
            settings = search(lessons, settings, order.search, progress, self.progress_folder)
        active = self.versions.active(order.tasks[0])
        run = Run(
            created=now,
            progress=progress,
            judge_on=order.judge_on,
            robustness=order.robustness,
            active=load(active.folder) if active is not None else None,
            resume=order.resume,
        )
        trained = train(lessons, settings, self.versions, run)
        return None if trained is None else trained.card

    def looked_at(self, order: Order) -> Mapping[str, tuple[str, ...]]:
        """Return for each task what its data look like, in lines, without training."""
        return {task: summary.lines() for task, summary in self.summaries(order).items()}

    def summaries(self, order: Order) -> Mapping[str, Summary]:
        """Return for each task counts by part, label and language, and lengths, without training.

        Raises:
            DataError: a row or a set cannot be used.
        """
        found = {}
        for task in order.tasks:
            own = self._lesson(task, order)
            found[task] = summarise(own.examples, own.task)
        return found

    def _lesson(self, task: str, order: Order) -> Lesson:
        """The data of one task: all that it had before, and with ``corrections`` those of the library."""
        sets = tuple(name for name in order.sets if name != SET)
        own = lesson(task, order.files, sets, order.columns, order.licence)
        if not order.corrections and SET not in order.sets:
            return own
        return with_corrections(own, Corrections(self.library, task_to_label(task)))

    def listed(self) -> tuple[Listed, ...]:
        """Return all versions, the newest first."""
        return self.versions.listed()

    def promote(self, version: str, *, force: bool = False) -> ModelCard:
        """Make a version the active one for its tasks (WorseVersionError, ArtifactError)."""
        return self.versions.promote(self.named(version), force=force).card

    def roll_back(self) -> Mapping[str, str]:
        """Undo the last promotion; return which version now serves each task (ArtifactError)."""
        return self.versions.roll_back()

    def delete(self, version: str) -> str:
        """Delete a version that is not active; return its whole id (ArtifactError)."""
        name = self.named(version)
        self.versions.delete(name)
        return name

    def card(self, version: str) -> ModelCard:
        """Return the card of a version, every file of it checked (ArtifactError)."""
        return self.versions.open(self.named(version)).card

    def named(self, beginning: str) -> str:
        """Return the one version whose id begins so (ArtifactError: none, or several)."""
        found = [own.id for own in self.listed() if own.id.startswith(beginning)]
        if len(found) != 1 or not beginning:
            known = ", ".join(own.id for own in self.listed()) or "none"
            reason = "there is no such version" if not found else "several begin so"
            raise ArtifactError(f"model {beginning!r}", reason, f"There are: {known}.")
        return found[0]

    def written(
        self, task: str, texts: Sequence[str], version: str | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Yield for each text what a model of a task that writes goes on with (errors as ``model``)."""
        from finetune.generation import open_writer

        folder = self._folder(task, version)
        writer = open_writer(folder)
        for text in texts:
            yield {"task": task, "text": writer.write(text), "model": folder.name}

    def model(self, task: str, version: str | None = None) -> ToolModel:
        """Return the model that serves a task (promoted, else the one that ships), or the one that is named.

        Raises:
            DataError: no such task.
            ArtifactError: no version serves it, or it is damaged.
        """
        return ToolModel.open(self._folder(task, version))

    def _folder(self, task: str, version: str | None) -> Path:
        if task not in TASKS:
            raise DataError(f"task {task!r}", "there is no such task", f"Tasks are: {', '.join(TASKS)}.")
        if version is not None:
            return self.versions.open(self.named(version)).folder
        active = self.versions.active(task)
        if active is not None:
            return active.folder
        if (folder := shipped_for(task)) is not None:
            return folder
        remedy = f"Train one and promote it: globalbrain finetune {task}; globalbrain models promote ID."
        raise ArtifactError(f"task {task}", "no model is active for it", remedy)


def data_sets(task: str) -> tuple[DataSet, ...]:
    """Return the named sets of a task."""
    return tuple(DataSet(name, READERS[name].licence, is_at_hand(name)) for name in TASKS[task].readers)


def curves(
    points: Mapping[str, Sequence[tuple[float, float]]], title: str, across: str, up: str
) -> tuple[bytes, str]:
    """Return learning curves as SVG, and in words what they show.

    Raises:
        DataError: no curve has a point.
        MissingExtraError: what draws them is not installed.
    """
    from finetune.pictures import curves_picture

    picture = curves_picture(points, title, across=across, up=up)
    return picture.data, picture.alt


def card_as_markdown(card: ModelCard) -> str:
    """Return a card as people read it."""
    return markdown(card)


def rows_of(lines: Sequence[str]) -> tuple[tuple[str, str | None], ...]:
    """Return text and second text of each line: a JSON object with ``text`` and ``pair``, or plain text.

    Raises:
        DataError: a line begins as an object and is none, or has no text.
    """
    made: list[tuple[str, str | None]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if not line.lstrip().startswith("{"):
            made.append((line.strip(), None))
            continue
        where = f"line {number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(where, f"not JSON ({error})", 'Write {"text": "…"} or plain text.') from error
        text, pair = row.get("text"), row.get("pair")
        if not isinstance(text, str) or not text.strip() or not isinstance(pair, str | None):
            raise DataError(where, "it has no text", 'Write {"text": "…"}, with "pair" for a second text.')
        made.append((text, pair))
    return tuple(made)


def readings(
    model: ToolModel, task: str, rows: Sequence[tuple[str, str | None]], at_once: int = 256
) -> Iterator[Mapping[str, Any]]:
    """Yield one reading a row, in their order, as plain values.

    Raises:
        DataError: a task of pairs and a row without a second text.
        ArtifactError: as ``ToolModel.read``.
    """
    pairs = TASKS[task].kind == "pair"
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        texts = [text for text, _ in part]
        if pairs:
            if any(pair is None for _, pair in part):
                raise DataError(f"task {task}", "a row has no second text", 'Give {"text": …, "pair": …}.')
            said = model.read_pairs(texts, [str(pair) for _, pair in part], [task])
        else:
            said = model.read(texts, [task])
        yield from (_plain(own[0], text, model.card.id) for own, text in zip(said, texts, strict=True))


def _plain(prediction: Prediction, text: str, version: str) -> Mapping[str, Any]:
    spans = [{**asdict(span), "text": text[span.start : span.end]} for span in prediction.spans]
    return {
        "task": prediction.task,
        "label": prediction.label,
        "probability": prediction.probability,
        "each": dict(prediction.each or {}),
        "spans": spans,
        "weighed": [list(pair) for pair in prediction.weighed],
        "model": version,
    }
