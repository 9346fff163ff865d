"""All formats hold the same claims, citations and hashes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html import unescape
from itertools import product

import pytest
from docx import Document
from lxml import etree
from markdown_it import MarkdownIt
from pypdf import PdfReader

from agents.brief import Brief, Option
from agents.contract import from_json
from tests.ui.briefs import a_brief, a_citation, a_claim, a_document, a_refusal, an_answer
from tests.ui.test_export_docx import W, part
from ui.export import MEDIA_TYPES, Format, export, format_named
from ui.outline import outline
from ui.plain import clean


def from_docx(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    if outline_has_notes(data):
        texts += ["".join(note.itertext(f"{W}t")) for note in part(data, "word/footnotes.xml")]
    return "\n".join(texts)


def outline_has_notes(data: bytes) -> bool:
    return b"footnotes.xml" in data


def from_pdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def from_html(data: bytes) -> str:
    return "".join(etree.HTML(data.decode()).itertext())


def from_markdown(data: bytes) -> str:
    written = MarkdownIt("commonmark").enable("table").render(data.decode())
    return unescape(re.sub("<[^>]+>", "", written))


READERS: dict[Format, Callable[[bytes], str]] = {
    Format.DOCX: from_docx,
    Format.PDF: from_pdf,
    Format.HTML: from_html,
    Format.MARKDOWN: from_markdown,
}


def some_briefs() -> list[Brief]:
    """Thirty briefs: languages, numbers of options, repeated and shared citations."""
    briefs = [an_answer(language) for language in ("en", "fr", "es", "zh")]
    for options, claims, shared in product((1, 2, 4), (1, 3), (False, True)):
        documents = tuple(a_document(f"report-{n}.pdf", f"Report number {n}") for n in range(options))
        both = a_citation(documents[0], "Every country should publish a methane plan by 2027.", 7, "v")
        groups = []
        for n, document in enumerate(documents):
            made = []
            for m in range(claims):
                quote = f"Measure {m} of sector {n} lowers emissions by {10 * n + m} %."
                own = a_citation(document, quote, 10 + m)
                made.append(a_claim(quote, own, both) if shared else a_claim(quote, own))
            groups.append(Option(f"Sector {n}", tuple(made)))
        briefs.append(a_brief((groups[0].claims[0],), tuple(groups), documents))
        briefs.append(a_brief((), tuple(groups), documents, unanswered=("What does it cost?",)))
    return [*briefs, a_refusal(), a_refusal("fr")]


BRIEFS = some_briefs()


def letters(text: str) -> str:
    """The text without white space: line breaks differ between formats, words may not."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("kind", READERS, ids=str)
def test_each_format_holds_every_claim_citation_and_hash_of_thirty_briefs(kind: Format) -> None:
    assert len(BRIEFS) == 30
    for brief in BRIEFS:
        parts = outline(brief)
        text = letters(READERS[kind](export(brief, kind)))
        wanted = [clean(claim.text) for claim in brief.claims]
        wanted += [clean(c.quote) for c in (*brief.references, *brief.nearest)]
        wanted += [note.title for note in parts.notes]
        wanted += [clean(item) for item in brief.unanswered]
        wanted += list(brief.provenance.documents.values())
        wanted += [brief.question, parts.words["prepared"], parts.words["checked_by"], parts.date]
        assert [item for item in wanted if letters(item) not in text] == []


def test_json_reads_back_as_the_same_brief() -> None:
    for brief in BRIEFS:
        assert from_json(export(brief, Format.JSON)) == brief


@pytest.mark.parametrize("kind", Format, ids=str)
def test_each_format_has_a_media_type_and_is_found_by_its_suffix(kind: Format) -> None:
    assert MEDIA_TYPES[kind]
    assert format_named(f"My Brief.v2.{kind.value.upper()}") is kind


def test_a_suffix_that_nobody_knows_is_no_format() -> None:
    assert format_named("brief.exe") is None
    assert format_named("brief") is None


@pytest.mark.parametrize("kind", [Format.RIS, Format.BIBTEX, Format.CSL], ids=str)
def test_the_references_are_those_of_the_notes(kind: Format) -> None:
    brief = an_answer()
    text = export(brief, kind).decode()
    for note in outline(brief).notes:
        assert f"[{note.number}]" in text
    assert all(document.sha256 in text for document in brief.sources)


def test_json_is_readable_text() -> None:
    assert "CH₄" in export(an_answer(), Format.JSON).decode()
    assert json.loads(export(an_answer(), Format.JSON))["answered"] is True


HERE = "http://127.0.0.1:7860"


@pytest.mark.parametrize("kind", [Format.DOCX, Format.PDF, Format.HTML, Format.MARKDOWN])
def test_a_document_without_an_address_opens_in_global_brain(kind: Format) -> None:
    brief = an_answer()
    notes = outline(brief, HERE).notes
    local = [note for note in notes if note.here]
    assert local
    assert all(
        note.link and note.link.startswith(f"{HERE}/documents/{note.document_id}/pages/") for note in local
    )
    assert all(note.link and HERE not in note.link for note in notes if not note.here)
    data = export(brief, kind, HERE)
    assert letters("open the page in Global Brain") in letters(READERS[kind](data))
    assert letters("Global Brain") in letters(READERS[kind](export(brief, kind)))
    assert letters("in Global Brain") not in letters(READERS[kind](export(brief, kind)))


def test_a_title_that_is_the_file_name_is_said_once() -> None:
    notes = outline(an_answer()).notes
    untitled = next(note for note in notes if note.title == note.file)
    assert untitled.named == ""
    lines = export(an_answer(), Format.MARKDOWN).decode().splitlines()
    assert all(line.count("scan") <= 1 for line in lines if line.startswith(("- **scan", "[^")))


def test_what_made_a_brief_is_told_in_its_language() -> None:
    rows = dict(outline(an_answer("zh")).methods)
    assert {"撰写方式", "检索模型", "设置"} <= set(rows)
    assert not {"mind", "encoder"} & set(rows)
