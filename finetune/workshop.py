"""Workshop: what an interface may ask of fine-tuning; nothing heavy is loaded before it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from finetune.artifact import Trained, labels, load
from finetune.card import ModelCard as ModelCard
from finetune.card_pictures import pictures as pictures
from finetune.corrections import SET, Corrections, task_to_label, with_corrections
from finetune.errors import ArtifactError, DataError
from finetune.examples import Part, summarise
from finetune.examples import Summary as Summary
from finetune.kinds import OWN
from finetune.lessons import Lesson, lesson, looked
from finetune.lines import readings as readings
from finetune.lines import rows_of as rows_of
from finetune.lines import single as single
from finetune.model_files import make_place
from finetune.own_tasks import read_task as read_task
from finetune.predict import ToolModel
from finetune.progress import LOCK, Listener, Progress, is_held, read_events
from finetune.progress import STAGES as STAGES
from finetune.readers import READERS, is_at_hand
from finetune.serving import Serving, shipped_as, shipped_for
from finetune.settings import Settings
from finetune.ships import Drawn, card_shown, drawn, shipped_card, shipped_tasks, support_drawn
from finetune.ships import Shipped as Shipped
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
    tries of settings come first where it is above 0. ``task_file`` defines the task, where it is one of
    the user's own. ``corrections`` adds what was labelled in the
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
    task_file: Path | None = None


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
        make_place(self.progress_folder)
        progress = Progress(self.progress_folder, tuple(listeners))
        now = datetime.now(UTC)
        if [own.task.kind for own in lessons] == ["generation"]:
            from finetune.generation import train_writer

            if order.settings.processes > 1:
                raise DataError("processes", "a model that writes trains in one", "Leave --processes out.")
            written = train_writer(lessons[0], order.settings, self.versions, now, progress)
            return None if written is None else written.card
        from finetune.search import search
        from finetune.training import Run, train

        settings = order.settings
        if order.search:
            alone = replace(settings, processes=1)
            found = search(lessons, alone, order.search, progress, self.progress_folder)
            settings = replace(found, processes=settings.processes)
        run = Run(
            created=now,
            progress=progress,
            judge_on=order.judge_on,
            robustness=order.robustness,
            active=self._rivals(order.tasks),
            resume=order.resume,
        )
        trained = train(lessons, settings, self.versions, run)
        return None if trained is None else trained.card

    def _rivals(self, tasks: Sequence[str]) -> Mapping[str, Trained]:
        """What serves the tasks now; a damaged version cannot be trained away, only taken back."""
        try:
            return Serving(self.library).rivals(tasks)
        except ArtifactError as error:
            back = "The new version would be held against it: globalbrain models rollback, then train."
            raise ArtifactError(error.what, error.reason, back) from error

    def looked_at(self, order: Order) -> Mapping[str, tuple[str, ...]]:
        """Return for each task what its data look like, in lines, without training."""
        return {task: looked(self._lesson(task, order)) for task in order.tasks}

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
        if order.task_file is not None:
            defined = read_task(order.task_file)
            if defined.name != task:
                raise DataError(f"task {task!r}", f"the file defines {defined.name!r}", "Name that one.")
            if order.corrections or SET in order.sets:
                reason = "nothing is labelled in the library for a task of one's own"
                raise DataError("corrections", reason, "Leave --corrections out.")
            return lesson(defined, order.files, sets, order.columns, order.licence)
        own = lesson(task, order.files, sets, order.columns, order.licence)
        if not order.corrections and SET not in order.sets:
            return own
        return with_corrections(own, Corrections(self.library, task_to_label(task)))

    def listed(self) -> tuple[Listed, ...]:
        """Return all versions, the newest first."""
        return self.versions.listed()

    def ships(self) -> tuple[Shipped, ...]:
        """Return what ships, task by task, with the version that serves in its place (ArtifactError)."""
        return shipped_tasks(self.versions.serving())

    def promote(self, version: str, *, force: bool = False) -> ModelCard:
        """Make a version the active one for its tasks (WorseVersionError, ArtifactError).

        It is held against what serves each task: the version that was promoted, else what ships.
        """
        shipped = Serving(self.library).shipped()
        return self.versions.promote(self.named(version), shipped=shipped, force=force).card

    def roll_back(self) -> Mapping[str, str]:
        """Undo the last promotion; return which version now serves each task (ArtifactError)."""
        return self.versions.roll_back()

    def delete(self, version: str) -> str:
        """Delete a version that is not active; return its whole id (ArtifactError)."""
        name = self.named(version)
        self.versions.delete(name)
        return name

    def card(self, version: str) -> ModelCard:
        """Return the card of a version, or of a tool model that ships, every file checked (ArtifactError)."""
        own = any(found.id.startswith(version) for found in self.listed())
        ships = None if own else shipped_as(version)
        return self.versions.open(self.named(version)).card if ships is None else load(ships).card

    def shown(self, version: str) -> tuple[Mapping[str, Any], str]:
        """Return the card of a version, or of any model that ships: as plain values, and to be read."""
        own = any(found.id.startswith(version) for found in self.listed())
        ships = None if own else shipped_card(version)
        return card_shown(self.card(version)) if ships is None else ships

    def draw(self, version: str, folder: Path) -> Drawn:
        """Draw the card of a version, or of any model that ships, into a folder (MissingExtraError)."""
        own = any(found.id.startswith(version) for found in self.listed())
        ships = None if own else support_drawn(version, folder)
        return drawn(self.card(version), folder) if ships is None else ships

    def export(self, version: str, folder: Path) -> tuple[str, ...]:
        """Write a version as files for OpenVINO into a new folder; return their names.

        Raises:
            ArtifactError: no such version, it is damaged, or its encoder is served by torch alone.
            StorageError: the folder holds something, or cannot be written.
        """
        from finetune.exporting import export

        return export(load(self.versions.open(self.named(version)).folder), folder)

    def named(self, beginning: str) -> str:
        """Return the one version whose id begins so (ArtifactError: none, or several)."""
        found = [own.id for own in self.listed() if beginning and own.id.startswith(beginning)]
        if len(found) != 1:
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

    def serves(self, task: str) -> bool:
        """Return whether a version is active for a task, or one that ships has it (ArtifactError)."""
        return Serving(self.library).serves(task)

    def _folder(self, task: str, version: str | None) -> Path:
        if task not in TASKS and not task.startswith(OWN):
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
