"""Does the cited text support the claim, on official test splits: ``python -m benchmarks.support``.

The model that ships is asked as it is; recipes learn from the training part of a set alone and show
what a user with such data gets. A test split is read once, at the end.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.report import table, write
from benchmarks.support_data import PairSet, read
from finetune.scores import score
from finetune.support import SupportModel, support_model
from finetune.support_card import LABELS
from finetune.support_features import NAMES
from finetune.support_train import Rows, recipe
from retrieval.openvino_encoder import load_embedded

Floats = NDArray[np.float32]
SUPPORTED = 0


@dataclass(frozen=True, slots=True)
class Test:
    """A test to run: where a recipe learns, the part that is scored, the measure, the goal."""

    name: str
    taught: tuple[str, ...]
    part: str
    measure: str
    published: str
    goal: str
    trained_on: bool = False


TESTS = (
    Test("own", (), "test", "macro_f1", "none", "–", trained_on=True),
    Test("wice", ("train",), "test", "macro_f1", "other measure (supported F1 .78 on 100 claims)", "–", True),
    Test("citation_integrity", ("train",), "test", "macro_f1", "DeBERTa-v3 .47, MultiVerS .44", ".50", True),
    Test("fever_rte", ("train",), "test", "macro_f1", "RoBERTa-large about .95 (other split)", "–", True),
    Test("healthver", ("validation",), "test", "macro_f1", "T5 .796, SciBERT .772 (with train)", ".78"),
    Test("covidfact", ("train",), "test", "auroc", "RoBERTa-large about .82 accuracy", ".75"),
    Test("climate_fever", ("train",), "test", "macro_f1", "ClimateBERT .757 (easier split)", ".60"),
    Test("scifact_rte", ("train",), "test", "macro_f1", "three labels: DeBERTa-v3 .84", "–"),
    Test("attributionbench", ("dev",), "test", "macro_f1", "GPT-3.5 tuned about .80", ".78"),
    Test("attributionbench", ("dev",), "ood", "macro_f1", "GPT-3.5 tuned about .80", ".84"),
    Test("ocnli", (), "test", "macro_f1", "accuracy, 10k: BERT .69", "–"),
)


def main() -> None:
    """Score every test and write results/support.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scratch", type=Path, required=True, help="keeps vectors and features")
    scratch = parser.parse_args().scratch
    scratch.mkdir(parents=True, exist_ok=True)
    encoder, model = load_embedded(), support_model()
    sets = {name: read(name, encoder, model.table, scratch) for name in dict.fromkeys(t.name for t in TESTS)}
    rows = [_row(test, sets[test.name], model) for test in TESTS]
    head = ("test", "pairs", "measure", "majority", "cosine alone", "shipped model", "of that set before")
    shipped = [(*row[:6], "its train part" if test.trained_on else "nothing: zero-shot")
               for test, row in zip(TESTS, rows, strict=True)]  # fmt: skip
    learnt = [(row[0], row[2], row[4], row[6], test.published, test.goal, ", ".join(test.taught))
              for test, row in zip(TESTS, rows, strict=True) if test.taught]  # fmt: skip
    body = [
        f"Model {model.card.id}, made by `python -m benchmarks.support_training`; intervals are the middle "
        "95 % over resampled groups.",
        "## The model that ships",
        table(head, shipped),
        "## Recipes: the same features and the vectors, learnt on one set",
        table(("test", "measure", "cosine alone", "recipe", "published", "goal", "learnt on"), learnt),
        "## How many unsupported claims pass",
        f"At the card's threshold of {model.card.threshold} for “supported”.",
        table(("test", "unsupported accepted", "supported refused"), _accepted(sets, model)),
        *NOTES,
    ]
    write("support", "Claim support", "python -m benchmarks.support --scratch FOLDER", body)
    for line in (*shipped, *learnt):
        print(" | ".join(line))


def _row(test: Test, own: PairSet, model: SupportModel) -> tuple[str, ...]:
    there = own.rows.where(parts=[test.part])
    labels = tuple(sorted(set(there.labels.tolist())))
    name = test.name if test.part == "test" else f"{test.name}, {test.part}"
    said = model.probabilities(there.values)[:, list(labels)]
    if test.name == "attributionbench":  # two answers: supported, or any of the other three
        whole = model.probabilities(there.values)
        said = np.stack([whole[:, SUPPORTED], 1 - whole[:, SUPPORTED]], 1)
    alone, learnt = "–", "–"
    if test.taught:
        taught = own.rows.where(parts=list(test.taught))
        alone = _scored(test, there, _cosine(taught, there), labels)
        learnt = _scored(test, there, recipe(taught, own.vectors).probabilities(there, own.vectors), labels)
    most = Counter(there.labels.tolist()).most_common(1)[0][0]
    flat = np.tile(np.array([float(label == most) for label in labels], np.float32), (len(there.pairs), 1))
    majority = _scored(test, there, flat, labels).split(" ")[0]
    measure = test.measure.replace("_", "-").replace("auroc", "AUROC")
    shipped = _scored(test, there, said, labels)
    return name, str(len(there.pairs)), measure, majority, alone, shipped, learnt


def _cosine(taught: Rows, there: Rows) -> Floats:
    at = [NAMES.index("cosine")]
    model = LogisticRegression(class_weight="balanced").fit(taught.values[:, at], taught.labels)
    out: Floats = model.predict_proba(there.values[:, at])
    return out


def _scored(test: Test, there: Rows, said: Floats, labels: Sequence[int]) -> str:
    names = [LABELS[label] for label in labels]
    truth = [LABELS[label] for label in there.labels]
    each = np.maximum(said, 1e-9)
    each = each / each.sum(1, keepdims=True)
    found = score("pair", truth, each, names, groups=[pair.group for pair in there.pairs]).of(test.measure)
    low, high = found.low or found.value, found.high or found.value
    return f"{found.value:.3f} ({low:.3f}–{high:.3f})"


def _accepted(sets: dict[str, PairSet], model: SupportModel) -> list[tuple[str, str, str]]:
    made = []
    for test in TESTS:
        there = sets[test.name].rows.where(parts=[test.part])
        passes = model.probabilities(there.values)[:, SUPPORTED] >= model.card.threshold
        true = there.labels == SUPPORTED
        name = test.name if test.part == "test" else f"{test.name}, {test.part}"
        made.append((name, f"{100 * passes[~true].mean():.0f} %", f"{100 * (~passes[true]).mean():.0f} %"))
    return made


NOTES = (
    "## Where a goal is missed",
    "By the recipes: citation_integrity by .036 (.464 of .50), healthver by .229 (.551 of .78, with a "
    "fifth of the training data of those who published), covidfact by .067 (.683 of .75), climate_fever "
    "by .081 (.519 of .60), attributionbench by .050 (.730 of .78) and out of distribution by .047 (.793 "
    "of .84). Tried, with numbers in `docs/models/support.md`: near misses, weights a set, trees alone, a"
    " line alone, half of each, a cross-encoder of the embedded size. Next: a cross-encoder that learns "
    "from FEVER and Citation Integrity first and then from each set, on a GPU, its score as one more "
    "feature.",
    "## How to read it",
    "Each test keeps the labels that it has; the model's probabilities of its other labels are left out. "
    "Zero-shot: no pair of that set went into the model; the validation parts of healthver, covidfact and "
    "climate_fever were looked at while the features were made, the test parts were not. On healthver the "
    "train part is not at hand, and the recipe learns on dev; published scores learnt on five times as much. "
    "FEVER's test here is 15 % of its dev part, by evidence text. WiCE's chunks of one claim are read as "
    "one evidence. Of every evidence the twelve sentences that share most words with the claim are read. "
    "Citation Integrity is read with all candidate sentences: whether there is a gold one tells a label.",
    "What a recipe is: half boosted trees on the features, half a line on the features and the vectors of "
    "claim and nearest sentence; the halves were chosen on validation parts, and on AttributionBench and "
    "healthver by cross-validation within dev.",
    "Read once means: no choice was made by a test part. The four sets that teach printed their test scores "
    "for one earlier model too, which was replaced because quotations came out as contradicted and 2037 "
    "passed for 2027, both found by tests.",
)


if __name__ == "__main__":
    main()
