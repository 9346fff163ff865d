"""The neutral outline: cleaned texts, allow-listed links, notes numbered like the references."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.claims import Support
from tests.ui.briefs import a_brief, a_citation, a_claim, a_document, a_refusal, an_answer
from tests.ui.naughty import LINKS, NAUGHTY
from ui.export_words import LANGUAGES, words
from ui.outline import Line, outline, partly
from ui.plain import clean, safe_link


@given(st.text())
def test_a_cleaned_text_has_no_character_that_breaks_or_misleads(text: str) -> None:
    cleaned = clean(text)
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(cleaned) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u200e\u200f\ufffe\uffff\ufeff")
    assert clean(cleaned) == cleaned


def test_letters_of_any_script_stay() -> None:
    for text in ("CO₂ “likely” ±1.5 °C", "气候变化", "الاحتباس", "क्षत्रिय", "می\u200cخواهم"):
        assert clean(text) == text


@pytest.mark.parametrize("link", LINKS, ids=range(len(LINKS)))
def test_an_address_that_is_not_plainly_http_is_no_link(link: str) -> None:
    assert safe_link(link) is None


@given(st.text() | st.sampled_from(NAUGHTY).map(lambda text: f"https://example.org/{text}"))
def test_a_link_is_ascii_without_spaces_or_quotes(text: str) -> None:
    link = safe_link(text, 4)
    if link is not None:
        assert link.isascii()
        assert link.startswith(("http://", "https://"))
        assert link.endswith("#page=4")
        assert not set(link) & set(' <>"\\^`{|}\n')


def test_a_link_keeps_what_it_says_and_gets_the_page() -> None:
    assert (
        safe_link("HTTPS://Example.org/a%20b.pdf?v=1&x=ü#old", 12)
        == "https://example.org/a%20b.pdf?v=1&x=%C3%BC#page=12"
    )


def test_notes_are_numbered_like_the_references_of_the_brief() -> None:
    brief = an_answer()
    parts = outline(brief)
    assert [note.number for note in parts.notes] == [1, 2, 3, 4]
    assert [note.quote for note in parts.notes] == [clean(c.quote) for c in brief.references]
    assert [line.notes for line in parts.lines] == [(1,), (1,), (2, 1), (3,), (4,)]


def test_each_cited_document_is_one_source_with_its_pages() -> None:
    sources = outline(an_answer()).sources
    assert [(source.title, source.pages) for source in sources] == [
        ("Methane and the emissions gap", (31, 33)),
        ("Methane Act 2021", (4,)),
        ("scan_004.pdf", (2,)),
    ]


def test_strength_says_where_support_is_partial() -> None:
    bottom, (oil, farms) = outline(an_answer()).bottom_line, outline(an_answer()).options
    assert bottom.strength == (
        "supported; 1 citation from 1 document; sources of 2023; stated certainty: likely, high confidence"
    )
    assert oil.strength.startswith("supported; 3 citations from 2 documents; sources of 2021–2023; ")
    assert farms.strength == "partly supported: 1/1; 1 citation from 1 document"
    assert farms.lines[0].support is Support.PARTIAL


def test_two_citations_of_one_document_are_counted_in_the_singular() -> None:
    source = a_document()
    claims = tuple(a_claim(text, a_citation(source, text, start=at)) for at, text in ((1, "A."), (9, "B.")))
    assert outline(a_brief(claims)).bottom_line.strength == "supported; 2 citations from 1 document"


def test_what_was_left_out_says_why_and_is_no_line_of_the_body() -> None:
    parts = outline(an_answer())
    assert parts.left_out[0].why == "90 % is not in the quoted words"
    assert parts.left_out[0].text not in [line.text for line in parts.lines]


def test_a_document_that_the_brief_does_not_carry_is_still_named() -> None:
    document = a_document()
    quote = "Methane must fall."
    brief = a_brief((a_claim(quote, a_citation(document, quote)),))
    note = outline(brief).notes[0]
    assert (note.title, note.publisher, note.year) == (document.name, None, None)


def test_a_refusal_has_what_was_searched_and_the_nearest() -> None:
    parts = outline(a_refusal())
    assert not parts.answered
    assert [search.query for search in parts.searched] == [
        "methane emissions 2030",
        "methane cost smallholders",
    ]
    assert parts.nearest[0].quote == "Methane is a short-lived climate forcer."


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_phrase(language: str) -> None:
    table = words(language)
    assert set(table) == set(words("en"))
    assert all(table.values())
    assert "{n}" in table["page"]


def test_a_language_without_phrases_of_its_own_gets_english_ones() -> None:
    assert words("sw-KE") == words("en")
    assert words("zh-Hans") == words("zh")


def test_a_claim_supported_in_part_is_marked_with_its_reason() -> None:
    line = Line("Seas will rise.", Support.PARTIAL, (1,), "the page says “may”, which is missing here")
    assert partly(line, words("en")) == "partly supported: the page says “may”, which is missing here"
    assert partly(replace(line, support=Support.SUPPORTED), words("en")) == ""
