"""Every passage of a library read by the tool models, at ingestion and again when a model changes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.encoder import Embedder
from corpus.passage_readings import PassageReading, Read, ReadPassages
from finetune.errors import ModelError
from finetune.predict import Prediction, ToolModel
from retrieval.embed import OTHERS
from retrieval.other_scripts import concern

TASKS = ("sdg", "climate_topics", "risk_grade", "outlook", "commitment", "instrument")
"""What is kept of passages: what a search can be limited to, and what a list can show."""
SILENT = ("", "none")
log = logging.getLogger(__name__)


def knows(model: ToolModel, task: str, embedder: Embedder) -> bool:
    """Return whether a head reads the vectors of this encoder as they are.

    Those of a model that a user names are not what a head was trained on, whatever it is called.
    """
    name, _, backend = embedder.name.partition("/")
    same = model.card.base.rsplit("/", 1)[-1] == name and OTHERS not in backend
    return same and task in model.for_vectors()


def passage_reader(
    models: Callable[[str], ToolModel],
    embedder: Embedder,
    searched_by: Embedder | None = None,
) -> ReadPassages:
    """Return what reads passages by their vectors, with every head that can; the others are left out.

    A head that reads more than these vectors would need another pass over every passage; it reads the
    sentences of answers, not the library.

    Args:
        models: the model that serves a task (ModelError: none does).
        embedder: the encoder that the heads which ship read with.
        searched_by: the encoder of the library's vectors, where that is another one. What it reads in
            another way is then embedded a second time, for the heads: every passage, or, where it is the
            embedded one with tokens for other scripts, those that have them.
    """
    other = searched_by is not None and searched_by.fingerprint != embedder.fingerprint

    def read(texts: Sequence[str], vectors: NDArray[np.float32]) -> Sequence[Read]:
        found: list[Read] = [()] * len(texts)
        readers = list(_by_model(models, embedder)) if texts else []
        if readers and other:
            vectors = embedder.embed(texts)
        elif readers and searched_by is not None:
            vectors = _with_letters(texts, vectors, embedder)
        for model, tasks in readers:
            try:
                said = model.read_vectors(vectors, tasks=tasks, texts=texts, weigh=False)
            except ModelError as error:
                log.info("passages are not read for %s: %s", ", ".join(tasks), error)
                continue
            found = [(*own, *_kept(row, model)) for own, row in zip(found, said, strict=True)]
        return found

    return read


def _with_letters(
    texts: Sequence[str], vectors: NDArray[np.float32], embedder: Embedder
) -> NDArray[np.float32]:
    places = [at for at, text in enumerate(texts) if concern(text)]
    if not places:
        return vectors
    vectors = vectors.copy()
    vectors[places] = embedder.embed([texts[at] for at in places])
    return vectors


def _by_model(
    models: Callable[[str], ToolModel], embedder: Embedder
) -> Iterator[tuple[ToolModel, tuple[str, ...]]]:
    """Each model that can read with the tasks that it serves: a text is then taken apart once for all."""
    served: dict[str, tuple[ToolModel, tuple[str, ...]]] = {}
    for task in TASKS:
        try:
            model = models(task)
        except ModelError as error:
            log.info("passages are not read for %s: %s", task, error)
            continue
        if knows(model, task, embedder):
            served[model.card.id] = (model, (*served.get(model.card.id, (model, ()))[1], task))
    yield from served.values()


def _kept(row: Sequence[Prediction], model: ToolModel) -> Read:
    return tuple(
        PassageReading(said.task, label, (said.each or {}).get(label, said.probability), model.card.id)
        for said in row
        for label in said.label.split("+")
        if label not in SILENT
    )
