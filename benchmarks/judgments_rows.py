"""Rows for the sentence models: every judged question with the sentences read for it, as features.

python -m benchmarks.judgments_rows --library LIBRARY --out /tmp/judged.jsonl.gz
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agents.assistant import Assistant
from agents.plan import plan
from agents.research import KNOWN, read_for
from agents.state import Toolbox
from benchmarks.judgments_data import Judged, judgments, mark, parts
from benchmarks.questions import library
from finetune.predict import asked
from finetune.relevance_rows import Part
from finetune.sentences import sentence_features


def rows_of(
    assistant: Assistant, tools: Toolbox, one: Judged, part_of: Mapping[str, Part], *, encoder_knows: bool
) -> dict[str, Any]:
    """Return a judged question with the features of each sentence that may be quoted for it."""
    sentences = []
    for sub in plan(one.question).sub_questions:
        embedder = tools.embedder if encoder_knows else None
        question, _, passages = read_for(sub, tools.finder, embedder, k=tools.k)
        of = asked(question)
        for passage in passages:
            item = passage.evidence
            for text, told in zip(passage.texts, passage.told, strict=True):
                if told is not None:
                    place = (item.document.sha256, item.passage.page, mark(text))
                    values = [round(value, 4) for value in sentence_features(of, told)]
                    part = part_of.get(item.document.sha256, "train")
                    grade = one.grades.get(place)
                    sentences.append({"grade": grade, "part": part, "features": values, "place": place})
    return {
        "question": one.id,
        "part": one.part,
        "kind": one.kind,
        "language": one.language,
        "answerable": one.answerable,
        "encoder_knows": encoder_knows,
        "ideal": one.ideal,
        "sentences": sentences,
    }


def rows(assistant: Assistant) -> Iterator[dict[str, Any]]:
    """Yield each question without the encoder, and those in languages that it knows with it too."""
    judged, tools = judgments(), assistant.toolbox()
    for one in judged:
        for known in (False, True) if plan(one.question).language in KNOWN else (False,):
            yield rows_of(assistant, tools, one, parts(judged), encoder_knows=known)


def main() -> None:
    """Write the rows of all questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "globalbrain-bench")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    assistant = library(chosen.library.absolute())
    with gzip.open(chosen.out, "wt", encoding="utf-8") as out:
        for row in rows(assistant):
            out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
