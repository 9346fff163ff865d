"""Task and the TASKS table: what the tool models learn, from what, and how they are judged."""

from __future__ import annotations

from dataclasses import dataclass

from finetune.features import NAMES


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to learn: its labels, the features it looks at, the measure that decides."""

    labels: tuple[str, ...]
    features: tuple[str, ...]
    metric: str


LEXICAL = tuple(name for name in NAMES if "cosine" not in name and name not in ("margin", "agreement"))

TASKS = {
    # Does this passage answer this question? Where the encoder knows the question's language. Learnt
    # from few questions of policy, so few features.
    "relevance": Task(
        labels=("no", "answers"),
        features=("cosine", "sentence_cosine", "coverage", "names_covered"),
        metric="auroc",
    ),
    # The same by words alone, for languages that the encoder does not know; learnt from public sets
    # of questions with their passages.
    "relevance-lexical": Task(labels=("no", "answers"), features=LEXICAL, metric="auroc"),
}
