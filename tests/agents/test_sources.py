"""A file of sources: read line by line, answered from alone, checked again; and its faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agents.assistant import Assistant, Settings
from agents.brief import Brief
from agents.contract import to_json
from agents.errors import QuestionError, SourcesError
from agents.events import Finished
from agents.sources import read_sources
from corpus.errors import UnknownDocumentError
from tests.fakes import HashingEmbedder

INDIA = {
    "title": "India forest mission",
    "year": 2021,
    "page": 12,
    "text": "India should restore 26 million hectares of degraded forest land by 2030. "
    "This would need about 12 billion dollars from public and private sources.",
}
KENYA = {
    "title": "Kenya climate plan",
    "year": 2020,
    "page": 4,
    "country": "Kenya",
    "text": "Kenya will reduce its greenhouse gas emissions by 32 per cent by 2030.",
}


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant.from_settings(Settings(library=tmp_path_factory.mktemp("none") / "library"))


def answer(assistant: Assistant, question: str, path: Path) -> Brief:
    last = list(assistant.ask_sources(question, read_sources(path)))[-1]
    assert isinstance(last, Finished)
    return last.brief


def test_an_answer_comes_from_the_lines_alone_and_holds_when_checked_again(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = write(tmp_path / "given.jsonl", INDIA, KENYA)
    brief = answer(assistant, "How much forest land should India restore?", path)
    assert brief.answered
    assert {(one.title, one.page) for one in brief.references} == {("India forest mission", 12)}
    assert all(one.quote in INDIA["text"] for one in brief.references)  # type: ignore[operator]
    written = json.dumps(to_json(brief)).encode()
    assert assistant.verify(written, read_sources(path)).ok
    changed = {**INDIA, "text": str(INDIA["text"]).replace("26", "28")}
    report = assistant.verify(written, read_sources(write(path, changed, KENYA)))
    assert {"document", "quote"} <= {fault.kind for fault in report.faults}
    assert not assistant.settings.library.exists()


def test_what_the_lines_do_not_say_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    brief = answer(assistant, "What does Brazil do about mercury?", write(tmp_path / "a.jsonl", INDIA, KENYA))
    assert not brief.answered
    assert not brief.claims


def test_an_empty_question_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(QuestionError):
        list(assistant.ask_sources(" ", read_sources(write(tmp_path / "a.jsonl", INDIA))))


def test_lines_of_one_page_are_its_paragraphs_and_other_years_other_documents(tmp_path: Path) -> None:
    more = {**INDIA, "text": "States must report each year."}
    sources = read_sources(
        write(tmp_path / "a.jsonl", INDIA, more, {**INDIA, "year": None}, {**INDIA, "page": 13})
    )
    first, undated = sources.documents()
    assert (first.year, first.page_count, undated.year) == (2021, 13, None)
    assert sources.page(first.id, 12).text == f"{INDIA['text']}\n\n{more['text']}"
    rows = sources.rows(HashingEmbedder().count_tokens)
    assert [row.row for row in rows] == list(range(1, len(rows) + 1))
    assert all(sources.passages([row.passage.id])[0].text == row.passage.text for row in rows)


def test_a_page_has_no_number_above_what_was_given_and_unknown_ids_are_told(tmp_path: Path) -> None:
    sources = read_sources(
        write(tmp_path / "a.jsonl", {"title": "Note", "text": "One sentence stands here."})
    )
    (only,) = sources.documents()
    assert sources.page(only.id, 1).text == "One sentence stands here."
    for ask in (
        lambda: sources.page(only.id, 2),
        lambda: sources.document("0" * 12),
        lambda: sources.passages([f"{only.id}:p1:0-9999"]),
        lambda: sources.passages(["nonsense"]),
        lambda: sources.original("0" * 12),
    ):
        with pytest.raises(UnknownDocumentError):
            ask()


def test_optional_fields_are_kept_as_a_reference_needs_them(tmp_path: Path) -> None:
    line = {**KENYA, "publisher": "Ministry", "url": "https://example.org/ndc"}
    (only,) = read_sources(write(tmp_path / "a.jsonl", line)).documents()
    assert (only.country, only.publisher, only.url) == ("KEN", "Ministry", "https://example.org/ndc")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"text": "No title."}, '"title" is absent'),
        ({"title": "No text"}, '"text" is absent'),
        ({**INDIA, "title": 7}, '"title" is 7'),
        ({**INDIA, "text": " "}, '"text" is " "'),
        ({**INDIA, "year": "2021"}, '"year" is "2021"'),
        ({**INDIA, "year": True}, '"year" is true'),
        ({**INDIA, "page": 0}, '"page" is 0'),
        ({**INDIA, "page": 1.5}, '"page" is 1.5'),
        ({**INDIA, "country": "Atlantis"}, 'no country is called "Atlantis"'),
        ({**INDIA, "text": "half \ud800"}, "half a character"),
        ([1], "not a JSON object"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(line: Any, reason: str, tmp_path: Path) -> None:
    with pytest.raises(SourcesError) as caught:
        read_sources(write(tmp_path / "a.jsonl", INDIA, line))
    assert caught.value.what == "a.jsonl, line 2"
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "holds no line"),
        (b"\n \n", "holds no line"),
        (b"\xff\xfe", "not UTF-8"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    with pytest.raises(SourcesError, match=reason):
        read_sources(path)


def test_a_file_that_is_not_there_or_far_too_long_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourcesError, match="No such file"):
        read_sources(tmp_path / "none.jsonl")
    path = write(tmp_path / "a.jsonl", INDIA, KENYA)
    monkeypatch.setattr("agents.sources.MOST_LINES", 1)
    with pytest.raises(SourcesError, match="2 lines, more than 1"):
        read_sources(path)
    monkeypatch.setattr("agents.sources.MOST_BYTES", 10)
    with pytest.raises(SourcesError, match="bytes, more than 10"):
        read_sources(path)
