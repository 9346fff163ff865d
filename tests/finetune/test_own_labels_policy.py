"""The project's own labels for policy scoring keep their schema, their balance and their independence."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "finetune" / "data" / "policy.jsonl"
VALUES = {
    "language": {"en", "fr", "es", "zh"},
    "region": {
        "Africa",
        "Asia",
        "Europe",
        "Latin America and Caribbean",
        "Northern America",
        "Oceania",
        "global",
    },
    "style": {"law", "plan", "report", "budget", "speech", "news", "company"},
    "commitment": {"target", "measure", "aspiration", "none"},
    "instrument": {"incentive", "regulation", "information", "investment", "planning", "none"},
}
FLAGS = ("quantified", "timeline", "evidence")
FIELDS = {"id", "text", "group", "specificity", *VALUES, *FLAGS}
LEAST_OF_LANGUAGE = {"en": 900, "fr": 250, "es": 250, "zh": 220}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def shingles(text: str) -> frozenset[str]:
    """The text's runs of five characters, letters and digits only."""
    plain = " ".join(re.findall(r"\w+", text.lower()))
    return frozenset(plain[i : i + 5] for i in range(max(1, len(plain) - 4)))


def test_every_row_follows_the_schema(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert set(row) == FIELDS, row["id"]
        assert re.fullmatch(r"pol-\d{4}", row["id"])
        assert row["text"] == row["text"].strip() != "", row["id"]
        assert row["group"], row["id"]
        for field, values in VALUES.items():
            assert row[field] in values, (row["id"], field)
        for flag in FLAGS:
            assert isinstance(row[flag], bool), (row["id"], flag)
        assert type(row["specificity"]) is int, row["id"]


def test_ids_are_unique(rows: list[dict[str, Any]]) -> None:
    assert len({row["id"] for row in rows}) == len(rows) >= 1600


def test_specificity_follows_the_guideline(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        given = row["quantified"] + row["timeline"]
        allowed = {
            "none": {0},
            "aspiration": {given},
            "target": {max(1, given), given + 1},
            "measure": {max(1, given), given + 1},
        }
        assert row["specificity"] in allowed[row["commitment"]], row["id"]


def test_no_text_is_nearly_another(rows: list[dict[str, Any]]) -> None:
    texts = [shingles(row["text"]) for row in rows]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        shared = Counter(other for shingle in text for other in holders[shingle])
        for other, count in shared.items():
            union = len(text) + len(texts[other]) - count
            assert count / union < 0.5, (rows[other]["id"], rows[number]["id"])
        for shingle in text:
            holders[shingle].append(number)


def test_no_label_is_rare(rows: list[dict[str, Any]]) -> None:
    commitments = Counter(row["commitment"] for row in rows)
    instruments = Counter(row["instrument"] for row in rows)
    languages = Counter(row["language"] for row in rows)
    assert min(commitments[label] for label in VALUES["commitment"]) >= 330, commitments
    assert min(instruments[label] for label in VALUES["instrument"]) >= 180, instruments
    assert all(languages[key] >= least for key, least in LEAST_OF_LANGUAGE.items()), languages
    assert all(any(row[flag] for row in rows) for flag in FLAGS)


def test_a_lever_does_not_give_the_commitment_away(rows: list[dict[str, Any]]) -> None:
    pairs = Counter((row["commitment"], row["instrument"]) for row in rows)
    assert all(
        pairs[commitment, instrument] >= 15
        for commitment in VALUES["commitment"]
        for instrument in VALUES["instrument"]
    ), pairs


def test_a_group_is_one_document(rows: list[dict[str, Any]]) -> None:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["group"]].append(row)
    for key, members in groups.items():
        assert 3 <= len(members) <= 8, key
        for field in ("language", "region", "style"):
            assert len({row[field] for row in members}) == 1, (key, field)
