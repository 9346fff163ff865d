"""Serving: which model serves a task, the one that the user promoted or the one that ships."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from finetune import card as cards
from finetune import support_card
from finetune.artifact import SHIPPED, Trained, labels
from finetune.card import ModelCard
from finetune.card_text import markdown
from finetune.errors import ArtifactError
from finetune.predict import ToolModel
from finetune.versions import Versions

MODELS = "models"
TOOLS = SHIPPED / "tools"
"""The tool models that ship: one encoder's frozen heads."""
TAGGERS = SHIPPED / "taggers"
"""The taggers of spans that ship: an adapter of the same encoder, and their heads."""


def shipped_for(task: str, folders: Sequence[Path] = (TOOLS, TAGGERS)) -> Path | None:
    """Return the folder of the model that ships for a task; None where none does (ArtifactError)."""
    return next((own for own, card in _cards(folders) if any(has.name == task for has in card.tasks)), None)


def shipped_as(beginning: str, folders: Sequence[Path] = (TOOLS, TAGGERS)) -> Path | None:
    """Return the folder of the model that ships whose id begins so (ArtifactError); None where none does."""
    found = [own for own, card in _cards(folders) if beginning and card.id.startswith(beginning)]
    return found[0] if len(found) == 1 else None


def _cards(folders: Sequence[Path]) -> Iterator[tuple[Path, ModelCard]]:
    """The folders that are there, with their cards."""
    for own in folders:
        path = own / cards.FILE
        if path.is_file():
            told = path.stat()
            yield own, _card(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=16)
def _card(path: Path, _changed_ns: int, _bytes: int) -> ModelCard:
    """Cards are long and asked for by every task: each is read once, until it changes."""
    return cards.read(path)


class Serving:
    """The tool models of a library; each is opened and checked once, a promotion is seen at once."""

    def __init__(self, library: Path, *shipped: Path) -> None:
        """Remember where models are, by default all that ship; nothing is opened."""
        self._versions = Versions(library / MODELS, labels())
        self._shipped = shipped or (TOOLS, TAGGERS)
        self._guard = threading.Lock()
        self._open: dict[Path, ToolModel] = {}
        self._ships: dict[str, Path | None] = {}

    def model(self, task: str) -> ToolModel:
        """Return the model that serves a task.

        Raises:
            ArtifactError: none does, or it is missing, altered or does not match the code.
        """
        with self._guard:
            chosen = self._versions.serving().get(task, "")
            folder = self._versions.folder / chosen if chosen else self._shipped_for(task)
            if folder is None:
                raise ArtifactError(
                    f"task {task}",
                    "no model serves it",
                    f"Train one: globalbrain finetune {task}; then globalbrain models promote ID.",
                )
            if folder not in self._open:
                self._open[folder] = ToolModel.open(self._versions.open(chosen).folder if chosen else folder)
            return self._open[folder]

    def _shipped_for(self, task: str) -> Path | None:
        """What ships stays as it is, and its cards are long: each task is looked up once."""
        if task not in self._ships:
            self._ships[task] = shipped_for(task, self._shipped)
        return self._ships[task]

    def serves(self, task: str) -> bool:
        """Return whether a version is active for a task, or a model that ships has it (ArtifactError)."""
        return bool(self._versions.serving().get(task)) or self._shipped_for(task) is not None

    def rivals(self, tasks: Sequence[str]) -> Mapping[str, Trained]:
        """Return the model that serves each task now; a task that none serves is left out (ArtifactError)."""
        return {task: self.model(task).version for task in tasks if self.serves(task)}

    def shipped(self) -> Mapping[str, str]:
        """Return the id of the model that ships for each task that one ships for (ArtifactError)."""
        found: dict[str, str] = {}
        for _, card in _cards(self._shipped):
            found = {**{task.name: card.id for task in card.tasks}, **found}
        return found

    def card(self, model: str) -> ModelCard:
        """Return the card of a version or of a shipped model by its id (ArtifactError)."""
        own = next((card for _, card in _cards(self._shipped) if card.id == model), None)
        return own or self._versions.open(model).card

    def card_text(self, model: str) -> str:
        """Return the card as people read it, in Markdown (ArtifactError)."""
        own = next((card for _, card in _cards(self._shipped) if card.id == model), None)
        if own is None and (support := support_card.load()[0]).id == model:
            return support_card.markdown(support)
        return markdown(self.card(model))
