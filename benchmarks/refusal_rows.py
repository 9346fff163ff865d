"""Rows for the relevance model: the questions of ``refusal.jsonl`` with the passages read for them.

python -m benchmarks.refusal_rows --library LIBRARY --out /tmp/questions.jsonl.gz
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from agents.assistant import Assistant, Settings
from agents.plan import plan
from agents.research import KNOWN, readable
from benchmarks.refusal import QUESTIONS
from finetune.features import features

PARTS = {"dev": "train", "test": "test"}


def rows_of(assistant: Assistant, item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a row for each passage that is read for a question; none in other languages."""
    planned, tools = plan(item["question"]), assistant.toolbox()
    if planned.language not in KNOWN:
        return
    for sub in planned.sub_questions:
        question, candidates = readable(sub, tools.finder, tools.embedder, k=tools.k)
        for candidate in candidates:
            yield {
                "set": "policy",
                "group": item["question"],
                "part": PARTS[item["split"]],
                "question": item["question"],
                "setting": "with" if item["answerable"] else "without",
                "label": 0,
                "features": [round(value, 5) for value in features(question, candidate)],
            }


def main() -> None:
    """Write the rows of all questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    assistant = Assistant.from_settings(replace(Settings.read(), library=chosen.library.absolute()))
    with gzip.open(chosen.out, "wt", encoding="utf-8") as out:
        for line in QUESTIONS.read_text("utf-8").splitlines():
            for row in rows_of(assistant, json.loads(line)):
                out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
