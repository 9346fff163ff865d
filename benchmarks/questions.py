"""Our own 30 questions over the real reports: does the product find, cite and refuse rightly?

    python -m benchmarks.questions [--split dev|test|all] [--library FOLDER]

The test split is for the end: it is never used to choose a setting.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from agents.assistant import Assistant, Filters
from agents.contract import to_json
from agents.plan import Turn
from agents.settings import Settings
from benchmarks.report import pdf_folder, table, write

QUESTIONS = Path(__file__).with_name("questions.jsonl")
MANIFEST = Path(__file__).with_name("manifest.csv")
K = 5

PageRef = tuple[str, int]
"""A file name and a page position from 1."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the pages that answer it; none for a question without an answer."""

    id: str
    split: str
    question: str
    language: str
    answerable: bool
    pages: frozenset[PageRef]
    note: str
    history: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the product did with one question."""

    question: Question
    answered: bool
    found: tuple[PageRef, ...]
    """Pages of the search's hits, best first, each once."""
    cited: tuple[PageRef, ...]
    """Pages of the answer's citations, in reading order, each once."""
    sentences: int
    sentences_cited: int
    citations: int
    citations_exact: int


def read_questions(path: Path = QUESTIONS) -> tuple[Question, ...]:
    """Return the questions of a JSONL file, in its order."""
    return tuple(_question(json.loads(line)) for line in path.read_text("utf-8").splitlines())


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        id=row["id"],
        split=row["split"],
        question=row["question"],
        language=row["language"],
        answerable=row["answerable"],
        pages=frozenset((page["file"], page["page"]) for page in row["pages"]),
        note=row.get("note", ""),
        history=tuple(row.get("history", ())),
        filters={name: tuple(values) for name, values in row.get("filters", {}).items()},
    )


def hit(pages: Sequence[PageRef], wanted: frozenset[PageRef], k: int = K) -> bool:
    """Return whether one of the first ``k`` pages answers.

    >>> hit([("a.pdf", 1), ("b.pdf", 2)], frozenset({("b.pdf", 2)}))
    True
    """
    return any(page in wanted for page in pages[:k])


def interval(values: Sequence[float], *, rounds: int = 2000, seed: int = 0) -> tuple[float, float]:
    """Return the 95 per cent bootstrap interval of a mean; (nan, nan) without values."""
    if not values:
        return (float("nan"), float("nan"))
    draw = random.Random(seed)
    means = sorted(fmean(draw.choices(values, k=len(values))) for _ in range(rounds))
    return (means[int(0.025 * rounds)], means[int(0.975 * rounds) - 1])


def share(values: Sequence[bool]) -> str:
    """Return a share as text: hits of all, per cent, interval.

    >>> share([True, True])
    '2 of 2, 100 % (100 to 100)'
    """
    if not values:
        return "none"
    low, high = interval([float(value) for value in values])
    return (
        f"{sum(values)} of {len(values)}, {100 * fmean(values):.0f} % ({100 * low:.0f} to {100 * high:.0f})"
    )


def measures(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Return every measure of some outcomes, by name, as text."""
    yes = [outcome for outcome in outcomes if outcome.question.answerable]
    no = [outcome for outcome in outcomes if not outcome.question.answerable]
    sentences = sum(outcome.sentences for outcome in outcomes)
    citations = sum(outcome.citations for outcome in outcomes)
    cited = sum(outcome.sentences_cited for outcome in outcomes)
    exact = sum(outcome.citations_exact for outcome in outcomes)
    return {
        f"search finds an answering page in {K}": share([hit(o.found, o.question.pages) for o in yes]),
        f"answer cites an answering page in its first {K}": share(
            [hit(o.cited, o.question.pages) for o in yes]
        ),
        "answerable, answered": share([o.answered for o in yes]),
        "answerable, refused (wrong)": share([not o.answered for o in yes]),
        "no answer in the library, refused (right)": share([not o.answered for o in no]),
        "no answer in the library, answered (wrong)": share([o.answered for o in no]),
        "sentences with a citation": f"{cited} of {sentences}",
        "citations whose quote is the exact slice of its page": f"{exact} of {citations}",
    }


def ask(assistant: Assistant, question: Question) -> Outcome:
    """Ask one question, check every citation against its page, and return what happened."""
    filters = _filters(assistant, question.filters)
    history = tuple(Turn(text) for text in question.history)
    reply = to_json(assistant.answer(question.question, history=history, filters=filters))
    claims = reply["claims"]
    citations = [citation for claim in claims for citation in claim["citations"]]
    resolved = reply.get("plan", {}).get("question", question.question) if history else question.question
    evidence = assistant.search(resolved, k=20, filters=filters)
    return Outcome(
        question=question,
        answered=reply["answered"],
        found=tuple(dict.fromkeys((item.document.file, item.passage.page) for item in evidence)),
        cited=tuple(dict.fromkeys((item["file"], item["page"]) for item in citations)),
        sentences=len(claims),
        sentences_cited=sum(bool(claim["citations"]) for claim in claims),
        citations=len(citations),
        citations_exact=sum(_exact(assistant, citation) for citation in citations),
    )


def _filters(assistant: Assistant, asked: Mapping[str, tuple[str, ...]]) -> Filters:
    return assistant.filters(documents=asked.get("documents", ()), countries=asked.get("countries", ()))


def _exact(assistant: Assistant, citation: Mapping[str, Any]) -> bool:
    page = assistant.page(citation["document_id"], citation["page"])
    return bool(page.text[citation["start"] : citation["end"]] == citation["quote"])


def library(folder: Path) -> Assistant:
    """Return an assistant over the 27 reports with their table of sources, ingested where needed."""
    settings = Settings.read(library=folder)
    assistant = Assistant.from_settings(settings)
    with tempfile.TemporaryDirectory() as staged:
        for path in sorted(pdf_folder().glob("*.pdf")):
            shutil.copy(path, staged)
        shutil.copy(MANIFEST, Path(staged) / "manifest.csv")
        for _ in assistant.ingest([Path(staged)]):
            pass
    return assistant


def rows(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, ...]]:
    """Yield one line a question: what was right and what was not."""
    for outcome in outcomes:
        question = outcome.question
        if question.answerable:
            verdict = "answered" if outcome.answered else "**refused**"
            places = [hit(outcome.found, question.pages), hit(outcome.cited, question.pages)]
            yield (question.id, question.split, verdict, *("yes" if place else "no" for place in places))
        else:
            yield (question.id, question.split, "**answered**" if outcome.answered else "refused", "", "")


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return the page's bold line: what was found, cited and refused, over all questions."""
    yes = [outcome for outcome in outcomes if outcome.question.answerable]
    no = [outcome for outcome in outcomes if not outcome.question.answerable]
    found = sum(hit(outcome.found, outcome.question.pages) for outcome in yes)
    cited = sum(hit(outcome.cited, outcome.question.pages) for outcome in yes)
    return (
        f"**an answering page found for {found} of {len(yes)} questions and cited for {cited}; "
        f"{sum(not o.answered for o in yes)} of {len(yes)} refused wrongly, "
        f"{sum(o.answered for o in no)} of {len(no)} unanswerable ones answered wrongly**"
    )


def main() -> None:
    """Run the questions and write ``results/questions.md``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "globalbrain-bench")
    choice = parser.parse_args()
    assistant = library(choice.library)
    chosen = [q for q in read_questions() if choice.split in (q.split, "all")]
    outcomes = [ask(assistant, question) for question in chosen]
    splits = {name: [o for o in outcomes if o.question.split == name] for name in ("dev", "test")}
    results = {name: measures(some) for name, some in splits.items() if some}
    names = list(next(iter(results.values())))
    scores = table(("measure", *results), [(n, *(result[n] for result in results.values())) for n in names])
    head = ("question", "split", "outcome", "page found", "page cited")
    if choice.split == "all":
        write(
            "questions",
            "Thirty questions over 27 real reports",
            "python -m benchmarks.questions",
            [INTRODUCTION, summary(outcomes), scores, table(head, list(rows(outcomes)))],
        )
    print(scores)


INTRODUCTION = (
    "The questions, the pages that answer them and a note on each stand in "
    "`benchmarks/questions.jsonl`; they were written by reading the reports. Ten have no answer in the "
    "library. The dev split may be looked at while developing, the test split is run at the end and no "
    "setting is chosen on it. Intervals are 95 per cent bootstrap intervals over questions; with so few "
    "questions they are wide."
)

if __name__ == "__main__":
    main()
