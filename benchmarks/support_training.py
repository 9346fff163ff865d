"""Train the claim-support model that ships: ``python -m benchmarks.support_training``.

Only sets whose licence lets us teach it; the word table is made from the embedded encoder's own words.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.support_data import PairSet, pairs_of, read
from corpus.encoder import Embedder
from finetune import support_words
from finetune.calibration import ece
from finetune.support import calibrated
from finetune.support_card import FOLDER, LABELS, SupportCard, save
from finetune.support_features import NAMES
from finetune.support_train import (
    COPIES,
    MISSES,
    WEIGHTS,
    Rows,
    calibrate,
    copies,
    fit,
    joined,
    laid,
    macro_f1,
    near_misses,
    trade_off,
)
from finetune.words import SMALL_WORDS, words
from retrieval.openvino_conversion import model_folder
from retrieval.openvino_encoder import load_embedded

LICENCES = {
    "own": "Apache-2.0 (labels of the project)",
    "wice": "ODC-BY; text CC BY-SA",
    "citation_integrity": "MIT",
    "fever_rte": "CC BY-SA 3.0",
}
ACCEPT = 0.10
"""The share of unsupported validation claims that the threshold lets through, at most."""


def make_words(encoder: Embedder, folder: Path = FOLDER) -> None:
    """Write the word table: whole words of the encoder's vocabulary, weighed by the training texts."""
    vocabulary = json.loads((model_folder() / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    whole = [w for w in vocabulary if w.isascii() and w.isalpha() and len(w) > 2 and w not in SMALL_WORDS]
    counts: Counter[str] = Counter()
    texts = 0
    for name in ("wice", "citation_integrity", "fever_rte"):
        for pair in pairs_of(name):
            for text in (pair.claim, *pair.evidence) if pair.part == "train" else ():
                counts.update(set(words(text)))
                texts += 1
    shares = {word: count / texts for word, count in counts.items() if count > 1}
    folder.mkdir(parents=True, exist_ok=True)
    table = support_words.made(whole, encoder.embed(whole), shares)
    support_words.save(table, folder / support_words.FILE.name)


def train(encoder: Embedder, scratch: Path) -> SupportCard:
    """Train, calibrate, score on validation and test parts, and save."""
    table = support_words.word_table()
    sets = {name: read(name, encoder, table, scratch) for name in LICENCES}
    taught = [own.rows.where(parts=["train"]) for own in sets.values()]
    taught += [_made(name, sets[name], table) for name in LICENCES]
    trees = fit(joined(taught))
    validation = joined([own.rows.where(parts=["validation"]) for own in sets.values()])
    counts = Counter(pair.source for pair in validation.pairs)
    share = {"own": 0.5, "wice": 0.2, "citation_integrity": 0.15, "fever_rte": 0.15}
    weights = np.array([share[pair.source] / counts[pair.source] for pair in validation.pairs], np.float32)
    logits = trees.logits(validation.values)
    temperature, shift = calibrate(logits, validation.labels, weights)
    each = calibrated(logits, shift, temperature)
    apart = np.array([pair.source in ("own", "wice") for pair in validation.pairs])
    curve = trade_off(each[apart, 0], validation.labels[apart] == 0)
    threshold = next((step for step, accepted, _ in curve if accepted <= ACCEPT), 0.95)
    scores: dict[str, Any] = {}
    for name, own in sets.items():
        test = own.rows.where(parts=["test"])
        said = calibrated(trees.logits(test.values), shift, temperature)
        scores[name] = _scores(test, said)
    data = tuple(
        {"name": name, "licence": LICENCES[name], "pairs": len(own.rows.where(parts=["train"]).pairs)}
        for name, own in sets.items()
    )
    card = SupportCard("", LABELS, NAMES, temperature, shift, threshold, curve, data, scores, {})
    return save(card, trees)


def _made(name: str, own: PairSet, table: support_words.WordTable) -> Rows:
    """Near misses and copies, made of a set's training pairs."""
    pairs = own.rows.where(parts=["train"]).pairs
    misses = near_misses(pairs, own.vectors, MISSES.get(name, 0))
    return laid((*misses, *copies(pairs, COPIES[name])), own.vectors, table)


def _scores(test: Rows, said: Any) -> dict[str, Any]:  # noqa: ANN401
    labels = sorted(set(test.labels.tolist()))
    chosen = np.array(labels)[said[:, labels].argmax(1)]
    right = (said.argmax(1) == test.labels).astype(np.float64)
    return {
        "pairs": len(test.pairs),
        "macro_f1": round(macro_f1(test.labels.tolist(), chosen.tolist()), 3),
        "calibration_error": round(ece(said.max(1).astype(np.float64), right), 3),
    }


def main() -> None:
    """Train and save; print what the card says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scratch", type=Path, required=True, help="keeps vectors and features")
    parser.add_argument("--words", action="store_true", help="make the word table again too")
    chosen = parser.parse_args()
    chosen.scratch.mkdir(parents=True, exist_ok=True)
    encoder = load_embedded()
    if chosen.words:
        make_words(encoder)
    card = train(encoder, chosen.scratch)
    print(card.id, card.temperature, card.shift, card.threshold, json.dumps(card.scores), WEIGHTS)


if __name__ == "__main__":
    main()
