"""Where an answer is lost: questions of advisers, each with the pages and the words that answer it.

    python -m benchmarks.advisers [--library FOLDER]

A set for development: it may be looked at, and settings may be chosen on it.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agents.assistant import Assistant
from agents.brief import Brief
from agents.research import Finding, research
from benchmarks.questions import PageRef, Question, hit, library, read_questions, share
from benchmarks.report import table, write

QUESTIONS = Path(__file__).with_name("adviser_questions.jsonl")
POOL = 50
CITED = 5
STAGES = (
    "the fact in the first five sentences",
    "the page cited, other sentences of it",
    "read, other pages cited",
    "refused, the page was read",
    f"in the first {POOL}, not read",
    f"not in the first {POOL}",
)
"""How far the answering page came, best first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what it asks for, and a pattern of the words that answer it."""

    question: Question
    kind: str
    holds: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What came of a question: its stage, whether it was answered, where its fact stands (0: nowhere)."""

    asked: Asked
    stage: str
    answered: bool
    place: int


def read_asked(path: Path = QUESTIONS) -> tuple[Asked, ...]:
    """Return the questions of a file, in its order."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    known = read_questions(path)
    return tuple(Asked(one, row["kind"], row["holds"]) for one, row in zip(known, rows, strict=True))


def stage(*, place: int, cited: bool, answered: bool, read: bool, pooled: bool) -> str:
    """Return how far an answering page came.

    >>> stage(place=2, cited=True, answered=True, read=True, pooled=True)
    'the fact in the first five sentences'
    >>> stage(place=0, cited=False, answered=False, read=True, pooled=True)
    'refused, the page was read'
    """
    if 0 < place <= CITED:
        return STAGES[0]
    if cited:
        return STAGES[1]
    if read:
        return STAGES[2] if answered else STAGES[3]
    return STAGES[4] if pooled else STAGES[5]


def lost(assistant: Assistant, one: Asked) -> Lost:
    """Ask a question and return where its answer was lost."""
    wanted = one.question.pages
    brief = assistant.answer(one.question.question)
    texts = [claim.text for claim in brief.claims]
    place = next((at for at, text in enumerate(texts, 1) if re.search(one.holds, text)), 0)
    cited = [(own.file, own.page) for claim in brief.claims for own in claim.citations]
    findings = _findings(assistant, brief)
    read = [(own.document.file, own.passage.page) for finding in findings for own in finding.readings]
    known = stage(
        place=place,
        cited=hit(tuple(dict.fromkeys(cited)), wanted, CITED),
        answered=brief.answered,
        read=hit(read, wanted, len(read)),
        pooled=hit(_pool(assistant, brief), wanted, POOL * len(brief.plan.sub_questions)),
    )
    return Lost(one, known, brief.answered, place)


def _findings(assistant: Assistant, brief: Brief) -> list[Finding]:
    tools = assistant.toolbox()
    plan = brief.plan
    return [
        research(sub, plan.language, tools.finder, tools.embedder, k=tools.k) for sub in plan.sub_questions
    ]


def _pool(assistant: Assistant, brief: Brief) -> list[PageRef]:
    finder = assistant.toolbox().finder
    found = [
        item
        for sub in brief.plan.sub_questions
        for item in finder.evidence(sub.query, k=POOL, filters=sub.filters)
    ]
    return [(item.document.file, item.passage.page) for item in found]


def report(found: Sequence[Lost]) -> list[str]:
    """Return the page: the measures, the stages, and what was lost where."""
    counts = Counter(one.stage for one in found)
    measures = {
        "answered": share([one.answered for one in found]),
        f"an answering page, or the fact, among the first {CITED}": share(
            [one.stage in STAGES[:2] for one in found]
        ),
        f"the fact in the first {CITED} sentences": share([0 < one.place <= CITED for one in found]),
        "the fact in the first sentence": share([one.place == 1 for one in found]),
    }
    rows = [
        (one.asked.question.id, one.asked.kind, one.stage, one.asked.question.question)
        for one in found
        if one.stage != STAGES[0]
    ]
    return [
        INTRODUCTION,
        table(("measure", "questions"), list(measures.items())),
        table(("how far the answering page came", "questions"), [(one, str(counts[one])) for one in STAGES]),
        table(("question", "kind", "stage", "words"), rows),
    ]


def main() -> None:
    """Ask everything and write results/advisers.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "globalbrain-bench")
    chosen = parser.parse_args()
    assistant = library(chosen.library.absolute())
    page = report([lost(assistant, one) for one in read_asked()])
    write("advisers", "Where an answer is lost", "python -m benchmarks.advisers", page)
    print("\n\n".join(page))


INTRODUCTION = (
    "The questions of `benchmarks/adviser_questions.jsonl` were written for development, from pages of the "
    "27 reports that were drawn at random and read: `pages` answer, `holds` is a pattern of words that do. "
    "Settings were chosen on this set, so that its numbers flatter the product; the test split of the "
    "[thirty questions](questions.md) was not looked at. Asked first, before sentences of measurements could "
    "be quoted and sixteen passages were read: the page or the fact among the first five for 35 of 47, the "
    "fact in the first five sentences for 25, in the first for 15, 44 answered."
)

if __name__ == "__main__":
    main()
