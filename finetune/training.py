"""Labelled examples into a trained version: checks, training, calibration, scores, the folder."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import torch
from filelock import FileLock, Timeout

from finetune.artifact import ADAPTER, ENCODER, Version, save
from finetune.card import CardTask, DataUse, LabelMeaning, ModelCard, TaskScores
from finetune.duplicates import without_duplicates
from finetune.encoder import Base, load_base, quiet
from finetune.errors import DataError, TrainingError
from finetune.examples import PARTS, Example, Part, check, of_part, summarise
from finetune.frozen import frozen_head
from finetune.heads import Head
from finetune.judging import calibrated, scorable
from finetune.kinds import Task
from finetune.methods import ADAPTERS, save_adapter
from finetune.model import Network
from finetune.passes import Output, outputs
from finetune.progress import Progress
from finetune.reporting import report, validation_scores
from finetune.settings import Settings
from finetune.trainer import fit, plan

_PARTS_OF_CARD: Mapping[Part, Literal["train", "validation", "test"]] = {part: part for part in PARTS}
ROOM = 8
"""Times the size of the base that must be free: checkpoints with their optimizer, and the version."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A task with its examples, and where they are from: name and licence of each set."""

    task: Task
    examples: tuple[Example, ...]
    sources: tuple[tuple[str, str], ...] = ()


def train(
    taught: Sequence[Taught],
    settings: Settings,
    folder: Path,
    *,
    created: datetime,
    progress: Progress | None = None,
    resume: bool = False,
    judge_on: Part = "test",
    active: Version | None = None,
) -> Version | None:
    """Return the trained version, saved under ``folder``; None where it was asked to stop.

    Args:
        taught: the tasks, each once.
        settings: how to train.
        folder: of all versions; one training at a time works in it. Nothing in it changes before the end.
        created: now, with a time zone.
        progress: whom to tell; by default a file in the folder.
        resume: go on from the checkpoint of a training that was killed or stopped.
        judge_on: the part whose scores go into the card.
        active: the version in use, to be scored on the same rows.

    Raises:
        DataError: the examples cannot teach.
        TrainingError: another training runs, the base is not there, the disk is too full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    work = folder / ".training"
    progress = progress or Progress(work)
    try:
        with FileLock(folder / ".training.lock", timeout=0):
            if not resume:
                shutil.rmtree(work, ignore_errors=True)
                progress.clear()
            version = _train(taught, settings, folder, work, created, progress, judge_on, active)
            if version is not None:
                shutil.rmtree(work / "checkpoints", ignore_errors=True)
            return version
    except Timeout as error:
        raise TrainingError(
            str(folder), "another training is running in it", "Wait for it, or stop it, then start again."
        ) from error
    except (DataError, TrainingError) as error:
        progress.tell("failed", reason=str(error))
        raise


def _train(
    taught: Sequence[Taught],
    settings: Settings,
    folder: Path,
    work: Path,
    created: datetime,
    progress: Progress,
    judge_on: Part,
    active: Version | None,
) -> Version | None:
    taught = tuple(_checked(own, progress) for own in taught)
    base = load_base(settings.base)
    if torch.cuda.is_available():
        base.model.to("cuda")
    _check_room(base, folder, settings)
    progress.tell("start", method=settings.method, base=base.name, tasks=[own.task.name for own in taught])
    if settings.method == "frozen":
        heads = tuple(
            frozen_head(
                base,
                own.task,
                own.examples,
                longest=settings.max_tokens,
                balance=settings.balance == "weights",
                seed=settings.seed,
            )
            for own in taught
        )
        trained, network = base, None
    else:
        network = _best_of_seeds(base, taught, settings, work, progress)
        if network is None:
            progress.tell("stopped", resume="the same command with --resume goes on")
            return None
        trained, heads = network.as_base(), network.as_heads()
    heads = tuple(_calibrate(trained, head, own, settings) for head, own in zip(heads, taught, strict=True))
    scores = report(trained, heads, taught, settings, judge_on, active)
    progress.tell("scores", on=judge_on, scores={own.task: round(own.new.value, 4) for own in scores})
    card = _card(base, taught, settings, scores, created, network, judge_on)
    version = save(
        card, heads, folder, lambda place: _weights(trained, settings, place), max_tokens=settings.max_tokens
    )
    progress.tell("saved", id=version.card.id)
    return version


def _checked(own: Taught, progress: Progress) -> Taught:
    """The task's examples without what leaks, told in numbers, good enough to teach."""
    if own.task.kind == "generation":
        raise TrainingError(
            own.task.name, "a task that writes is trained on its own", "See docs/finetune.md."
        )
    check(own.examples, own.task, own.task.name)
    kept, pairs = without_duplicates(own.examples)
    check(kept, own.task, own.task.name)
    summary = summarise(kept, own.task)
    progress.tell(
        "data",
        task=own.task.name,
        parts=dict(summary.parts),
        labels={label: dict(counts) for label, counts in summary.labels.items()},
        characters=list(summary.characters),
        languages=dict(summary.languages),
        near_duplicates=len(pairs),
        left_out=len(own.examples) - len(kept),
    )
    return replace(own, examples=kept)


def _check_room(base: Base, folder: Path, settings: Settings) -> None:
    wanted = base.bytes * (ROOM if settings.method in ("full", "top-n") else 1) + 50_000_000
    free = shutil.disk_usage(folder).free
    if settings.method != "frozen" and free < wanted:
        need = f"{wanted / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free"
        raise TrainingError(str(folder), f"the disk is too full: {need}", "Make room, or train with frozen.")


def _best_of_seeds(
    base: Base, taught: Sequence[Taught], settings: Settings, work: Path, progress: Progress
) -> Network | None:
    """The network of the seed that is best on validation, or of all their weights' mean if that is.

    Source for the mean: Wortsman et al. 2022 (model soups), uniform soup. All seeds start from the
    same heads, without which a mean of weights means nothing.
    """
    states: list[tuple[float, dict[str, Any]]] = []
    start = {name: weight.clone() for name, weight in base.model.state_dict().items()}
    network: Network | None = None
    for seed in range(settings.seed, settings.seed + settings.seeds):
        base = load_base(settings.base) if network is not None else base
        base.model.load_state_dict(start)
        network = _one_seed(base, taught, replace(settings, seed=seed), work, progress, settings.seed)
        if network is None:
            return None
        if settings.seeds == 1:
            return network
        value = _mean(validation_scores(network, taught))
        states.append((value, {k: w.detach().cpu().clone() for k, w in network.state_dict().items()}))
        progress.tell("validation", seed=seed, scores={"score": round(value, 4)})
    assert network is not None  # noqa: S101 - there is at least one seed
    best, state = max(states, key=lambda pair: pair[0])
    if settings.ensemble:
        network.load_state_dict(_averaged([own for _, own in states]))
        value = _mean(validation_scores(network, taught))
        progress.tell("validation", seed="mean of weights", scores={"score": round(value, 4)})
        if value >= best:
            return network
    network.load_state_dict(state)
    return network


def _averaged(states: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        name: torch.stack([own[name] for own in states]).mean(0) if first.is_floating_point() else first
        for name, first in states[0].items()
    }


def _mean(scores: Mapping[str, float]) -> float:
    return sum(scores.values()) / len(scores) if scores else 0.0


def _one_seed(
    base: Base, taught: Sequence[Taught], settings: Settings, work: Path, progress: Progress, heads: int
) -> Network | None:
    examples = {own.task.name: of_part(own.examples, "train") for own in taught}
    batches = plan(examples, settings)
    torch.manual_seed(heads)
    network = Network(base, [own.task for own in taught], settings, -(-len(batches) // settings.accumulation))
    learning, whole = network.trained()
    progress.tell("start", seed=settings.seed, steps=len(batches), trained=learning, of=whole)
    judged = any(scorable(of_part(own.examples, "validation"), own.task) for own in taught)
    validate = (lambda own: validation_scores(own, taught)) if judged else None
    place = work / "checkpoints" / str(settings.seed)
    return network if fit(network, batches, examples, validate, progress, place) else None


def _calibrate(base: Base, head: Head, own: Taught, settings: Settings) -> Head:
    validation = of_part(own.examples, "validation")
    if not scorable(validation, own.task):
        return head
    return calibrated(head, own.task, validation, said(base, head, validation, settings))


def said(base: Base, head: Head, examples: Sequence[Example], settings: Settings) -> Output:
    """Return what a head says of examples."""
    pairs = [str(example.pair) for example in examples] if head.card.kind == "pair" else None
    texts = [example.text for example in examples]
    return outputs(base, [head], texts, pairs, longest=settings.max_tokens)[head.card.task]


def _weights(base: Base, settings: Settings, place: Path) -> None:
    if settings.method in ADAPTERS:
        save_adapter(base.model, str(place / ADAPTER))
        (place / ADAPTER / "README.md").unlink(missing_ok=True)
    elif settings.method != "frozen":
        with quiet():
            base.model.save_pretrained(place / ENCODER)  # type: ignore[operator]
            base.tokenizer.save_pretrained(place / ENCODER)


def _card(
    base: Base,
    taught: Sequence[Taught],
    settings: Settings,
    scores: Sequence[TaskScores],
    created: datetime,
    network: Network | None,
    judge_on: Part,
) -> ModelCard:
    facts: dict[str, Any] = {**asdict(settings), "rate": settings.learning_rate, "judged_on": judge_on}
    if network is not None:
        facts["trained_numbers"], facts["numbers"] = network.trained()
    return ModelCard(
        id="",
        tasks=tuple(
            CardTask(t.name, t.kind, t.metric, tuple(LabelMeaning(*pair) for pair in t.labels.items()))
            for t in (own.task for own in taught)
        ),
        base=base.name,
        base_sha256=base.sha256,
        method=settings.method,
        data=tuple(use for own in taught for use in _uses(own)),
        settings=facts,
        seed=settings.seed,
        scores=tuple(scores),
        calibration=(),
        robustness=(),
        slices=(),
        files={},
        created=created,
    )


def _uses(own: Taught) -> list[DataUse]:
    """Rows of each part of each set; a set's rows are known by the beginning of their ids."""
    sources = own.sources or (("data given", "that of the data"),)
    made = []
    for name, licence in sources:
        mine = [e for e in own.examples if len(sources) == 1 or e.id.startswith(f"{name}:")]
        for part in PARTS:
            rows = sum(example.part == part for example in mine)
            made += [DataUse(f"{own.task.name}: {name}", licence, _PARTS_OF_CARD[part], rows)] if rows else []
    return made
