"""The commands about conversations and plans, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agents.assistant import NO_FILTERS, Filters
from agents.contract import from_json
from agents.conversations import Conversations
from agents.events import Event
from agents.plan import Plan, Turn, plan
from corpus.store import Store
from retrieval.matching import Match
from tests.ui.briefs import an_answer
from tests.ui.fake_assistant import ShelfAssistant
from ui.cli import app
from ui.cli_session import Session

QUESTION = "What do Kenya and Fiji plan for drought?"


class Keeping(ShelfAssistant):
    """An assistant that keeps conversations and knows plans."""

    def __init__(self, kept: Conversations) -> None:
        super().__init__()
        self.kept = kept

    def conversations(self) -> Conversations:
        return self.kept

    def match(self, filters: Filters) -> Match:
        self.calls.append(("match", filters))
        return Match(1, 3)

    def plan(self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> Plan:
        return plan(question, tuple(history), filters)

    def ask(
        self, question: str, *, filters: Filters = NO_FILTERS, plan: Plan | None = None
    ) -> Iterator[Event]:
        self.calls.append(("plan", plan))
        return super().ask(question, filters=filters)


@dataclass
class Done:
    code: int
    out: str
    err: str


@dataclass
class Line:
    """A command line over one library."""

    assistant: Keeping

    def __call__(self, *words: str, typed: str | None = None) -> Done:
        made = Session(make=self.assistant.with_settings, environ={})  # type: ignore[arg-type]
        result = CliRunner().invoke(app, list(words), obj=made, input=typed)
        return Done(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with Store.open(tmp_path / "library", create=True) as store:
        kept = Conversations(lambda: store)
        for number, question in (("a", "What cuts methane?"), ("b", "Why\x1b[2J football?")):
            turn = kept.asked(number * 32, question, "", {})
            kept.ended(number * 32, replace(turn, brief=an_answer()))
        yield Line(Keeping(kept))


def test_the_list_can_be_searched_and_is_plain_where_nobody_looks(line: Line) -> None:
    done = line("conversations", "list")
    assert done.code == 0
    assert "What cuts methane?" in done.out
    assert "\x1b" not in done.out
    told = json.loads(line("conversations", "list", "--search", "METHANE", "--json").out)
    assert [own["id"] for own in told["conversations"]] == ["a" * 32]


def test_a_conversation_is_shown_with_what_was_removed(line: Line) -> None:
    done = line("conversations", "show", "aaaa")
    assert done.code == 0
    assert "> What cuts methane?" in done.out
    assert "75 per cent" in done.out
    assert "document removed from the library since: Methane Act 2021" in done.out
    told = json.loads(line("conversations", "show", "aaaa", "--json").out)
    assert from_json(json.dumps(told["turns"][0]["brief"]).encode()) == an_answer()


def test_rename_and_delete(line: Line) -> None:
    assert line("conversations", "rename", "aaaa", " Methane\nnotes ").out == "aaaaaaaa: Methane notes\n"
    assert line("conversations", "rename", "aaaa", " ").code == 1
    assert line("conversations", "delete", "Methane notes", typed="n\n").code == 1
    assert line("conversations", "delete", "Methane notes", typed="y\n").code == 0
    assert line("conversations", "delete", "bbbb", "--yes", "--json").code == 0
    assert json.loads(line("conversations", "list", "--json").out) == {"conversations": []}
    assert line("conversations", "show", "aaaa").code == 1


@pytest.mark.parametrize("kind", ["md", "docx", "json"])
def test_export(line: Line, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"talk.{kind}"
    assert line("conversations", "export", "aaaa", "--out", str(out)).code == 0
    assert out.stat().st_size > 500
    assert line("conversations", "export", "aaaa", "--out", str(out)).code == 1


@pytest.mark.parametrize(("name", "said"), [("talk.exe", "End it in md"), ("talk.zip", "End it in docx")])
def test_an_export_that_there_is_not_is_refused(line: Line, tmp_path: Path, name: str, said: str) -> None:
    done = line("conversations", "export", "aaaa", "--out", str(tmp_path / name))
    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / name).exists()


def test_a_plan_is_printed_edited_and_searched(line: Line, tmp_path: Path) -> None:
    done = line("ask", QUESTION, "--plan")
    assert done.code == 0
    told: dict[str, Any] = json.loads(done.out)
    assert not [name for name, _ in line.assistant.calls if name == "ask"]
    told["sub_questions"][0] = {"text": "Floods in Kenya?", "filters": {"kinds": ["law"]}}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(told), "utf-8")
    assert line("ask", "--with-plan", str(file)).code == 0
    used = dict(line.assistant.calls)["plan"]
    assert used.edited
    assert [sub.text for sub in used.sub_questions][0:1] == ["Floods in Kenya?"]
    assert dict(line.assistant.calls)["match"] == Filters(kinds=("law",))
    assert dict(line.assistant.calls)["ask"][0] == QUESTION


def test_options_that_do_not_go_with_a_plan_are_refused(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(line("ask", QUESTION, "--plan").out, "utf-8")
    assert line("ask", "Another question?", "--with-plan", str(file)).code == 2
    assert line("ask", "--with-plan", str(file), "--country", "Kenya").code == 2
    assert line("ask", QUESTION, "--with-plan", str(file), "--plan").code == 2
    assert line("ask", "--with-plan", str(tmp_path / "absent.json")).code == 2
    file.write_text("{}", "utf-8")
    assert line("ask", "--with-plan", str(file)).code == 2


def test_the_work_is_shown_in_words_and_as_json(line: Line) -> None:
    done = line("ask", QUESTION, "--show-work")
    assert "Planner (" in done.out
    assert "Passed on:" in done.out
    told = json.loads(line("ask", QUESTION, "--show-work", "--json").out)
    assert [own["event"] for own in told["work"]][0:2] == ["planned", "found"]
    assert from_json(json.dumps(told).encode()) == line.assistant.brief
    assert "work" not in json.loads(line("ask", QUESTION, "--json").out)
