"""The JSON file of the trained reranker: save, load, refuse what does not match."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import RerankerError
from retrieval.rerank_features import NAMES

SHIPPED = Path(__file__).with_name("shipped")
FILE = "rerank.json"


@dataclass(frozen=True, slots=True)
class RerankCard:
    """A linear order of candidates and the facts about it.

    ``weights`` are for features scaled among the candidates, in the order of ``features``. ``data`` names
    what it learnt from, with licences; ``scores`` are nDCG@10 before and after.
    """

    id: str
    features: tuple[str, ...]
    weights: tuple[float, ...]
    data: tuple[Mapping[str, Any], ...]
    scores: Mapping[str, Any]


def identify(features: Sequence[str], weights: Sequence[float]) -> str:
    """Return the id that a card's numbers give: the first 12 hex digits of their sha256."""
    return hashlib.sha256(json.dumps([list(features), list(weights)]).encode()).hexdigest()[:12]


def save(card: RerankCard, folder: Path = SHIPPED) -> Path:
    """Return the file that holds the card, written in full or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(card), indent=1, ensure_ascii=False) + "\n", "utf-8")
    part.replace(path)
    return path


def load(folder: Path = SHIPPED) -> RerankCard:
    """Return the reranker in a folder.

    Raises:
        RerankerError: it is absent, altered, or was made for other features than the code's.
    """
    path = folder / FILE
    try:
        values = json.loads(path.read_text("utf-8"))
        card = RerankCard(
            str(values["id"]),
            tuple(values["features"]),
            tuple(float(weight) for weight in values["weights"]),
            tuple(values["data"]),
            dict(values["scores"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RerankerError(str(path), f"it cannot be read ({error})", "Install globalbrain again") from error
    remedy = "Train it again: python -m benchmarks.rerank_training"
    if card.features != NAMES:
        raise RerankerError(str(path), "it was trained on other features", remedy)
    if len(card.weights) != len(card.features) or not all(map(math.isfinite, card.weights)):
        raise RerankerError(str(path), "its weights are not usable", remedy)
    if card.id != identify(card.features, card.weights):
        raise RerankerError(str(path), "its numbers are not those it was saved with", remedy)
    return card
