"""The table under an option: the same lines in the page and in every export, in four languages."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document as read_docx
from pypdf import PdfReader

from agents.brief import Brief, Consideration, Considered
from agents.decisions import Action, Decision
from agents.option_words import aspects, topics_of
from agents.reviewed import numbered, reviewed
from tests.ui.briefs import a_citation, a_claim, a_document, a_read_answer
from ui.evidence import answer
from ui.export import Format, export
from ui.outline import outline
from ui.review_view import reviewed_answer
from ui.strings_options import option_words
from ui.strings_review import review_words

COST = "Leak repair <pays> for itself | within 2 years."
WOMEN = "Women run half of the rice farms."


def considered(language: str = "en") -> Brief:
    brief = replace(a_read_answer(), language=language)
    gap = a_document()
    cost = Consideration("implementation", "finance", a_claim(COST, a_citation(gap, COST, 40)))
    women = Consideration("equity", "gender", a_claim(WOMEN, a_citation(gap, WOMEN, 41)))
    first, *rest = brief.options
    return replace(
        brief,
        options=(
            replace(first, considered=Considered(tuple(aspects()), (cost, women))),
            *(replace(own, considered=Considered(tuple(aspects()))) for own in rest),
        ),
    )


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh"])
def test_every_row_has_its_words(language: str) -> None:
    say = option_words(language)
    first, second = outline(considered(language)).options
    labels = [say[one] for one in ("named", "policy", "risks", "implementation", "equity", "certainty")]
    assert [fact.label for fact in first.facts] == labels
    assert [line.text for line in second.facts[3].lines] == [say["not_stated"]]
    assert COST in first.facts[3].lines[0].text
    assert len(first.facts[3].lines[0].notes) == 1
    assert say["capacity"] in first.facts[3].lines[1].text
    assert all(say[topic] for topics in topics_of().values() for topic in topics)


def test_a_question_of_fact_has_no_table() -> None:
    assert not any(part.facts for part in outline(a_read_answer()).options)
    assert "gb-facts" not in answer(a_read_answer(), "x")


def test_what_is_quoted_has_its_note_in_every_export() -> None:
    brief = considered()
    told = outline(brief)
    numbers = [note.number for note in told.notes if note.quote in (COST, WOMEN)]
    assert len(numbers) == 2
    markdown, html = export(brief, Format.MARKDOWN).decode(), export(brief, Format.HTML).decode()
    pdf = " ".join(
        " ".join(sheet.extract_text().split())
        for sheet in PdfReader(io.BytesIO(export(brief, Format.PDF))).pages
    )
    docx = read_docx(io.BytesIO(export(brief, Format.DOCX)))
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    page = answer(brief, "x")
    for number in numbers:
        assert f"[^{number}]" in markdown
        assert f"[^{number}]: " in markdown
        assert f'<a href="#note-{number}">[{number}]</a>' in html
        assert f'href="#gbc-x-{number}"' in page
    assert any(cell.startswith("Finance: “Leak repair") for cell in cells)
    assert "Women run half of the rice farms." in pdf
    assert "not stated in the reports at hand" in pdf
    assert page.count('class="gb-facts"') == html.count('class="facts"') == 2


def test_what_no_source_says_is_an_evidence_gap() -> None:
    told = outline(considered())
    assert told.words["unanswered"].startswith("Evidence gaps")
    assert told.unanswered[-1] == ("Agriculture: not stated in the reports at hand: implementation, equity")


def test_text_of_a_document_stays_text() -> None:
    brief = considered()
    assert "<pays>" not in export(brief, Format.HTML).decode()
    assert "<pays>" not in answer(brief, "x")
    assert r"itself \| within" in export(brief, Format.MARKDOWN).decode()


def decided(action: Action, text: str = "") -> Brief:
    """The answer after one decision on its first quotation, by number after the claims."""
    brief = considered()
    number = len(brief.claims) + 1
    claim = next(row.claim for row in numbered(brief) if row.number == number)
    edited = replace(claim, text=text) if text else None
    at = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    own = Decision(number, action, "Amina K.", at, claim.text, text, "", edited)
    return reviewed(brief, [own])


def test_every_quotation_has_its_controls_on_the_page() -> None:
    brief = considered()
    table = reviewed_answer(brief, "x", "en").partition('class="gb-facts"')[2].partition("</table>")[0]
    count = len(brief.claims)
    assert re.findall(r'data-claim="(\d+)"', table) == [str(count + 1), str(count + 2)]
    assert "gb-rv" not in answer(brief, "x").partition('class="gb-facts"')[2].partition("</table>")[0]


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh"])
def test_a_rejected_quotation_is_a_rejected_cell(language: str) -> None:
    brief = replace(decided(Action.REJECT), language=language)
    first = outline(brief).options[0]
    texts = [line.text for line in first.facts[3].lines]
    assert not any(COST in text for text in texts)
    assert any(review_words(language)["cell_rejected"] in text for text in texts)
    assert any(COST in line.text for line in outline(brief).left_out)
    assert not any(option_words(language)["finance"] in text for text in texts[1:])


def test_an_edited_quotation_is_no_quotation_any_more() -> None:
    text = "Leak repair pays for itself in two years."
    first = outline(decided(Action.EDIT, text)).options[0]
    told = first.facts[3].lines[0].text
    assert told.startswith(f"Finance: {text} (edited in review; it read: “{COST}”")
    assert (
        "edited in review; it read: “Leak repair"
        in export(decided(Action.EDIT, text), Format.MARKDOWN).decode()
    )


def test_notes_are_numbered_as_they_are_read() -> None:
    told = outline(considered())
    shown: list[int] = []
    for part in (told.bottom_line, *told.options):
        lines = [number for line in part.lines for number in line.notes]
        shown += [*lines, *(n for fact in part.facts for line in fact.lines for n in line.notes)]
    assert list(dict.fromkeys(shown)) == sorted(set(shown))
