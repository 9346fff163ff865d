"""The project's own pairs of claim and evidence: schema, what they teach, and what a second pass says."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import cohen_kappa_score

from finetune.examples import check
from finetune.readers import OWN_LICENCE, READERS, read
from finetune.tasks import TASKS

ROOT = Path(__file__).parents[2]
DATA = ROOT / "finetune" / "data"
PAGE = (ROOT / "docs" / "labels" / "support.md").read_text("utf-8")
LABELS = ("supported", "partial", "not_supported", "contradicted")
LANGUAGES = {"en": 511, "fr": 30, "es": 30, "zh": 30}


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, Any]]:
    found = lines("support.jsonl")
    named = {row["id"]: row for row in found}
    assert len(named) == len(found)
    return named


@pytest.fixture(scope="module")
def second() -> dict[str, str]:
    return {row["id"]: row["label"] for row in lines("support_second.jsonl")}


def test_every_pair_follows_the_schema(rows: dict[str, dict[str, Any]]) -> None:
    for name, row in rows.items():
        assert set(row) == {"id", "group", "language", "claim", "evidence", "label", "edit"}, name
        assert name.startswith(f"{row['group']}-")
        assert row["label"] in LABELS
        assert all(row[field] == row[field].strip() != "" for field in ("claim", "evidence")), name
    assert Counter(row["language"] for row in rows.values()) == LANGUAGES


def test_every_part_teaches_all_four_labels_and_no_text_crosses(rows: dict[str, dict[str, Any]]) -> None:
    examples = read("own_support")
    check(examples, TASKS["claim_support"], "own_support")
    assert len(examples) == len(rows)
    assert {(own.text, own.pair, own.label) for own in examples} == {
        (row["claim"], row["evidence"], row["label"]) for row in rows.values()
    }
    for part in ("train", "validation", "test"):
        shares = Counter(own.label for own in examples if own.part == part)
        assert set(shares) == set(LABELS)
        assert min(shares.values()) > 0.12 * shares.total()
    assert len({(own.group, own.part) for own in examples}) == len({own.group for own in examples})
    assert Counter(own.language for own in examples) == LANGUAGES


def test_claim_support_learns_from_them_by_default_and_they_may_ship() -> None:
    assert TASKS["claim_support"].readers[0] == "own_support"
    assert READERS["own_support"].ships
    assert READERS["own_support"].licence == OWN_LICENCE


def test_the_second_pass_agrees_as_the_page_says(
    rows: dict[str, dict[str, Any]], second: dict[str, str]
) -> None:
    assert len(second) == 200
    first = {name: rows[name]["label"] for name in second}
    assert Counter(rows[name]["language"] for name in second) == {"en": 170, "fr": 10, "es": 10, "zh": 10}
    same = sum(first[name] == label for name, label in second.items()) / len(second)
    kappa = cohen_kappa_score(list(first.values()), list(second.values()))
    assert f"{100 * same:.1f} % have the same label; Cohen's kappa is {kappa:.3f}".replace("0.", ".") in PAGE
    for label in LABELS:
        counts = [sum(own == label for own in passed.values()) for passed in (first, second)]
        both = sum(first[name] == label == second[name] for name in second)
        assert f"| `{label}` | {counts[0]} | {counts[1]} | {both} |" in PAGE
    differing = {name for name in second if first[name] != second[name]}
    assert set(re.findall(r"`(s\d{3}-\d)`", PAGE)) == differing
