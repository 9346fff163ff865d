"""The shipped claim-support model: its card, its trees; saved whole, checked when loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from finetune.errors import ArtifactError
from finetune.support_features import NAMES
from finetune.support_trees import Trees, from_arrays

FOLDER = Path(__file__).with_name("shipped") / "support"
LABELS = ("supported", "partial", "not_supported", "contradicted")
_FACTS, _TREES, _WORDS = FILES = ("support.json", "support.safetensors", "words.safetensors")
_AGAIN = "Train it again: python -m benchmarks.support --train."


@dataclass(frozen=True, slots=True)
class SupportCard:
    """What is known of the model.

    ``temperature`` divides the logits and ``shift`` (one a label) is added before, both set on
    validation pairs. ``threshold`` is the least probability of "supported" that counts; ``curve``
    is what it was chosen from: (threshold, share of unsupported claims accepted, share of supported
    claims refused). ``files`` are sha256 by name.
    """

    id: str
    labels: tuple[str, ...]
    features: tuple[str, ...]
    temperature: float
    shift: tuple[float, ...]
    threshold: float
    curve: tuple[tuple[float, float, float], ...]
    data: tuple[Mapping[str, Any], ...]
    scores: Mapping[str, Any]
    files: Mapping[str, str]


def save(card: SupportCard, trees: Trees, folder: Path = FOLDER) -> SupportCard:
    """Return the card with its id and file hashes, written beside the trees; the word table is there."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{_TREES}.part"
    save_file(trees.arrays(), part)
    part.chmod(0o644)
    part.replace(folder / _TREES)
    files = {name: _sha256(folder / name) for name in (_TREES, _WORDS)}
    values = {**asdict(card), "files": files}
    values["id"] = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:12]
    text = json.dumps(values, indent=1, ensure_ascii=False) + "\n"
    (folder / f"{_FACTS}.part").write_text(text, "utf-8")
    (folder / f"{_FACTS}.part").replace(folder / _FACTS)
    return _card(json.loads(text))


def load(folder: Path = FOLDER) -> tuple[SupportCard, Trees]:
    """Return the model of a folder.

    Raises:
        ArtifactError: a file is absent or altered, or it was made for other features than the code's.
    """
    try:
        card = _card(json.loads((folder / _FACTS).read_text("utf-8")))
        for name, sha256 in card.files.items():
            if _sha256(folder / name) != sha256:
                raise ArtifactError(name, "it is not the file that was saved", _AGAIN)
        parts = load_file(folder / _TREES)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ArtifactError(_FACTS, f"it cannot be read ({error})", "Install globalbrain again.") from error
    if card.features != NAMES or card.labels != LABELS:
        raise ArtifactError(_FACTS, "it was trained on other features or labels", _AGAIN)
    return card, from_arrays(parts, len(NAMES))


def markdown(card: SupportCard) -> str:
    """Return the card as people read it."""
    data = [(own["name"], own["licence"], own["pairs"]) for own in card.data]
    scores = [(name, *own.values()) for name, own in card.scores.items()]
    heads = ("set", "pairs", "macro-F1", "calibration error")
    return "\n\n".join(
        (
            f"# Model card {card.id}",
            f"Claim support: {len(card.features)} features of a claim and the sentences cited for it, "
            "and boosted trees over them.",
            f"## What it says\n\n{', '.join(card.labels)}, each with a calibrated probability. "
            f"“{card.labels[0]}” counts from {card.threshold:g}.",
            "## Intended use\n\nOne check of several on sentences written from passages. It knows only the "
            "evidence it is given, and its word vectors are English. Not to decide without a person.",
            f"## Scores\n\nOn the test parts.\n\n{_table(heads, scores)}",
            f"## Data\n\n{_table(('set', 'licence', 'pairs'), data)}",
            f"## Files\n\n{_table(('file', 'SHA-256'), list(card.files.items()))}",
        )
    )


def _table(heads: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> str:
    lines = (heads, ("---",) * len(heads), *rows)
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _card(values: Mapping[str, Any]) -> SupportCard:
    return SupportCard(
        **{
            **values,
            "labels": tuple(values["labels"]),
            "features": tuple(values["features"]),
            "shift": tuple(float(value) for value in values["shift"]),
            "curve": tuple(tuple(point) for point in values["curve"]),
            "data": tuple(values["data"]),
        }
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
