"""Refusals right and wrong, over a library of the shared PDFs; the dev half chooses the threshold.

python -m benchmarks.refusal [--library FOLDER]
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from agents.assistant import Assistant
from benchmarks.questions import library
from finetune.evaluate import auroc, interval, refused
from finetune.relevance_card import load

QUESTIONS = Path(__file__).with_name("refusal.jsonl")
STEPS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Asked:
    """One question, whether the library answers it, and what came of it."""

    split: str
    question: str
    answerable: bool
    answered: bool
    probability: float
    seconds: float
    round: int
    place: int | None
    """Where in the answer the sentence stands that holds the fact asked for; -1 where none is noted."""


def ask(assistant: Assistant, questions: Path) -> list[Asked]:
    """Return what became of each question of the file."""
    asked = []
    for line in questions.read_text("utf-8").splitlines():
        item = json.loads(line)
        round_ = item.get("round", 1)
        start = time.perf_counter()
        brief = assistant.answer(item["question"])
        took = time.perf_counter() - start
        best = max(search.probability for search in brief.searched)
        claims = [claim.text for claim in brief.claims]
        place = next((at for at, text in enumerate(claims) if re.search(item.get("holds", "$^"), text)), None)
        asked.append(
            Asked(
                item["split"],
                item["question"],
                item["answerable"],
                brief.answered,
                best,
                took,
                round_,
                place if "holds" in item else -1,
            )
        )
    return asked


def report(asked: list[Asked]) -> str:
    """Return the results as Markdown."""
    card, words = load("relevance"), load("relevance-lexical")
    times = sorted(a.seconds for a in asked)
    test = [a for a in asked if a.split == "test"]
    scored = _scored(test)
    low, high = interval(scored, auroc)
    return f"""# Refusals right and wrong

Command: `python -m benchmarks.refusal`

The questions of `benchmarks/refusal.jsonl` over the 27
shared PDFs. Round 1 holds questions in the words of reports, and unanswerable ones mostly on other topics.
Round 2 holds paraphrases as a policy adviser would put them (definitions, numbers, articles of treaties,
French, Spanish, Chinese, comparisons), and near misses: the right topic, but another country, year, quantity,
species or technology. The dev half, with the train and validation parts of the project's judgments
(`docs/labels/relevance.md`), taught the relevance model its weights and threshold; the test half was
held out.

Shipped models: relevance {card.id} (threshold {card.threshold}); by words alone {words.id} (threshold
{words.threshold}), for questions in languages that the encoder does not know.

| questions | answerable, refused wrongly | unanswerable, answered wrongly |
|---|---|---|
{_rounds(asked)}

- AUROC on the test half {auroc(scored):.3f} (95 % interval {low} to {high})
- a question, warm: median {statistics.median(times):.2f} s, p95 {times[int(len(times) * 0.95)]:.2f} s
{_held([a for a in test if a.place != -1])}
- by words alone, held-out part of the public sets: AUROC {words.scores["auroc"]} {words.scores["auroc_95"]},
  calibration error {words.scores["calibration_error"]}

Share refused, by threshold:

| threshold | dev, answerable | dev, unanswerable | test, answerable | test, unanswerable |
|---|---|---|---|---|
{_table(asked)}

Wrong:

{_wrong(asked)}

How far the test half was held out: no weight was learnt from it and the threshold was chosen by
cross-validation over other questions. But the test half is not new: its counts had been seen when an earlier
model got its threshold, and one label was mended after its first run (the library does say when Eritrea
acceded, so that question counts as answerable). A Spanish question about loss and damage was looked at when
labels of that concept were added to the glossary. Questions and model are by the same authors, the numbers
are small, and the threshold by words alone rests on nine dev questions. The scores inside the shipped card
are those of this test half and the test part of the judgments together.

One test question, what the National Drought Management Authority does, counts as wrongly refused, though the
library names that body under a map only. Sixty and sixty newer questions: [answers](answers.md).

How to train it again: `python -m benchmarks.refusal_rows --library LIBRARY --out ROWS`, then
`python -m finetune relevance ROWS`; by words alone, `python -m benchmarks.refusal_data --out ROWS`, then
`python -m finetune relevance-lexical ROWS`. The sentence model, which the relevance model looks at, comes
first: `docs/labels/relevance.md`.
"""


def _rounds(asked: list[Asked]) -> str:
    rows = []
    for split in ("dev", "test"):
        for number in (1, 2):
            own = [a for a in asked if (a.split, a.round) == (split, number)]
            can, cannot = ([a for a in own if a.answerable is kind] for kind in (True, False))
            wrong = f"{sum(not a.answered for a in can)} of {len(can)}"
            rows.append(
                f"| {split}, round {number} | {wrong} | {sum(a.answered for a in cannot)} of {len(cannot)} |"
            )
    return "\n".join(rows)


def _held(asked: list[Asked]) -> str:
    places = [a.place for a in asked if a.place is not None]
    return (
        f"- the fact asked for (round 2, test) stands in a sentence of the answer for {len(places)} of "
        f"{len(asked)} questions,\n  in the first one for {places.count(0)}"
    )


def _scored(asked: list[Asked]) -> list[tuple[float, bool]]:
    return [(a.probability, a.answerable) for a in asked]


def _table(asked: list[Asked]) -> str:
    halves = [_scored([a for a in asked if a.split == split]) for split in ("dev", "test")]
    rows = []
    for step in STEPS:
        shares = [refused(half, step, answerable=kind) for half in halves for kind in (True, False)]
        rows.append(" | ".join([f"| {step}", *(f"{share:.0%}" for share in shares)]) + " |")
    return "\n".join(rows)


def _wrong(asked: list[Asked]) -> str:
    wrong = [a for a in asked if a.answered != a.answerable]
    verb = {True: "refused", False: "answered"}
    return "\n".join(f"- {a.split}, {verb[a.answerable]} at {a.probability:.2f}: {a.question}" for a in wrong)


def main() -> None:
    """Ask everything and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "globalbrain-bench")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("results") / "refusal.md")
    chosen = parser.parse_args()
    assistant = library(chosen.library.absolute())
    assistant.answer("What is climate change?")
    chosen.out.write_text(report(ask(assistant, chosen.questions)), "utf-8")


if __name__ == "__main__":
    main()
