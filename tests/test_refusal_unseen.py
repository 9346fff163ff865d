"""The unseen sets about refusals: their counts, and that their facts stand where they say, or nowhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from agents.questioning import read_known
from benchmarks.answers import SETS
from corpus.pdf import read_pdf
from tests.shared import shared

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"
UNSEEN = ["unseen", "unseen2"]
MOSTLY_ENGLISH = {"en": 45, "fr": 5, "es": 5, "zh": 5}
COUNTS = {
    "unseen": {True: MOSTLY_ENGLISH, False: MOSTLY_ENGLISH},
    "unseen2": {True: {"en": 42, "fr": 6, "es": 6, "zh": 6}, False: MOSTLY_ENGLISH},
}
SCAN = "mw-scan-mlw169264.pdf"
REPORTS = 27
AROUND = 300


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a set."""
    return [json.loads(line) for line in (FOLDER / SETS[name]).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", UNSEEN)
def test_sixty_of_each_in_four_languages_that_the_product_can_read(name: str) -> None:
    own = rows(name)
    for kind, counts in COUNTS[name].items():
        assert Counter(row["language"] for row in own if row["answerable"] is kind) == counts
    known = read_known(FOLDER / SETS[name])
    assert [one.answerable for one in known] == [row["answerable"] for row in own]
    assert len({one.question for one in known}) == len(known)


def test_no_id_and_no_question_is_of_two_sets() -> None:
    own = [row for name in UNSEEN for row in rows(name)]
    assert len({row["id"] for row in own}) == len(own)
    asked = Counter(one.question for file in SETS.values() for one in read_known(FOLDER / file))
    assert [question for question, times in asked.items() if times > 1] == []


def test_the_second_set_asks_of_every_report_and_misses_every_report() -> None:
    own = rows("unseen2")
    asked = {page["file"] for row in own for page in row["pages"]}
    missed = {row["near"].split()[0] for row in own if not row["answerable"]}
    assert asked == missed
    assert len(asked) == REPORTS
    assert all(bool(row["pages"]) is row["answerable"] for row in own)


@pytest.fixture(scope="module")
def pages() -> Mapping[tuple[str, int], str]:
    """The text of every page that has any without recognition, white space as one space."""
    paths = [path for path in shared("corpus", "pdf").glob("*.pdf") if path.name != SCAN]
    read = {path.name: read_pdf(path, ocr=False) for path in paths}
    return {
        (name, page.number): " ".join(page.text.split()) for name, own in read.items() for page in own.pages
    }


@pytest.mark.shared
@pytest.mark.parametrize("name", UNSEEN)
def test_what_answers_stands_on_the_page_that_is_named(
    name: str, pages: Mapping[tuple[str, int], str]
) -> None:
    for row in rows(name):
        for page in row["pages"]:
            if page["file"] != SCAN:
                assert re.search(row["holds"], pages[page["file"], page["page"]]), row["question"]


@pytest.mark.shared
@pytest.mark.parametrize("name", UNSEEN)
def test_what_would_answer_a_near_miss_stands_nowhere_together(
    name: str, pages: Mapping[tuple[str, int], str]
) -> None:
    for row in rows(name):
        first, *others = row.get("absent", ["(?!)"])
        for (file, number), text in pages.items():
            for found in re.finditer(first, text, re.IGNORECASE):
                near = text[max(0, found.start() - AROUND) : found.end() + AROUND]
                held = all(re.search(other, near, re.IGNORECASE) for other in others)
                assert not held, f"{row['question']} {file} page {number}: {near}"
