"""Trainings of one recipe from several seeds: the best on validation, or the mean of their weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from finetune.earlier import earlier_heads
from finetune.encoder import Base, load_base
from finetune.examples import Example, of_part
from finetune.feeding import plan, steps_of
from finetune.judging import scorable
from finetune.lessons import Lesson, of_images
from finetune.model import Network
from finetune.progress import Progress
from finetune.reporting import validation_scores
from finetune.settings import Settings
from finetune.trainer import fit
from finetune.windows import divided


def best_of_seeds(
    base: Base, lessons: Sequence[Lesson], settings: Settings, work: Path, progress: Progress
) -> Network | None:
    """Return the network of the seed that is best on validation; None where it was stopped.

    With ``settings.ensemble`` it is the one of all their weights' mean, if that is no worse. All seeds
    start from the same heads, without which a mean of weights means nothing.
    Source: Wortsman et al. 2022 (model soups), uniform soup.
    """
    states: list[tuple[float, dict[str, Any]]] = []
    network: Network | None = None
    for seed in range(settings.seed, settings.seed + settings.seeds):
        fresh = {"capitals": settings.capitals, "images": of_images(lessons)}
        own = load_base(settings.base, **fresh) if states else base
        network = _one_seed(own, lessons, replace(settings, seed=seed), work, progress, settings.seed)
        if network is None or settings.seeds == 1:
            return network
        value = mean_score(network, lessons)
        states.append((value, {name: w.detach().cpu().clone() for name, w in network.state_dict().items()}))
        progress.tell("validation", seed=seed, scores={"score": round(value, 4)})
    assert network is not None  # noqa: S101 - there is at least one seed
    best, state = max(states, key=lambda pair: pair[0])
    if settings.ensemble:
        network.load_state_dict(_averaged([own for _, own in states]))
        value = mean_score(network, lessons)
        progress.tell("validation", seed="mean of weights", scores={"score": round(value, 4)})
        if value >= best:
            return network
    network.load_state_dict(state)
    return network


def mean_score(network: Network, lessons: Sequence[Lesson]) -> float:
    """Return the mean of the tasks' measures on validation; 0 where nothing can be measured."""
    scores = validation_scores(network, lessons)
    return sum(scores.values()) / len(scores) if scores else 0.0


def _taught(own: Lesson, base: Base, settings: Settings) -> tuple[Example, ...]:
    """The examples to train on; long texts of tags in windows, so that none of their spans is left out."""
    train = of_part(own.examples, "train")
    return divided(train, base, settings.max_tokens) if own.task.kind == "tags" else train


def _averaged(states: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        name: torch.stack([own[name] for own in states]).mean(0) if first.is_floating_point() else first
        for name, first in states[0].items()
    }


def _one_seed(
    base: Base, lessons: Sequence[Lesson], settings: Settings, work: Path, progress: Progress, start: int
) -> Network | None:
    examples = {own.task.name: _taught(own, base, settings) for own in lessons}
    batches = plan(examples, settings, [own.task for own in lessons])
    steps = steps_of(len(batches), settings)
    torch.manual_seed(start)
    network = Network(base, [own.task for own in lessons], settings, steps)
    network.begin_with(earlier_heads(settings.base, [own.task for own in lessons]))
    learning, whole = network.trained()
    progress.tell("start", seed=settings.seed, steps=steps, trained=learning, of=whole)
    judged = any(scorable(of_part(own.examples, "validation"), own.task) for own in lessons)
    validate = (lambda own: validation_scores(own, lessons)) if judged else None
    return network if fit(network, batches, examples, validate, progress, work / str(settings.seed)) else None
