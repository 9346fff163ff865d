"""Few labels: so many examples of each label to train on, drawn with a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from finetune.examples import Example, answers, of_part
from finetune.kinds import Task


def few(examples: Sequence[Example], task: Task, shots: int, seed: int) -> tuple[Example, ...]:
    """Return the examples with at most ``shots`` of each label left to train on; the other parts stay.

    Of many labels (and of spans) an example is drawn while one of its labels still lacks some, and rows
    without a label are drawn as if that were one more.

    Args:
        examples: of all parts.
        task: whose labels are counted.
        shots: examples of each label, at least 1.
        seed: of the draw.
    """
    order = list(of_part(examples, "train"))
    random.Random(seed).shuffle(order)  # noqa: S311 - a draw of examples, no secret
    seen: Counter[str] = Counter()
    drawn: set[str] = set()
    for example in order:
        own = answers(example, task) or ("",)
        if any(seen[label] < shots for label in own):
            seen.update(own)
            drawn.add(example.id)
    return tuple(example for example in examples if example.part != "train" or example.id in drawn)
