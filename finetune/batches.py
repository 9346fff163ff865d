"""The batches of a whole training, known before it starts: each of one task, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

POOL = 20
"""Examples are sorted by length within so many batches: little padding, still random."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples of one task by their positions; ``number`` counts from 0 over the whole training."""

    number: int
    task: str
    places: tuple[int, ...]


def shares(sizes: Mapping[str, int], temperature: float) -> dict[str, float]:
    """Return how often each task is drawn: its size to the power 1/temperature, all summing to 1.

    >>> shares({"large": 900, "small": 100}, 2.0)
    {'large': 0.75, 'small': 0.25}

    Source: Raffel et al. 2020, section 3.5.2.
    """
    raised = {task: size ** (1 / temperature) for task, size in sizes.items()}
    total = sum(raised.values())
    return {task: value / total for task, value in raised.items()}


def schedule(
    lengths: Mapping[str, Sequence[int]],
    *,
    batch: int,
    epochs: int,
    temperature: float,
    seed: int,
    weights: Mapping[str, Sequence[float]] | None = None,
) -> tuple[Batch, ...]:
    """Return the batches of ``epochs`` passes over as many examples as all tasks have together.

    Args:
        lengths: for each task the length of each of its examples, in any unit.
        batch: examples in one batch, at most.
        epochs: passes.
        temperature: see ``shares``; with one task each pass sees every example once.
        seed: of all draws.
        weights: of the examples of a task, which are then drawn with replacement by these; without them
            each pass over a task sees each example once.
    """
    source = random.Random(seed)  # noqa: S311 - the order of examples, no secret
    streams = {
        task: _stream(own, batch, random.Random(f"{seed} {task}"), (weights or {}).get(task))  # noqa: S311
        for task, own in lengths.items()
    }
    in_epoch = sum(-(-len(own) // batch) for own in lengths.values())
    drawn = shares({task: len(own) for task, own in lengths.items()}, temperature)
    made: list[Batch] = []
    for _ in range(epochs):
        order = _counted(drawn, in_epoch)
        source.shuffle(order)
        for task in order:
            made.append(Batch(len(made), task, next(streams[task])))
    return tuple(made)


def _counted(drawn: Mapping[str, float], total: int) -> list[str]:
    """Each task as often as its share of the total says, at least once, by largest remainders."""
    counts = {task: max(1, int(share * total)) for task, share in drawn.items()}
    by_rest = sorted(drawn, key=lambda task: (int(drawn[task] * total) - drawn[task] * total, task))
    for task in by_rest[: max(0, total - sum(counts.values()))]:
        counts[task] += 1
    return [task for task, count in counts.items() for _ in range(count)]


def _stream(
    lengths: Sequence[int], batch: int, source: random.Random, weights: Sequence[float] | None
) -> Iterator[tuple[int, ...]]:
    """Batches without end, of like length: every example once, or as many drawn; then all again."""
    while True:
        order = list(range(len(lengths)))
        if weights is None:
            source.shuffle(order)
        else:
            order = source.choices(order, weights, k=len(order))
        made: list[tuple[int, ...]] = []
        for start in range(0, len(order), POOL * batch):
            pool = sorted(order[start : start + POOL * batch], key=lambda at: lengths[at])
            made += [tuple(pool[at : at + batch]) for at in range(0, len(pool), batch)]
        source.shuffle(made)
        yield from made
