"""An assistant over a small real library whose sentences can be labelled with the stand-in model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agents.assistant import Document, Page, Settings
from agents.errors import QuestionError
from agents.labelling import Labelling
from corpus.store import Store
from tests.agents.libraries import labelling
from tests.ui.conftest import FakeAssistant


class LabelledAssistant(FakeAssistant):
    """What labelling asks of an assistant; of anything else, the fake."""

    def __init__(self, folder: Path, store: Store, *, model: bool = True) -> None:
        super().__init__(settings=Settings(library=store.folder))
        self.store, self.model, self.place = store, model, folder
        self.broken = False

    def labelling(self, task: str) -> Labelling:
        if self.broken:
            raise QuestionError("the library", "it is <b>broken</b>", "Mend it.")
        return labelling(self.place, self.store, task, model=self.model)

    def document(self, document_id: str) -> Document:
        return self.store.document(document_id)

    def documents(self) -> tuple[Document, ...]:
        return tuple(self.store.documents())

    def page(self, document_id: str, number: int) -> Page:
        return self.store.page(document_id, number)

    def rows(self, task: str = "outlook") -> list[dict[str, Any]]:
        """What was kept, as it stands in the file."""
        path = self.store.folder / "labels" / f"{task}.jsonl"
        return [json.loads(own) for own in path.read_text("utf-8").splitlines()] if path.is_file() else []
