"""What heads say of labelled examples, in the shape that the scores take; calibration on validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.calibration import fit
from finetune.examples import Example, Span, label_counts, of_part
from finetune.heads import Head, HeadCard, probabilities
from finetune.kinds import Task
from finetune.passes import Output
from finetune.phrases import learnt, silent
from finetune.scores import Score, score
from finetune.tags import IGNORED, spans_of, tags_of

Floats = NDArray[np.float32]
_LEAST = (0.0, 0.3, 0.4, 0.5, 0.6)
_GRID = tuple(step / 20 for step in range(2, 19))


def truth_of(examples: Sequence[Example], task: Task) -> list[Any]:
    """Return the answers of examples as the scores take them."""
    match task.kind:
        case "tags":
            return [example.spans for example in examples]
        case "labels":
            return [example.labels for example in examples]
        case "score":
            return [example.value for example in examples]
    return [example.label for example in examples]


def said_of(card: HeadCard, output: Output, texts: Sequence[str]) -> Any:  # noqa: ANN401 - as the scores take it
    """Return probabilities of shape (n, labels), scores of shape (n,), or the spans of each text."""
    if card.kind == "tags":
        return [
            tuple(
                Span(s.start, s.end, s.label)
                for s in spans_of(card, own.logits, own.offsets, own.words, text)
            )
            for own, text in zip(output.tokens, texts, strict=True)
        ]
    each = probabilities(card, output.logits)
    return each[:, 0] if card.kind == "score" else each


def scorable(examples: Sequence[Example], task: Task) -> bool:
    """Return whether a part can tell a good head from a bad one: two classes, or numbers that differ."""
    if task.kind == "score":
        return len({example.value for example in examples}) > 1
    seen = sum(count > 0 for count in label_counts(examples, task).values())
    return seen > (0 if task.kind in ("tags", "labels") else 1)


def scored(
    task: Task,
    card: HeadCard,
    examples: Sequence[Example],
    said: Any,  # noqa: ANN401 - as the scores take it
    *,
    rounds: int = 0,
) -> Score:
    """Return the task's measure, with its interval where there are ``rounds``; 0 where it is undefined."""
    groups = [example.group or example.id for example in examples]
    found = score(
        task.kind,
        truth_of(examples, task),
        said,
        task.names,
        groups=groups,
        threshold=card.threshold,
        rounds=rounds,
    )
    return next((own for own in found.values if own.name == task.metric), Score(task.metric, 0.0))


def calibrated(head: Head, task: Task, examples: Sequence[Example], output: Output) -> Head:
    """Return the head with the temperature, and for many labels the threshold, that validation gives."""
    card = head.card
    if task.kind == "score" or not scorable(examples, task):
        return head
    if task.kind == "tags":
        rows, wanted = _token_rows(card, examples, output)
    else:
        rows, wanted = output.logits, _wanted(task, examples)
    many = task.kind in ("labels", "grade")
    card = replace(
        card, temperature=round(fit(rows, wanted, "sigmoid" if many else "softmax").temperature, 4)
    )
    if task.kind == "labels":
        each = probabilities(card, output.logits)
        best = max(_GRID, key=lambda p: (scored(task, replace(card, threshold=p), examples, each).value, -p))
        card = replace(card, threshold=best)
    return replace(head, card=card)


def remembering(head: Head, task: Task, examples: Sequence[Example], output: Output) -> Head:
    """Return the head of tags with what validation gains by: phrases, silent words, a least probability.

    Phrases and silent words are those of the training part.

    Args:
        head: calibrated or not.
        task: of kind tags.
        examples: of all parts.
        output: what the head says of the validation part.
    """
    train, validation = of_part(examples, "train"), of_part(examples, "validation")
    texts = [example.text for example in validation]

    def best(cards: Sequence[HeadCard]) -> HeadCard:
        values = [scored(task, own, validation, said_of(own, output, texts)).value for own in cards]
        return cards[int(np.argmax(values))]

    card = best([head.card, *(replace(head.card, phrases=learnt(train, least)) for least in (2, 1))])
    card = best([card, replace(card, silent=silent(train))])
    return replace(head, card=best([replace(card, least=least) for least in _LEAST]))


def _wanted(task: Task, examples: Sequence[Example]) -> NDArray[np.int64]:
    names = task.names
    match task.kind:
        case "labels":
            return np.array([[name in e.labels for name in names] for e in examples], np.int64)
        case "grade":
            grades = [names.index(str(e.label)) for e in examples]
            return np.array([[grade >= step for step in range(1, len(names))] for grade in grades], np.int64)
    return np.array([names.index(str(e.label)) for e in examples], np.int64)


def _token_rows(
    card: HeadCard, examples: Sequence[Example], output: Output
) -> tuple[Floats, NDArray[np.int64]]:
    """All tokens of the texts, and their true tags; marks of the model left out."""
    rows, wanted = [], []
    for example, own in zip(examples, output.tokens, strict=True):
        tags = np.array(tags_of(example.spans, own.offsets, card.labels))
        rows.append(own.logits[tags != IGNORED])
        wanted.append(tags[tags != IGNORED])
    return np.concatenate(rows), np.concatenate(wanted)
