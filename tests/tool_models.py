"""A stand-in for the shipped tool model: heads that look for one word each, over the hashing encoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from agents.tools import Reader, Tools
from finetune.artifact import write_heads
from finetune.card import CardTask, DataUse, LabelMeaning, ModelCard, named, written
from finetune.heads import Head, HeadCard
from finetune.model_files import sums
from finetune.ngrams import BUCKETS, pieces
from finetune.predict import ToolModel
from finetune.serving import Serving
from finetune.tasks import TASKS
from tests.fakes import HashingEmbedder

SURE = 130.0
CUES: Mapping[str, Mapping[str, str]] = {
    "commitment": {"hectares": "target", "must": "measure", "hopes": "aspiration"},
    "instrument": {"fund": "incentive", "must": "regulation"},
    "policy_parts": {"hectares": "quantified", "by": "timeline", "fell": "evidence"},
    "climate_topics": {"reefs": "heat", "flood": "flood"},
    "outlook": {"decline": "risk", "gain": "opportunity"},
    "sdg": {"reefs": "14", "forest": "15", "emissions": "13"},
    "specificity": {"hectares": "3"},
    "risk_grade": {"decline": "3"},
}
"""By task: a word, and the label that it stands for."""


def head(task: str) -> Head:
    """A head that gives a word's label where the word stands, else nothing or "none"."""
    card = HeadCard.of(TASKS[task], unit=True)
    words = np.zeros((card.outputs, BUCKETS), np.float32)
    bias = np.full(card.outputs, -4.0, np.float32)
    for silent in ("none", "neutral"):
        if silent in card.labels:
            bias[card.labels.index(silent)] = 0.0
    for word, label in CUES[task].items():
        columns = pieces(word).columns
        outputs = range(int(label)) if card.kind == "grade" else [card.labels.index(label)]
        for output in outputs:
            words[output, columns] += SURE / len(columns)
    return Head(card, np.zeros((card.outputs, HashingEmbedder.dim), np.float32), bias, words)


def shipped(folder: Path, tasks: tuple[str, ...] = tuple(CUES)) -> Path:
    """Write a whole tool model into a folder, as one that ships."""
    folder.mkdir(parents=True, exist_ok=True)
    write_heads([head(task) for task in tasks], folder, 256)
    card = ModelCard(
        "",
        tuple(
            CardTask(
                own.name, own.kind, own.metric, tuple(LabelMeaning(*pair) for pair in own.labels.items())
            )
            for own in (TASKS[task] for task in tasks)
        ),
        "hashing",
        "0" * 64,
        "frozen",
        (DataUse("made up", "CC0-1.0", "train", 9),),
        {},
        1,
        (),
        (),
        (),
        (),
        {},
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    (folder / "card.json").write_text(written(named(replace(card, files=sums(folder)))), "utf-8")
    return folder


def tools(model: ToolModel) -> Tools:
    """The assessor's tools over one model, with the hashing encoder."""
    return Tools(Reader(lambda _: model, HashingEmbedder))


def serving_tools(library: Path, shipped_in: Path) -> Tools:
    """The assessor's tools over what serves a library."""
    encoder = HashingEmbedder()
    return Tools(Reader(Serving(library, shipped_in).model, lambda: encoder))
