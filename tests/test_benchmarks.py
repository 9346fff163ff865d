"""The benchmarks' own arithmetic: medians, percentiles, ratios, and what a command took."""

from __future__ import annotations

import doctest
import hashlib
import importlib
import re
import sys
from pathlib import Path

import pytest

from agents.brief import Brief
from benchmarks import retrieval_quality
from benchmarks.measure import Taken, middle, p95, run
from benchmarks.report import RESULTS, table
from benchmarks.retrieval_ablations import CHANGES, ablations, every_word
from benchmarks.run import BENCHMARKS, chosen
from benchmarks.summary import README, with_results
from benchmarks.tables import Asked, answers_part, read_questions, states
from retrieval import lexical_query
from retrieval.analysis import asked
from retrieval.evaluate import Bench
from retrieval.hits import NO_FILTERS
from retrieval.judged import half_of, read_judged
from tests.retrieval.conftest import HashingEmbedder
from tests.retrieval.judged import TEXTS, folder
from tests.ui.briefs import an_answer

FAST = Taken(wall_s=10.0, cpu_s=15.0, peak_mib=400.0, output="")
SLOW = Taken(wall_s=50.0, cpu_s=90.0, peak_mib=800.0, output="")


@pytest.mark.parametrize(
    "name", ["ingestion", "measure", "metadata", "questions", "report", "retrieval_quality", "summary"]
)
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


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Nine queries over four texts; each half has some."""
    queries = [{"_id": f"q{number}", "text": TEXTS[number % 4]["text"]} for number in range(9)]
    qrels = "".join(f"q{number}\t{TEXTS[number % 4]['_id']}\t1\n" for number in range(9))
    assert {half_of(query["_id"]) for query in queries} == {"validation", "test"}
    return Bench(
        read_judged(folder(tmp_path, queries=queries, qrels=qrels)), HashingEmbedder(), tmp_path / "v"
    )


def test_every_change_of_the_retriever_is_measured_on_the_validation_half(
    bench: Bench, tmp_path: Path
) -> None:
    found = ablations(bench, HashingEmbedder(), tmp_path)
    assert set(found) == {*CHANGES, "small words count", "forms apart", "RM3"}
    assert all(0.0 <= value <= 1.0 for value in found.values())
    assert found["ships"] == bench.trial(half="validation").measures["nDCG@10"].mean == 1.0
    assert lexical_query.asked is asked  # what was changed to measure is put back


def test_the_table_has_a_line_a_set_with_the_gain_of_what_ships(bench: Bench) -> None:
    columns = retrieval_quality.trials(bench, "test")
    (line,) = retrieval_quality.rows_of({"mine": columns}, "nDCG@10")
    assert line[:2] == ["mine", str(columns["BM25"].queries)]
    assert len(line) == 2 + len(retrieval_quality.COLUMNS) + 1
    gain = columns[retrieval_quality.SHIPS].measures["nDCG@10"].mean
    gain -= columns["fusion before"].measures["nDCG@10"].mean
    assert line[-1].startswith(f"{gain:+.3f}")


def test_the_fusion_before_searched_with_every_word(bench: Bench) -> None:
    with every_word():
        assert lexical_query.asked("which is it") == ["which", "is", "it"]
    found = list(retrieval_quality.before(bench)("mangroves coast", NO_FILTERS))
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert len(found) == 4


def test_every_page_is_made_by_the_runner_and_stands_in_the_documentation() -> None:
    docs = (README.parent / "docs" / "evaluation.md").read_text("utf-8")
    made = {page: one.name for one in BENCHMARKS for page in one.pages}
    assert sorted(made) == sorted(path.stem for path in RESULTS.glob("*.md"))
    for page, name in made.items():
        assert f"| {page} | `{name}" in docs
        assert f"results/{page}.md)" in docs
        assert f"python -m benchmarks.{name}" in (RESULTS / f"{page}.md").read_text("utf-8")
        assert importlib.import_module(f"benchmarks.{name}").main


def test_the_runner_leaves_out_what_is_long_until_it_is_asked_for() -> None:
    short = {one.name: options for one, options in chosen((), long=False)}
    assert "scale" not in short
    assert short["finetune"] == ("--page",)
    whole = {one.name: options for one, options in chosen((), long=True)}
    assert set(whole) - set(short) == {"scale"}
    assert whole["finetune"] == ("--seeds", "3")
    assert [one.name for one, _ in chosen(("tables", "scale"), long=False)] == ["tables", "scale"]
    assert [one.name for one, _ in chosen((), long=False)][-1] == "summary"
    with pytest.raises(SystemExit, match="no benchmark 'speed'; there are: ingestion, "):
        chosen(("speed",), long=False)


@pytest.mark.parametrize(
    ("text", "number", "there"),
    [
        ("Best estimate\n1.5 °C", "1.5", True),
        ("11.5 °C", "1.5", False),
        ("1.53 or 21.5", "1.5", False),
        ("It was 1,450 Gt", "450", False),
        ("It was 450, then 451.", "450", True),
        ("5 (1.1–12.3) GtCO2", "5 (1.1–12.3)", True),
        ("10–16", "10–16", True),
    ],
)
def test_a_number_stands_in_an_answer_by_itself_alone(text: str, number: str, there: bool) -> None:
    assert states(text, number) is there


def test_the_answers_to_table_questions_are_counted_by_the_number_asked_for() -> None:
    class Answering:
        """An assistant that says the same to every question."""

        def answer(self, question: str) -> Brief:
            return an_answer()

    texts = [claim.text for claim in an_answer().claims]
    number = next(found[0] for text in texts if (found := re.search(r"\d+(?:[.,]\d+)*", text)))
    asked = [Asked("Which?", "a.pdf", 1, (), number), Asked("How much?", "a.pdf", 1, (), "123456789")]
    part = answers_part(asked, Answering())  # type: ignore[arg-type]
    assert "**The number asked for stands in 1 of 2 answers**" in part[1]
    assert part[-1].endswith("- How much? (asked for: 123456789; answered)")


def test_every_table_question_names_the_number_that_it_asks_for() -> None:
    asked = read_questions()
    assert len(asked) == 30
    assert all(re.search(r"\d", one.number) for one in asked)
