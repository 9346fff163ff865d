"""Tool models at the command line: look, train, promote, read, roll back, delete; one clear error each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from finetune.workshop import Workshop
from tests.finetune.lessons import lesson
from tests.finetune.tiny import tiny_bert
from ui.cli import app
from ui.cli_session import Session


class Line:
    """The command line over one library of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = str(tiny_bert(folder / "base"))
        rows = (
            {"id": own.id, "text": own.text, "label": own.label, "part": own.part}
            for own in lesson("commitment").examples
        )
        self.rows = folder / "rows.jsonl"
        self.rows.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    def __call__(self, *words: str, code: int = 0, typed: str | None = None) -> str:
        session = Session(environ={"GLOBALBRAIN_LIBRARY": str(self.folder / "library")})
        done = CliRunner().invoke(app, list(words), obj=session, input=typed)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        self.said = done.stderr
        return done.stdout

    def trained(self, *more: str) -> dict[str, Any]:
        words = ("finetune", "commitment", "--data", str(self.rows), "--base", self.base, "--json", *more)
        found: dict[str, Any] = json.loads(self(*words))
        return found


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return Line(tmp_path_factory.mktemp("line"))


def test_a_model_is_trained_promoted_read_with_and_taken_back(line: Line) -> None:
    assert "examples: train" in line("finetune", "commitment", "--data", str(line.rows), "--look")
    made = line.trained("--licence", "CC0-1.0", "--promote")
    assert made["promoted"] is True
    assert made["scores"]["commitment"]["value"] > 0.9
    assert "near-duplicates" not in line.said
    (row,) = json.loads(line("models", "list", "--json"))["models"]
    assert (row["id"], row["active_for"], row["method"]) == (made["model"], ["commitment"], "frozen")
    reading = json.loads(line("predict", "commitment", "flood hits kenya", "--json"))
    assert reading["label"] == "target"
    assert reading["model"] == made["model"]
    assert sum(reading["each"].values()) == pytest.approx(1.0, abs=0.01)
    typed = '{"text": "storm hits kenya"}\n\nflood in chile\n'
    out = line("predict", "commitment", "--json", typed=typed)
    assert [json.loads(own)["label"] for own in out.splitlines()] == ["measure", "target"]
    assert "words: flood" in line("predict", "commitment", "flood hits the coast", "--why")
    assert "CC0-1.0" in line("models", "card", made["model"][:6])
    assert json.loads(line("models", "card", made["model"], "--json"))["base"] == line.base
    second = line.trained("--seeds", "1", "--set", "max-tokens=32", "--epochs", "2", "--method", "lora")
    assert second["promoted"] is False
    line("models", "promote", second["model"], "--force")
    assert json.loads(line("models", "rollback", "--json"))["active"] == {"commitment": made["model"]}
    assert second["model"] in line("models", "delete", second["model"])
    line("models", "delete", made["model"], code=1)
    assert "it is active" in line.said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("finetune", "nonsense"), "there is no such task"),
        (("finetune", "outlook", "--data", "ROWS"), "is not one of risk, neutral"),
        (("finetune", "commitment", "--use", "absent"), "there is no such data set"),
        (("finetune", "relevance"), "give --data FILE"),
        (("finetune", "commitment", "sdg", "--data", "ROWS"), "teach one task"),
        (("finetune", "commitment", "--data", "ROWS", "--method", "magic"), "it is not known"),
        (("finetune", "commitment", "--data", "ROWS", "--base", "/nowhere"), "cannot be loaded"),
        (("finetune", "commitment", "--data", "ROWS", "--set", "colour=red"), "there is none"),
        (("predict", "biodiv_ner", "text"), "no model is active"),
        (("predict", "nonsense", "text"), "there is no such task"),
        (("models", "card", "ffffffffffff"), "there is no such version"),
        (("models", "promote", ""), "several begin so"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(words: tuple[str, ...], said: str, line: Line) -> None:
    before = line("models", "list")
    line(*(str(line.rows) if word == "ROWS" else word for word in words), code=1)
    assert said in line.said
    assert "globalbrain: " in line.said
    assert line("models", "list") == before


def test_words_that_do_not_fit_are_bad_usage(line: Line) -> None:
    line("finetune", "commitment", "--set", "epochs", code=2)
    assert "NAME=VALUE" in line.said
    line("finetune", code=2)
    line("finetune", "commitment", "--on", "train", code=2)


def test_standard_input_without_a_text_is_bad_usage(line: Line) -> None:
    made = line.trained()
    line("predict", "commitment", "--model", made["model"], typed="\n", code=2)
    assert "no text to read" in line.said
    line("predict", "commitment", "--model", made["model"], typed='{"txt": "x"}\n', code=1)
    assert "it has no text" in line.said


def test_what_ships_reads_where_nothing_was_promoted(tmp_path: Path) -> None:
    made = Workshop(tmp_path).model("commitment")
    (said,) = made.read(["We will cut methane emissions by 30 % by 2030."], ["commitment"])[0]
    assert (said.task, said.label) == ("commitment", "target")
    assert said.probability > 0.5
