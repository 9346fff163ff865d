"""Rows for the relevance model: questions with the passages read for them, answerable or not.

python -m benchmarks.refusal_rows --library LIBRARY --out /tmp/questions.jsonl.gz [--across]

The questions are those of ``refusal.jsonl`` and the project's own judgments. A judged question whose
answer was not among what was read is left out: to refuse it is right for these passages. With
``--across``, they are those questions in French, Spanish, Portuguese, Chinese and Arabic, as
``finetune/data/translations.jsonl`` has them, over passages in English.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agents.assistant import Assistant, Settings
from agents.plan import plan
from agents.reading import Read, candidate
from agents.research import KNOWN, read_across, read_for
from agents.state import Toolbox
from benchmarks.judgments_data import Judged, judgments, mark
from benchmarks.refusal import QUESTIONS
from finetune.features import features
from finetune.predict import Asked, Question, asked, kind_of, sentence_model
from finetune.ranking import GOOD
from finetune.relevance_rows import Part

PARTS: dict[str, Part] = {"dev": "train", "test": "test"}
TRANSLATIONS = Path(__file__).parents[1] / "finetune" / "data" / "translations.jsonl"


@dataclass(frozen=True, slots=True)
class Item:
    """A question, whether the library answers it, the part it belongs to, its judgments if any."""

    source: str
    question: str
    answerable: bool
    part: Part
    judged: Judged | None = None


def items() -> Iterator[Item]:
    """Yield the questions of both files."""
    for line in QUESTIONS.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Item("policy", row["question"], row["answerable"], PARTS[row["split"]])
    for one in judgments():
        yield Item("judged", one.question, one.answerable, one.part, one)


def translated() -> Iterator[Item]:
    """Yield questions of both files in other languages, each in the part of its original."""
    known = {item.judged.id if item.judged else item.question: item for item in items()}
    for line in TRANSLATIONS.read_text("utf-8").splitlines():
        row = json.loads(line)
        item = known[row["of"]]
        yield replace(item, source="across", question=row["question"])


def rows_across(tools: Toolbox, item: Item) -> Iterator[dict[str, Any]]:
    """Yield a row for each passage in English that is read for a question in another language."""
    read = [
        (question, kind_of(sub.query), passage)
        for sub in plan(item.question).sub_questions
        for question, own in [read_across(sub, tools.finder, tools.embedder, k=tools.k)]
        for passage in own
    ]
    if item.judged and item.answerable and not any(_answers(item.judged, one) for *_, one in read):
        return
    for question, kind, passage in read:
        values = _features(question, replace(asked(question), kind=kind), passage, encoder_knows=True)
        yield _row(item, values, answers=_answers(item.judged, passage))


def rows_of(tools: Toolbox, item: Item, *, encoder_knows: bool) -> Iterator[dict[str, Any]]:
    """Yield a row for each passage that is read for a question; none where its answer was missed."""
    read = [
        (question, passage)
        for sub in plan(item.question).sub_questions
        for question, _, passages in [
            read_for(sub, tools.finder, tools.embedder if encoder_knows else None, k=tools.k)
        ]
        for passage in passages
    ]
    if item.judged and item.answerable and not any(_answers(item.judged, one) for _, one in read):
        return
    for question, passage in read:
        values = _features(question, asked(question), passage, encoder_knows=encoder_knows)
        yield _row(item, values, answers=_answers(item.judged, passage))


def _row(item: Item, values: tuple[float, ...], *, answers: bool) -> dict[str, Any]:
    return {
        "set": item.source,
        "group": item.question,
        "part": item.part,
        "question": item.question,
        "setting": "with" if item.answerable else "without",
        "label": int(answers),
        "features": [round(value, 5) for value in values],
    }


def _features(question: Question, of: Asked, passage: Read, *, encoder_knows: bool) -> tuple[float, ...]:
    model = sentence_model(encoder_knows=encoder_knows)
    scores = (model.log_odds(of, told) for told in passage.told if told is not None)
    answer = max((model.probability(score) for score in scores), default=0.0)
    return features(question, candidate(passage, answer))


def _answers(judged: Judged | None, passage: Read) -> bool:
    sha256, page = passage.evidence.document.sha256, passage.evidence.passage.page
    grades = judged.grades if judged else {}
    return any(grades.get((sha256, page, mark(text)), 0) >= GOOD for text in passage.texts)


def main() -> None:
    """Write the rows of all questions in languages that the encoder knows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--across", action="store_true", help="questions in other languages")
    chosen = parser.parse_args()
    assistant = Assistant.from_settings(replace(Settings.read(), library=chosen.library.absolute()))
    tools = assistant.toolbox()
    with gzip.open(chosen.out, "wt", encoding="utf-8") as out:
        for item in translated() if chosen.across else ():
            for row in rows_across(tools, item):
                out.write(json.dumps(row) + "\n")
        for item in () if chosen.across else items():
            if plan(item.question).language in KNOWN:
                for row in rows_of(tools, item, encoder_knows=True):
                    out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
