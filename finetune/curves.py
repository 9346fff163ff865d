"""Learning curves of a training out of the events that it told, thinned to what a picture can show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from finetune.card_parts import Curve

MOST_POINTS = 60
LOSS, VALIDATION = "loss", "validation"
_MEAN = "score"


def learnt(events: Iterable[Mapping[str, Any]]) -> tuple[Curve, ...]:
    """Return the losses and the scores on validation of the training that was told last.

    One curve a task, and a seed where there were several; a step that was told twice, as after a
    kill, counts once. Work without steps gives none.
    """
    points: dict[tuple[str, str, int | None], dict[int, float]] = defaultdict(dict)
    seeds: list[int] = []
    for own in events:
        match own:
            case {"event": "start", "tasks": _}:
                points.clear()
                seeds = []
            case {"event": "start", "seed": int(seed)}:
                seeds = [*(one for one in seeds if one != seed), seed]
            case {"event": "step", "step": int(step), "loss": float(loss)}:
                points[LOSS, LOSS, seeds[-1] if seeds else None][step] = loss
            case {"event": "validation", "step": int(step), "scores": scores}:
                for task, value in scores.items():
                    if task != _MEAN:
                        points[task, VALIDATION, seeds[-1] if seeds else None][step] = float(value)
    many = len(set(seeds)) > 1
    return tuple(
        Curve(f"{name}, seed {seed}" if many else name, measure, _thinned(found))
        for (name, measure, seed), found in points.items()
    )


def _thinned(found: Mapping[int, float]) -> tuple[tuple[float, float], ...]:
    own = [(float(step), value) for step, value in sorted(found.items())]
    every = -(-len(own) // MOST_POINTS)
    return (*own[: -1 : max(1, every)], own[-1])
