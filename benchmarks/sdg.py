"""The shipped tools on what they were judged by, and the SDG benchmark of experts' yes and no."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from finetune.artifact import load
from finetune.predict import ToolModel
from finetune.readers import read
from finetune.serving import TAGGERS, TOOLS
from retrieval.openvino_encoder import load_embedded


def benchmark_accuracy() -> tuple[float, float, list[tuple[str, ...]]]:
    """Return two mean accuracies over goals on the SDG benchmark, and one row a shipped task.

    The first says yes to a goal above the head's threshold, the second to the two likeliest goals.
    """
    model = ToolModel.open(TOOLS)
    pairs = read("sdg_benchmark")
    texts = list(dict.fromkeys(pair.text for pair in pairs))
    vectors = load_embedded().embed(texts)
    said = dict(zip(texts, model.read_vectors(vectors, tasks=["sdg"], texts=texts), strict=True))
    least = model.heads["sdg"].card.threshold
    right: dict[str, list[bool]] = defaultdict(list)
    among: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        goal, each = str(pair.pair), said[pair.text][0].each or {}
        right[goal].append((each[goal] >= least) == (pair.label == "yes"))
        among[goal].append((goal in list(each)[:2]) == (pair.label == "yes"))
    return _mean(right), _mean(among), _rows()


def _mean(right: Mapping[str, Sequence[bool]]) -> float:
    return float(np.mean([np.mean(own) for own in right.values()]))


def _rows() -> list[tuple[str, ...]]:
    cards = [load(folder).card for folder in (TOOLS, TAGGERS)]
    errors = {own.task: f"{own.ece_after:.3f}" for card in cards for own in card.calibration}
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
        for card in cards
        for own in card.scores
    ]
