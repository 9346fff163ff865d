"""The JSON file of a trained reranker: save, load, refuse what does not match."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import RerankerError
from retrieval.rerank_features import NAMES, OF_ENCODER

SHIPPED = Path(__file__).with_name("shipped")
FEATURES: Mapping[str, tuple[str, ...]] = {
    "rerank": NAMES,
    "rerank-words": tuple(name for name in NAMES if name not in OF_ENCODER),
}
"""The shipped rerankers and what each looks at: where the encoder knows the language, and by words alone."""


@dataclass(frozen=True, slots=True)
class RerankCard:
    """A linear order of candidates and the facts about it.

    ``weights`` are for features scaled among the candidates, in the order of ``features``; ``say`` is what
    the order counts beside the fusion, in [0, 1]. ``data`` names what it learnt from, with licences.
    """

    id: str
    name: str
    features: tuple[str, ...]
    weights: tuple[float, ...]
    say: float
    data: tuple[Mapping[str, Any], ...]
    scores: Mapping[str, Any]


def identify(values: Mapping[str, Any]) -> str:
    """Return the id that a card's numbers give: the first 12 hex digits of their sha256."""
    kept = {key: values[key] for key in ("name", "features", "weights", "say")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:12]


def save(card: RerankCard, folder: Path = SHIPPED) -> Path:
    """Return the file that holds the card, written in full or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{card.name}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(card), indent=1, ensure_ascii=False) + "\n", "utf-8")
    part.replace(path)
    return path


def load(name: str, folder: Path = SHIPPED) -> RerankCard:
    """Return the reranker of that name.

    Raises:
        RerankerError: it is absent, altered, or was made for other features than the code's.
    """
    path = folder / f"{name}.json"
    try:
        values = json.loads(path.read_text("utf-8"))
        card = RerankCard(
            **{
                **values,
                "features": tuple(values["features"]),
                "weights": tuple(float(weight) for weight in values["weights"]),
                "say": float(values["say"]),
                "data": tuple(values["data"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RerankerError(path.name, f"it cannot be read ({error})", "Install globalbrain again") from error
    remedy = "Train it again: python -m benchmarks.rerank_training"
    if card.name != name or card.features != FEATURES.get(name):
        raise RerankerError(path.name, "it was trained on other features", remedy)
    if len(card.weights) != len(card.features) or not all(map(math.isfinite, (*card.weights, card.say))):
        raise RerankerError(path.name, "its weights are not usable", remedy)
    if not 0.0 <= card.say <= 1.0 or card.id != identify(asdict(card)):
        raise RerankerError(path.name, "its numbers are not those it was saved with", remedy)
    return card
