"""The project's own labels of hazards, risk and outlook: schema, spans, counts, no copies."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sklearn.feature_extraction.text import HashingVectorizer

ROOT = Path(__file__).resolve().parents[2]
GUIDELINE = (ROOT / "docs" / "labels" / "hazards.md").read_text("utf-8")
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "finetune/data/hazards.jsonl").read_text("utf-8").splitlines()
]
FIELDS = ["id", "text", "language", "region", "style", "group", "spans", "risk", "outlook"]
VALUES: dict[str, set[Any]] = {
    "language": {"en", "fr", "es", "zh"},
    "region": {
        *("Africa", "Asia", "Europe", "Latin America and Caribbean", "Northern America", "Oceania"),
        "global",
    },
    "style": {"assessment", "report", "news", "narrative", "disclosure", "law", "message"},
    "risk": {0, 1, 2, 3, 4},
    "outlook": {"risk", "neutral", "opportunity"},
}
LABELS = {
    *("warming", "hurricane", "flood", "drought", "heat", "wildfire", "storm", "sea_level_rise"),
    *("landslide", "cold", "pollution", "biodiversity_loss"),
}
FEWEST_ROWS = {"en": 900, "fr": 250, "es": 250, "zh": 220}
FEWEST_SPANS, FEWEST_OF_A_GRADE, FEWEST_OPPORTUNITIES = 110, 220, 250
MOST_ALIKE = 0.6


def test_every_row_has_the_fields_and_their_values() -> None:
    wrong = [
        row["id"]
        for row in ROWS
        if list(row) != FIELDS
        or not row["text"].strip()
        or any(row[field] not in values for field, values in VALUES.items())
    ]
    assert not wrong


def test_ids_are_unique() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_spans_are_exact_in_order_and_apart() -> None:
    for row in ROWS:
        end = 0
        for span in row["spans"]:
            assert list(span) == ["start", "end", "label"], row["id"]
            assert span["label"] in LABELS, row["id"]
            assert end <= span["start"] < span["end"] <= len(row["text"]), row["id"]
            surface, end = row["text"][span["start"] : span["end"]], span["end"]
            assert surface == surface.strip(" .,;:!?，。；：、"), (row["id"], surface)


def test_a_span_does_not_cut_a_word() -> None:
    """A hashtag may hold a span inside its one long word; Chinese has no spaces."""
    for row in ROWS:
        text = row["text"]
        for span in row["spans"] if row["language"] != "zh" else []:
            before, after = text[: span["start"]][-1:], text[span["end"] :][:1]
            assert not before.isalpha() or "#" in text[: span["start"]].split()[-1], row["id"]
            assert not after.isalpha(), row["id"]


def test_no_two_texts_are_alike() -> None:
    matrix = HashingVectorizer(analyzer="char", ngram_range=(3, 3), binary=True, n_features=2**16)
    vectors = matrix.transform([row["text"] for row in ROWS])
    alike = (vectors @ vectors.T).tocoo()
    pairs = [
        (ROWS[first]["id"], ROWS[second]["id"])
        for first, second, cosine in zip(alike.row, alike.col, alike.data, strict=True)
        if first < second and cosine > MOST_ALIKE
    ]
    assert not pairs


def test_a_group_is_one_document() -> None:
    """Three to eight sentences, together in the file, of one language, region and style."""
    documents: dict[str, set[tuple[str, str, str]]] = {}
    sizes = Counter(row["group"] for row in ROWS)
    for row in ROWS:
        documents.setdefault(row["group"], set()).add((row["language"], row["region"], row["style"]))
    assert all(len(kinds) == 1 for kinds in documents.values())
    assert all(3 <= size <= 8 for size in sizes.values())


@pytest.mark.parametrize("language", sorted(FEWEST_ROWS))
def test_there_are_enough_rows_of_a_language(language: str) -> None:
    assert sum(row["language"] == language for row in ROWS) >= FEWEST_ROWS[language]


@pytest.mark.parametrize("label", sorted(LABELS))
def test_there_are_enough_spans_of_a_label_and_it_is_defined(label: str) -> None:
    assert sum(span["label"] == label for row in ROWS for span in row["spans"]) >= FEWEST_SPANS
    assert f"| `{label}` |" in GUIDELINE


@pytest.mark.parametrize("grade", range(5))
def test_there_are_enough_rows_of_a_grade_and_it_is_defined(grade: int) -> None:
    assert sum(row["risk"] == grade for row in ROWS) >= FEWEST_OF_A_GRADE
    assert f"| {grade} |" in GUIDELINE


def test_there_are_enough_opportunities_and_hard_negatives() -> None:
    assert sum(row["outlook"] == "opportunity" for row in ROWS) >= FEWEST_OPPORTUNITIES
    assert 0.15 <= sum(not row["spans"] for row in ROWS) / len(ROWS) <= 0.3


def test_grades_are_not_told_by_numbers_alone() -> None:
    """Every grade holds sentences with digits and sentences without."""
    for grade in range(5):
        own = [any(c.isdigit() for c in row["text"]) for row in ROWS if row["risk"] == grade]
        assert 0.1 < sum(own) / len(own) < 0.9
