"""Graded sentences into the sentence model: learnt from pairs of one question, then made log-odds."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from finetune.errors import DataError
from finetune.relevance_card import TaskCard, identify
from finetune.relevance_rows import Part
from finetune.relevance_tasks import TASKS
from finetune.sentences import NAMES

Floats = NDArray[np.float64]
GOOD = 2
"""A sentence of this grade or a higher one answers, at least in part."""
C = 0.05
"""The inverse strength of regularisation, chosen by cross-validation over train and validation."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One sentence of a question: its grade from 0 to 3, None where it was not judged.

    ``part`` is that of its document, so that no sentence of a test document is learnt from.
    """

    grade: int | None
    part: Part
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One question with the sentences that were read for it; ``ideal`` are all its grades, best first."""

    question: str
    part: Part
    kind: str
    language: str
    answerable: bool
    ideal: tuple[int, ...]
    sentences: tuple[Graded, ...]

    @property
    def judged(self) -> bool:
        """Whether a good order can be told from a bad one: something that answers is known."""
        return self.answerable and bool(self.ideal) and self.ideal[0] >= GOOD


def read_cases(path: Path, *, encoder_knows: bool) -> tuple[Case, ...]:
    """Return the judged questions as one of the two models sees them.

    Raises:
        DataError: the file is not at hand, or a row is not in shape.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found = [json.loads(line) for line in lines]
        cases = tuple(_case(item) for item in found if item["encoder_knows"] is encoder_knows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            str(path), f"not judged rows ({error})", "Make it: benchmarks.judgments_rows."
        ) from error
    if not cases or any(len(row.values) != len(NAMES) for case in cases for row in case.sentences):
        raise DataError(str(path), f"no rows of {len(NAMES)} features", "Make it: benchmarks.judgments_rows.")
    return cases


def _case(item: Mapping[str, Any]) -> Case:
    return Case(
        item["question"],
        item["part"],
        item["kind"],
        item["language"],
        bool(item["answerable"]),
        tuple(sorted(item["ideal"], reverse=True)),
        tuple(
            Graded(row["grade"], row["part"], tuple(float(value) for value in row["features"]))
            for row in item["sentences"]
        ),
    )


def ndcg(grades: Sequence[int], ideal: Sequence[int], k: int = 5) -> float:
    """Return the gain of the first ``k`` grades over the best gain that was possible, in [0, 1].

    >>> ndcg([0, 3], [3, 0]) < ndcg([3, 0], [3, 0])
    True

    Source: Jarvelin and Kekalainen 2002, with gains of 2 ** grade - 1.
    """
    best = _gain(sorted(ideal, reverse=True)[:k])
    return _gain(grades[:k]) / best if best else 1.0


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades)))


def scores(cases: Sequence[Case], score: Callable[[Graded], float]) -> dict[str, float]:
    """Return nDCG@5 and the share of questions whose first sentence answers, over the judged cases."""
    own = [case for case in cases if case.judged]
    orders = [[row.grade or 0 for row in sorted(case.sentences, key=score, reverse=True)] for case in own]
    if not own:
        return {"questions": 0.0, "ndcg@5": 0.0, "precision@1": 0.0}
    gains = [ndcg(order, case.ideal) for order, case in zip(orders, own, strict=True)]
    firsts = [bool(order) and order[0] >= GOOD for order in orders]
    return {
        "questions": float(len(own)),
        "ndcg@5": round(float(np.mean(gains)), 3),
        "precision@1": round(float(np.mean(firsts)), 3),
    }


def train_sentences(
    task: str, cases: Sequence[Case], data: Sequence[Mapping[str, str]], note: str = ""
) -> TaskCard:
    """Return the model that orders sentences; its output are log-odds of an answer.

    The weights come from pairs of one question, of which one sentence has the better grade; each
    question weighs the same. Learnt from the train part, the model is scored on the validation part;
    learnt from both, it is scored on the test part and given back. No sentence of a test document
    is learnt from.
    """
    first, last = (_learnt(task, cases, parts) for parts in (("train",), ("train", "validation")))
    card = replace(last, data=tuple(data), note=note)
    held = (("validation", first), ("test", last))
    found = {part: scores([c for c in cases if c.part == part], _scorer(by)) for part, by in held}
    card = replace(card, scores=found)
    return replace(card, id=identify(asdict(card)))


def _learnt(task: str, cases: Sequence[Case], parts: Sequence[str]) -> TaskCard:
    chosen = [NAMES.index(name) for name in TASKS[task].features]
    taught = [
        replace(
            case,
            sentences=tuple(row for row in case.sentences if row.grade is not None and row.part in parts),
        )
        for case in cases
        if case.part in parts
    ]
    weights = _pairwise(taught, chosen)
    slope, bias = _log_odds(taught, chosen, weights)
    scaled = tuple(round(float(weight * slope), 5) for weight in weights)
    return TaskCard("", task, TASKS[task].features, scaled, round(bias, 5), 0.5, (), {}, ())


def _scorer(card: TaskCard) -> Callable[[Graded], float]:
    chosen = [NAMES.index(name) for name in card.features]
    return lambda row: sum(w * row.values[at] for w, at in zip(card.weights, chosen, strict=True))


def _pairwise(cases: Sequence[Case], chosen: Sequence[int]) -> Floats:
    differences, importance = [], []
    for case in cases:
        pairs = list(_pairs(case))
        total = sum(gain for _, _, gain in pairs)
        for better, worse, gain in pairs:
            differences.append([better.values[at] - worse.values[at] for at in chosen])
            importance.append(gain / total)
    rows = np.array(differences)
    spread = rows.std(axis=0) + 1e-6
    scaled = rows / spread
    model = LogisticRegression(C=C, fit_intercept=False, max_iter=3000)
    model.fit(
        np.vstack([scaled, -scaled]),
        np.r_[np.ones(len(rows)), np.zeros(len(rows))],
        sample_weight=np.r_[importance, importance],
    )
    return np.asarray(model.coef_[0] / spread, dtype=np.float64)


def _pairs(case: Case) -> Iterator[tuple[Graded, Graded, float]]:
    for one, other in combinations(case.sentences, 2):
        better, worse = (one, other) if (one.grade or 0) > (other.grade or 0) else (other, one)
        gain = 2 ** (better.grade or 0) - 2 ** (worse.grade or 0)
        if gain > 0:
            yield better, worse, float(gain)


def _log_odds(cases: Sequence[Case], chosen: Sequence[int], weights: Floats) -> tuple[float, float]:
    own = [row for case in cases for row in case.sentences]
    raw = np.array([[sum(w * row.values[at] for w, at in zip(weights, chosen, strict=True))] for row in own])
    model = LogisticRegression(C=1e6).fit(raw, [(row.grade or 0) >= GOOD for row in own])
    return float(model.coef_[0][0]), float(model.intercept_[0])
