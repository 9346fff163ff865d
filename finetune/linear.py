"""Linear fits: rows and answers into the weights of a head; the home of scikit-learn's models."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags_array, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from finetune.heads import Head, HeadCard
from finetune.kinds import Task
from finetune.progress import heed

Floats = NDArray[np.float32]
Wanted = NDArray[np.float64]
"""Answers: shape (n,) of label numbers, or (n, outputs) of 0 to 1."""
Rows = Any
"""One row a text: an array of vectors, or a sparse matrix of words."""
UNSEEN = -10.0
"""The bias of a label that no row to train on carries."""
MARGIN = 3.0
"""So many logits is the margin of a support vector machine; a head's temperature sees to the rest."""


def logistic(
    card: HeadCard, task: Task, rows: Rows, wanted: Wanted, strength: float, balance: bool = False
) -> Head:
    """Return a head by logistic regression; ``strength`` (scikit-learn's C) lets its weights grow."""
    weight = np.zeros((task.outputs, rows.shape[1]), np.float32)
    bias = np.full(task.outputs, UNSEEN, np.float32)
    if wanted.ndim == 2:
        for at in range(task.outputs):
            weight[at], bias[at] = _binary(rows, wanted[:, at], strength, balance)
        return Head(card, weight, bias)
    model = _regression(rows, wanted.astype(int), strength, balance)
    if len(model.classes_) == 2:
        low, high = model.classes_
        weight[high], bias[high] = model.coef_[0], model.intercept_[0]
        weight[low], bias[low] = 0.0, 0.0
    else:
        weight[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return Head(card, weight, bias)


def margins(
    task: Task, rows: Rows, wanted: Wanted, strength: float, balance: bool = False, telling: bool = True
) -> tuple[Floats, Floats]:
    """Return weights and biases of support vector machines over words, one an output, as logits.

    Columns count by how rare they are and, where ``telling``, by how unlike they are among the rows of
    an output and among the others. Both are factors of a column, so they go into its weight, and what
    reads the words later needs to know of neither.

    Source: Wang and Manning 2012 (NBSVM), with the square root of their ratio, and idf.
    """
    seen = rows > 0
    rare = np.log((1 + rows.shape[0]) / (1 + np.bincount(rows.indices, minlength=rows.shape[1]))) + 1
    spread = rows @ diags_array(rare)
    size = float(np.mean(np.sqrt(spread.power(2).sum(axis=1)))) or 1.0
    weight = np.zeros((task.outputs, rows.shape[1]), np.float32)
    bias = np.full(task.outputs, UNSEEN, np.float32)
    shares = wanted if wanted.ndim == 2 else np.equal.outer(wanted, np.arange(task.outputs)).astype(float)
    several = wanted.ndim == 1 and int((shares.max(axis=0) > 0).sum()) > 2
    for at in range(task.outputs):
        if wanted.ndim == 1 and not several and at == int(wanted.min()):
            bias[at] = 0.0
            continue
        heed()
        share = shares[:, at]
        if share.min() == share.max():
            continue
        factor = rare / size
        if telling:
            yes, no = share @ seen + 1, (1 - share) @ seen + 1
            factor = factor * np.sqrt(np.abs(np.log(yes / yes.sum()) - np.log(no / no.sum())))
        scaled, truth, certain = _certain(rows @ diags_array(factor), share)
        model = LinearSVC(C=strength, class_weight="balanced" if balance else None, random_state=0)
        model.fit(scaled, truth, sample_weight=certain)
        weight[at] = MARGIN * model.coef_[0] * factor
        bias[at] = MARGIN * float(model.intercept_[0])
    return weight, bias


def _certain(rows: Rows, share: Wanted) -> tuple[Rows, Wanted, Wanted]:
    """Each row as a yes and as a no, by its share; rows of one answer once."""
    stacked = np.concatenate if isinstance(rows, np.ndarray) else lambda own: vstack(own, format="csr")
    twice = stacked([rows, rows])
    truth = np.concatenate([np.ones(rows.shape[0]), np.zeros(rows.shape[0])])
    certain = np.concatenate([share, 1 - share])
    kept = certain > 0
    return twice[kept], truth[kept], certain[kept]


def _binary(rows: Rows, share: Wanted, strength: float, balance: bool) -> tuple[Any, float]:
    """The weights of one output that is right to the share of each row; a constant one needs no weights."""
    if share.min() == share.max():
        middle = min(max(float(share[0]), 0.001), 0.999)
        return 0.0, float(np.log(middle / (1 - middle)))
    kept, truth, certain = _certain(rows, share)
    model = _regression(kept, truth, strength, balance, certain)
    return model.coef_[0], float(model.intercept_[0])


def _regression(rows: Rows, truth: Any, strength: float, balance: bool, certain: Any = None) -> Any:  # noqa: ANN401
    """A fitted logistic regression; its last digits may be missing, for it stops after 300 rounds."""
    heed()
    model = LogisticRegression(C=strength, max_iter=300, class_weight="balanced" if balance else None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(rows, truth, sample_weight=certain)
