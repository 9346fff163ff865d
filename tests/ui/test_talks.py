"""The list of conversations, their files, and the route that hands them out."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agents.contract import from_json
from agents.conversations import Conversation, Conversations, KeptTurn
from corpus.store import Store
from tests.ui.briefs import a_refusal, an_answer
from tests.ui.conftest import FakeAssistant
from tests.ui.test_evidence import PAYLOADS, parsed
from ui.errors import UsageError
from ui.export_conversation import conversation_file, file_name
from ui.middleware import is_allowed_route
from ui.strings import TABLES, words
from ui.talk_routes import add_conversations
from ui.talks import MOST_LISTED, exports_of, talks

NOW = datetime(2026, 3, 9, 14, tzinfo=UTC)
SAY = words()


def a_talk(name: str = "Methane", age: timedelta = timedelta(0), id: str = "a" * 32) -> Conversation:
    return Conversation(id, name, NOW - age, NOW - age, ("How much methane?", "And coal?"))


def shown(*found: Conversation, **options: object) -> str:
    return parsed(talks(found, SAY, now=NOW, **options)).text  # type: ignore[arg-type]


def test_the_list_is_by_day_with_time_and_number_of_questions() -> None:
    text = shown(
        a_talk("Methane"), a_talk("Coal", timedelta(days=1)), a_talk("Peat", timedelta(days=30)), current="b"
    )
    assert text.index("Today") < text.index("Methane") < text.index("Yesterday") < text.index("Coal")
    assert "2026-02-07" in text
    assert "14:00 · 2 questions" in text


def test_what_is_open_and_what_is_at_work_is_marked() -> None:
    html = talks((a_talk(), a_talk("Coal", id="b" * 32)), SAY, now=NOW, current="a" * 32, running={"b" * 32})
    assert html.count("gb-here") == 1
    assert "being answered" in shown(a_talk(), running={"a" * 32})
    assert "being answered" not in shown(a_talk())


def test_an_empty_list_says_why() -> None:
    assert "Nothing has been asked yet" in shown()
    assert "No conversation holds these words" in shown(search="x")
    assert "keep_conversations is false" in shown(keeps=False)
    assert "could not be kept: no space" in shown(a_talk(), failed="no space")


def test_a_long_list_ends_and_says_so() -> None:
    text = shown(*(a_talk(f"n{n}") for n in range(MOST_LISTED + 7)))
    assert "7 older ones" in text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_is_shown_as_text(payload: str) -> None:
    html = talks((a_talk(payload),), SAY, now=NOW)
    found = parsed(html).found
    assert {tag for tag, _ in found} == {"div", "h3", "ul", "li", "a", "span", "small"}
    assert {href for tag, own in found if tag == "a" for href in [dict(own)["href"]]} == {
        f"/?conversation={'a' * 32}",
        f"#gb-manage-{'a' * 32}",
    }


@pytest.mark.parametrize("language", sorted(TABLES))
def test_files_are_offered_in_every_language(language: str) -> None:
    assert f"/conversations/{'a' * 32}/docx" in exports_of("a" * 32, words(language))


def some_turns() -> tuple[KeptTurn, ...]:
    return (
        KeptTurn("1" * 32, "How much methane?", NOW, NOW, brief=an_answer()),
        KeptTurn("2" * 32, "And football?", NOW, NOW, brief=a_refusal()),
        KeptTurn("3" * 32, "And # coal?", NOW, NOW, trouble="Stopped <b>."),
    )


def test_as_json_every_brief_can_be_read_again() -> None:
    data, suffix, _ = conversation_file(a_talk(), some_turns(), "json")
    told = json.loads(data)
    assert suffix == "json"
    assert [turn["question"] for turn in told["turns"]] == [
        "How much methane?",
        "And football?",
        "And # coal?",
    ]
    assert from_json(json.dumps(told["turns"][0]["brief"]).encode()) == an_answer()


def test_as_markdown_no_note_meets_another_and_there_is_one_title() -> None:
    twice = (some_turns()[0], replace(some_turns()[0], id="9" * 32), some_turns()[2])
    text = conversation_file(a_talk("Notes *on* methane"), twice, "md")[0].decode()
    assert len(re.findall(r"^# ", text, re.M)) == 1
    made = re.findall(r"^\[\^([\d-]+)\]:", text, re.M)
    assert len(made) == len(set(made)) > 2
    assert set(re.findall(r"\[\^([\d-]+)\]", text)) == set(made)
    assert "## And \\# coal?" in text
    assert "<b>" not in text


def test_as_word_one_answer_is_one_file_and_several_come_together() -> None:
    one, suffix, _ = conversation_file(a_talk(), some_turns()[:1], "docx")
    assert suffix == "docx"
    assert zipfile.is_zipfile(io.BytesIO(one))
    data, suffix, media = conversation_file(a_talk(), some_turns(), "docx")
    assert (suffix, media) == ("zip", "application/zip")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert [name[:3] for name in names] == ["01-", "02-"]
    with pytest.raises(UsageError):
        conversation_file(a_talk(), some_turns()[2:], "docx")


def test_a_files_name_is_plain() -> None:
    assert file_name(a_talk('../"Métane"\r\n; x'), "md") == "2026-03-09-metane-x.md"
    assert file_name(a_talk("甲烷"), "zip") == "2026-03-09-conversation.zip"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with Store.open(tmp_path / "library", create=True) as store:
        kept = Conversations(lambda: store)
        kept.ended("a" * 32, replace(kept.asked("a" * 32, "How?", "", {}), brief=an_answer()))
        kept.asked("b" * 32, "Why?", "", {})
        app = FastAPI()
        add_conversations(app.router, FakeAssistant(kept=kept))  # type: ignore[arg-type]
        yield TestClient(app)


def test_a_conversation_is_downloaded(client: TestClient) -> None:
    for kind in ("md", "docx", "json"):
        answer = client.get(f"/conversations/{'a' * 32}/{kind}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].endswith(f'-how.{kind}"')
    assert client.get(f"/conversations/{'b' * 32}/docx").status_code == 404


@pytest.mark.parametrize("path", [f"{'c' * 32}/md", f"{'a' * 32}/exe", "a/md"])
def test_what_is_not_kept_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/conversations/{path}").status_code == 404


def test_only_these_addresses_are_served() -> None:
    assert is_allowed_route("GET", f"/conversations/{'a' * 32}/md")
    for method, path in (
        ("POST", f"/conversations/{'a' * 32}/md"),
        ("GET", f"/conversations/{'a' * 32}/exe"),
        ("GET", "/conversations/../md"),
        ("GET", f"/conversations/{'A' * 32}/md"),
    ):
        assert not is_allowed_route(method, path)
