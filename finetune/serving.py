"""Serving: which model serves a task, the one that the user promoted or the one that ships."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from finetune.artifact import SHIPPED, Trained, labels
from finetune.card import ModelCard
from finetune.card_text import markdown
from finetune.errors import ArtifactError
from finetune.predict import ToolModel
from finetune.versions import Versions

MODELS = "models"
TOOLS = SHIPPED / "tools"
"""The tool models that ship: one encoder's frozen heads."""


class Serving:
    """The tool models of a library; each is opened and checked once, a promotion is seen at once."""

    def __init__(self, library: Path, shipped: Path = TOOLS) -> None:
        """Remember where models are; nothing is opened."""
        self._versions = Versions(library / MODELS, labels())
        self._shipped = shipped
        self._guard = threading.Lock()
        self._open: dict[str, ToolModel] = {}

    def model(self, task: str) -> ToolModel:
        """Return the model that serves a task.

        Raises:
            ArtifactError: none does, or it is missing, altered or does not match the code.
        """
        with self._guard:
            chosen = self._versions.serving().get(task, "")
            if chosen not in self._open:
                folder = self._versions.open(chosen).folder if chosen else self._shipped
                self._open[chosen] = ToolModel.open(folder)
            model = self._open[chosen]
        if task not in model.heads:
            raise ArtifactError(
                f"task {task}",
                "no model serves it",
                f"Train one: globalbrain finetune {task}; then globalbrain models promote ID.",
            )
        return model

    def serves(self, task: str) -> bool:
        """Return whether a version is active for a task, or the model that ships has it (ArtifactError)."""
        if self._versions.serving().get(task):
            return True
        return task in self.shipped()

    def rivals(self, tasks: Sequence[str]) -> Mapping[str, Trained]:
        """Return the model that serves each task now; a task that none serves is left out (ArtifactError)."""
        return {task: self.model(task).version for task in tasks if self.serves(task)}

    def shipped(self) -> Mapping[str, str]:
        """Return the id of the model that ships for each task that one ships for (ArtifactError)."""
        if not (self._shipped / "card.json").is_file():
            return {}
        with self._guard:
            if "" not in self._open:
                self._open[""] = ToolModel.open(self._shipped)
            model = self._open[""]
        return dict.fromkeys(model.heads, model.card.id)

    def card(self, model: str) -> ModelCard:
        """Return the card of a version or of the shipped model by its id (ArtifactError)."""
        if (self._shipped / "card.json").is_file():
            own = ToolModel.open(self._shipped).card
            if own.id == model:
                return own
        return self._versions.open(model).card

    def card_text(self, model: str) -> str:
        """Return the card as people read it, in Markdown (ArtifactError)."""
        return markdown(self.card(model))
