"""The command eval retrieval: a table, JSON, a run file, and refusals that say what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.retrieval.conftest import HashingEmbedder
from tests.retrieval.judged import QRELS, folder
from ui.cli import app
from ui.cli_session import Session


class Shelf:
    """What the command asks of an assistant."""

    def embedder(self) -> HashingEmbedder:
        return HashingEmbedder()


class Line:
    """The command line with vectors kept in a folder of the test."""

    def __call__(self, *words: str, code: int = 0) -> str:
        session = Session(make=lambda _: Shelf(), environ={})  # type: ignore[arg-type,return-value]
        done = CliRunner().invoke(app, ["eval", "retrieval", *words], obj=session)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        self.said = done.stderr
        return done.stdout


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setenv("GLOBALBRAIN_CACHE", str(tmp_path / "cache"))
    return Line()


def test_a_table_names_each_set_and_its_measures(line: Line, tmp_path: Path) -> None:
    shown = line(str(folder(tmp_path / "one")), str(folder(tmp_path / "two")))
    rows = [row.split("\t") for row in shown.splitlines()]
    assert rows[0] == ["set", "queries", "texts / passages", "nDCG@10", "R@20", "R@100"]
    assert [row[:3] for row in rows[1:]] == [["one", "3", "4 / 4"], ["two", "3", "4 / 4"]]
    assert rows[1][3] == "1.000 (1.000 to 1.000)"


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ([], ["words", "context", "meaning", "concepts", "rerank"]),
        (["--no-context"], ["words", "meaning", "concepts", "rerank"]),
        (["--no-concepts"], ["words", "context", "meaning", "rerank"]),
        (["--no-rerank"], ["words", "context", "meaning", "concepts"]),
        (["--only", "bm25"], ["words"]),
        (["--only", "dense"], ["meaning"]),
    ],
)
def test_json_says_what_was_measured(line: Line, tmp_path: Path, words: list[str], parts: list[str]) -> None:
    found: dict[str, Any] = json.loads(line(str(folder(tmp_path / "one")), "--json", *words))
    assert [name for name, counts in found["parts"].items() if counts] == parts
    assert found["encoder"] == "hashing"
    (own,) = found["sets"]
    assert own["measures"]["nDCG@10"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert own["per_query"]["R@20"] == {"q1": 1.0, "q2": 1.0, "q3": 1.0}


def test_a_run_file_holds_each_query_once_in_the_order_of_ranks(line: Line, tmp_path: Path) -> None:
    out = tmp_path / "mine.run"
    line(str(folder(tmp_path / "one")), "--run", str(out))
    rows = [row.split(" ") for row in out.read_text("utf-8").splitlines()]
    assert [row[2] for row in rows if row[3] == "1"] == ["kenya#p1", "fiji#p2", "fiji#p1"]
    assert {row[5] for row in rows} == {"globalbrain-fusion"}
    line(str(folder(tmp_path / "one")), "--run", str(out), code=1)
    assert "--force" in line.said
    line(str(folder(tmp_path / "one")), "--run", str(out), "--force")


def test_one_run_file_takes_one_folder(line: Line, tmp_path: Path) -> None:
    path = str(folder(tmp_path / "one"))
    line(path, path, "--run", str(tmp_path / "mine.run"), code=2)
    assert "one set" in line.said


def test_what_cannot_be_used_is_said_with_its_place(line: Line, tmp_path: Path) -> None:
    path = folder(tmp_path / "one", qrels=f"{QRELS}q9\tfiji#p1\t1\n")
    told = json.loads(line(str(path), "--json", code=1))["error"]
    assert told["what"].endswith("test.tsv, line 6")
    assert told["reason"] == 'no query "q9"'
    assert told["remedy"]


def test_help_shows_what_can_be_typed(line: Line) -> None:
    shown = line("--help")
    assert "globalbrain eval retrieval judged/ --only bm25" in shown
    assert "qrels/*.tsv" in shown
