"""The tables of a brief, in the page and in every export, in four languages, with hostile cells."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document as read_docx
from pypdf import PdfReader

from agents.brief import Brief, Option
from agents.plan import Plan, SubQuestion
from tests.ui.briefs import a_citation, a_claim, a_document, an_answer
from ui.evidence import answer
from ui.export import Format, export
from ui.export_words import words
from ui.grids import grids
from ui.outline import outline

NASTY = "Kenya will cut emissions by 30 per cent by 2030 <script> | (high confidence)."


def a_comparison(language: str = "en") -> Brief:
    old = replace(a_document("old.pdf", "Kenya first NDC", year=2016), country="KEN")
    new = replace(a_document("new.pdf", "Kenya updated NDC", year=2020), country="KEN")
    fact = NASTY.replace("30 per cent", "32 per cent")
    one, other = a_claim(NASTY, a_citation(old, NASTY)), a_claim(fact, a_citation(new, fact))
    subs = (
        SubQuestion("Targets of Kenya?", "Targets of Kenya?", ("KEN",)),
        SubQuestion("Targets of Brazil?", "Targets of Brazil?", ("BRA",)),
    )
    brief = an_answer(language)
    searched = tuple(
        replace(brief.searched[0], sub_question=sub.text, answered=sub.countries == ("KEN",)) for sub in subs
    )
    return replace(
        brief,
        plan=Plan(brief.question, language, subs),
        bottom_line=(other,),
        options=(Option("Targets of Kenya?", (other, one)),),
        searched=searched,
        sources=(old, new),
    )


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh"])
def test_every_table_has_words_in_the_language_of_the_answer(language: str) -> None:
    word = words(language)
    found = grids(a_comparison(language), word)
    assert [grid.heading for grid in found] == [word["matrix"], word["differ"], word["later"]]
    matrix, differ, later = found
    assert matrix.rows[1][1].text == word["not_stated"]
    assert matrix.rows[0][1].notes == (1,)
    assert [row[0].text for row in differ.rows] == ["32 %", "30 %"]
    assert [cell.text for cell in later.rows[0]] == ["Kenya first NDC (2016)", "Kenya updated NDC (2020)"]
    assert all(len(row) == len(grid.heads) for grid in found for row in grid.rows)


def test_an_answer_of_one_source_has_no_tables() -> None:
    assert grids(an_answer(), words("en")) == ()


def test_the_tables_stand_in_every_export_and_in_the_page() -> None:
    brief = a_comparison()
    heads = [grid.heading for grid in outline(brief).grids]
    assert len(heads) == 3
    markdown = export(brief, Format.MARKDOWN).decode()
    html = export(brief, Format.HTML).decode()
    page = answer(brief, "x")
    pdf = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(export(brief, Format.PDF))).pages)
    docx = read_docx(io.BytesIO(export(brief, Format.DOCX)))
    headed = "\n".join(paragraph.text for paragraph in docx.paragraphs)
    for head in heads:
        assert head in markdown
        assert head in html
        assert head in pdf
        assert head in headed
    assert page.count("<table>") == 3
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    assert any(cell.startswith("Kenya will cut emissions by 32 per cent") for cell in cells)
    assert "not stated" in cells
    assert "[^1]" in markdown.split("Countries side by side")[1].split("##")[0]
    assert '<a href="#note-1">[1]</a>' in html.split("Countries side by side")[1]


def test_a_cell_is_text_whatever_it_holds() -> None:
    brief = a_comparison()
    assert "<script>" not in export(brief, Format.HTML).decode()
    assert "<script>" not in answer(brief, "x")
    rows = export(brief, Format.MARKDOWN).decode().split("Figures that differ")[1].split("##")[0]
    assert "\\|" in rows


def test_what_a_part_rests_on_says_how_old_and_how_sure() -> None:
    part = outline(a_comparison()).options[0]
    assert part.strength.endswith("; sources of 2016–2020; stated certainty: high confidence")
