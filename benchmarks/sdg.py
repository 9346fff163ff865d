"""The shipped tools on what they were judged by, and the SDG benchmark of experts' yes and no."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from finetune.artifact import SHIPPED, load
from finetune.predict import ToolModel
from finetune.readers import read
from retrieval.openvino_encoder import load_embedded


def benchmark_accuracy() -> tuple[float, list[tuple[str, ...]]]:
    """Return the mean accuracy over goals on the SDG benchmark, and one row a shipped task."""
    model = ToolModel.open(SHIPPED / "tools")
    pairs = read("sdg_benchmark")
    texts = list(dict.fromkeys(pair.text for pair in pairs))
    vectors = load_embedded().embed(texts)
    said = dict(zip(texts, model.read_vectors(vectors, tasks=["sdg"], texts=texts), strict=True))
    least = model.heads["sdg"].card.threshold
    right: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        yes = (said[pair.text][0].each or {})[str(pair.pair)] >= least
        right[str(pair.pair)].append(yes == (pair.label == "yes"))
    return float(np.mean([np.mean(own) for own in right.values()])), _rows()


def _rows() -> list[tuple[str, ...]]:
    card = load(SHIPPED / "tools").card
    errors = {own.task: f"{own.ece_after:.3f}" for own in card.calibration}
    return [
        (
            own.task,
            own.new.name,
            str(own.rows),
            f"{own.majority.value:.3f}" if own.majority else "–",
            f"{own.new.value:.3f}",
            f"{own.new.low:.3f} to {own.new.high:.3f}" if own.new.low is not None else "–",
            errors.get(own.task, "–"),
        )
        for own in card.scores
    ]
