"""Words beside an encoder that learnt: a second linear head, whose share validation chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from finetune.blend import WAYS
from finetune.examples import Example, of_part
from finetune.frozen import answers_of
from finetune.heads import Head
from finetune.judging import calibrated, said_of, scorable, scored
from finetune.kinds import Task
from finetune.linear import Floats, margins
from finetune.ngrams import vocabulary, word_matrix
from finetune.passes import Output

MIXES = (0.25, 0.5, 1.0, 2.0)
"""How much the logits of the words count beside the calibrated ones of the encoder."""
KINDS = ("label", "labels", "grade")


def beside(head: Head, task: Task, examples: Sequence[Example], output: Output) -> Head:
    """Return the head that reads pieces of words too, or the head as it is where validation gains nothing.

    The words are those of the training part, rare labels weighing more, and their head is the mean over
    all strengths: a small validation part can choose one share and not many settings.

    Args:
        head: of an encoder that learnt.
        task: of one of ``KINDS``; heads of other kinds come back as they are.
        examples: of all parts.
        output: what the head says of the validation part.
    """
    train, validation = of_part(examples, "train"), of_part(examples, "validation")
    if task.kind not in KINDS or not scorable(validation, task):
        return head
    by_temperature = calibrated(head, task, validation, output).card.temperature
    texts = [example.text for example in validation]
    known = vocabulary([example.text for example in train])
    words, wanted = word_matrix([example.text for example in train], known), answers_of(task, train)
    fits = [margins(task, words, wanted, c, balance=True, telling=telling) for c, telling in WAYS]
    weight, bias = (_mean([fit[at] for fit in fits]) for at in (0, 1))
    read = word_matrix(texts, known) @ weight.T + bias

    def value(logits: Floats) -> float:
        own = calibrated(head, task, validation, Output(logits)).card
        return scored(task, own, validation, said_of(own, Output(logits), texts)).value

    plain = np.asarray(output.logits / by_temperature, np.float32)
    values = [value(plain), *(value(np.asarray(plain + mix * read, np.float32)) for mix in MIXES)]
    best = int(np.argmax(values))
    if not best:
        return head
    mix = MIXES[best - 1]
    return replace(
        head,
        weight=np.asarray(head.weight / by_temperature, np.float32),
        bias=np.asarray(head.bias / by_temperature + mix * bias, np.float32),
        words=np.asarray(mix * weight, np.float32),
        vocabulary=known,
    )


def _mean(parts: Sequence[Floats]) -> Floats:
    return np.asarray(np.mean(parts, axis=0), np.float32)
