"""Uploads tell the outcome of each file; the library shows what is known and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agents.assistant import DocumentKind, Failure, FileDone, IngestReport, Started
from tests.ui.briefs import a_document
from tests.ui.conftest import FakeAssistant
from tests.ui.test_evidence import PAYLOADS, parsed
from ui.strings import words
from ui.uploads import MOST_FILES, Board, table, upload

SAY = words()


def test_every_file_gets_its_outcome_with_reason_and_remedy(assistant: FakeAssistant) -> None:
    seen = [parsed(html).text for html in upload(assistant, [Path("good.pdf"), Path("bad.pdf")], SAY)]
    assert "Looking at 2 files" in seen[0]
    assert "3 of about 6 pages, about 4 s left" in seen[1]
    last = seen[-1]
    assert "1 document added" in last
    assert "good.pdf" in last
    assert "3 pages; no text on pages 2-3, 7" in last
    assert last.count("bad.pdf") == 1
    assert "it is not a PDF" in last
    assert "Give a PDF." in last


def test_too_many_files_are_refused_before_anything_is_read(assistant: FakeAssistant) -> None:
    (html,) = upload(assistant, [Path(f"{n}.pdf") for n in range(MOST_FILES + 1)], SAY)
    assert "too many" in parsed(html).text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_file_name_is_text(payload: str) -> None:
    board = Board(SAY)
    for event in (
        Started(1),
        FileDone(payload, "failed", reason=payload),
        FileDone(payload, "added", warnings=(payload,)),
    ):
        board.hear(event)
        assert {tag for tag, _ in parsed(board.html()).found} <= {
            "div",
            "p",
            "strong",
            "span",
            "ul",
            "li",
            "b",
        }
    board.hear(IngestReport(1, 1, 1, 0, (), 0))
    assert "1 document added" in parsed(board.html()).text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_title_in_the_table_is_text(payload: str) -> None:
    document = replace(a_document(), title=payload, publisher=payload, file=payload, warnings=(payload,))
    for tag, attributes in parsed(table((document,), SAY)).found:
        assert tag in {
            "div",
            "h2",
            "p",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "a",
            "strong",
            "br",
            "small",
        }
        assert set(attributes) <= {"class", "href", "target"}


def test_what_is_not_known_is_called_unknown() -> None:
    document = replace(a_document(), title=None, publisher=None, year=None, kind=None, unread_pages=(4,))
    text = parsed(table((document,), SAY)).text
    assert text.count("unknown") >= 4
    assert document.file in text
    assert "no text on pages 4" in text
    assert "No documents yet." in parsed(table((), SAY)).text


def test_codes_are_shown_as_names_in_the_readers_language() -> None:
    document = replace(a_document(), country="KEN", language="fr", kind=DocumentKind.LAW)
    text = parsed(table((document,), words("es"))).text
    assert all(name in text for name in ("Kenia", "Francés", "ley"))
    assert "KEN" not in text


def test_a_failure_ends_in_sentences() -> None:
    board = Board(SAY)
    board.hear(IngestReport(0, 0, 0, 0, (Failure("a.pdf", "it is empty", "Leave it out"),), 0))
    assert "a.pdf it is empty. Leave it out." in parsed(board.html()).text
