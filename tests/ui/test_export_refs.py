"""RIS, BibTeX and CSL-JSON, read back by the libraries that others read them with."""

from __future__ import annotations

import json

import bibtexparser
import pytest
import rispy
from pylatexenc.latex2text import LatexNodes2Text

from agents.brief import Brief
from corpus.documents import DocumentKind
from tests.ui.briefs import a_brief, a_citation, a_claim, a_document, a_refusal, an_answer
from tests.ui.hostile import a_hostile_brief
from tests.ui.naughty import LINKS, NAUGHTY
from ui.export import Format, export
from ui.outline import outline
from ui.plain import clean


def ris(brief: Brief) -> list[dict[str, object]]:
    return rispy.loads(export(brief, Format.RIS).decode())


def bibtex(brief: Brief) -> bibtexparser.Library:
    library = bibtexparser.parse_string(export(brief, Format.BIBTEX).decode())
    assert not library.failed_blocks
    return library


def of_kind(kind: DocumentKind | None) -> Brief:
    document = a_document(kind=kind)
    return a_brief(
        (a_claim("Methane must fall.", a_citation(document, "Methane must fall.")),), (), (document,)
    )


def test_ris_has_a_record_for_each_document_with_pages_and_words() -> None:
    first, law, scan = ris(an_answer())
    assert first["type_of_reference"] == "RPRT"
    assert first["title"] == "Methane and the emissions gap"
    assert first["publisher"] == "Example Environment Programme"
    assert first["year"] == "2023"
    assert first["start_page"] == "31, 33"
    assert first["urls"] == ["https://example.org/reports/gap-report.pdf"]
    assert "p. 31 (printed xxix)" in str(first["notes"])
    assert law["type_of_reference"] == "STAT"
    assert "publisher" not in scan


def test_bibtex_has_an_entry_for_each_document_with_pages_and_words() -> None:
    first, law, scan = bibtex(an_answer()).entries
    assert (first.entry_type, law.entry_type, scan.entry_type) == ("techreport", "misc", "misc")
    assert first["pages"] == "31, 33"
    assert first["institution"] == "Example Environment Programme"
    assert "60 \\% of fugitive" in first["annote"]
    assert "publisher" not in scan.fields_dict


def test_csl_has_an_item_for_each_document_with_a_locator_for_each_citation() -> None:
    first, law, scan = json.loads(export(an_answer(), Format.CSL))
    assert (first["type"], law["type"], scan["type"]) == ("report", "legislation", "report")
    assert first["page"] == "31, 33"
    assert first["issued"] == {"date-parts": [[2023]]}
    assert [one["locator"] for one in first["custom"]["locators"]] == ["31", "33"]
    assert first["custom"]["locators"][0]["printed"] == "xxix"
    assert "publisher" not in scan


@pytest.mark.parametrize("kind", [*DocumentKind, None], ids=str)
def test_each_kind_of_document_has_a_type_in_each_format(kind: DocumentKind | None) -> None:
    brief = of_kind(kind)
    assert ris(brief)[0]["type_of_reference"]
    assert bibtex(brief).entries[0].entry_type
    assert json.loads(export(brief, Format.CSL))[0]["type"]


def test_hostile_titles_make_neither_more_nor_fewer_entries() -> None:
    brief = a_hostile_brief(NAUGHTY, LINKS)
    sources = outline(brief).sources
    assert len(ris(brief)) == len(sources)
    assert len(bibtex(brief).entries) == len(sources)
    assert [item["title"] for item in json.loads(export(brief, Format.CSL))] == [s.title for s in sources]
    assert [item["title"] for item in ris(brief)] == [s.title for s in sources]


def test_bibtex_titles_read_back_as_they_were() -> None:
    brief = a_hostile_brief(NAUGHTY, LINKS)
    reader = LatexNodes2Text(keep_comments=True)
    sources = outline(brief).sources
    for entry, source in zip(bibtex(brief).entries, sources, strict=True):
        if source.title.isascii() and clean(source.title) == source.title:
            read = reader.latex_to_text(entry["title"].removeprefix("{").removesuffix("}"))
            read = read.translate({ord("ˆ"): "^", ord("˜"): "~", ord("’"): "'", ord("”"): '"'})
            assert "".join(read.split()) == "".join(source.title.split())


@pytest.mark.parametrize("kind", [Format.RIS, Format.BIBTEX, Format.CSL], ids=str)
def test_a_refusal_cites_nothing(kind: Format) -> None:
    assert export(a_refusal(), kind).strip() in (b"", b"[]")
