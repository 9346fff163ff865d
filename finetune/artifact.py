"""The folder of a trained version: heads beside encoder or adapter; written, and checked when loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from finetune import card as cards
from finetune.card import ModelCard
from finetune.errors import ArtifactError
from finetune.heads import Head, HeadCard
from finetune.model_files import check
from finetune.ngrams import BUCKETS
from finetune.relevance_card import SHIPPED as SHIPPED
from finetune.tasks import TASKS

HEADS, FACTS, ENCODER, ADAPTER = "heads.safetensors", "heads.json", "encoder", "adapter"
EXPORT = "export/encoder.xml"
_AGAIN = "Train it again, or see what else there is: globalbrain models list."


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained version on disk: its card and heads; ``finetune.opening`` reads the encoder.

    ``max_tokens`` is where texts were cut in training; ``capitals`` whether the encoder is told of them.
    """

    folder: Path
    card: ModelCard
    heads: tuple[Head, ...]
    max_tokens: int
    capitals: bool = False

    @property
    def encoder(self) -> Path | None:
        """The folder of the whole encoder; None where the base is used, with or without an adapter."""
        return self.folder / ENCODER if (self.folder / ENCODER).is_dir() else None

    @property
    def adapter(self) -> Path | None:
        """The folder of the adapter, where there is one."""
        return self.folder / ADAPTER if (self.folder / ADAPTER).is_dir() else None

    @property
    def export(self) -> Path | None:
        """The graph of the whole encoder in int8, where that was kept."""
        return self.folder / EXPORT if (self.folder / EXPORT).is_file() else None


def labels() -> Mapping[str, tuple[str, ...]]:
    """Return the labels of the code's tasks, which those of a version must be."""
    return {name: task.names for name, task in TASKS.items()}


def write_heads(heads: Sequence[Head], folder: Path, max_tokens: int, *, capitals: bool = False) -> None:
    """Write the heads' numbers and what is known of them into a folder."""
    arrays: dict[str, Any] = {}
    for head in heads:
        arrays[f"{head.card.task}.weight"] = np.ascontiguousarray(head.weight, np.float32)
        arrays[f"{head.card.task}.bias"] = np.ascontiguousarray(head.bias, np.float32)
        if head.words is not None:
            arrays[f"{head.card.task}.words"] = np.ascontiguousarray(head.words, np.float16)
        if head.vocabulary is not None:
            arrays[f"{head.card.task}.pieces"] = np.ascontiguousarray(head.vocabulary, np.uint32)
    save_file(arrays, folder / HEADS)
    facts = {"max_tokens": max_tokens, "capitals": capitals, "heads": [asdict(head.card) for head in heads]}
    (folder / FACTS).write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


def load(folder: Path) -> Trained:
    """Return the version of a folder, every file of it checked against the card.

    Raises:
        ArtifactError: it is missing, incomplete, altered, holds a file that may be code, or its tasks
            are not those of the code.
    """
    card = cards.read(folder / cards.FILE)
    cards.check_tasks(card, labels())
    check(folder, card)
    try:
        facts = json.loads((folder / FACTS).read_text("utf-8"))
        arrays = load_file(folder / HEADS)
        heads = tuple(_head(_card(own), arrays) for own in facts["heads"])
        max_tokens, capitals = int(facts["max_tokens"]), bool(facts.get("capitals", False))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ArtifactError(str(folder), f"its heads cannot be read ({error})", _AGAIN) from error
    if [(head.card.task, head.card.labels) for head in heads] != [
        (task.name, tuple(meaning.label for meaning in task.labels)) for task in card.tasks
    ]:
        raise ArtifactError(str(folder), "its heads are not those of its card", _AGAIN)
    return Trained(folder, card, heads, max_tokens, capitals)


def _card(facts: Mapping[str, Any]) -> HeadCard:
    phrases = {str(own): (str(label), float(sure)) for own, (label, sure) in facts.get("phrases", {}).items()}
    card = HeadCard(**{**facts, "labels": tuple(facts["labels"]), "phrases": phrases})
    if not 0 <= card.least <= 1 or not isinstance(card.silent, str):
        raise ValueError(f"the words of {card.task} are not usable")
    if not all(label in card.labels and 0 <= sure <= 1 for label, sure in phrases.values()):
        raise ValueError(f"the phrases of {card.task} are not usable")
    return card


def _head(card: HeadCard, arrays: Mapping[str, Any]) -> Head:
    words = arrays.get(f"{card.task}.words")
    wide = None if words is None else words.astype(np.float32)
    known = arrays.get(f"{card.task}.pieces")
    head = Head(card, arrays[f"{card.task}.weight"], arrays[f"{card.task}.bias"], wide, known)
    fits = head.weight.ndim == 2 and head.weight.shape[0] == card.outputs == len(head.bias)
    fits = fits and (wide is None or wide.shape == (card.outputs, BUCKETS if known is None else known.size))
    fits = fits and (
        known is None or (known.dtype == np.uint32 and bool((np.diff(known.astype(int)) > 0).all()))
    )
    parts = [part for part in (head.weight, head.bias, wide) if part is not None]
    if not fits or not all(np.isfinite(part).all() for part in parts):
        raise ValueError(f"the weights of {card.task} are not usable")
    return head
