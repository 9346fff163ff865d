"""A Word file: real footnotes, nothing active, and it opens whatever the texts are."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from agents.brief import Brief
from tests.ui.briefs import a_refusal, an_answer
from tests.ui.hostile import a_hostile_brief, a_refusal_of
from tests.ui.naughty import CONTROL, LINKS, NAUGHTY, SHAPES
from ui.export import Format, export
from ui.outline import outline
from ui.plain import clean

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELDS = {"PAGE", "NUMPAGES", "TOC"}


def docx(brief: Brief) -> bytes:
    return export(brief, Format.DOCX)


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def words(element: etree._Element) -> str:
    return "".join(element.itertext(f"{W}t"))


def faults(data: bytes) -> list[str]:
    """What in the package could act, load or lead anywhere but to http(s)."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith(".rels"):
                found += [f"{name}: {fault}" for fault in relation_faults(package.read(name))]
            elif name.endswith(".xml"):
                found += [f"{name}: {fault}" for fault in content_faults(package.read(name))]
            elif not name.endswith(".jpeg"):
                found.append(f"{name}: unexpected part")
    return found


def relation_faults(text: bytes) -> Iterator[str]:
    for relation in etree.fromstring(text):
        target = relation.get("Target", "")
        link = relation.get("TargetMode") == "External" and relation.get("Type", "").endswith("/hyperlink")
        if link and urlsplit(target).scheme in {"http", "https"} and urlsplit(target).hostname:
            continue
        if relation.get("TargetMode") == "External" or ":" in target:
            yield target


def content_faults(text: bytes) -> Iterator[str]:
    tree = etree.fromstring(text)
    for tag in ("altChunk", "instrText", "object", "control", "attachedTemplate", "pict", "drawing"):
        yield from (tag for _ in tree.iter(f"{W}{tag}"))
    for field in tree.iter(f"{W}fldSimple"):
        if field.get(f"{W}instr") not in FIELDS:
            yield f"field {field.get(f'{W}instr')}"


def test_each_note_is_a_real_footnote_that_names_document_page_and_quote() -> None:
    brief = an_answer()
    footnotes = part(docx(brief), "word/footnotes.xml")
    texts = {note.get(f"{W}id"): words(note) for note in footnotes.iter(f"{W}footnote")}
    for note in outline(brief).notes:
        text = texts[str(note.number)]
        assert note.title in text
        assert note.quote in text
        assert f"p. {note.page}" in text
    assert "p. 31 (printed xxix)" in texts["1"]
    assert "Example Environment Programme, 2023" in texts["1"]
    assert "publisher unknown, year unknown" in texts["4"]


def test_the_marks_in_the_text_count_like_the_notes() -> None:
    data = docx(an_answer())
    marks = [m.get(f"{W}id") for m in part(data, "word/document.xml").iter(f"{W}footnoteReference")]
    assert marks == ["1", "2", "3", "4"]


def test_a_note_links_to_the_page_where_an_address_is_known_and_names_the_file_elsewhere() -> None:
    data = docx(an_answer())
    relations = part(data, "word/_rels/footnotes.xml.rels")
    targets = {relation.get("Target") for relation in relations}
    assert targets == {f"https://example.org/reports/gap-report.pdf#page={page}" for page in (31, 33)}
    assert "File: methane-act.pdf" in words(part(data, "word/footnotes.xml"))


def test_the_file_has_title_language_and_sign_off_block() -> None:
    document = Document(io.BytesIO(docx(an_answer())))
    assert document.core_properties.title == an_answer().question
    assert document.core_properties.author == "Global Brain"
    table = document.tables[0].rows[0].cells
    assert [cell.text.splitlines()[0] for cell in table] == [
        "Prepared with an AI assistant",
        "Date",
        "Checked by",
    ]
    language = part(docx(an_answer("fr")), "word/styles.xml").find(f".//{W}docDefaults//{W}lang")
    assert language is not None
    assert language.get(f"{W}val") == "fr-FR"


def test_the_same_brief_gives_the_same_bytes() -> None:
    assert docx(an_answer()) == docx(an_answer())


def test_a_refusal_says_what_was_searched_and_has_no_footnotes() -> None:
    data = docx(a_refusal())
    document = Document(io.BytesIO(data))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "No answer found in the library" in text
    assert "Methane is a short-lived climate forcer." in text
    assert "word/footnotes.xml" not in zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_a_text_from_right_to_left_is_marked_as_such() -> None:
    brief = an_answer("ar")
    assert next(part(docx(brief), "word/document.xml").iter(f"{W}bidi"), None) is not None


def test_hostile_texts_open_in_python_docx_and_nothing_in_the_file_acts() -> None:
    data = docx(a_hostile_brief(NAUGHTY, LINKS))
    assert faults(data) == []
    document = Document(io.BytesIO(data))
    assert len(document.core_properties.title) <= 255
    written = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert [text for text in NAUGHTY if clean(text) not in written] == []


@pytest.mark.parametrize("text", [*CONTROL, *SHAPES], ids=repr)
def test_a_hostile_question_can_be_refused(text: str) -> None:
    data = docx(a_refusal_of(text))
    assert faults(data) == []
    assert len(Document(io.BytesIO(data)).core_properties.title) <= 255


@settings(max_examples=6, deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=3), st.text())
def test_any_text_opens(texts: list[str], link: str) -> None:
    data = docx(a_hostile_brief(texts, [link]))
    assert faults(data) == []
    Document(io.BytesIO(data))


def test_word_knows_each_style_and_part_that_the_file_names() -> None:
    data = docx(an_answer())
    styles = {style.get(f"{W}styleId") for style in part(data, "word/styles.xml").iter(f"{W}style")}
    for name in ("word/document.xml", "word/footnotes.xml"):
        root = part(data, name)
        named = [element.get(f"{W}val") for tag in ("pStyle", "rStyle") for element in root.iter(f"{W}{tag}")]
        assert set(named) <= styles
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        types = package.read("[Content_Types].xml").decode()
        assert re.search(r"/word/footnotes\.xml.*?footnotes\+xml", types)


@pytest.mark.office
def test_libreoffice_opens_every_file(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice (soffice) is not installed")
    briefs = [an_answer(), an_answer("zh"), a_refusal(), a_hostile_brief(NAUGHTY, LINKS)]
    briefs += [a_hostile_brief(NAUGHTY[n : n + 12], LINKS) for n in range(0, len(NAUGHTY), 12)]
    files = []
    for number, brief in enumerate(briefs):
        files.append(tmp_path / f"{number}.docx")
        files[-1].write_bytes(docx(brief))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=120)
    for file in files:
        assert (tmp_path / "out" / f"{file.stem}.txt").stat().st_size > 100
    text = (tmp_path / "out" / "0.txt").read_text("utf-8", "replace")
    assert "Leak detection every quarter removes about 60 % of fugitive emissions." in text


def test_what_a_group_rests_on_stays_with_its_last_sentence() -> None:
    paragraphs = Document(io.BytesIO(docx(an_answer()))).paragraphs
    before = [last for last, p in pairwise(paragraphs) if p.style.name == "Evidence"]
    assert before
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in before)


def test_chinese_is_set_in_a_font_that_goes_with_the_latin_one() -> None:
    styles = part(docx(an_answer("zh")), "word/styles.xml")
    normal = next(s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == "Normal")
    assert normal.find(f".//{W}rFonts").get(f"{W}eastAsia") == "Microsoft YaHei"
