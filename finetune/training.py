"""Labelled examples into a trained version: checks, training, calibration, scores, the folder."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from safetensors import SafetensorError

from finetune.artifact import ADAPTER, ENCODER, EXPORT, Trained, load, write_heads
from finetune.beside import KINDS, beside
from finetune.card import TaskExport
from finetune.carding import card_of
from finetune.contrast import STEPS, contrast
from finetune.curves import learnt
from finetune.duplicates import without_duplicates
from finetune.encoder import Base, load_base, quiet
from finetune.errors import ModelError, ModelsBusyError, StorageError, TrainingError
from finetune.examples import Part, check, of_part, summarise
from finetune.frozen import head_of
from finetune.heads import Head
from finetune.judging import calibrated, remembering, scorable
from finetune.lessons import Lesson, of_images
from finetune.methods import ADAPTERS, save_adapter
from finetune.model_files import not_written
from finetune.processes import check_places, companions
from finetune.progress import Progress, StopAsked, heeding, read_events
from finetune.quantising import keep_int8
from finetune.reporting import judged, output_of
from finetune.seeds import best_of_seeds
from finetune.settings import Settings
from finetune.shots import few
from finetune.together import refuse_launchers
from finetune.versions import Versions
from finetune.weights import files_of

if TYPE_CHECKING:
    from finetune.model import Network

ROOM = 8
"""Times the size of the base that must be free: checkpoints with their optimizer, and the version."""
WORK = ".training"


@dataclass(frozen=True, slots=True)
class Run:
    """What surrounds a training: when it is, whom to tell, what is judged.

    ``created`` is now, with a time zone. ``judge_on`` is the part whose scores go into the card, with
    texts changed by typing errors and the like if ``robustness`` is wanted. ``active`` is what serves
    each task, promoted or shipped, scored on the same rows. ``resume`` goes on from a checkpoint.
    """

    created: datetime
    progress: Progress
    judge_on: Part = "test"
    robustness: bool = False
    active: Mapping[str, Trained] = field(default_factory=dict)
    resume: bool = False
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free


def train(lessons: Sequence[Lesson], settings: Settings, versions: Versions, run: Run) -> Trained | None:
    """Return the trained version, kept among ``versions``; None where it was asked to stop.

    One training at a time works in a folder of versions, and nothing that is there changes: a new
    version is added at the end, whole, and it is not promoted.

    Raises:
        DataError: the examples cannot teach.
        TrainingError: the base is not there, or the settings do not fit the task or the machine.
        ModelsBusyError: another training is running.
        StorageError: the disk is too full.
    """
    refuse_launchers()
    check_places(settings.processes)
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
    images = of_images(lessons)
    if images and (settings.mask or settings.capitals or settings.method == "prefix"):
        what = "mask" if settings.mask else "capitals" if settings.capitals else "method prefix"
        raise TrainingError(what, "it is for words, and images have none", "Leave it out.")
    base = load_base(settings.base, capitals=settings.capitals, images=images)
    _check_room(base, work, settings, run)
    names = [own.task.name for own in lessons]
    run.progress.tell("start", method=settings.method, base=base.name, tasks=names)
    network: Network | None = None
    if settings.method in ("frozen", "setfit"):
        trained = replace(base, known={})
        linear = _linear(trained, lessons, settings, run.progress)
        if linear is None:
            run.progress.tell("stopped", resume="the same command begins again")
            return None
        heads = linear
    else:
        with companions(settings, lessons, work / "checkpoints"):
            network = best_of_seeds(base, lessons, settings, work / "checkpoints", run.progress)
        if network is None:
            run.progress.tell("stopped", resume="the same command with --resume goes on")
            return None
        trained, heads = network.as_base(), network.as_heads()
        if settings.beside:
            pairs = zip(heads, lessons, strict=True)
            heads = tuple(_beside(trained, head, own, settings) for head, own in pairs)
    with heeding(run.progress, ends=False):
        heads = tuple(_calibrate(trained, head, o, settings) for head, o in zip(heads, lessons, strict=True))
        found = judged(trained, heads, lessons, settings, run.judge_on, run.active, run.robustness)
    told = {own.task: round(own.new.value, 4) for own in found.scores}
    run.progress.tell("scores", on=run.judge_on, scores=told)
    card = card_of(base, lessons, settings, found, run.created, network, run.judge_on)
    with tempfile.TemporaryDirectory(dir=work) as name:
        made = Path(name)
        try:
            _write(trained, settings, made)
            write_heads(heads, made, settings.max_tokens, capitals=settings.capitals)
            card = replace(card, exports=_export(made, base, heads, lessons, settings, run.progress))
        except (OSError, SafetensorError) as error:
            raise not_written(work, error) from error
        card = replace(card, curves=learnt(read_events(run.progress.folder)))
        kept = versions.add(made, card)
    run.progress.tell("saved", id=kept.id)
    return load(kept.folder)


def _linear(
    base: Base, lessons: Sequence[Lesson], settings: Settings, progress: Progress
) -> tuple[Head, ...] | None:
    """Linear heads, for setfit after its step of contrast; None where a stop was asked for meanwhile."""
    if settings.method == "setfit" and not _contrasted(base, lessons, settings, progress):
        return None
    words = settings.words and settings.method == "frozen" and base.pooling != "image"
    try:
        with heeding(progress):
            return tuple(head_of(base, own.task, own.examples, settings, words=words) for own in lessons)
    except StopAsked:
        return None


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
    seen = own.task.kind == "image"  # the same image twice is one group, and paths say nothing
    kept, pairs = (own.examples, ()) if seen else without_duplicates(own.examples)
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
        light = settings.method == "frozen"
        raise StorageError(
            str(work), reason, "Make room." if light else "Make room, or train with --method frozen."
        )


def _beside(base: Base, head: Head, own: Lesson, settings: Settings) -> Head:
    validation = of_part(own.examples, "validation")
    if settings.shots or own.task.kind not in KINDS or not validation:
        return head
    return beside(head, own.task, own.examples, output_of(base, head, validation, settings.max_tokens))


def _calibrate(base: Base, head: Head, own: Lesson, settings: Settings) -> Head:
    validation = of_part(own.examples, "validation")
    if not scorable(validation, own.task):
        return head
    output = output_of(base, head, validation, settings.max_tokens)
    made = calibrated(head, own.task, validation, output)
    many = own.task.kind == "tags" and not settings.shots
    return remembering(made, own.task, own.examples, output) if many else made


def _export(
    made: Path,
    base: Base,
    heads: Sequence[Head],
    lessons: Sequence[Lesson],
    settings: Settings,
    progress: Progress,
) -> tuple[TaskExport, ...]:
    """In which form the encoder that learnt serves; one that takes a file is written beside it."""
    if settings.method == "frozen" or not settings.int8:
        return ()
    own, adapter = made / ENCODER, made / ADAPTER
    source = own if own.is_dir() else files_of(base.name)
    change = adapter if adapter.is_dir() else None
    found = keep_int8(source, change, heads, lessons, settings, made / EXPORT)
    kept = next((o.precision for o in found), "fp32")
    progress.tell("export", scores={o.task: [o.fp32, o.int8] for o in found}, kept=kept)
    return found


def _write(base: Base, settings: Settings, place: Path) -> None:
    """The encoder or the adapter, in files that are safe to load; of a frozen one nothing."""
    if settings.method in ADAPTERS:
        save_adapter(base.model, place / ADAPTER, base.name)
    elif settings.method != "frozen":
        with quiet():
            base.model.save_pretrained(place / ENCODER)  # type: ignore[operator]
            base.tokenizer.save_pretrained(place / ENCODER)
    for path in place.rglob("*"):
        if path.is_file() and path.suffix not in (".json", ".safetensors", ".txt"):
            path.unlink()  # a read-me of nothing, a template of a chat
