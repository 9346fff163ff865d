"""Labelling: the sentences that a tool model is least sure of, and what a person says of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from agents.passage_reader import knows
from agents.prose import is_quotable
from corpus.encoder import Embedder
from corpus.passage_readings import surest
from corpus.store import Row, Store
from finetune.corrections import SET as OWN_CORRECTIONS
from finetune.corrections import Correction, Corrections, task_to_label
from finetune.errors import DataError
from finetune.predict import Prediction, ToolModel
from finetune.serving import Serving
from finetune.tasks import Task
from finetune.uncertainty import uncertainty

__all__ = ["OWN_CORRECTIONS", "Correction", "Corrections", "Item", "Labelling"]
_MOST_PASSAGES = 4_000
"""Passages whose vectors are read; of a larger library those that were stored as least sure, and a draw."""
_PASSAGES_EACH = 3
"""Passages cut into sentences for each sentence that is asked for."""
_MOST_CHARACTERS = 2_000
"""Of one sentence."""


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence to label.

    ``id`` is ``DOCUMENT:pPAGE:START-END`` in characters of the page. ``suggestion`` holds the labels
    that the ``model`` (its id, "" for none) gives, ``probability`` of them in [0, 1], ``each`` of every
    label; ``uncertainty`` is 0 where it is sure and 1 where it knows nothing. ``weighed`` are words
    that spoke for the suggestion, the heaviest first.
    """

    id: str
    text: str
    language: str
    document: str
    page: int
    start: int
    end: int
    model: str = ""
    suggestion: tuple[str, ...] = ()
    probability: float = 0.0
    uncertainty: float = 1.0
    each: Mapping[str, float] | None = None
    weighed: tuple[tuple[str, float], ...] = ()


class Labelling:
    """The labelling of one task in one library."""

    def __init__(
        self,
        task: str,
        store: Store,
        models: Serving,
        searched_by: Callable[[], Embedder],
        embedded: Callable[[], Embedder],
    ) -> None:
        """Read nothing yet.

        Args:
            task: one whose answers are labels of a text.
            store: the library.
            models: which model serves the task, if any.
            searched_by: the encoder of the library's vectors.
            embedded: the encoder that the heads which ship read with.

        Raises:
            DataError: no such task, or one with other answers.
        """
        self.task: Task = task_to_label(task)
        self.corrections = Corrections(store.folder, self.task)
        self._store, self._models = store, models
        self._searched_by, self._embedded = searched_by, embedded

    def queue(self, n: int = 20, documents: Collection[str] = ()) -> tuple[Item, ...]:
        """Return up to ``n`` sentences that nobody labelled, the least certain first.

        Args:
            n: how many, at least 1.
            documents: ids; only their sentences. Without any: the whole library.

        Raises:
            ArtifactError: the model that serves the task is damaged. Without a model sentences come in
                a drawn order, without suggestions.
            DataError: what was labelled before cannot be read.
        """
        model = self._models.model(self.task.name) if self._models.serves(self.task.name) else None
        rows = [row for row in self._store.rows() if not documents or row.passage.document_id in documents]
        items = self._sentences(self._pool(rows, n * _PASSAGES_EACH, model))
        if model is None or not items:
            return items[:n]
        said = self._read(model, [item.text for item in items])
        read = [self._with(item, own, model) for item, own in zip(items, said, strict=True)]
        first = sorted(read, key=lambda item: (-item.uncertainty, item.id))[:n]
        return tuple(self._weighed(first, model))

    def place(self, document: str, page: int, start: int, end: int) -> Item:
        """Return the sentence of one place, with what the model says of it.

        Args:
            document: its id.
            page: position from 1.
            start: in characters of the page.
            end: exclusive.

        Raises:
            UnknownDocumentError: no such document, or no text on such a page.
            DataError: there is no sentence, or what is there is longer than one can be.
            ArtifactError: the model that serves the task is damaged.
        """
        text = self._store.page(document, page).text[start:end]
        name = f"{document}:p{page}:{start}-{end}"
        if not text.strip() or len(text) != end - start or len(text) > _MOST_CHARACTERS:
            raise DataError(name, "no sentence stands there", "Take the address from an answer.")
        language = self._store.document(document).language or ""
        item = Item(name, " ".join(text.split()), language, document, page, start, end)
        if not self._models.serves(self.task.name):
            return item
        model = self._models.model(self.task.name)
        (said,) = self._read(model, [item.text])
        return self._with(item, said, model)

    def save(self, item: Item, labels: Sequence[str], who: str, when: datetime) -> Correction:
        """Keep what a person says of a sentence; it is on the disk when this returns.

        Args:
            item: of the queue.
            labels: one, or of a task of many labels any number.
            who: the person, by any name.
            when: with a time zone.

        Raises:
            StorageError: it cannot be written.
            ModelsBusyError: another process writes for too long.
        """
        made = Correction(
            id=item.id,
            text=item.text,
            labels=tuple(label for label in self.task.labels if label in labels),
            language=item.language,
            document=item.document,
            page=item.page,
            start=item.start,
            end=item.end,
            who=who,
            when=when.isoformat(timespec="seconds"),
            model=item.model,
            suggestion=item.suggestion,
        )
        self.corrections.put(made)
        return made

    def take_back(self, item: Item) -> None:
        """Forget what was said of a sentence (errors as ``save``)."""
        self.corrections.drop(item.id)

    def _pool(self, rows: list[Row], most: int, model: ToolModel | None) -> list[Row]:
        """The passages that are worth cutting into sentences, the least certain first."""
        drawn = random.Random(7).sample(rows, len(rows))  # noqa: S311 - an order of passages, no secret
        if model is None or not rows:
            return drawn[:most]
        stored = surest(self._store, self.task.name, model.card.id)
        # A passage without a reading is one where no label was found, sure or not: it stands in the middle.
        drawn.sort(key=lambda row: stored.get(row.row, 0.75))
        if not knows(model, self.task.name, self._searched_by()):
            return drawn[:most]
        asked = drawn[:_MOST_PASSAGES]
        numbers, vectors = self._store.vectors()
        places = np.searchsorted(numbers, [row.row for row in asked])
        texts = [row.passage.text for row in asked]
        said = model.read_vectors(vectors[places], tasks=[self.task.name], texts=texts, weigh=False)
        unsure = [uncertainty(self.task.kind, own[0].each or {}) for own in said]
        return [asked[at] for at in np.argsort(-np.array(unsure), kind="stable")[:most]]

    def _sentences(self, rows: Sequence[Row]) -> tuple[Item, ...]:
        """The whole sentences of passages that nobody labelled, each text once."""
        known = self.corrections.all()
        seen = {_key(own.text) for own in known}
        made = []
        for row in rows:
            passage = row.passage
            for span in passage.sentences:
                text = passage.text[span.start - passage.span.start : span.end - passage.span.start]
                text = " ".join(text.split())
                if _key(text) in seen or not is_quotable(text):
                    continue
                seen.add(_key(text))
                place = (passage.document_id, passage.page, span.start, span.end)
                name = "{}:p{}:{}-{}".format(*place)
                made.append(Item(name, text, row.language or "", *place))
        return tuple(made)

    def _read(self, model: ToolModel, texts: Sequence[str]) -> list[Prediction]:
        task = self.task.name
        embedder = self._embedded()
        if knows(model, task, embedder):
            rows = model.read_vectors(embedder.embed(texts), tasks=[task], texts=texts)
        else:
            rows = model.read(texts, [task], weigh=False)
        return [row[0] for row in rows]

    def _with(self, item: Item, said: Prediction, model: ToolModel) -> Item:
        each = said.each or {}
        return replace(
            item,
            model=model.card.id,
            suggestion=tuple(label for label in said.label.split("+") if label),
            probability=said.probability,
            uncertainty=round(uncertainty(self.task.kind, each), 4),
            each=each,
            weighed=said.weighed,
        )

    def _weighed(self, items: Sequence[Item], model: ToolModel) -> list[Item]:
        """The items with the words that weighed, where reading their vectors did not tell."""
        if any(item.weighed for item in items):
            return list(items)
        said = model.read([item.text for item in items], [self.task.name])
        return [replace(item, weighed=own[0].weighed) for item, own in zip(items, said, strict=True)]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
