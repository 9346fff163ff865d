"""Every export says how far a review is, and what reviewers say is only ever text."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree
from pypdf import PdfReader

from agents.brief import Brief
from agents.decisions import Action, Stage, State
from agents.reviewed import numbered
from tests.ui.briefs import (
    EDIT,
    a_final_answer,
    a_refusal,
    a_reviewed,
    a_reviewed_answer,
    an_answer,
)
from tests.ui.naughty import NAUGHTY
from ui.export import Format, export
from ui.outline import outline
from ui.plain import clean
from ui.review_words import badge
from ui.strings_review import _ROWS, LANGUAGES, review_words

SHOWN = (Format.DOCX, Format.PDF, Format.HTML, Format.MARKDOWN)


def text_of(brief: Brief, format: Format) -> str:
    """What a reader sees of an export, its white space as single spaces."""
    data = export(brief, format)
    match format:
        case Format.DOCX:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                root = etree.fromstring(package.read("word/document.xml"))
            text = " ".join(node.text or "" for node in root.iter("{*}t"))
        case Format.PDF:
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
        case Format.HTML:
            text = re.sub(r"<[^>]+>", " ", data.decode())
        case _:
            text = re.sub(r"\\(?=\W)", "", data.decode())
    return " ".join(text.split())


@pytest.mark.parametrize("format", SHOWN)
@pytest.mark.parametrize(
    ("brief", "told"),
    [
        (an_answer(), "Draft – not reviewed"),
        (a_reviewed_answer(), "In review: 2 of 3 claims accepted; 1 rejected"),
        (a_final_answer(), "Final – accepted by Amina K., Jean D., 2026-03-10; 1 rejected"),
    ],
    ids=["draft", "in review", "final"],
)
def test_the_state_stands_on_the_first_page(brief: Brief, told: str, format: Format) -> None:
    text = text_of(brief, format)
    assert told in text
    assert text.index(told) < text.index("Bottom line")


@pytest.mark.parametrize("format", SHOWN)
def test_what_was_decided_stands_in_the_export(format: Format) -> None:
    text = text_of(a_reviewed_answer(), format)
    original = an_answer().claims[1].text
    assert "edited in review; it read: " in text
    assert EDIT in text
    assert original in text
    assert "rejected in review by Jean D., 2026-03-10 14:05" in text
    assert "Not a matter of this brief." in text
    assert "Every decision on a claim, in order." in text


@pytest.mark.parametrize("format", SHOWN)
def test_a_refusal_has_no_state(format: Format) -> None:
    assert review_words("en")["draft"] not in text_of(a_refusal(), format)


def test_only_a_final_brief_names_who_checked_it() -> None:
    assert outline(a_reviewed_answer()).review.signed == ""
    assert outline(a_final_answer()).review.signed == "Amina K., Jean D."


def test_where_all_was_rejected_nothing_claims_that_the_library_is_silent() -> None:
    wishes = [(row.number, Action.REJECT, "") for row in numbered(an_answer())]
    text = text_of(a_reviewed(an_answer(), *wishes), Format.MARKDOWN)
    assert "Rejected: no claim was left standing (Amina K., 2026-03-10)" in text
    assert "Every claim of this brief was rejected in review" in text
    assert "No answer found in the library" not in text


def test_the_json_holds_the_state_and_the_record() -> None:
    review = json.loads(export(a_final_answer(), Format.JSON))["review"]
    assert (review["state"], review["accepted"], review["claims"], review["rejected"]) == ("final", 3, 3, 1)
    assert review["by"] == ["Amina K.", "Jean D."]
    assert [own["action"] for own in review["decisions"]] == ["accept", "accept", "edit", "reject", "accept"]
    assert len(review["made"]["claims"]) == 4


HOSTILE = [text for text in NAUGHTY if clean(text)][:40]


@pytest.mark.parametrize("format", SHOWN)
def test_names_and_notes_are_only_text(format: Format) -> None:
    brief = an_answer()
    for text in ("<script>alert(1)</script>", "=HYPERLINK(1)", "[x](javascript:alert(1))", *HOSTILE):
        brief = a_reviewed(brief, (1, Action.ACCEPT, ""), by=clean(text)[:80], note=clean(text)[:900])
    data = export(brief, format)
    assert data
    if format is Format.HTML:
        assert b"<script" not in data
        assert b"javascript:" not in re.sub(rb">[^<]*<", b"><", data)
    if format is Format.DOCX:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert b"javascript" not in package.read("word/_rels/document.xml.rels")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    say = review_words(language)
    for key, row in _ROWS.items():
        assert say[key]
        gaps = [set(re.findall(r"{\w+}", text)) for text in row]
        assert gaps[0] == gaps[1] == gaps[2] == gaps[3], key
    parts = outline(a_final_answer(language))
    assert "Amina K." in parts.review.badge
    assert parts.review.heads == tuple(say[key] for key in ("claim", "decision", "who", "when", "text_note"))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_is_left_in_english(language: str) -> None:
    assert not {key for key, text in review_words(language).items() if text == _ROWS[key][0]} - {"note"}


def test_many_reviewers_are_counted() -> None:
    state = State(Stage.FINAL, 1, 1, by=tuple("ABCDE"), at=datetime(2026, 1, 2, tzinfo=UTC))
    assert badge(state, "en") == "Final – accepted by A, B, C (+2), 2026-01-02"
