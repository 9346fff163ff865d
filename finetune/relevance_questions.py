"""Learning from questions whose answering passage is not known: only whether there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from finetune.evaluate import Scored, auroc, calibration_error, curve, interval, refused
from finetune.features import NAMES
from finetune.relevance import RelevanceModel
from finetune.relevance_card import TaskCard, identify
from finetune.relevance_rows import Part, Row, questions
from finetune.relevance_tasks import TASKS
from finetune.relevance_train import platt

ROUNDS = 5
HARD = 0.3
"""What a question weighs whose answering passages were taken away, against one as it was asked."""
_FIRST = {"cosine": 1.0, "sentence_cosine": 1.0, "coverage": 0.2, "names_covered": 0.2, "answer": 1.0}


def train_on_questions(
    task: str, rows: tuple[Row, ...], data: Sequence[Mapping[str, str]], note: str, threshold: float
) -> TaskCard:
    """Return the model whose best passage of a question tells whether it can be answered.

    In each round the passage that the last model likes best stands for its question. Answerable and
    unanswerable questions weigh the same in sum. Where it is known which passages answer, the others
    make up a further question, which they do not answer. The weights come from the train part;
    the probabilities are those of the questions of train and validation part as they were asked; the
    scores come from the test part.
    """
    features = TASKS[task].features
    chosen = [NAMES.index(name) for name in features]
    weights, bias = np.array([_FIRST.get(name, 0.0) for name in features]), 0.0
    taught = [
        (_values(own, chosen), truth, weight)
        for rows_of in questions(rows, "train")
        for own, truth, weight in _lessons(rows_of)
    ]
    truths = np.array([truth for _, truth, _ in taught])
    importance = np.array([weight for *_, weight in taught])
    for kind in (True, False):
        importance[truths == kind] /= importance[truths == kind].sum()
    importance *= len(taught)
    for _ in range(ROUNDS):
        best = np.array([own[int(np.argmax(own @ weights))] for own, _, _ in taught])
        scaler = StandardScaler().fit(best)
        model = LogisticRegression(C=1.0).fit(scaler.transform(best), truths, sample_weight=importance)
        weights = model.coef_[0] / scaler.scale_
        bias = float(model.intercept_[0] - (weights * scaler.mean_).sum())
    card = TaskCard(
        "",
        task,
        features,
        tuple(round(float(weight), 6) for weight in weights),
        round(bias, 6),
        threshold,
        tuple(data),
        {},
        (),
        note,
    )
    asked = [*scored_questions(card, rows, "train"), *scored_questions(card, rows, "validation")]
    slope, shift = platt(asked)
    card = replace(
        card,
        weights=tuple(round(weight * slope, 6) for weight in card.weights),
        bias=round(card.bias * slope + shift, 6),
    )
    held = scored_questions(card, rows, "test")
    low, high = interval(held, auroc)
    scores = {
        "questions": len(held),
        "auroc": round(auroc(held), 3),
        "auroc_95": [low, high],
        "calibration_error": round(calibration_error(held), 3),
        "answerable_refused": round(refused(held, threshold, answerable=True), 3),
        "unanswerable_refused": round(refused(held, threshold, answerable=False), 3),
    }
    asked_again = [*scored_questions(card, rows, "train"), *scored_questions(card, rows, "validation")]
    card = replace(card, curve=curve(asked_again), scores=scores)
    return replace(card, id=identify(asdict(card)))


def scored_questions(card: TaskCard, rows: tuple[Row, ...], part: Part) -> list[Scored]:
    """Return the probability of each question's best passage, and whether it can be answered."""
    model = RelevanceModel(card)
    return [
        (max(model.of(dict(zip(NAMES, row.values, strict=True))) for row in own), own[0].answerable)
        for own in questions(rows, part)
    ]


def _lessons(own: Sequence[Row]) -> Iterator[tuple[Sequence[Row], bool, float]]:
    yield own, own[0].answerable, 1.0
    others = [row for row in own if not row.answers]
    if others and len(others) < len(own):
        yield others, False, HARD


def _values(own: Sequence[Row], chosen: Sequence[int]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([[row.values[at] for at in chosen] for row in own])
