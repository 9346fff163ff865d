"""Linear heads on a frozen encoder: vectors once, then logistic regression; minutes on a laptop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from finetune.blend import Seen, blended
from finetune.encoder import Base
from finetune.encoding import unit_vectors
from finetune.examples import Example, of_part
from finetune.heads import Head, HeadCard, twin_features
from finetune.judging import said_of, scorable, scored
from finetune.kinds import Task
from finetune.linear import Wanted, logistic
from finetune.passes import Output, outputs
from finetune.progress import went
from finetune.settings import Settings
from finetune.tags import IGNORED, tags_of

Floats = NDArray[np.float32]
STRENGTHS = (1.0, 10.0, 100.0)
"""Tried in this order: how far the weights may go (scikit-learn's C); validation chooses."""
_MOST_TOKENS = 60_000


def head_of(
    base: Base, task: Task, examples: Sequence[Example], settings: Settings, *, words: bool = False
) -> Head:
    """Return the linear head of a training's settings; with few labels validation chooses nothing of it."""
    if settings.shots:
        examples, words = of_part(examples, "train"), False
    return frozen_head(
        base, task, examples, settings.max_tokens, settings.balance, settings.seed, words=words
    )


def frozen_head(
    base: Base,
    task: Task,
    examples: Sequence[Example],
    longest: int = 256,
    balance: str = "none",
    seed: int = 13,
    words: bool = False,
) -> Head:
    """Return the linear head that is best on validation among a few strengths.

    With ``words`` it may read the pieces of words too (tasks of single texts), if validation gains by it.

    Without a validation part that can tell, the middle strength is taken.
    """
    train, validation = of_part(examples, "train"), of_part(examples, "validation")
    card = HeadCard.of(task, twin=task.kind == "pair", unit=task.kind != "tags")
    even = balance in ("weights", "sampling")
    rows, wanted = _rows(base, task, train, longest, seed)
    if words and task.kind not in ("tags", "pair") and scorable(validation, task):
        held, answers = _rows(base, task, validation, longest, seed)
        both = np.concatenate([rows, held]), np.concatenate([wanted, answers])
        seen = Seen.of((*train, *validation), *both)
        return blended(card, task, seen, len(train), (False, True) if balance == "best" else (even,), seed)
    if not scorable(validation, task):
        return logistic(card, task, rows, wanted, STRENGTHS[1], even)
    heads = []
    for at, strength in enumerate(STRENGTHS, start=1):
        heads.append(logistic(card, task, rows, wanted, strength, even))
        went("fit", at, len(STRENGTHS))
    if task.kind == "tags":
        said = [_head_and_output(base, head, validation, longest) for head in heads]
    else:
        held, _ = _rows(base, task, validation, longest, seed)
        said = [(head, Output(head.logits(held))) for head in heads]
    texts = [example.text for example in validation]
    values = [scored(task, card, validation, said_of(card, output, texts)).value for _, output in said]
    return said[int(np.argmax(values))][0]


def _head_and_output(
    base: Base, head: Head, examples: Sequence[Example], longest: int
) -> tuple[Head, Output]:
    texts = [example.text for example in examples]
    return head, outputs(base, [head], texts, longest=longest)[head.card.task]


def _rows(
    base: Base, task: Task, examples: Sequence[Example], longest: int, seed: int
) -> tuple[Floats, Wanted]:
    """What the head looks at, and its answers: (n,) of label numbers, or (n, outputs) of 0 to 1."""
    texts = [example.text for example in examples]
    if task.kind == "tags":
        return _token_rows(base, task, examples, longest, seed)
    vectors = unit_vectors(base, texts, longest)
    if task.kind == "pair":
        vectors = twin_features(vectors, unit_vectors(base, [str(e.pair) for e in examples], longest))
    return vectors, answers_of(task, examples)


def answers_of(task: Task, examples: Sequence[Example]) -> Wanted:
    """Return the answers of whole texts: (n,) of label numbers, or (n, outputs) of 0 to 1."""
    names = task.names
    match task.kind:
        case "labels":
            wanted = [[float(name in e.labels) for name in names] for e in examples]
        case "grade":
            wanted = [[float(names.index(str(e.label)) >= s) for s in range(1, len(names))] for e in examples]
        case "score":
            wanted = [[float(e.value or 0.0)] for e in examples]
        case _:
            return np.array([names.index(str(e.label)) for e in examples], np.float64)
    return np.array(wanted)


def _token_rows(
    base: Base, task: Task, examples: Sequence[Example], longest: int, seed: int
) -> tuple[Floats, Wanted]:
    """Token states and tags, at most _MOST_TOKENS: every token in a span, and a draw of the others."""
    width = base.width
    eye = Head(HeadCard.of(task), np.eye(width, dtype=np.float32), np.zeros(width, np.float32))
    found = outputs(base, [eye], [example.text for example in examples], longest=longest)[task.name]
    tags = [
        np.array(tags_of(e.spans, o.offsets, task.names)) for e, o in zip(examples, found.tokens, strict=True)
    ]
    rows, wanted = np.concatenate([own.logits for own in found.tokens]), np.concatenate(tags)
    order = np.random.default_rng(seed).permutation(len(wanted))
    order = order[wanted[order] != IGNORED]
    kept = order[np.argsort(wanted[order] == 0, kind="stable")][:_MOST_TOKENS]
    return rows[kept], wanted[kept].astype(np.float64)
