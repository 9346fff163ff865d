"""The questions of advisers: their shape, that the facts stand where they say, and the stages of a loss."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks.advisers import QUESTIONS, STAGES, read_asked, stage
from corpus.pdf import read_pdf
from tests.shared import shared

SCAN = "mw-scan-mlw169264.pdf"


def test_every_question_has_pages_and_all_are_for_development() -> None:
    asked = read_asked(QUESTIONS)
    assert len(asked) == 47
    assert all(one.question.pages and one.question.split == "dev" for one in asked)
    assert len({one.question.question for one in asked}) == len(asked)
    assert len(Counter(one.kind for one in asked)) >= 8


@pytest.mark.shared
def test_the_words_that_answer_stand_on_every_page_named() -> None:
    wanted = {page for one in read_asked() for page in one.question.pages}
    files = sorted({file for file, _ in wanted} - {SCAN})
    texts = {
        (file, page.number): " ".join(page.text.split())
        for file in files
        for page in read_pdf(shared("corpus", "pdf", file), ocr=False).pages
    }
    for one in read_asked():
        for page in one.question.pages:
            if page[0] != SCAN:
                assert re.search(one.holds, texts[page]), one.question.id


@pytest.mark.parametrize(
    ("place", "cited", "answered", "read", "pooled", "expected"),
    [
        (5, True, True, True, True, 0),
        (6, True, True, True, True, 1),
        (0, False, True, True, True, 2),
        (0, False, False, True, True, 3),
        (0, False, False, False, True, 4),
        (0, False, True, False, False, 5),
    ],
)
def test_a_loss_has_the_stage_that_the_page_came_to(
    *, place: int, cited: bool, answered: bool, read: bool, pooled: bool, expected: int
) -> None:
    assert stage(place=place, cited=cited, answered=answered, read=read, pooled=pooled) == STAGES[expected]
