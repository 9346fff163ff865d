"""ask, verify and eval answers over a file of sources, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.agents.test_sources import INDIA, KENYA, write
from ui.cli import app
from ui.cli_session import Session

QUESTION = "How much forest land should India restore?"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return write(tmp_path / "given.jsonl", INDIA, KENYA)


def run(tmp_path: Path, *words: str) -> Result:
    session = Session(environ={"HOME": str(tmp_path), "GLOBALBRAIN_LIBRARY": str(tmp_path / "none")})
    return CliRunner().invoke(app, list(words), obj=session)


def test_ask_then_verify_without_any_library(given: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "ask", QUESTION, "--sources", str(given), "--json")
    assert done.exit_code == 0, done.output
    brief = json.loads(done.stdout)
    assert brief["claims"][0]["citations"][0]["page"] == 12
    saved = tmp_path / "answer.json"
    saved.write_text(done.stdout)
    assert run(tmp_path, "verify", str(saved), "--sources", str(given)).exit_code == 0
    assert (
        run(tmp_path, "verify", str(saved), "--sources", str(write(tmp_path / "b.jsonl", KENYA))).exit_code
        == 1
    )
    assert run(tmp_path, "ask", "Who plays chess in Peru?", "--sources", str(given)).exit_code == 3


@pytest.mark.parametrize("option", [("--year", "2020"), ("--country", "Kenya"), ("--risk", "0")])
def test_filters_are_of_a_library(option: tuple[str, str], given: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "ask", QUESTION, "--sources", str(given), *option)
    assert done.exit_code == 2
    assert "filters narrow a library" in done.stderr


def test_a_bad_line_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"title": "x"}')
    done = run(tmp_path, "ask", QUESTION, "--sources", str(path))
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith('globalbrain: bad.jsonl, line 1: "text" is absent')


def test_answers_are_measured(given: Path, tmp_path: Path) -> None:
    questions = write(
        tmp_path / "questions.jsonl",
        {"question": QUESTION, "pages": [{"file": "India forest mission", "page": 12}], "split": "a"},
        {"question": "What does Brazil do about mercury?"},
    )
    words = ("eval", "answers", str(questions), "--sources", str(given))
    shown = run(tmp_path, *words)
    assert shown.exit_code == 0, shown.output
    assert "sentences with a citation\t1.000 (1.000 to 1.000)" in shown.stdout
    plain = json.loads(run(tmp_path, *words, "--json").stdout)
    assert [one["answered"] for one in plain["questions"]] == [True, False]
    assert plain["measures"]["unanswerable and refused (recall)"]["mean"] == 1.0
    assert len(json.loads(run(tmp_path, *words, "--json", "--split", "a").stdout)["questions"]) == 1
    assert run(tmp_path, *words, "--split", "z").exit_code == 2


def test_a_question_with_filters_cannot_be_asked_of_a_file(given: Path, tmp_path: Path) -> None:
    questions = write(tmp_path / "q.jsonl", {"question": QUESTION, "filters": {"countries": ["KEN"]}})
    done = run(tmp_path, "eval", "answers", str(questions), "--sources", str(given))
    assert done.exit_code == 2
    assert "a question has filters" in done.stderr
