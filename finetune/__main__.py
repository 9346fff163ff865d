"""python -m finetune TASK ROWS: train a shipped relevance model again from labelled rows."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from finetune.relevance_card import SHIPPED, save
from finetune.relevance_questions import train_on_questions
from finetune.relevance_rows import read
from finetune.relevance_train import train

SOURCES = {
    "relevance": {"policy": "Apache-2.0"},
    "relevance-lexical": {
        "pira-en": "CC0-1.0",
        "pira-pt": "CC0-1.0",
        "xquad-en": "CC BY-SA 4.0",
        "xquad-es": "CC BY-SA 4.0",
        "xquad-zh": "CC BY-SA 4.0",
        "cmrc2018-zh": "CC BY-SA 4.0",
    },
}

# Chosen on the dev half of benchmarks/refusal.jsonl by `python -m benchmarks.refusal`: questions of
# policy are answered in other words than quiz questions, so the sets' own threshold refuses too many.
THRESHOLDS = {"relevance": 0.5, "relevance-lexical": 0.3}
NOTES = {
    "relevance": "Weights, threshold and curve from the dev half of benchmarks/refusal.jsonl, scores from "
    "its test half, both in English.",
    "relevance-lexical": "Threshold from the dev half of benchmarks/refusal.jsonl; curve and scores from "
    "the sets named here.",
}


def main() -> None:
    """Train, score and save one model, and print what it scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=tuple(SOURCES))
    parser.add_argument("rows", type=Path, help="of benchmarks.refusal_rows, or of benchmarks.refusal_data")
    parser.add_argument("--out", type=Path, default=SHIPPED / "relevance")
    chosen = parser.parse_args()
    learn = train_on_questions if chosen.task == "relevance" else train
    licences = SOURCES[chosen.task]
    data = [{"name": name, "licence": licence} for name, licence in licences.items()]
    rows = read(chosen.rows, tuple(licences))
    card = learn(chosen.task, rows, data, NOTES[chosen.task], THRESHOLDS[chosen.task])
    save(card, chosen.out)
    print(chosen.task, json.dumps({"threshold": card.threshold, **card.scores}))


if __name__ == "__main__":
    main()
