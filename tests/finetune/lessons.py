"""Lessons of random words that a tiny encoder can learn: the answer is one word of the text."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from finetune.artifact import labels
from finetune.examples import Example, Part, Span
from finetune.lessons import Lesson
from finetune.progress import Progress
from finetune.tasks import TASKS
from finetune.training import Run
from finetune.versions import Versions
from tests.finetune.tiny import WORDS

NOW = datetime(2026, 1, 2, tzinfo=UTC)
_PARTS: tuple[Part, ...] = ("train",) * 7 + ("validation",) * 2 + ("test",)  # type: ignore[assignment]
_ANSWERS: dict[str, dict[str, Any]] = {
    "commitment": {"flood": {"label": "target"}, "storm": {"label": "measure"}},
    "climate_topics": {"flood": {"labels": ("flood",)}, "storm": {"labels": ("storm", "heat")}},
    "risk_grade": {"flood": {"label": "0"}, "storm": {"label": "3"}},
    "claim_support": {"flood": {"label": "supported"}, "storm": {"label": "contradicted"}},
}


def lesson(task: str, rows: int = 120, seed: int = 3) -> Lesson:
    """A lesson of ``rows`` texts of five words; which of two words is among them decides."""
    source, made = random.Random(seed), []
    others = [word for word in WORDS.split() if word not in ("flood", "storm")]
    for number in range(rows):
        key = ("flood", "storm")[number % 2]
        words = source.sample(others, 4)
        words.insert(source.randrange(5), key)
        text = " ".join(words)
        if task == "climate_tags":
            start = text.split(key)[0]
            answer: dict[str, Any] = {"spans": (Span(len(start), len(start) + len(key), key),)}
        else:
            answer = dict(_ANSWERS[task][key])
        if task == "claim_support":
            answer["pair"] = " ".join(source.sample(others, 5))
        made.append(Example(f"{task}{number}", text, part=_PARTS[source.randrange(10)], **answer))
    return Lesson(TASKS[task], tuple(made), (("made", "CC0-1.0"),))


def versions(folder: Path) -> Versions:
    """The versions of a library that is made when it is needed."""
    return Versions(folder / "models", labels())


def run(folder: Path, **changes: Any) -> Run:
    """A run whose events stand in ``folder``."""
    return Run(**{"created": NOW, "progress": Progress(folder / "run"), **changes})
