"""The order of an answer's sentences against the project's judgments: before and after, and refusals.

python -m benchmarks.judgments [--library FOLDER]
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from agents.assistant import Assistant
from agents.plan import plan
from agents.quantities import quantities
from agents.research import Finding, research
from agents.write import Pick, picks_of
from benchmarks.judgments_data import Judged, Place, judgments, mark
from benchmarks.questions import interval, library
from benchmarks.report import table, write
from finetune.ranking import GOOD, ndcg
from finetune.relevance_card import load

K = 5
_WANTS_NUMBER = re.compile(
    r"\bhow (?:much|many|far|deep|large|big|high|long)\b|\bwhat (?:share|part|percentage|proportion|number"
    r"|amount|rate)\b|\bwhich year\b|\bwhen\b|\bcombien\b|\bquelle part\b|\bquand\b|\bjusqu'où\b"
    r"|\bcuánt[oa]s?\b|\bcuándo\b|\bqué (?:parte|porcentaje)\b|多少|几|哪一?年",
    re.IGNORECASE,
)
_WANTS_ACTION = re.compile(
    r"\b(?:should|must|how can|what can|plans? to|polic(?:y|ies)|measures?|options?|recommend\w*|actions?"
    r"|devrai\w*|doi(?:t|vent)|mesures?|politiques?|debe\w*|medidas?|políticas?)\b|应|措施|政策|如何",
    re.IGNORECASE,
)
_RECOMMENDS = re.compile(
    r"\b(?:should|recommend\w*|need(?:s|ed)? to|must|shall|ought to|urge[sd]?|requests?|calls? (?:on|upon)"
    r"|encourages?|invites?|targets?|commit\w*|aims? to|pledge\w*|priorit\w+|measures?|require[sd]?"
    r"|will (?:be|support|establish|promote|develop|increase|provide|reduce)"
    r"|devrai(?:t|ent)|doi(?:t|vent)|il faut|recommand\w+|objectifs?|mesures?|vise(?:nt)? à|s'engage\w*"
    r"|deber[íi]an?|deben?|recomiend\w+|recomendaci\w+|objetivos?|metas?|medidas?|insta|pide|alienta)\b"
    r"|应当?|必须|要|建议|目标|不得|措施",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question: was it answered, and the grades of its sentences in either order, None unjudged."""

    judged: Judged
    answered: bool
    before: tuple[int | None, ...]
    after: tuple[int | None, ...]


def by_hand(finding: Finding, pick: Pick) -> float:
    """Return what a sentence was worth by the weights that were set by hand before the judgments."""
    asked, reading = finding.sub_question, pick.reading
    sentence = next(one for one in reading.sentences if one.quote == pick.span)
    by_words = 0.3 if sentence.cosine else 0.75
    worth = 0.75 * sentence.cosine + by_words * sentence.coverage + 0.25 * reading.probability
    if _RECOMMENDS.search(sentence.text):
        worth += 0.15 if _WANTS_ACTION.search(asked.text) else 0.05
    if _WANTS_NUMBER.search(asked.text):
        worth += 0.1 if quantities(sentence.text) else -0.15
    if asked.years and any(str(year) in sentence.text for year in asked.years):
        worth += 0.08
    return worth - (0.0 if pick.alone else 0.25) - max(0, len(pick.text) - 320) / 2_500


def ask(assistant: Assistant, judged: Judged) -> Outcome:
    """Return what the researchers bring for one question, in both orders."""
    tools, planned = assistant.toolbox(), plan(judged.question)
    findings = [
        research(sub, planned.language, tools.finder, tools.embedder, k=tools.k)
        for sub in planned.sub_questions
    ]
    found = [(finding, pick) for finding in findings for pick in picks_of(finding)]
    before = sorted(found, key=lambda item: -by_hand(*item))
    after = sorted(found, key=lambda item: -item[1].worth)
    return Outcome(
        judged,
        any(finding.searched.answered for finding in findings),
        tuple(_grade(judged, pick) for _, pick in before),
        tuple(_grade(judged, pick) for _, pick in after),
    )


def _grade(judged: Judged, pick: Pick) -> int | None:
    return judged.grades.get(place(pick))


def place(pick: Pick) -> Place:
    """Return where the sentence of a pick stands, as judgments name it."""
    reading = pick.reading
    text = next(one.text for one in reading.sentences if one.quote == pick.span)
    return (reading.document.sha256, reading.passage.page, mark(text))


def judged_well(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes whose order can be judged: a sentence that answers is known."""
    return [one for one in outcomes if one.judged.answerable and max(one.judged.ideal, default=0) >= GOOD]


def gains(outcomes: Sequence[Outcome], order: Callable[[Outcome], Sequence[int | None]]) -> list[float]:
    """Return nDCG@5 of each outcome; an unjudged sentence counts as not answering."""
    return [ndcg([grade or 0 for grade in order(one)], one.judged.ideal, K) for one in outcomes]


def firsts(outcomes: Sequence[Outcome], order: Callable[[Outcome], Sequence[int | None]]) -> list[float]:
    """Return 1 for each outcome whose first sentence answers, at least in part."""
    return [float((order(one)[0] or 0) >= GOOD) if order(one) else 0.0 for one in outcomes]


def line(name: str, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Return one line of the table of orders."""
    own = judged_well(outcomes)
    if not own:
        return (name, "0", "", "", "", "")
    orders: tuple[Callable[[Outcome], Sequence[int | None]], ...] = (
        lambda one: one.before,
        lambda one: one.after,
    )
    cells = [f"{fmean(measure(own, order)):.3f}" for measure in (gains, firsts) for order in orders]
    return (name, str(len(own)), *cells)


def refusals(name: str, outcomes: Sequence[Outcome]) -> tuple[str, str, str]:
    """Return one line of the table of refusals."""
    can = [one for one in outcomes if one.judged.answerable]
    cannot = [one for one in outcomes if not one.judged.answerable]
    return (
        name,
        f"{sum(not one.answered for one in can)} of {len(can)}",
        f"{sum(one.answered for one in cannot)} of {len(cannot)}",
    )


def report(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the parts of the page."""
    head = ("questions", "n", "nDCG@5 before", "nDCG@5 after", "first answers before", "first answers after")
    test = [one for one in outcomes if one.judged.part == "test"]
    good = judged_well(test)
    kinds = sorted({one.judged.kind for one in outcomes})
    tongues = ("en", "fr", "es", "zh")
    parts = [
        line(name, [one for one in outcomes if one.judged.part == name])
        for name in ("train", "validation", "test")
    ]
    unread = fmean(grade is None for one in judged_well(outcomes) for grade in one.after[:K])
    low, high = interval([a - b for a, b in zip(gains(good, _after), gains(good, _before), strict=True)])
    held = [one for one in outcomes if one.judged.part != "train"]
    return [
        INTRODUCTION.format(sentence=load("sentence").id, words=load("sentence-lexical").id),
        f"**on the test part nDCG@5 {parts[2][2]} before and {parts[2][3]} after, the first sentence answers "
        f"{float(parts[2][4]):.0%} before and {float(parts[2][5]):.0%} after** (gain in nDCG@5 per question, "
        f"95 % interval {low:+.3f} to {high:+.3f}; {unread:.0%} of the first five sentences are unjudged)",
        table(head, parts),
        "By kind of question, validation and test:",
        table(head, [line(kind, [one for one in held if one.judged.kind == kind]) for kind in kinds]),
        "By language, all parts (French and Chinese stand mostly in train, Spanish in test):",
        table(
            head, [line(tongue, [o for o in outcomes if o.judged.language == tongue]) for tongue in tongues]
        ),
        "Refusals now (`refusal.md` has the larger set):",
        table(
            ("questions", "answerable, refused wrongly", "unanswerable, answered wrongly"),
            [
                refusals(
                    f"{part}, {name}", [one for one in outcomes if one.judged.part == part and known(one)]
                )
                for part in ("train", "validation", "test")
                for name, known in (("English", _english), ("other", lambda one: not _english(one)))
            ],
        ),
        BEFORE,
    ]


def _before(one: Outcome) -> Sequence[int | None]:
    return one.before


def _after(one: Outcome) -> Sequence[int | None]:
    return one.after


def _english(one: Outcome) -> bool:
    return one.judged.language == "en"


INTRODUCTION = (
    "The questions and grades of `finetune/data/relevance.jsonl` (guideline: `docs/labels/relevance.md`) "
    "over the 27 shared reports. *Before* is the order by the weights that were set by hand, *after* that "
    "of the sentence model ({sentence}; by words alone {words}), both over the same passages. nDCG@5 has "
    "gains of 2^grade - 1 against the best order of all sentences judged for the question, so what the "
    "search misses costs too; a first sentence answers from grade 2 on. An unjudged sentence counts as not "
    "answering. Choices were made by cross-validation over the train and validation parts and the weights "
    "learnt from both, so only the test part, which holds other reports, says how good the order is."
)
BEFORE = (
    "The release before as a whole (its search, what it could quote, its order, its threshold), measured "
    "once on the same questions and grades, all languages: nDCG@5 0.490, 0.394, 0.479 and first answers "
    "0.480, 0.308, 0.478 (train, validation, test); refused wrongly 10 of 123, 4 of 39, 5 of 46, answered "
    "wrongly 3 of 26, 0 of 10, 3 of 16. Its sentences were graded too, for they were in the pool."
)


def main() -> None:
    """Ask every judged question and write ``results/judgments.md``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "globalbrain-bench")
    chosen = parser.parse_args()
    assistant = library(chosen.library.absolute())
    outcomes = [ask(assistant, one) for one in judgments()]
    write(
        "judgments", "Sentences in the order of an answer", "python -m benchmarks.judgments", report(outcomes)
    )


if __name__ == "__main__":
    main()
