"""The tools of the assessor as LangChain tools: typed argument, typed reply, models behind them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

# Nothing leaves the machine: as in agents/graph.py, before the import that looks at them.
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["LANGCHAIN_TRACING_V2"] = "false"

import numpy as np
from langchain_core.tools import StructuredTool
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agents.passage_reader import knows
from agents.readings import Said, ToolReading, hazard_words, hazards, outlook, policy, risk, sdg, species
from corpus.encoder import Embedder
from corpus.language import language
from finetune.errors import DataError
from finetune.predict import Prediction, ToolModel

Texts = tuple[str, ...]
Make = Callable[[str, Said], ToolReading]
_KEPT = 64


class Sentences(BaseModel):
    """What a tool is asked to read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    texts: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=20_000)], ...],
        Field(min_length=1, max_length=1_000, description="Sentences, each read by itself."),
    ]


class Readings(BaseModel):
    """What a tool replies: one reading for each sentence, in their order."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    readings: tuple[ToolReading, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One tool: what it says, the tasks of its heads, and what makes a reading of their predictions.

    A tool that is ``late`` reads with a whole encoder of its own, and so only the sentences that stand.
    """

    says: str
    tasks: tuple[str, ...]
    make: Make
    late: bool = False


KINDS: Mapping[str, Kind] = {
    "policy": Kind(
        "How strong a sentence is as policy, 0 to 100, with its parts and the part that costs most.",
        ("specificity", "commitment", "instrument", "policy_parts"),
        policy,
    ),
    "risk": Kind(
        "How bad the harm is that a sentence reports, grade 0 to 4, with hazards, amounts and confidence.",
        ("risk_grade", "climate_topics"),
        risk,
    ),
    "outlook": Kind("Whether a sentence speaks of a risk or an opportunity.", ("outlook",), outlook),
    "sdg": Kind("The Sustainable Development Goals that a sentence serves.", ("sdg",), sdg),
    "hazards": Kind("The climate hazards that a sentence is about.", ("climate_topics",), hazards),
    "hazard_words": Kind(
        "The words of a sentence that name climate hazards.", ("climate_tags",), hazard_words, late=True
    ),
    "species": Kind(
        "The words of a sentence that name species, habitats, environments and natural phenomena.",
        ("species",),
        species,
        late=True,
    ),
}
"""Every tool by its name."""


class Reader:
    """Reads sentences with the heads that serve a task; an encoder reads each batch once for all tools."""

    def __init__(self, models: Callable[[str], ToolModel], embedder: Callable[[], Embedder]) -> None:
        """Open nothing yet.

        Args:
            models: the model that serves a task (ArtifactError: none does).
            embedder: the embedded encoder, whose vectors frozen heads read.
        """
        self._models = models
        self._embedder = embedder
        self._said = lru_cache(maxsize=_KEPT)(self._read)
        self._passes = lru_cache(maxsize=4)(self._pass)
        self._vectors = lru_cache(maxsize=4)(self._embed)
        self._tagged = lru_cache(maxsize=4)(self._tag)

    def read(self, kind: Kind, texts: Texts) -> tuple[ToolReading, ...]:
        """Return a tool's reading of each sentence (ModelError: a head of it is missing or fails)."""
        if any(not text.strip() for text in texts):
            raise DataError("texts", "one of them is empty", "Give sentences.")
        models = {task: self._models(task) for task in kind.tasks}
        cards = tuple(dict.fromkeys(model.card.id for model in models.values()))
        heads = {task: self._said(model, task, texts) for task, model in models.items()}
        read = (
            replace(kind.make(text, {task: own[at] for task, own in heads.items()}), cards=cards)
            for at, text in enumerate(texts)
        )
        taught = _taught(models)
        return tuple(
            own if taught is None or language(text) in (None, *taught) else _silent(own)
            for own, text in zip(read, texts, strict=True)
        )

    def _read(self, model: ToolModel, task: str, texts: Texts) -> tuple[Prediction, ...]:
        if _tags(model, task):
            return self._tagged(model, texts)[task]
        embedder = self._embedder()
        if not knows(model, task, embedder):
            return self._passes(model, texts)[task]
        rows = model.read_vectors(self._vectors(texts), tasks=[task], texts=texts)
        return tuple(row[0] for row in rows)

    def warm(self, kinds: Iterable[Kind]) -> None:
        """Load the encoders of the tools' own models (ModelError)."""
        for task in dict.fromkeys(task for kind in kinds for task in kind.tasks):
            self._models(task).warm()

    def _pass(self, model: ToolModel, texts: Texts) -> Mapping[str, tuple[Prediction, ...]]:
        """What every head of whole texts says, by task: the encoder reads once for all tools."""
        return _by_task(model, texts, [name for name in model.heads if not _tags(model, name)], weigh=True)

    def _tag(self, model: ToolModel, texts: Texts) -> Mapping[str, tuple[Prediction, ...]]:
        """What every tagger of a model says, by task, in one pass of its encoder."""
        return _by_task(model, texts, [name for name in model.heads if _tags(model, name)], weigh=False)

    def _embed(self, texts: Texts) -> NDArray[np.float32]:
        return self._embedder().embed(texts)


class Tools:
    """The tools by name; what they are given and give back is checked by pydantic."""

    def __init__(self, reader: Reader, *, late: bool = False) -> None:
        """Make every tool of ``KINDS``; with ``late`` those that are late are used too."""
        self._reader = reader
        self._tools = {name: _tool(name, kind, reader) for name, kind in KINDS.items()}
        self._late = late

    @property
    def names(self) -> tuple[str, ...]:
        """The tools that read what the writer may choose from, in their order."""
        return tuple(name for name in self._tools if not KINDS[name].late)

    @property
    def late(self) -> tuple[str, ...]:
        """The tools that read what stands, in their order; none where they were not asked for."""
        return tuple(name for name in self._tools if self._late and KINDS[name].late)

    def warm(self) -> None:
        """Load the encoders of the late tools, for which the first question would wait (ModelError)."""
        self._reader.warm(KINDS[name] for name in self.late)

    def __getitem__(self, name: str) -> StructuredTool:
        """Return one as LangChain knows it, for a chat model to call."""
        return self._tools[name]

    def read(self, name: str, texts: Sequence[str]) -> tuple[ToolReading, ...]:
        """Return one tool's reading of each sentence (ModelError: it is missing or fails)."""
        reply = self._tools[name].invoke({"texts": tuple(texts)})
        return Readings.model_validate(reply).readings


def _tags(model: ToolModel, task: str) -> bool:
    return model.heads[task].card.kind == "tags"


def _taught(models: Mapping[str, ToolModel]) -> tuple[str, ...] | None:
    """The languages in which taggers were measured; None for other heads, or where no card says."""
    taggers = {task: model.card.slices for task, model in models.items() if _tags(model, task)}
    measured = [own for task, slices in taggers.items() for own in slices if own.task == task]
    return tuple(own.value for own in measured if own.by == "language") or None


def _silent(reading: ToolReading) -> ToolReading:
    return replace(reading, label="", parts=(), weighed=())


def _by_task(
    model: ToolModel, texts: Texts, tasks: Sequence[str], *, weigh: bool
) -> Mapping[str, tuple[Prediction, ...]]:
    read = model.read(texts, tasks, weigh=weigh)
    return {rows[0].task: rows for rows in zip(*read, strict=True)}


def _tool(name: str, kind: Kind, reader: Reader) -> StructuredTool:
    def call(texts: Texts) -> Readings:
        return Readings(readings=reader.read(kind, texts))

    return StructuredTool.from_function(
        call, name=name, description=kind.says, args_schema=Sentences, infer_schema=False
    )
