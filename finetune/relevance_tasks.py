"""Task and the TASKS table: what the tool models learn, from what, and how they are judged."""

from __future__ import annotations

from dataclasses import dataclass

from finetune.features import NAMES
from finetune.sentences import NAMES as OF_SENTENCE


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to learn: its labels, the features it looks at, the measure that decides."""

    labels: tuple[str, ...]
    features: tuple[str, ...]
    metric: str


LEXICAL = tuple(
    name
    for name in NAMES
    if "cosine" not in name and name not in ("margin", "agreement", "answer", "explained")
)

TASKS = {
    # Does this passage answer this question? Where the encoder knows the question's language. Learnt
    # from few questions of policy, so few features.
    "relevance": Task(
        labels=("no", "answers"),
        features=("cosine", "sentence_cosine", "coverage", "names_covered", "answer"),
        metric="auroc",
    ),
    # The same for a question in another language, put into that of the passage concept by concept: what
    # of it could not be put so counts too. Learnt from translated questions of policy.
    "relevance-across": Task(
        labels=("no", "answers"),
        features=("cosine", "sentence_cosine", "names_covered", "answer", "explained"),
        metric="auroc",
    ),
    # The same by words alone, for languages that the encoder does not know; learnt from public sets
    # of questions with their passages.
    "relevance-lexical": Task(labels=("no", "answers"), features=LEXICAL, metric="auroc"),
    # Does this sentence answer this question? Orders the sentences of an answer; learnt from sentences
    # that were graded by reading them (finetune/data/relevance.jsonl, docs/labels/relevance.md).
    "sentence": Task(labels=("no", "answers"), features=OF_SENTENCE, metric="ndcg@5"),
    # The same without the encoder, for languages that it does not know.
    "sentence-lexical": Task(
        labels=("no", "answers"),
        features=tuple(name for name in OF_SENTENCE if "cosine" not in name),
        metric="ndcg@5",
    ),
}
