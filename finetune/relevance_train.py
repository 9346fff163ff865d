"""Labelled rows into the relevance model: logistic regression, calibrated on the best passage of a case."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from finetune.evaluate import Scored, auroc, calibration_error, curve, interval, refused
from finetune.features import NAMES
from finetune.relevance_card import TaskCard, identify
from finetune.relevance_rows import Part, Row, cases
from finetune.relevance_tasks import TASKS

KEPT_OUT = 0.90
"""The share of unanswerable validation cases that the chosen threshold refuses, at least."""


def train(
    task: str,
    rows: tuple[Row, ...],
    data: Sequence[Mapping[str, str]],
    note: str = "",
    threshold: float | None = None,
) -> TaskCard:
    """Return the trained, calibrated and scored model of ``task``.

    A ``threshold`` that was chosen on other data (``note`` says which) takes the place of the one
    that the validation part would give.

    The weights come from the train part, calibration and threshold from the validation part, the
    scores from the test part, each of documents that the others do not hold.
    """
    chosen = [NAMES.index(name) for name in TASKS[task].features]
    weights, bias = _fit(rows, chosen)
    raw = TaskCard("", task, TASKS[task].features, weights, bias, 0.5, tuple(data), {}, (), note)
    slope, shift = platt(scored_cases(raw, rows, "validation"))
    scaled = replace(
        raw, weights=tuple(_short(w * slope) for w in weights), bias=_short(bias * slope + shift)
    )
    validation = scored_cases(scaled, rows, "validation")
    chosen_by_data = _threshold(validation) if threshold is None else threshold
    card = replace(scaled, threshold=chosen_by_data, curve=curve(validation))
    card = replace(card, scores=_scores(card, rows))
    return replace(card, id=identify(asdict(card)))


def scored_cases(card: TaskCard, rows: tuple[Row, ...], part: Part) -> list[Scored]:
    """Return the best passage's probability and the truth, for each case of a part."""
    chosen = [NAMES.index(name) for name in card.features]

    def probability(row: Row) -> float:
        pairs = zip(card.weights, chosen, strict=True)
        total = card.bias + sum(weight * row.values[at] for weight, at in pairs)
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))

    judged = cases(tuple(row for row in rows if row.part == part))
    return [(max(probability(row) for row in own), own[0].answerable) for own in judged.values()]


def _fit(rows: Iterable[Row], chosen: list[int]) -> tuple[tuple[float, ...], float]:
    own = [row for row in rows if row.part == "train"]
    scaler = StandardScaler()
    values = scaler.fit_transform(np.array([[row.values[at] for at in chosen] for row in own]))
    model = LogisticRegression(C=0.3, max_iter=2000).fit(values, [row.answers for row in own])
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    return tuple(float(weight) for weight in weights), bias


def platt(scored: Sequence[Scored]) -> tuple[float, float]:
    """Return the slope and the shift of the log-odds after which probabilities are true ones."""
    clipped = [min(max(p, 1e-9), 1 - 1e-9) for p, _ in scored]
    logits = np.array([[math.log(p / (1 - p))] for p in clipped])
    model = LogisticRegression(C=1e6).fit(logits, [truth for _, truth in scored])
    return float(model.coef_[0][0]), float(model.intercept_[0])


def _threshold(scored: list[Scored]) -> float:
    """The least threshold on a grid of 0.01 that refuses KEPT_OUT of the unanswerable cases."""
    grid = (step / 100 for step in range(5, 96))
    return next((step for step in grid if refused(scored, step, answerable=False) >= KEPT_OUT), 0.95)


def _scores(card: TaskCard, rows: tuple[Row, ...]) -> dict[str, Any]:
    test = scored_cases(card, rows, "test")
    low, high = interval(test, auroc)
    found = {
        "cases": len(test),
        "auroc": round(auroc(test), 3),
        "auroc_95": [low, high],
        "calibration_error": round(calibration_error(test), 3),
        "answerable_refused": round(refused(test, card.threshold, answerable=True), 3),
        "unanswerable_refused": round(refused(test, card.threshold, answerable=False), 3),
    }
    for source in sorted({row.source for row in rows}):
        own = scored_cases(card, tuple(row for row in rows if row.source == source), "test")
        found[f"auroc {source}"] = round(auroc(own), 3)
    return found


def _short(value: float) -> float:
    return round(value, 6)
