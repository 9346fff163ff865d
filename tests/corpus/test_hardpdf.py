"""64 odd files: each ends in text or in one clear error, none takes another with it."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from corpus.errors import UnreadablePdfError
from corpus.pdf import ReadPdf, read_pdf
from tests.shared import shared

REFUSED = {
    "AES256ExposedMeta.pdf": "certificate",
    "cardinal.pdf": "pictures",
    "ccitt.pdf": "pictures",
    "empty.pdf": "empty",
    "francais.pdf": "pictures",
    "invalid.pdf": "damaged",
    "no_contents.pdf": "no text",
    "r2-user-password.pdf": "password",
    "r6-user-password.pdf": "password",
    "rc4-40.pdf": "password",
    "issue15893_reduced.pdf": "password",
    "syn_5000_pages.pdf": "5,000 pages",
    "syn_crlf_mangled.pdf": "no text",
    "syn_docx_renamed.pdf": "Office",
    "syn_html_error_page.pdf": "HTML",
    "syn_lfs_pointer.pdf": "LFS",
    "syn_empty_page.pdf": "no text",
    "syn_zero_pages.pdf": "no pages",
    "type3_font_nomapping.pdf": "pictures",
    "syn_pagetree_dag_131072.pdf": "131,072 pages",
    "non_text_searchable.pdf": "pictures",
}
WARNED = {
    "syn_offpage_text.pdf": "cannot be seen",
    "syn_prompt_injection_hidden_white.pdf": "cannot be seen",
    "testPDFPackage.pdf": "attachments",
    "xfa_issue14315.pdf": "XFA form",
    "Pages-tree-refs.pdf": "damaged",
}


@cache
def outcomes() -> dict[str, ReadPdf | UnreadablePdfError]:
    folder = shared("corpus", "hardpdf")
    with (folder / "MANIFEST.tsv").open(encoding="utf-8") as table:
        names = [row["file"] for row in csv.DictReader(table, delimiter="\t")]

    def outcome(name: str) -> ReadPdf | UnreadablePdfError:
        try:
            return read_pdf(folder / name, ocr=False)
        except UnreadablePdfError as error:
            return error

    with ThreadPoolExecutor(2) as threads:
        return dict(zip(names, threads.map(outcome, names), strict=True))


def test_every_file_ends_in_text_or_one_clear_error() -> None:
    for name, outcome in outcomes().items():
        if isinstance(outcome, UnreadablePdfError):
            assert outcome.what == name
            assert outcome.reason
            assert outcome.remedy
        else:
            assert any(page.text.strip() for page in outcome.pages)
            assert len(outcome.pages) + len(outcome.document.unread_pages) == outcome.document.page_count


def test_the_refusals_say_why() -> None:
    for name, reason in REFUSED.items():
        outcome = outcomes()[name]
        assert isinstance(outcome, UnreadablePdfError), name
        assert reason in outcome.reason, (name, outcome.reason)


def test_the_rest_is_read() -> None:
    read = {name for name, outcome in outcomes().items() if isinstance(outcome, ReadPdf)}
    assert len(read) >= 37
    assert {
        "bad-xref.pdf",
        "issue-202.pdf",
        "copy-protected.pdf",
        "syn_leading_garbage.pdf",
        "r6-empty-password.pdf",
    } <= read


def test_the_warnings_say_what_a_reader_must_know() -> None:
    for name, words in WARNED.items():
        outcome = outcomes()[name]
        assert isinstance(outcome, ReadPdf), name
        assert words in " ".join(outcome.document.warnings), name


def test_names_of_glyphs_are_no_text() -> None:
    outcome = outcomes()["type3_font_nomapping.pdf"]
    if isinstance(outcome, ReadPdf):
        assert "/g437" not in outcome.pages[0].text
    else:
        assert "no text" in outcome.reason or "pictures" in outcome.reason


def test_hidden_text_is_left_out() -> None:
    outcome = outcomes()["syn_prompt_injection_hidden_white.pdf"]
    assert isinstance(outcome, ReadPdf)
    assert "gnore" not in outcome.pages[0].text


def test_printed_labels_are_kept() -> None:
    outcome = outcomes()["pagelabels.pdf"]
    assert isinstance(outcome, ReadPdf)
    assert [page.label for page in outcome.pages][:3] == ["iii", "iv", "1"]


@pytest.mark.parametrize(
    ("name", "words"), [("ar-egypt-gov", "lost letters"), ("in-campa-act-2016-hi-en", "old font")]
)
def test_text_that_only_looks_like_text_is_told(name: str, words: str) -> None:
    assert words in " ".join(read_pdf(shared("corpus", "pdf", f"{name}.pdf"), ocr=False).document.warnings)
