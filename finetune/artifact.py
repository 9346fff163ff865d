"""The folder of a trained version: weights, heads, card; saved whole or not at all, checked when loaded."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from finetune import card as cards
from finetune.card import ModelCard
from finetune.errors import ArtifactError
from finetune.heads import Head, HeadCard
from finetune.relevance_card import SHIPPED as SHIPPED
from finetune.tasks import TASKS

HEADS, FACTS, ENCODER, ADAPTER = "heads.safetensors", "heads.json", "encoder", "adapter"
SAFE = (".safetensors", ".json", ".txt", ".model", ".jinja")
_AGAIN = "Train it again, or roll back: globalbrain models list."


@dataclass(frozen=True, slots=True)
class Version:
    """A trained version on disk: its card and its heads; the encoder is read by ``finetune.encoder``.

    ``max_tokens`` is where texts were cut in training.
    """

    folder: Path
    card: ModelCard
    heads: tuple[Head, ...]
    max_tokens: int

    @property
    def encoder(self) -> Path | None:
        """The folder of the whole encoder; None where the base is used, with or without an adapter."""
        return self.folder / ENCODER if (self.folder / ENCODER).is_dir() else None

    @property
    def adapter(self) -> Path | None:
        """The folder of the adapter, where there is one."""
        return self.folder / ADAPTER if (self.folder / ADAPTER).is_dir() else None


def sha256_of(path: Path) -> str:
    """Return the hex sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def save(
    card: ModelCard,
    heads: Sequence[Head],
    folder: Path,
    weights: Callable[[Path], None],
    *,
    max_tokens: int = 256,
) -> Version:
    """Return the version, written into ``folder`` / its id: complete, or not there.

    Args:
        card: without id and files, which are worked out here.
        heads: in the order of the card's tasks.
        folder: of all versions.
        weights: writes the encoder or adapter into a folder that it is given; nothing where frozen.
        max_tokens: where texts were cut.

    Raises:
        ArtifactError: it cannot be written.
    """
    part = folder / ".part"
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        weights(part)
        _write_heads(heads, part, max_tokens)
        files = {
            str(path.relative_to(part)): sha256_of(path) for path in sorted(part.rglob("*")) if path.is_file()
        }
        card = cards.named(replace(card, files=files))
        (part / cards.FILE).write_text(cards.written(card), "utf-8")
        final = folder / card.id
        shutil.rmtree(final, ignore_errors=True)
        part.replace(final)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise ArtifactError(
            str(folder), f"the version cannot be written ({error.strerror})", "Make room."
        ) from error
    return Version(final, card, tuple(heads), max_tokens)


def _write_heads(heads: Sequence[Head], part: Path, max_tokens: int) -> None:
    arrays: dict[str, Any] = {}
    for head in heads:
        arrays[f"{head.card.task}.weight"] = np.ascontiguousarray(head.weight, np.float32)
        arrays[f"{head.card.task}.bias"] = np.ascontiguousarray(head.bias, np.float32)
    save_file(arrays, part / HEADS)
    facts = {
        "max_tokens": max_tokens,
        "heads": [asdict(head.card) for head in heads],
    }
    (part / FACTS).write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


def load(folder: Path) -> Version:
    """Return the version of a folder, every file of it checked against the card.

    Raises:
        ArtifactError: it is missing, incomplete, altered, holds a file that may be code, or its tasks
            are not those of the code.
    """
    card = cards.read(folder / cards.FILE)
    cards.check_tasks(card, {name: task.names for name, task in TASKS.items()})
    _check_files(card.files, folder)
    try:
        facts = json.loads((folder / FACTS).read_text("utf-8"))
        arrays = load_file(folder / HEADS)
        heads = tuple(
            _head(HeadCard(**{**own, "labels": tuple(own["labels"])}), arrays) for own in facts["heads"]
        )
        max_tokens = int(facts["max_tokens"])
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ArtifactError(str(folder), f"its heads cannot be read ({error})", _AGAIN) from error
    if [head.card.task for head in heads] != [task.name for task in card.tasks]:
        raise ArtifactError(str(folder), "its heads are not those of its card", _AGAIN)
    return Version(folder, card, heads, max_tokens)


def _head(card: HeadCard, arrays: Mapping[str, Any]) -> Head:
    head = Head(card, arrays[f"{card.task}.weight"], arrays[f"{card.task}.bias"])
    fits = (
        head.weight.ndim == 2 and head.weight.shape[0] == card.outputs and head.bias.shape == (card.outputs,)
    )
    if not fits or not all(np.isfinite(part).all() for part in (head.weight, head.bias)):
        raise ValueError(f"the weights of {card.task} are not usable")
    return head


def _check_files(files: Mapping[str, str], folder: Path) -> None:
    """Hold the folder against its card: nothing altered, missing or added, nothing that may be code."""
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {cards.FILE}
    for name in sorted(set(files) | there):
        path = folder / name
        if name not in files:
            raise ArtifactError(str(folder), f"it holds {name}, which its card does not name", _AGAIN)
        if path.suffix not in SAFE or ".." in Path(name).parts or path.is_symlink():
            raise ArtifactError(str(folder), f"{name} is not a kind of file that is safe to load", _AGAIN)
        if name not in there:
            raise ArtifactError(str(folder), f"{name} is missing", _AGAIN)
        if sha256_of(path) != files[name]:
            raise ArtifactError(str(folder), f"{name} is not the file that was saved", _AGAIN)
