"""Scores of a run on the same rows: majority, frozen with linear heads, the active version, the new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from finetune.artifact import Trained
from finetune.baseline import majority
from finetune.card import (
    TaskCalibration,
    TaskConfusion,
    TaskReliability,
    TaskRobustness,
    TaskScores,
    TaskSlice,
)
from finetune.encoder import Base, load_base
from finetune.encoding import Encoder
from finetune.examples import Example, Part, of_part
from finetune.frozen import head_of
from finetune.heads import Head
from finetune.judging import said_of, scorable, scored, truth_of
from finetune.kinds import Task
from finetune.lessons import Lesson, of_images
from finetune.opening import open_encoder
from finetune.passes import Output, outputs
from finetune.scores import Difference, Score, compare, score
from finetune.settings import Settings
from finetune.trials import by_place, calibration, reliable, robustness

if TYPE_CHECKING:
    from finetune.model import Network

ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """What a run found on one part, task by task."""

    scores: tuple[TaskScores, ...] = ()
    calibration: tuple[TaskCalibration, ...] = ()
    robustness: tuple[TaskRobustness, ...] = ()
    slices: tuple[TaskSlice, ...] = ()
    confusions: tuple[TaskConfusion, ...] = ()
    reliability: tuple[TaskReliability, ...] = ()


def output_of(base: Encoder, head: Head, examples: Sequence[Example], longest: int) -> Output:
    """Return what a head says of examples, as logits."""
    texts = [example.text for example in examples]
    pairs = [str(example.pair) for example in examples] if head.card.kind == "pair" else None
    return outputs(base, [head], texts, pairs, longest=longest)[head.card.task]


def said_by(base: Encoder, head: Head, examples: Sequence[Example], longest: int) -> Any:  # noqa: ANN401
    """Return what a head says of examples, as the scores take it."""
    return said_of(head.card, output_of(base, head, examples, longest), [e.text for e in examples])


def validation_scores(network: Network, lessons: Sequence[Lesson]) -> Mapping[str, float]:
    """Return each task's measure on its validation part; tasks whose part cannot tell are left out."""
    base, heads = network.as_base(), {head.card.task: head for head in network.as_heads()}
    found: dict[str, float] = {}
    for own in lessons:
        validation = of_part(own.examples, "validation")
        if scorable(validation, own.task):
            head = heads[own.task.name]
            said = said_by(base, head, validation, network.settings.max_tokens)
            found[own.task.name] = scored(own.task, head.card, validation, said).value
    return found


def judged(
    base: Base,
    heads: Sequence[Head],
    lessons: Sequence[Lesson],
    settings: Settings,
    part: Part,
    active: Mapping[str, Trained],
    changed_texts: bool,
) -> Judged:
    """Return the scores of each task on one part, with intervals; a part that cannot tell gives none.

    ``active`` is what serves each task now, where anything does: it reads the same rows.
    With ``changed_texts`` the part is read again with typing errors and the like.
    """
    images = of_images(lessons)
    plain = base
    if settings.method != "frozen":
        plain = replace(load_base(settings.base, images=images), known={})
    found = Judged()
    for head, own in zip(heads, lessons, strict=True):
        held = of_part(own.examples, part)
        if scorable(held, own.task):
            rival = active.get(own.task.name)
            changed = changed_texts and not images
            found = _judged(found, base, head, own, held, plain, settings, rival, changed)
    return found


def _judged(
    found: Judged,
    base: Base,
    head: Head,
    own: Lesson,
    held: Sequence[Example],
    plain: Base,
    settings: Settings,
    active: Trained | None,
    changed_texts: bool,
) -> Judged:
    task, truth = own.task, truth_of(held, own.task)
    texts = [example.text for example in held]
    output = output_of(base, head, held, settings.max_tokens)
    new = said_of(head.card, output, texts)
    raw = said_of(replace(head.card, temperature=1.0), output, texts)
    errors = calibration(task, truth, raw, new, head.card.temperature)
    least = head.card.threshold
    changes = (
        robustness(
            task, held, truth, new, lambda e: said_by(base, head, e, settings.max_tokens), threshold=least
        )
        if changed_texts
        else ()
    )
    return Judged(
        (*found.scores, _scores(own, head, held, new, plain, settings, active)),
        (*found.calibration, *((errors,) if errors else ())),
        (*found.robustness, *changes),
        (*found.slices, *by_place(task, held, truth, new, threshold=least)),
        (*found.confusions, *_confusion(task, truth, new, least)),
        (*found.reliability, *reliable(task, truth, raw, new)),
    )


def _confusion(task: Task, truth: Sequence[Any], new: Any, least: Any) -> tuple[TaskConfusion, ...]:  # noqa: ANN401
    """Which label was taken for which, where each row has one."""
    table = score(task.kind, truth, new, task.names, threshold=least, rounds=0).confusion
    return (TaskConfusion(task.name, table),) if table else ()


def _scores(
    own: Lesson,
    head: Head,
    held: Sequence[Example],
    new: Any,  # noqa: ANN401
    plain: Base,
    settings: Settings,
    active: Trained | None,
) -> TaskScores:
    task, train = own.task, of_part(own.examples, "train")
    most = majority(task.kind, truth_of(train, task), task.names, len(held))
    value = scored(task, head.card, held, new, rounds=ROUNDS)
    linear: Score | None = value
    if settings.method != "frozen":
        linear = None
    if settings.method != "frozen" and settings.compare:
        other = head_of(plain, task, own.examples, settings)
        said = said_by(plain, other, held, settings.max_tokens)
        linear = scored(task, other.card, held, said, rounds=ROUNDS)
    groups = len({example.group or example.id for example in held})
    before, change = _against(own, head, held, new, active)
    majority_score = scored(task, head.card, held, most)
    active_id = active.card.id if active is not None and before is not None else None
    return TaskScores(task.name, len(held), groups, value, majority_score, linear, before, active_id, change)


def _against(
    own: Lesson,
    head: Head,
    held: Sequence[Example],
    new: Any,  # noqa: ANN401
    active: Trained | None,
) -> tuple[Score | None, Difference | None]:
    """The active version's score on the same rows, and the difference; nothing where it has no such task."""
    task = own.task
    old = next((other for other in active.heads if other.card.task == task.name), None) if active else None
    if active is None or old is None or old.card.labels != task.names:
        return None, None
    said = said_by(open_encoder(active), old, held, active.max_tokens)
    change = compare(
        task.kind,
        truth_of(held, task),
        new,
        said,
        task.names,
        metric=task.metric,
        groups=[example.group or example.id for example in held],
        threshold=head.card.threshold,
        old_threshold=old.card.threshold,
    )
    return scored(task, old.card, held, said, rounds=ROUNDS), change
