"""The question set is well formed, its pages exist, and the arithmetic of its measures is right."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.questions import Outcome, Question, hit, interval, measures, read_questions, share
from tests.shared import shared

QUESTIONS = read_questions()


def test_there_are_thirty_and_ten_have_no_answer() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS) == 30
    assert Counter((q.split, q.answerable) for q in QUESTIONS) == {
        ("dev", True): 7,
        ("dev", False): 3,
        ("test", True): 13,
        ("test", False): 7,
    }


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_has_pages_exactly_when_it_has_an_answer(question: Question) -> None:
    assert question.answerable == bool(question.pages)
    assert question.question.strip()
    assert question.note.strip()


def test_four_languages_a_follow_up_and_filters_are_among_them() -> None:
    assert {question.language for question in QUESTIONS} == {"en", "fr", "es", "zh"}
    assert any(question.history for question in QUESTIONS)
    assert any(question.filters for question in QUESTIONS)


@pytest.mark.shared
def test_every_page_named_exists_and_has_text() -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    folder = shared("corpus", "pdf")
    for file, number in sorted({page for question in QUESTIONS for page in question.pages}):
        with pypdfium2.PdfDocument(folder / file) as document:
            page = document[number - 1]
            text = page.get_textpage()
            assert text.count_chars() > 100, f"{file} page {number}"
            text.close()
            page.close()


PAGE = ("a.pdf", 3)
ASKED = Question("q1", "dev", "Why?", "en", True, frozenset({PAGE}), "because")
ANSWERED = Outcome(ASKED, True, (("b.pdf", 1), PAGE), (PAGE,), 2, 2, 3, 3)
MISSED = replace(ANSWERED, found=(("b.pdf", 1),) * 5 + (PAGE,), cited=(("b.pdf", 1),), citations_exact=2)
UNANSWERABLE = Question("n1", "dev", "When?", "en", False, frozenset(), "nowhere")
REFUSED = Outcome(UNANSWERABLE, False, (("b.pdf", 1),), (), 0, 0, 0, 0)


def test_a_page_counts_only_among_the_first_five() -> None:
    assert hit(ANSWERED.found, ASKED.pages)
    assert not hit(MISSED.found, ASKED.pages)


def test_measures_of_a_small_example() -> None:
    values = measures([ANSWERED, MISSED, REFUSED, replace(REFUSED, answered=True)])
    assert values["search finds an answering page in 5"].startswith("1 of 2, 50 %")
    assert values["answer cites an answering page in its first 5"].startswith("1 of 2, 50 %")
    assert values["answerable, refused (wrong)"].startswith("0 of 2, 0 %")
    assert values["no answer in the library, refused (right)"].startswith("1 of 2, 50 %")
    assert values["no answer in the library, answered (wrong)"].startswith("1 of 2, 50 %")
    assert values["sentences with a citation"] == "4 of 4"
    assert values["citations whose quote is the exact slice of its page"] == "5 of 6"


def test_an_interval_holds_the_mean_and_repeats() -> None:
    values = [0.0] * 5 + [1.0] * 15
    low, high = interval(values)
    assert low < 0.75 < high
    assert interval(values) == (low, high)
    assert all(math.isnan(bound) for bound in interval([]))


def test_nothing_measured_is_said() -> None:
    assert share([]) == "none"
