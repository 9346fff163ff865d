"""Example: one labelled text; its part of the split, and what a set of them looks like."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from finetune.errors import DataError
from finetune.kinds import Task

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")
LARGEST_WEIGHT = 10.0
"""No class counts more than this many times an average one: a label seen twice is no better known."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (half-open) of the text, and what they are."""

    start: int
    end: int
    label: str

    def __post_init__(self) -> None:
        """Check that it holds at least one character."""
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span from {self.start} to {self.end} holds no text")


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text; which of the answers are set depends on the task's kind.

    ``pair`` is the second text (evidence, passage, wanted paragraph); ``value`` lies in [0, 1]. Of an
    image ``text`` is its path.
    Examples of one ``group`` (a document, an event, a claim) are never on two sides of the split.
    """

    id: str
    text: str
    pair: str | None = None
    label: str | None = None
    labels: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    value: float | None = None
    part: Part = "train"
    group: str = ""
    language: str = "en"
    region: str = ""


def part_of(group: str) -> Part:
    """Return the part of a group by its hash: seven tenths to train, one to choose by, two to report.

    >>> part_of("report 7") == part_of("report 7")
    True
    """
    tenth = int(hashlib.sha256(group.encode()).hexdigest(), 16) % 10
    return "train" if tenth < 7 else "validation" if tenth == 7 else "test"


def hold_out(examples: Sequence[Example], part: Part, share: float = 0.1) -> tuple[Example, ...]:
    """Return the examples with about ``share`` of the train groups moved to ``part``, if it is empty."""
    if any(example.part == part for example in examples):
        return tuple(examples)

    def moved(example: Example) -> bool:
        digest = hashlib.sha256(f"{part} {example.group or example.id}".encode()).hexdigest()
        return example.part == "train" and int(digest, 16) % 1000 < share * 1000

    return tuple(replace(example, part=part) if moved(example) else example for example in examples)


def of_part(examples: Iterable[Example], part: Part) -> tuple[Example, ...]:
    """Return the examples of one part, in their order."""
    return tuple(example for example in examples if example.part == part)


def answers(example: Example, task: Task) -> tuple[str, ...]:
    """Return the labels that an example carries for a task; of spans, each label once."""
    if task.kind == "tags":
        return tuple(sorted({span.label for span in example.spans}))
    if task.kind == "labels":
        return example.labels
    return (example.label,) if example.label is not None else ()


def label_counts(examples: Iterable[Example], task: Task) -> dict[str, int]:
    """Return how many examples carry each label, in the order of the task."""
    counted = Counter(label for example in examples for label in answers(example, task))
    return {label: counted.get(label, 0) for label in task.labels}


def class_weights(examples: Sequence[Example], task: Task) -> tuple[float, ...]:
    """Return one weight a label: rarer labels weigh more, their mean over examples is about 1.

    For many labels it is the weight of a yes against a no.
    """
    counts = label_counts(examples, task)
    total = max(1, len(examples))
    if task.kind == "labels":
        odds = ((total - count) / count if count else 1.0 for count in counts.values())
    else:
        odds = (total / (len(counts) * count) if count else 1.0 for count in counts.values())
    return tuple(min(LARGEST_WEIGHT, weight) for weight in odds)


def draw_weights(examples: Sequence[Example], task: Task) -> tuple[float, ...]:
    """Return how often each example is drawn beside the others, so that labels come up alike.

    An example counts as its rarest label; those without any are a class of their own. Where there is
    nothing to balance, all weigh the same.
    """
    if task.kind in ("score", "generation"):
        return (1.0,) * len(examples)
    counts = Counter(label for example in examples for label in answers(example, task) or ("",))
    return tuple(1 / min(counts[label] for label in answers(e, task) or ("",)) for e in examples)


def check(examples: Sequence[Example], task: Task, what: str) -> None:
    """Return nothing if the examples can teach the task.

    Raises:
        DataError: there are too few, one class only, or an id occurs twice.
    """
    if not examples:
        raise DataError(what, "it holds no example", f"Give at least a few for each label of {task.name}.")
    twice = [name for name, count in Counter(example.id for example in examples).items() if count > 1]
    if twice:
        raise DataError(what, f"the id {twice[0]!r} occurs more than once", "Give each row an id of its own.")
    train = of_part(examples, "train")
    if len(train) < 2:
        raise DataError(what, f"only {len(train)} example to train on", "Give at least two, better hundreds.")
    if task.kind in ("score", "generation"):
        return
    seen = [label for label, count in label_counts(train, task).items() if count]
    if not seen or (len(seen) < 2 and task.kind in ("label", "grade", "pair", "image")):
        named = f"only the label {seen[0]!r}" if seen else "no label at all"
        raise DataError(what, f"the part to train on holds {named}", "Give examples of at least two labels.")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set looks like: counts by part and label, lengths in characters (0 of images), languages."""

    parts: Mapping[str, int]
    labels: Mapping[str, Mapping[str, int]]
    characters: tuple[int, int, int]
    languages: Mapping[str, int]

    def lines(self) -> tuple[str, ...]:
        """Return the summary as lines to be read before training."""
        parts = ", ".join(f"{part} {count}" for part, count in self.parts.items())
        low, middle, high = self.characters
        rows = [f"examples: {parts}"]
        if high:
            rows.append(f"characters: {low} to {high}, half of them under {middle}")
        rows.append("languages: " + ", ".join(f"{code} {count}" for code, count in self.languages.items()))
        for label, counts in self.labels.items():
            rows.append(f"  {label}: " + ", ".join(f"{part} {count}" for part, count in counts.items()))
        return tuple(rows)


def summarise(examples: Sequence[Example], task: Task) -> Summary:
    """Return what a set looks like; it holds at least one example."""
    by_part = {part: of_part(examples, part) for part in PARTS}
    counts = {part: label_counts(own, task) for part, own in by_part.items()}
    seen = task.kind == "image"
    lengths = sorted(0 if seen else len(example.text) + len(example.pair or "") for example in examples)
    return Summary(
        {part: len(own) for part, own in by_part.items()},
        {label: {part: counts[part][label] for part in PARTS} for label in task.labels},
        (lengths[0], round(median(lengths)), lengths[-1]),
        dict(Counter(example.language or "unknown" for example in examples).most_common()),
    )
