"""Labelled pairs into the claim-support model: near misses, boosted trees, calibration, scores."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.preprocessing import StandardScaler

from finetune.support import calibrated
from finetune.support_card import LABELS
from finetune.support_features import lay
from finetune.support_text import SupportRow
from finetune.support_trees import Trees
from finetune.support_words import WordTable

Floats = NDArray[np.float32]
Vectors = Mapping[str, Floats]
WEIGHTS: Mapping[str, float] = {"own": 8.0, "wice": 1.0, "citation_integrity": 0.5, "fever_rte": 0.4}
"""How much a pair of each set counts; only these sets may teach weights that ship."""
MISSES: Mapping[str, int] = {"own": 10_000, "citation_integrity": 500, "fever_rte": 2_500}
"""Near misses made of each set's training pairs, at most."""
COPIES: Mapping[str, int] = {"own": 10_000, "wice": 100, "citation_integrity": 300, "fever_rte": 500}
"""Claims made of sentences of the evidence, at most: a quotation is supported."""
_POOL = 200
_LONG = 5


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs with their features, shape (rows, features), and label numbers."""

    pairs: tuple[SupportRow, ...]
    values: Floats
    labels: NDArray[np.int64]

    def where(self, *, parts: Sequence[str] = (), sources: Sequence[str] = ()) -> Rows:
        """Return the rows of parts and sources; all where none is named."""
        kept = [
            at
            for at, pair in enumerate(self.pairs)
            if (not parts or pair.part in parts) and (not sources or pair.source in sources)
        ]
        return Rows(tuple(self.pairs[at] for at in kept), self.values[kept], self.labels[kept])


def laid(pairs: Sequence[SupportRow], vectors: Vectors, table: WordTable) -> Rows:
    """Return pairs with their features; ``vectors`` holds every claim and sentence."""
    values = [lay(pair.claim, pair.evidence, stacked(pair, vectors), table).values for pair in pairs]
    return rows_of(pairs, np.stack(values))


def rows_of(pairs: Sequence[SupportRow], values: Floats) -> Rows:
    """Return pairs whose features are known."""
    return Rows(tuple(pairs), values, np.array([LABELS.index(pair.label) for pair in pairs]))


def joined(parts: Sequence[Rows]) -> Rows:
    """Return rows of several sets, one after the other."""
    values = np.concatenate([part.values for part in parts])
    return rows_of([pair for part in parts for pair in part.pairs], values)


def stacked(pair: SupportRow, vectors: Vectors) -> Floats:
    """Return the vectors of a claim and its sentences, shape (1 + sentences, dim)."""
    return np.stack([vectors[text] for text in (pair.claim, *pair.evidence)])


def near_misses(
    pairs: Sequence[SupportRow], vectors: Vectors, most: int, seed: int = 0
) -> tuple[SupportRow, ...]:
    """Return claims beside the nearest of other groups' evidence: on the topic, and not supported."""
    source = random.Random(seed)  # noqa: S311
    made = []
    for pair in source.sample(list(pairs), min(most, len(pairs))):
        drawn = source.sample(list(pairs), min(_POOL, len(pairs)))
        others = [other for other in drawn if other.group != pair.group]
        if others:
            best = max(others, key=lambda other: _nearest(pair, other, vectors))
            made.append(replace(pair, id=f"{pair.id}:miss", evidence=best.evidence, label="not_supported"))
    return tuple(made)


def copies(pairs: Sequence[SupportRow], most: int, seed: int = 0) -> tuple[SupportRow, ...]:
    """Return sentences of the evidence as claims about it: word for word, so supported."""
    source = random.Random(seed)  # noqa: S311
    texts = list(dict.fromkeys((pair.evidence, pair.group) for pair in pairs))
    by_evidence = {(pair.evidence, pair.group): pair for pair in pairs}
    made = []
    for key in source.sample(texts, min(most, len(texts))):
        pair = by_evidence[key]
        long = [text for text in pair.evidence if len(text.split()) >= _LONG or not text.isascii()]
        if long:
            made.append(replace(pair, id=f"{pair.id}:copy", claim=source.choice(long), label="supported"))
    return tuple(made)


def _nearest(pair: SupportRow, other: SupportRow, vectors: Vectors) -> float:
    return max(float(vectors[text] @ vectors[pair.claim]) for text in other.evidence)


def fit(rows: Rows, weights: Mapping[str, float] = WEIGHTS, seed: int = 0) -> Trees:
    """Return boosted trees over rows of several sets; within the weights, labels count alike."""
    own = np.array([weights.get(pair.source, 1.0) for pair in rows.pairs])
    counts = np.bincount(rows.labels, weights=own, minlength=len(LABELS))
    own = own * (counts.sum() / len(LABELS) / np.maximum(counts, 1e-9))[rows.labels]
    model = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.08,
        max_leaf_nodes=12,
        min_samples_leaf=30,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    )
    return as_arrays(model.fit(rows.values, rows.labels, sample_weight=own))


def as_arrays(model: HistGradientBoostingClassifier) -> Trees:
    """Return a fitted model of several labels as plain arrays."""
    roots, outputs, parts, nodes = [], [], [], 0
    for step in model._predictors:
        for label, tree in enumerate(step):
            own = tree.nodes
            leaf = own["is_leaf"].astype(bool)
            roots.append(nodes)
            outputs.append(label)
            parts.append(
                (
                    own["feature_idx"].astype(np.int32),
                    own["num_threshold"].astype(np.float32),
                    np.where(leaf, -1, own["left"].astype(np.int64) + nodes).astype(np.int32),
                    np.where(leaf, -1, own["right"].astype(np.int64) + nodes).astype(np.int32),
                    np.where(leaf, own["value"], 0.0).astype(np.float32),
                )
            )
            nodes += len(own)
    feature, threshold, left, right, value = (np.concatenate(own) for own in zip(*parts, strict=True))
    base = np.asarray(model._baseline_prediction, np.float32).reshape(-1)
    starts, whose = np.array(roots, np.int32), np.array(outputs, np.int32)
    return Trees(base, starts, whose, feature, threshold, left, right, value)


def calibrate(logits: Floats, labels: NDArray[np.int64], weights: Floats) -> tuple[float, tuple[float, ...]]:
    """Return the temperature and the shift a label that make weighted validation pairs most likely.

    Plain gradient descent on the logarithm of the temperature and the shifts; the loss is smooth,
    and its few numbers settle in some hundred steps.
    """
    truth = np.eye(logits.shape[1], dtype=np.float64)[labels]
    share = (weights / weights.sum())[:, None]
    log_t, shift = 0.0, np.zeros(logits.shape[1])
    for _ in range(600):
        each = calibrated(logits, tuple(shift), float(np.exp(log_t)))
        gap = (each - truth) * share / np.exp(log_t)
        slope = -float((gap * (logits + shift)).sum())
        log_t -= 0.5 * slope
        shift -= 0.5 * gap.sum(0) * np.exp(log_t)
    shift -= shift.mean()
    return round(float(np.exp(log_t)), 4), tuple(round(float(value), 4) for value in shift)


def trade_off(accepted: Floats, supported: NDArray[np.bool_]) -> tuple[tuple[float, float, float], ...]:
    """Return for thresholds the share of unsupported claims accepted and of supported ones refused."""
    return tuple(
        (
            step / 20,
            round(float((accepted[~supported] >= step / 20).mean()), 3),
            round(float((accepted[supported] < step / 20).mean()), 3),
        )
        for step in range(2, 20)
    )


def macro_f1(truth: Sequence[int], said: Sequence[int]) -> float:
    """Return the mean F1 over the labels that the truth has."""
    labels = sorted(set(truth))
    return float(f1_score(truth, said, average="macro", labels=labels, zero_division=0))


def twins(rows: Rows, vectors: Vectors) -> Floats:
    """Return what a claim's vector and that of its nearest sentence say together, shape (rows, 4 dim)."""
    made = []
    for pair in rows.pairs:
        own = stacked(pair, vectors)
        claim, text = own[0], own[1 + int((own[1:] @ own[0]).argmax())]
        made.append(np.concatenate([20 * claim * text, 10 * np.abs(claim - text), 5 * claim, 5 * text]))
    return np.stack(made).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Trees on the features and a line on features and vectors, half and half: learnt on one set alone."""

    trees: Any
    line: Any
    scaler: StandardScaler
    labels: tuple[int, ...]

    def probabilities(self, rows: Rows, vectors: Vectors, share: float = 0.5) -> Floats:
        """Return probabilities, shape (rows, own labels in the order of ``labels``)."""
        wide = np.hstack([self.scaler.transform(rows.values) * 0.3, twins(rows, vectors)])
        out: Floats = share * self.trees.predict_proba(rows.values) + (1 - share) * self.line.predict_proba(
            wide
        )
        return out


def recipe(rows: Rows, vectors: Vectors, seed: int = 0) -> Recipe:
    """Return a recipe learnt on rows: for a user's own data, and for sets that may not teach what ships."""
    scaler = StandardScaler().fit(rows.values)
    wide = np.hstack([scaler.transform(rows.values) * 0.3, twins(rows, vectors)])
    trees = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.06,
        max_leaf_nodes=8,
        min_samples_leaf=20,
        l2_regularization=1.0,
        class_weight="balanced",
        early_stopping=False,
        random_state=seed,
    ).fit(rows.values, rows.labels)
    line = LogisticRegression(C=0.02, max_iter=300, class_weight="balanced").fit(wide, rows.labels)
    return Recipe(trees, line, scaler, tuple(int(label) for label in trees.classes_))
