"""TaskCard and the JSON file of a trained model: save, load, refuse what does not match."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finetune.errors import ArtifactError
from finetune.relevance_tasks import TASKS

SHIPPED = Path(__file__).with_name("shipped")


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A logistic model and the facts about it.

    ``weights`` and ``bias`` work on plain features, in the order of ``features``; ``threshold`` is
    the least probability that counts as an answer. ``curve`` holds the trade-off that it was chosen
    from: (threshold, share refused of the answerable, share refused of the unanswerable).
    """

    id: str
    task: str
    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    data: tuple[Mapping[str, str], ...]
    scores: Mapping[str, Any]
    curve: tuple[tuple[float, float, float], ...]
    note: str = ""


def identify(values: Mapping[str, Any]) -> str:
    """Return the id that a card's numbers give: the first 12 hex digits of their sha256."""
    kept = {key: values[key] for key in ("task", "features", "weights", "bias", "threshold")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:12]


def save(card: TaskCard, folder: Path) -> Path:
    """Return the file that holds the card, written in full or not at all."""
    path = folder / f"{card.task}.json"
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(card), indent=1, ensure_ascii=False) + "\n", "utf-8")
    part.replace(path)
    return path


def load(task: str, folder: Path = SHIPPED / "relevance") -> TaskCard:
    """Return the model of ``task``.

    Raises:
        ArtifactError: it is absent, altered, or was made for other features than the code's.
    """
    path = folder / f"{task}.json"
    try:
        values = json.loads(path.read_text("utf-8"))
        card = TaskCard(
            **{
                **values,
                "features": tuple(values["features"]),
                "weights": tuple(float(weight) for weight in values["weights"]),
                "data": tuple(values["data"]),
                "curve": tuple(tuple(point) for point in values["curve"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(
            path.name, f"it cannot be read ({error})", "Install globalbrain again."
        ) from error
    _check(card, path)
    return card


def _check(card: TaskCard, path: Path) -> None:
    remedy = "Train it again: python -m finetune."
    if card.task not in TASKS or card.features != TASKS[card.task].features:
        raise ArtifactError(path.name, "it was trained on other features", remedy)
    if len(card.weights) != len(card.features) or not all(map(math.isfinite, (*card.weights, card.bias))):
        raise ArtifactError(path.name, "its weights are not usable", remedy)
    if card.id != identify(asdict(card)):
        raise ArtifactError(path.name, "its numbers are not those it was saved with", remedy)
