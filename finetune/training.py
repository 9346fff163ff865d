"""Labelled examples into a trained version: checks, training, calibration, scores, the folder."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from finetune.artifact import ADAPTER, ENCODER, Trained, load, write_heads
from finetune.carding import card_of
from finetune.contrast import STEPS, contrast
from finetune.duplicates import without_duplicates
from finetune.encoder import Base, load_base, quiet
from finetune.errors import ModelError, ModelsBusyError, StorageError, TrainingError
from finetune.examples import Part, check, of_part, summarise
from finetune.frozen import head_of
from finetune.heads import Head
from finetune.judging import calibrated, remembering, scorable
from finetune.lessons import Lesson
from finetune.methods import ADAPTERS, save_adapter
from finetune.progress import Progress
from finetune.reporting import judged, output_of
from finetune.seeds import best_of_seeds
from finetune.settings import Settings
from finetune.shots import few
from finetune.versions import Versions

if TYPE_CHECKING:
    from finetune.model import Network

ROOM = 8
"""Times the size of the base that must be free: checkpoints with their optimizer, and the version."""
WORK = ".training"


@dataclass(frozen=True, slots=True)
class Run:
    """What surrounds a training: when it is, whom to tell, what is judged.

    ``created`` is now, with a time zone. ``judge_on`` is the part whose scores go into the card, with
    texts changed by typing errors and the like if ``robustness`` is wanted. ``active`` is the version
    in use, scored on the same rows. ``resume`` goes on from a checkpoint.
    """

    created: datetime
    progress: Progress
    judge_on: Part = "test"
    robustness: bool = False
    active: Trained | None = None
    resume: bool = False
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free


def train(lessons: Sequence[Lesson], settings: Settings, versions: Versions, run: Run) -> Trained | None:
    """Return the trained version, kept among ``versions``; None where it was asked to stop.

    One training at a time works in a folder of versions, and nothing that is there changes: a new
    version is added at the end, whole, and it is not promoted.

    Raises:
        DataError: the examples cannot teach.
        TrainingError: the base is not there, or the settings do not fit the task.
        ModelsBusyError: another training is running.
        StorageError: the disk is too full.
    """
    work = versions.folder / WORK
    work.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(work / "lock", timeout=0):
            _open_checkpoints(lessons, settings, work / "checkpoints", run)
            ended = False
            try:
                trained = _train(lessons, settings, versions, run, work)
                ended = True
            except ModelError as error:
                run.progress.tell("failed", reason=str(error))
                ended = True
                raise
            finally:
                if not ended:
                    run.progress.tell("failed", reason="it broke off; the same command with --resume goes on")
            if trained is not None:
                shutil.rmtree(work / "checkpoints", ignore_errors=True)
            return trained
    except Timeout as error:
        raise ModelsBusyError(
            str(versions.folder), "another training is running there", "Wait for it, or stop it first."
        ) from error


def _open_checkpoints(lessons: Sequence[Lesson], settings: Settings, place: Path, run: Run) -> None:
    """Clear what an earlier training left, or hold it to be of this very training where it goes on.

    Raises:
        TrainingError: there is a checkpoint, of other settings or other examples.
    """
    facts = [asdict(settings), [(own.task.name, own.examples) for own in lessons]]
    mark = hashlib.sha256(repr(facts).encode()).hexdigest()
    if not run.resume:
        shutil.rmtree(place, ignore_errors=True)
        run.progress.clear()
    run.progress.go_on()
    place.mkdir(parents=True, exist_ok=True)
    known = place / "mark"
    if known.is_file() and known.read_text("utf-8") != mark:
        raise TrainingError(
            "--resume", "what was broken off had other settings or data", "Give those, or leave --resume out."
        )
    known.write_text(mark, "utf-8")


def _train(
    lessons: Sequence[Lesson], settings: Settings, versions: Versions, run: Run, work: Path
) -> Trained | None:
    lessons = tuple(_checked(own, run.progress, settings) for own in lessons)
    base = load_base(settings.base, capitals=settings.capitals)
    _check_room(base, work, settings, run)
    names = [own.task.name for own in lessons]
    run.progress.tell("start", method=settings.method, base=base.name, tasks=names)
    network: Network | None = None
    if settings.method == "setfit" and not _contrasted(base, lessons, settings, run.progress):
        run.progress.tell("stopped", resume="the same command begins again")
        return None
    if settings.method in ("frozen", "setfit"):
        trained, words = replace(base, known={}), settings.words and settings.method == "frozen"
        heads = tuple(head_of(trained, own.task, own.examples, settings, words=words) for own in lessons)
    else:
        network = best_of_seeds(base, lessons, settings, work / "checkpoints", run.progress)
        if network is None:
            run.progress.tell("stopped", resume="the same command with --resume goes on")
            return None
        trained, heads = network.as_base(), network.as_heads()
    heads = tuple(_calibrate(trained, head, own, settings) for head, own in zip(heads, lessons, strict=True))
    found = judged(trained, heads, lessons, settings, run.judge_on, run.active, run.robustness)
    told = {own.task: round(own.new.value, 4) for own in found.scores}
    run.progress.tell("scores", on=run.judge_on, scores=told)
    card = card_of(base, lessons, settings, found, run.created, network, run.judge_on)
    with tempfile.TemporaryDirectory(dir=work) as made:
        _write(trained, settings, Path(made))
        write_heads(heads, Path(made), settings.max_tokens, capitals=settings.capitals)
        kept = versions.add(Path(made), card)
    run.progress.tell("saved", id=kept.id)
    return load(kept.folder)


def _contrasted(base: Base, lessons: Sequence[Lesson], settings: Settings, progress: Progress) -> bool:
    if len(lessons) != 1:
        raise TrainingError(
            "method setfit", "it teaches one task at a time", "Name one, or use another method."
        )
    (own,) = lessons
    return contrast(
        base,
        own.task,
        of_part(own.examples, "train"),
        progress,
        steps=settings.steps or STEPS,
        batch=settings.batch,
        rate=settings.learning_rate,
        longest=settings.max_tokens,
        seed=settings.seed,
    )


def _checked(own: Lesson, progress: Progress, settings: Settings) -> Lesson:
    """The task's examples without what leaks, told in numbers, good enough to teach."""
    if own.task.kind == "generation":
        raise TrainingError(
            own.task.name, "a task that writes needs another kind of base", "See docs/finetune.md."
        )
    check(own.examples, own.task, own.task.name)
    kept, pairs = without_duplicates(own.examples)
    left_out = len(own.examples) - len(kept)
    if settings.shots:
        kept = few(kept, own.task, settings.shots, settings.seed)
    check(kept, own.task, own.task.name)
    summary = summarise(kept, own.task)
    progress.tell(
        "data",
        task=own.task.name,
        lines=list(summary.lines()),
        parts=dict(summary.parts),
        labels={label: dict(counts) for label, counts in summary.labels.items()},
        near_duplicates=len(pairs),
        left_out=left_out,
    )
    return replace(own, examples=kept)


def _check_room(base: Base, work: Path, settings: Settings, run: Run) -> None:
    wanted = base.bytes * (ROOM if settings.method in ("full", "top-n", "setfit") else 1) + 50_000_000
    free = run.free_bytes(work)
    if free < wanted:
        reason = f"the training needs {wanted / 1e9:.2f} GB, {free / 1e9:.2f} GB are free"
        raise StorageError(str(work), reason, "Make room, or train with --method frozen.")


def _calibrate(base: Base, head: Head, own: Lesson, settings: Settings) -> Head:
    validation = of_part(own.examples, "validation")
    if not scorable(validation, own.task):
        return head
    output = output_of(base, head, validation, settings.max_tokens)
    made = calibrated(head, own.task, validation, output)
    many = own.task.kind == "tags" and not settings.shots
    return remembering(made, own.task, own.examples, output) if many else made


def _write(base: Base, settings: Settings, place: Path) -> None:
    """The encoder or the adapter, in files that are safe to load; of a frozen one nothing."""
    if settings.method in ADAPTERS:
        save_adapter(base.model, str(place / ADAPTER))
    elif settings.method != "frozen":
        with quiet():
            base.model.save_pretrained(place / ENCODER)  # type: ignore[operator]
            base.tokenizer.save_pretrained(place / ENCODER)
    for path in place.rglob("*"):
        if path.is_file() and path.suffix not in (".json", ".safetensors", ".txt"):
            path.unlink()  # a read-me of nothing, a template of a chat
