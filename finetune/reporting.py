"""Scores of a run on the same rows: majority, frozen with linear heads, the active version, the new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from finetune.artifact import Version
from finetune.baseline import majority
from finetune.card import TaskScores
from finetune.encoder import Base, load_base
from finetune.examples import Example, Part, of_part
from finetune.frozen import frozen_head
from finetune.heads import Head
from finetune.judging import said_of, scorable, scored, truth_of
from finetune.kinds import Task
from finetune.model import Network
from finetune.opening import open_base
from finetune.passes import outputs
from finetune.scores import Score, compare
from finetune.settings import Settings

ROUNDS = 1000


class Lesson(Protocol):
    """A task with its examples."""

    @property
    def task(self) -> Task:
        """What is learnt."""

    @property
    def examples(self) -> tuple[Example, ...]:
        """From what."""


def said_by(base: Base, head: Head, examples: Sequence[Example], longest: int) -> Any:  # noqa: ANN401
    """Return what a head says of examples, as the scores take it."""
    texts = [example.text for example in examples]
    pairs = [str(example.pair) for example in examples] if head.card.kind == "pair" else None
    output = outputs(base, [head], texts, pairs, longest=longest)[head.card.task]
    return said_of(head.card, output, texts)


def validation_scores(network: Network, taught: Sequence[Lesson]) -> Mapping[str, float]:
    """Return each task's measure on its validation part; tasks whose part cannot tell are left out."""
    base, heads = network.as_base(), {head.card.task: head for head in network.as_heads()}
    found: dict[str, float] = {}
    for own in taught:
        validation = of_part(own.examples, "validation")
        if scorable(validation, own.task):
            head = heads[own.task.name]
            said = said_by(base, head, validation, network.settings.max_tokens)
            found[own.task.name] = scored(own.task, head.card, validation, said).value
    return found


def report(
    base: Base,
    heads: Sequence[Head],
    taught: Sequence[Lesson],
    settings: Settings,
    part: Part,
    active: Version | None,
) -> tuple[TaskScores, ...]:
    """Return the scores of each task on one part, with intervals; a part that cannot tell gives none."""
    plain = load_base(settings.base) if settings.method != "frozen" else base
    made = []
    for head, own in zip(heads, taught, strict=True):
        held = of_part(own.examples, part)
        if not scorable(held, own.task):
            continue
        new = said_by(base, head, held, settings.max_tokens)
        made.append(_of_task(own, head, held, new, plain, settings, active))
    return tuple(made)


def _of_task(
    own: Lesson,
    head: Head,
    held: Sequence[Example],
    new: Any,  # noqa: ANN401
    plain: Base,
    settings: Settings,
    active: Version | None,
) -> TaskScores:
    task, train = own.task, of_part(own.examples, "train")
    most = majority(task.kind, truth_of(train, task), task.names, len(held))
    value = scored(task, head.card, held, new, rounds=ROUNDS)
    linear: Score | None = None
    if settings.method == "frozen":
        linear = value
    else:
        other = frozen_head(plain, task, own.examples, longest=settings.max_tokens, seed=settings.seed)
        linear = scored(
            task, other.card, held, said_by(plain, other, held, settings.max_tokens), rounds=ROUNDS
        )
    before = next((old for old in active.heads if old.card.task == task.name), None) if active else None
    if active is None or before is None:
        return TaskScores(
            task.name, len(held), _groups(held), value, scored(task, head.card, held, most), linear
        )
    old = said_by(open_base(active), before, held, active.max_tokens)
    return TaskScores(
        task.name,
        len(held),
        _groups(held),
        value,
        scored(task, head.card, held, most),
        linear,
        scored(task, before.card, held, old, rounds=ROUNDS),
        active.card.id,
        compare(
            task.kind,
            truth_of(held, task),
            new,
            old,
            task.names,
            metric=task.metric,
            groups=[example.group or example.id for example in held],
            threshold=head.card.threshold,
            old_threshold=before.card.threshold,
        ),
    )


def _groups(held: Sequence[Example]) -> int:
    return len({example.group or example.id for example in held})
