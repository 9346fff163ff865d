"""Recipes on AttributionBench, chosen within its dev part.

python -m benchmarks.attribution --scratch FOLDER


The recipe that cross-validates best on dev is scored once on the test and on the OOD part.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import StandardScaler

from benchmarks.report import table, write
from benchmarks.support_data import PairSet, read
from benchmarks.verifier_tests import macro_f1
from finetune.support import SupportModel, support_model
from finetune.support_text import SupportRow
from finetune.support_train import Vectors, twins
from finetune.words import words
from retrieval.openvino_encoder import load_embedded

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Recipe = Callable[[Ints, Ints], Floats]
"""Rows to learn on and rows to judge, to the probability of "supported" of the latter."""
FOLDS = 5
DRAWS = 1_000
NAME = "attributionbench"


def likenesses(pair: SupportRow, vectors: Vectors) -> list[float]:
    """Return fourteen numbers: cosines and shared words, sentence by sentence and over all of them."""
    own, each = words(pair.claim), [words(text) for text in pair.evidence]
    claim, twos = set(own), set(pairwise(own))
    sides = np.stack([vectors[text] for text in pair.evidence])
    cosines = sides @ vectors[pair.claim]
    best = np.sort(cosines)[::-1]
    middle = sides.mean(0) / (np.linalg.norm(sides.mean(0)) + 1e-9)
    found = [len(claim & set(text)) / max(1, len(claim)) for text in each]
    pairs = [set(pairwise(text)) for text in each]
    return [
        float(best[0]),
        float(best[min(1, len(best) - 1)]),
        float(best[:3].mean()),
        float(cosines.mean()),
        float(middle @ vectors[pair.claim]),
        max(found),
        float(np.mean(found)),
        len(claim & set().union(*map(set, each))) / max(1, len(claim)),
        max(len(twos & one) / max(1, len(twos)) for one in pairs),
        len(twos & set().union(*pairs)) / max(1, len(twos)),
        max(_in_order(own, text) / max(1, len(own)) for text in each[:12]),
        max(len(claim & set(text)) / max(1, len(set(text))) for text in each),
        float(np.log1p(len(each))),
        float(np.log1p(len(own))),
    ]


def _in_order(one: list[str], other: list[str]) -> int:
    """The length of the longest run of words that both have in the same order, others between."""
    before = [0] * (len(other) + 1)
    for word in one:
        row = [0]
        for at, against in enumerate(other):
            row.append(before[at] + 1 if word == against else max(row[-1], before[at + 1]))
        before = row
    return before[-1]


def recipes(own: PairSet, truth: Ints, model: SupportModel) -> Mapping[str, Recipe]:
    """Return what is tried, by name; each learns on the rows that it is given alone."""
    near = np.array([likenesses(pair, own.vectors) for pair in own.rows.pairs], np.float32)
    plain = own.rows.values
    everything = np.hstack([plain, near, model.trees.logits(plain)])
    both = twins(own.rows, own.vectors)

    def line(values: Floats, wide: Floats | None, strength: float) -> Recipe:
        def run(taught: Ints, asked: Ints) -> Floats:
            scaler = StandardScaler().fit(values[taught])

            def of(rows: Ints) -> Floats:
                scaled = scaler.transform(values[rows])
                joined: Floats = scaled if wide is None else np.hstack([scaled * 0.3, wide[rows]])
                return joined

            fitted = LogisticRegression(C=strength, max_iter=400, class_weight="balanced")
            out: Floats = fitted.fit(of(taught), truth[taught]).predict_proba(of(asked))[:, 1]
            return out

        return run

    def trees(values: Floats, seeds: int) -> Recipe:
        def run(taught: Ints, asked: Ints) -> Floats:
            each = [_boosted(values, truth, taught, asked, seed, seeds) for seed in range(seeds)]
            out: Floats = np.mean(each, 0, dtype=np.float32)
            return out

        return run

    def many(taught: Ints, asked: Ints) -> Floats:
        fitted = ExtraTreesClassifier(
            300, min_samples_leaf=4, max_features=0.3, class_weight="balanced", random_state=0
        )
        out: Floats = fitted.fit(everything[taught], truth[taught]).predict_proba(everything[asked])[:, 1]
        return out

    return {
        "likenesses, a line": line(near, None, 1.0),
        "the recipe of support.md": _half(trees(plain, 1), line(plain, both, 0.02)),
        "all features, many random trees": many,
        "all features, boosted trees and a line": _half(trees(everything, 3), line(everything, both, 0.02)),
    }


def _boosted(values: Floats, truth: Ints, taught: Ints, asked: Ints, seed: int, seeds: int) -> Floats:
    model = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.06,
        max_leaf_nodes=8,
        min_samples_leaf=20,
        l2_regularization=1.0,
        class_weight="balanced",
        early_stopping=False,
        random_state=seed,
        max_features=1.0 if seeds == 1 else 0.3,
    )
    out: Floats = model.fit(values[taught], truth[taught]).predict_proba(values[asked])[:, 1]
    return out


def _half(one: Recipe, other: Recipe) -> Recipe:
    def run(taught: Ints, asked: Ints) -> Floats:
        out: Floats = np.mean([one(taught, asked), other(taught, asked)], 0, dtype=np.float32)
        return out

    return run


def crossed(recipe: Recipe, rows: Ints, truth: Ints, groups: list[str]) -> float:
    """Return macro-F1 of a recipe over folds of rows, no claim on both sides."""
    said = np.zeros(len(rows), np.float32)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for taught, asked in folds.split(rows, truth[rows], [groups[at] for at in rows]):
        said[asked] = recipe(rows[taught], rows[asked])
    return macro_f1(truth[rows], (said > 0.5).astype(np.int64))


def scored(said: Floats, truth: Ints, groups: list[str]) -> tuple[str, str, str]:
    """Return macro-F1 with its interval over groups, and the shares of false accepts and rejects."""
    called = (said > 0.5).astype(np.int64)
    names = sorted(set(groups))
    rows: dict[str, list[int]] = {name: [] for name in names}
    for at, name in enumerate(groups):
        rows[name].append(at)
    source = np.random.default_rng(0)
    values = []
    for _ in range(DRAWS):
        drawn = np.array([at for n in source.integers(0, len(names), len(names)) for at in rows[names[n]]])
        values.append(macro_f1(truth[drawn], called[drawn]))
    low, high = np.quantile(values, (0.025, 0.975))
    accepts, rejects = float(called[truth == 0].mean()), float(1 - called[truth == 1].mean())
    return (
        f"{macro_f1(truth, called):.3f} ({low:.3f}–{high:.3f})",
        f"{100 * accepts:.1f} %",
        f"{100 * rejects:.1f} %",
    )


def main() -> None:
    """Choose on dev, score the chosen once, write results/attribution.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scratch", type=Path, required=True, help="keeps vectors and features")
    scratch = parser.parse_args().scratch
    scratch.mkdir(parents=True, exist_ok=True)
    model = support_model()
    own = read(NAME, load_embedded(), model.table, scratch)
    pairs = own.rows.pairs
    truth = (own.rows.labels == 0).astype(np.int64)
    groups = [pair.group for pair in pairs]
    parts = {name: np.array([at for at, pair in enumerate(pairs) if pair.part == name])
             for name in ("dev", "test", "ood")}  # fmt: skip
    tried = recipes(own, truth, model)
    found = {name: crossed(recipe, parts["dev"], truth, groups) for name, recipe in tried.items()}
    best = max(found, key=lambda name: found[name])
    rows = []
    for part in ("test", "ood"):
        said = tried[best](parts["dev"], parts[part])
        own_groups = [groups[at] for at in parts[part]]
        rows.append((part, str(len(parts[part])), *scored(said, truth[parts[part]], own_groups)))
    body = [
        "Recipes that learn on AttributionBench's dev part alone (1,198 pairs), for what a user with such "
        "data would get; none of them ships, as the set's licence is mixed.",
        "## Chosen within dev",
        f"Macro-F1 by {FOLDS}-fold cross-validation, no claim on both sides.",
        table(("recipe", "macro-F1 on dev"), [(name, f"{value:.3f}") for name, value in found.items()]),
        f"## The best of them, “{best}”, scored once",
        table(("part", "pairs", "macro-F1", "false accepts", "false rejects"), rows),
        *NOTES,
    ]
    write("attribution", "AttributionBench", "python -m benchmarks.attribution --scratch FOLDER", body)


NOTES = (
    "## What is missing",
    "The goal on OOD is .84; a fine-tuned GPT-3.5 is given with about .80, likenesses of sentences with a "
    "line with .811 on 800 of these rows. The recipes differ on dev by less than its noise, and more trees, "
    "more features and both together end in the same place: what they have is overlap and likeness, "
    "and where a reference is on the topic and says another thing, these say “supported”. Leaving a source "
    "out of dev (ExpertQA, GenSearch, LFQA, AttributedQA) and judging it costs every recipe some .08, so "
    "that choosing by cross-validation says little of other sources. Two things that are not read here "
    "would help most: the question (a claim is often a bare name, which every reference holds), and the "
    "order of words, for which an encoder that reads claim and sentence together has to be trained; "
    "on one core, a small one reached .62 to .76 here.",
)


if __name__ == "__main__":
    main()
