"""The unseen set about refusals: its counts, and that its facts stand where it says, or nowhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from agents.questioning import read_known
from corpus.pdf import read_pdf
from tests.shared import shared

FILE = Path(__file__).resolve().parents[1] / "benchmarks" / "refusal_unseen.jsonl"
ROWS = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
SCAN = "mw-scan-mlw169264.pdf"
AROUND = 300


def test_sixty_of_each_in_four_languages_that_the_product_can_read() -> None:
    counts = Counter((row["answerable"], row["language"]) for row in ROWS)
    assert counts == {
        (kind, language): count
        for kind in (True, False)
        for language, count in {"en": 45, "fr": 5, "es": 5, "zh": 5}.items()
    }
    known = read_known(FILE)
    assert [one.answerable for one in known] == [row["answerable"] for row in ROWS]
    assert len({one.question for one in known}) == len(known)


@pytest.fixture(scope="module")
def pages() -> Mapping[tuple[str, int], str]:
    """The text of every page that has any without recognition, white space as one space."""
    paths = [path for path in shared("corpus", "pdf").glob("*.pdf") if path.name != SCAN]
    read = {path.name: read_pdf(path, ocr=False) for path in paths}
    return {
        (name, page.number): " ".join(page.text.split()) for name, own in read.items() for page in own.pages
    }


@pytest.mark.shared
def test_what_answers_stands_on_the_page_that_is_named(pages: Mapping[tuple[str, int], str]) -> None:
    for row in ROWS:
        for page in row["pages"]:
            if page["file"] != SCAN:
                assert re.search(row["holds"], pages[page["file"], page["page"]]), row["question"]


@pytest.mark.shared
def test_what_would_answer_a_near_miss_stands_nowhere_together(pages: Mapping[tuple[str, int], str]) -> None:
    for row in ROWS:
        first, *others = row.get("absent", ["(?!)"])
        for (file, number), text in pages.items():
            for found in re.finditer(first, text, re.IGNORECASE):
                near = text[max(0, found.start() - AROUND) : found.end() + AROUND]
                held = all(re.search(other, near, re.IGNORECASE) for other in others)
                assert not held, f"{row['question']} {file} page {number}: {near}"
