"""Task, and what each kind of task needs of a row, puts on the encoder and is measured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["tags", "label", "labels", "grade", "score", "pair", "generation", "image"]
Pooling = Literal["tokens", "text", "pair", "causal", "image"]
OWN = "my_"
"""The names of a user's own tasks begin so; their models' cards define them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind: the ``fields`` of a row that say the answer, what is pooled, the usual ``metric``.

    Pooling ``tokens`` keeps one vector a token; ``text`` takes the mean over the real tokens of the
    text (the last one of a decoder); ``pair`` the same over both texts read together, or, where the
    encoder stays frozen, what their two vectors have and have not in common; ``causal`` predicts
    the next token; ``image`` takes the mean over the patches of an image.
    """

    fields: tuple[str, ...]
    pooling: Pooling
    metric: str
    says: str


KINDS: Mapping[Kind, Shape] = MappingProxyType(
    {
        "tags": Shape(("spans",), "tokens", "span_f1", "spans of the text, each with one label (BIO)"),
        "label": Shape(("label",), "text", "macro_f1", "exactly one label"),
        "labels": Shape(("labels",), "text", "macro_f1", "any number of labels"),
        "grade": Shape(("label",), "text", "macro_f1", "one of several grades in order"),
        "score": Shape(("value",), "text", "spearman", "a number from 0 to 1"),
        "pair": Shape(("pair", "label"), "pair", "macro_f1", "one label for two texts read together"),
        "generation": Shape(("pair",), "causal", "perplexity", "a text that goes on from the text"),
        "image": Shape(("image", "label"), "image", "macro_f1", "exactly one label for an image"),
    }
)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to learn.

    ``labels`` map each label to its definition, in the order of the head's outputs (of a grade, from
    low to high); ``readers`` name entries of ``finetune.readers.READERS``. ``ships`` is False where
    the data's licence lets a user train for themselves and does not let the product ship weights.
    """

    name: str
    kind: Kind
    labels: Mapping[str, str]
    metric: str
    readers: tuple[str, ...]
    licence: str
    about: str
    ships: bool = True

    def __post_init__(self) -> None:
        """Check that the kind has the labels it needs."""
        least = {"score": 0, "generation": 0, "tags": 1, "labels": 1}.get(self.kind, 2)
        if len(self.labels) < least:
            raise ValueError(f"{self.name}: a task of kind {self.kind} needs at least {least} labels")

    @property
    def names(self) -> tuple[str, ...]:
        """The labels, in the order of the head's outputs."""
        return tuple(self.labels)

    @property
    def outputs(self) -> int:
        """How many numbers the head gives for a text, or for each token of it."""
        match self.kind:
            case "tags":
                return 1 + 2 * len(self.labels)
            case "grade":
                return len(self.labels) - 1
            case "score":
                return 1
            case "generation":
                return 0
        return len(self.labels)
