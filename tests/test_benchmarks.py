"""The benchmarks' own arithmetic: medians, percentiles, ratios, and what a command took."""

from __future__ import annotations

import doctest
import hashlib
import importlib
import sys

import pytest

from benchmarks.measure import Taken, middle, p95, run
from benchmarks.report import RESULTS, table
from benchmarks.summary import README, with_results

FAST = Taken(wall_s=10.0, cpu_s=15.0, peak_mib=400.0, output="")
SLOW = Taken(wall_s=50.0, cpu_s=90.0, peak_mib=800.0, output="")


@pytest.mark.parametrize("name", ["ingestion", "measure", "metadata", "questions", "report", "summary"])
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"benchmarks.{name}"))
    assert result.attempted
    assert not result.failed


def test_a_median_and_a_percentile() -> None:
    assert middle([3.0, 1.0, 2.0]) == 2.0
    assert p95([float(n) for n in range(100)]) == 94.0
    assert p95([5.0]) == 5.0


def test_ratios_compare_medians_of_time_and_the_highest_memory() -> None:
    ingestion = importlib.import_module("benchmarks.ingestion")
    words = ingestion.ratios([FAST, FAST], [SLOW, SLOW])
    assert words == "5.0 times as fast, 6.0 times less CPU time, 0.50 of the peak memory"


def test_a_row_says_pages_and_passages_a_second() -> None:
    ingestion = importlib.import_module("benchmarks.ingestion")
    assert ingestion.row("ours", [FAST], 100, 500)[-2:] == ("10.0", "50.0")


def test_a_command_is_run_and_measured() -> None:
    taken = run([sys.executable, "-c", "print(sum(range(3 * 10**7)))"])
    assert taken.output == f"{sum(range(3 * 10**7))}\n"
    assert taken.wall_s > 0
    assert taken.peak_mib > 1


def test_an_exit_code_is_a_failure_unless_accepted() -> None:
    refused = [sys.executable, "-c", "raise SystemExit(3)"]
    assert run(refused, accept=(0, 3)).output == ""
    with pytest.raises(SystemExit, match="ended with 3"):
        run(refused)


def test_a_table_has_as_many_lines_as_rows_and_two_more() -> None:
    assert len(table(("a",), [("1",), ("2",)]).splitlines()) == 4


def test_every_result_page_says_its_command_and_machine() -> None:
    for page in RESULTS.glob("*.md"):
        text = page.read_text("utf-8")
        assert "python -m" in text, page.name


def test_the_list_in_the_readme_is_made_from_the_result_pages() -> None:
    text = README.read_text("utf-8")
    assert with_results(text) == text


def test_a_field_is_right_wrong_unknown_left_open_or_guessed() -> None:
    metadata = importlib.import_module("benchmarks.metadata")
    row = {"title": "A Report: on Peat and its water", "year": None, "also": {"year": [2015]}}
    assert metadata.outcome("title", "A REPORT ON PEAT, AND ITS WATER", row) == "right"
    assert metadata.outcome("title", "A Report", row) == "wrong"
    assert metadata.outcome("title", None, row) == "unknown"
    assert metadata.outcome("year", None, row) == "left open"
    assert metadata.outcome("year", 2015, row) == "left open"
    assert metadata.outcome("year", 2030, row) == "guessed"


def test_the_table_of_what_pdfs_state_is_whole() -> None:
    metadata = importlib.import_module("benchmarks.metadata")
    rows = metadata.truth()
    assert len({row["sha256"] for row in rows}) == len(rows) >= 45
    for row in rows:
        assert set(row) == {"name", "folder", "sha256", "split", "also", *metadata.FIELDS}
        digest = hashlib.sha256(row["name"].encode()).hexdigest()
        assert row["split"] == ("test" if int(digest, 16) % 2 else "dev")
