"""A model card and a trained model's files, small and made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from finetune.card import (
    CardTask,
    DataUse,
    LabelMeaning,
    ModelCard,
    TaskCalibration,
    TaskRobustness,
    TaskScores,
    TaskSlice,
    named,
)
from finetune.scores import Difference, Score

LABELS = {"commitment": ("none", "target"), "risk": ("low", "high")}


def score(value: float, spread: float = 0.02) -> Score:
    return Score("macro_f1", value, value - spread, value + spread)


def change(old: float, new: float, spread: float = 0.02) -> Difference:
    return Difference("macro_f1", old, new, new - old, new - old - spread, new - old + spread)


def card(number: int = 1, **given: Any) -> ModelCard:
    """A card for one task, commitment; another number is another model."""
    meanings = tuple(LabelMeaning(own, f"it is {own}") for own in LABELS["commitment"])
    made = ModelCard(
        "",
        (CardTask("commitment", "label", "macro_f1", meanings),),
        "all-MiniLM-L6-v2",
        "0" * 64,
        "lora",
        (
            DataUse("own:commitment", "Apache-2.0", "train", 1500),
            DataUse("claims", "CC BY-NC 4.0", "test", 265),
        ),
        {"epochs": 3, "learning_rate": 2e-4, "optimiser": "adamw", "bf16": False},
        number,
        (TaskScores("commitment", 400, 40, score(0.8), score(0.3), score(0.7)),),
        (TaskCalibration("commitment", 1.4, 0.09, 0.02),),
        (TaskRobustness("commitment", "typos", change(0.8, 0.79)),),
        (TaskSlice("commitment", "language", "fr", 50, score(0.78)),),
        {},
        datetime(2026, 1, number, tzinfo=UTC),
    )
    return named(replace(made, **given))


def trained(folder: Path, number: int = 1) -> Path:
    """What a training leaves: weights, a configuration, a curve."""
    (folder / "adapter").mkdir(parents=True)
    save_file({"head": np.full((2, 3), number, dtype=np.float32)}, folder / "heads.safetensors")
    save_file({"lora": np.ones((4, 4), dtype=np.float32)}, folder / "adapter" / "adapter_model.safetensors")
    (folder / "adapter" / "adapter_config.json").write_text('{"r": 8}', "utf-8")
    (folder / "curves.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (folder / "notes.txt").write_text("über", "utf-8")
    return folder
