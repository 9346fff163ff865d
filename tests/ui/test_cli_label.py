"""The command label: keys and lines, kept at once, taken back, and printed as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agents.labelling import Labelling
from corpus.documents import Document
from corpus.store import Store
from tests.agents.libraries import GAIN, SURE, UNSURE, labelling, store_of
from ui.cli import app
from ui.cli_label import answers
from ui.cli_session import Session
from ui.label_keys import keys_of


class Shelf:
    """What the command asks of an assistant."""

    def __init__(self, folder: Path, store: Store, *, model: bool = True) -> None:
        self.folder, self.store, self.model = folder, store, model

    def labelling(self, task: str) -> Labelling:
        return labelling(self.folder, self.store, task, model=self.model)

    def document(self, name: str) -> Document:
        return self.store.document(name)


class Line:
    """The command line over one small library."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        self.shelf = Shelf(folder, store)

    def __call__(self, *words: str, typed: str = "", code: int = 0) -> str:
        session = Session(make=lambda _: self.shelf, environ={"USER": "amina"})  # type: ignore[arg-type,return-value]
        done = CliRunner().invoke(app, ["label", *words], obj=session, input=typed)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        self.said = done.stderr
        return done.stdout

    def kept(self, task: str = "outlook") -> list[dict[str, Any]]:
        path = self.store.folder / "labels" / f"{task}.jsonl"
        return [json.loads(own) for own in path.read_text("utf-8").splitlines()] if path.is_file() else []


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with store_of(tmp_path) as store:
        yield Line(tmp_path, store)


def test_answers_accept_correct_skip_and_are_kept(line: Line) -> None:
    out = line("outlook", typed="1\ns\na\n")
    assert out.index(UNSURE) < min(out.index(SURE), out.index(GAIN))
    assert "2 neutral: neither a danger nor a chance" in out
    assert "words: " in out
    assert "2 labelled" in out
    assert "finetune outlook --corrections" in line.said
    first, last = line.kept()
    assert (first["text"], first["label"], first["who"]) == (UNSURE, "risk", "amina")
    assert [last["label"]] == last["suggestion"]
    assert last["model"]
    assert "1/1" in line("outlook", "--who", "Bea", typed="2\n")
    assert {row["who"] for row in line.kept()} == {"amina", "Bea"}
    assert "no sentence" in line("outlook")


def test_undo_takes_the_last_answer_back(line: Line) -> None:
    out = line("outlook", typed="u\n1\nu\n3\ns\nu\nq\n")
    assert "nothing to undo" in line.said
    assert out.count(UNSURE) == 2
    (only,) = line.kept()
    assert (only["text"], only["label"]) == (UNSURE, "opportunity")
    assert "1 labelled" in out


@pytest.mark.parametrize("typed", ["", "\n\n", "q\n1\n", "9\nrisk\n1 2\n"])
def test_what_is_no_answer_keeps_nothing(typed: str, line: Line) -> None:
    assert "0 labelled" in line("outlook", typed=typed)
    assert line.kept() == []


def test_a_strange_answer_is_named_and_the_sentence_waits(line: Line) -> None:
    line("outlook", typed="9\n2\n")
    assert "'9' is no answer here" in line.said
    assert [(row["text"], row["label"]) for row in line.kept()] == [(UNSURE, "neutral")]


def test_many_labels_are_numbers_on_a_line(line: Line) -> None:
    line("sdg", typed="13, 1\nn\n1 99\n")
    assert "'1 99' is no answer here" in line.said
    assert [row["labels"] for row in line.kept("sdg")] == [["1", "13"], []]


def test_grades_are_typed_as_they_are(line: Line) -> None:
    line("risk_grade", "--n", "1", typed="4\n")
    assert [row["label"] for row in line.kept("risk_grade")] == ["4"]


def test_json_prints_the_queue_and_asks_nothing(line: Line) -> None:
    found = json.loads(line("outlook", "--json", "--n", "2", typed="1\n1\n"))
    assert found["keys"] == {"1": "risk", "2": "neutral", "3": "opportunity"}
    assert len(found["queue"]) == 2
    assert found["queue"][0]["text"] == UNSURE
    assert 0 <= found["queue"][0]["uncertainty"] <= 1
    assert line.kept() == []


def test_one_document_alone(line: Line) -> None:
    found = json.loads(line("outlook", "--json", "--document", "second.pdf"))
    assert {row["document"] for row in found["queue"]} == {line.store.document("second.pdf").id}
    line("outlook", "--document", "absent.pdf", code=1)
    assert "no such document" in line.said


def test_without_a_model_there_is_nothing_to_accept(line: Line) -> None:
    line.shelf = Shelf(line.folder, line.store, model=False)
    out = line("humaid", typed="a\n1\n")
    assert "suggestion" not in out
    assert "'a' is no answer here" in line.said
    assert [row["suggestion"] for row in line.kept("humaid")] == [[]]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nonsense",), 1, "there is no such task"),
        (("climate_tags",), 1, "no labels of one text"),
        (("outlook", "--n", "0"), 2, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_labelled(words: tuple[str, ...], code: int, said: str, line: Line) -> None:
    line(*words, code=code)
    assert said in line.said


def test_ctrl_c_keeps_what_was_answered(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = iter(["2", "\x03"])
    monkeypatch.setattr("ui.cli_label.answers", lambda _, single: _key_of(keys, monkeypatch))
    line("outlook", code=130)
    assert "interrupted; 1 labelled" in line.said
    assert len(line.kept()) == 1


def _key_of(keys: Iterator[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("typer.getchar", lambda: next(keys))
    return answers(Terminal(), single=True)


class Terminal(io.StringIO):
    """A stream that is one."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("key", "answer"), [("\r", "a"), ("\n", "a"), ("2", "2"), ("S", "s"), ("\x04", "q"), ("q", "q")]
)
def test_one_key_at_a_terminal_is_an_answer(key: str, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.getchar", lambda: key)
    assert answers(Terminal(), single=True)() == answer


def test_lines_end_with_q_and_enter_accepts_at_a_terminal_alone() -> None:
    typed = answers(Terminal("1 3\n\n"), single=False)
    assert [typed(), typed(), typed()] == ["1 3", "a", "q"]
    piped = answers(io.StringIO("\n 2 \n\n"), single=True)
    assert [piped(), piped()] == ["2", "q"]


def test_labels_that_are_numbers_stand_for_themselves() -> None:
    assert keys_of(["1", "17"]) == {"1": "1", "17": "17"}
    assert keys_of({"flood": "water", "heat": "sun"}) == {"1": "flood", "2": "heat"}
