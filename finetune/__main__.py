"""python -m finetune TASK ROWS: train a shipped relevance model again from labelled rows."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from finetune.ranking import read_cases, train_sentences
from finetune.relevance_card import SHIPPED, save
from finetune.relevance_questions import train_on_questions
from finetune.relevance_rows import read
from finetune.relevance_train import train

SOURCES = {
    "relevance": {"policy": "Apache-2.0", "judged": "Apache-2.0"},
    "relevance-across": {"across": "Apache-2.0"},
    "relevance-lexical": {
        "pira-en": "CC0-1.0",
        "pira-pt": "CC0-1.0",
        "xquad-en": "CC BY-SA 4.0",
        "xquad-es": "CC BY-SA 4.0",
        "xquad-zh": "CC BY-SA 4.0",
        "cmrc2018-zh": "CC BY-SA 4.0",
    },
}

# "relevance": chosen by cross-validation over the dev half of benchmarks/refusal.jsonl and the train and
# validation parts of the judgments, where it refuses 7 of 100 answerable questions and answers 16 of 100
# unanswerable ones; 0.5 would do so with 4 and 21. "relevance-lexical": chosen on that dev half by
# `python -m benchmarks.refusal`: questions of policy are answered in other words than quiz questions, so
# the sets' own threshold refuses too many. "relevance-across": chosen by cross-validation over the train
# part of the translated questions, where it refuses 29 of 100 answerable questions whose answer was found
# and answers 12 of 100 unanswerable ones.
THRESHOLDS = {"relevance": 0.7, "relevance-lexical": 0.3, "relevance-across": 0.85}
JUDGED = ("sentence", "sentence-lexical")
JUDGMENTS = {"name": "finetune/data/relevance.jsonl", "licence": "Apache-2.0"}
NOTES = {
    "sentence": "Weights from the train and validation parts of the project's own judgments, in English.",
    "sentence-lexical": "Weights from the train and validation parts of the project's own judgments, without "
    "the encoder.",
    "relevance": "Weights from the dev half of benchmarks/refusal.jsonl and the train part of the project's "
    "own judgments, curve from these and the validation part, scores from both test parts, all in English.",
    "relevance-across": "Weights and threshold from questions of the train part of the project's own "
    "judgments and the dev half of benchmarks/refusal.jsonl, translated into five languages; scores from "
    "those of the test parts.",
    "relevance-lexical": "Threshold from the dev half of benchmarks/refusal.jsonl; curve and scores from "
    "the sets named here.",
}


def main() -> None:
    """Train, score and save one model, and print what it scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=(*SOURCES, *JUDGED))
    parser.add_argument("rows", type=Path, help="of benchmarks.judgments_rows, refusal_rows or refusal_data")
    parser.add_argument("--out", type=Path, default=SHIPPED / "relevance")
    chosen = parser.parse_args()
    if chosen.task in JUDGED:
        cases = read_cases(chosen.rows, encoder_knows=chosen.task == "sentence")
        card = train_sentences(chosen.task, cases, [JUDGMENTS], NOTES[chosen.task])
        save(card, chosen.out)
        print(chosen.task, json.dumps(dict(card.scores)))
        return
    learn = train if chosen.task == "relevance-lexical" else train_on_questions
    licences = SOURCES[chosen.task]
    data = [{"name": name, "licence": licence} for name, licence in licences.items()]
    rows = read(chosen.rows, tuple(licences))
    card = learn(chosen.task, rows, data, NOTES[chosen.task], THRESHOLDS[chosen.task])
    save(card, chosen.out)
    print(chosen.task, json.dumps({"threshold": card.threshold, **card.scores}))


if __name__ == "__main__":
    main()
