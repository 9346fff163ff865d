"""A PDF: embedded fonts, numbered notes, bookmarks, and no action of any kind."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from agents.brief import Brief
from tests.ui.briefs import a_refusal, an_answer
from tests.ui.hostile import a_hostile_brief
from tests.ui.naughty import LINKS, NAUGHTY
from ui.export import Format, export

ACTIVE = {"/JavaScript", "/JS", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/EmbeddedFiles"}
ACTIVE |= {"/AA", "/OpenAction", "/RichMedia", "/AcroForm"}


def pdf(brief: Brief) -> PdfReader:
    return PdfReader(io.BytesIO(export(brief, Format.PDF)))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, each object once."""
    waiting: list[object] = [reader.trailer]
    seen: set[int] = set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, ArrayObject):
            waiting.extend(item)


def faults(reader: PdfReader) -> list[str]:
    """What could act, or lead anywhere but to http(s); /OpenAction may only say where to begin."""
    found = []
    for item in dictionaries(reader):
        for key in ACTIVE & set(item):
            if key != "/OpenAction" or isinstance(item[key], DictionaryObject):
                found.append(str(key))
        if item.get("/S") in ACTIVE:
            found.append(str(item["/S"]))
        if "/URI" in item and urlsplit(str(item["/URI"])).scheme not in {"http", "https"}:
            found.append(str(item["/URI"]))
    return found


def test_claims_notes_and_pages_can_be_read_out_of_the_file() -> None:
    text = text_of(pdf(an_answer()))
    assert "Countries should cut methane from oil and gas by 75 per cent by 2030" in text
    assert "p. 31 (printed xxix)" in text
    assert "publisher unknown, year unknown" in text
    assert "Checked by" in text
    assert "Page 1 of 2" in text


def test_it_has_bookmarks_title_language_and_links_to_pages() -> None:
    reader = pdf(an_answer())
    marks = [item.title for item in reader.outline if not isinstance(item, list)]
    assert marks[:2] == ["Bottom line", "Options and evidence"]
    assert reader.metadata
    assert reader.metadata.title == an_answer().question
    assert reader.trailer["/Root"]["/Lang"] == "en"
    links = {str(item["/URI"]) for item in dictionaries(reader) if "/URI" in item}
    assert "https://example.org/reports/gap-report.pdf#page=31" in links


def test_every_font_is_embedded() -> None:
    fonts = [item for item in dictionaries(pdf(an_answer("zh"))) if item.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_chinese_and_arabic_are_set_in_fonts_that_have_them() -> None:
    text = text_of(pdf(a_hostile_brief(["气候变化与2030年目标", "الاحتباس"], ["https://example.org"])))
    assert "气候变化与2030年目标" in text
    assert "要点" in text_of(pdf(an_answer("zh")))


def test_a_refusal_says_what_was_searched() -> None:
    text = text_of(pdf(a_refusal()))
    assert "No answer found in the library" in text
    assert "methane emissions 2030" in text


def test_the_same_brief_gives_the_same_bytes() -> None:
    assert export(an_answer(), Format.PDF) == export(an_answer(), Format.PDF)


def test_hostile_texts_are_set_and_nothing_in_the_file_acts() -> None:
    reader = pdf(a_hostile_brief(NAUGHTY, LINKS))
    assert faults(reader) == []
    text = text_of(reader)
    assert "<img src=x onerror=alert(1)>" in text
    assert "50 % of $5 & #1" in text


@settings(max_examples=4, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=2), st.text(max_size=60))
def test_any_text_can_be_set(texts: list[str], link: str) -> None:
    assert faults(pdf(a_hostile_brief(texts, [link]))) == []


def test_no_file_is_read_but_fonts_and_code() -> None:
    program = (
        "import sys\n"
        "from tests.ui.hostile import a_hostile_brief\n"
        "from tests.ui.naughty import MARKUP, LINKS, CELLS_AND_PATHS\n"
        "from ui.export import Format, export\n"
        "brief = a_hostile_brief([*MARKUP, *CELLS_AND_PATHS], LINKS)\n"
        "import fpdf\n"
        "opened = []\n"
        "sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == 'open' else None)\n"
        "export(brief, Format.PDF)\n"
        "print('\\n'.join(opened))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    opened = done.stdout.split("\n")
    assert any("assets/fonts" in name for name in opened)
    assert not [name for name in opened if "etc/" in name or "passwd" in name or "://" in name]


def test_bold_chinese_is_drawn_with_an_outline_for_want_of_a_bold_face() -> None:
    page = pdf(replace(an_answer("zh"), question="甲烷减排")).pages[0].get_contents()
    english = pdf(an_answer()).pages[0].get_contents()
    assert page is not None
    assert english is not None
    assert b"2 Tr" in page.get_data()
    assert b"2 Tr" not in english.get_data()
