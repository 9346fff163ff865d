from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from corpus import pdf_child, pdf_tasks
from corpus.errors import UnreadablePdfError
from corpus.passages import CharSpan
from corpus.pdf import LIMITS, page_picture, quote_boxes, read_pdf
from corpus.pdf_marks import match
from corpus.pdf_pool import ask_child
from tests.shared import shared

DATA = Path(__file__).resolve().parents[1] / "data"
TWO = DATA / "two_columns.pdf"


def span_of(text: str, words: str) -> CharSpan:
    start = text.index(words)
    return CharSpan(start, start + len(words))


def test_two_columns_are_read_in_order_with_whole_words() -> None:
    read = read_pdf(TWO)
    text = read.pages[0].text
    assert "adds to emissions every year" in text
    assert "ends here with a sentence that goes on in the right column." in text
    assert text.endswith("in small print.")
    assert read.headings[1][0].span.of(text) == "1 Why forests matter"
    assert "Test Institute" not in "".join(page.text for page in read.pages)
    assert read.document.title == "Forests and Peat: a Test Report 2024"
    assert (read.document.language, read.document.year, read.document.country) == ("en", 2024, None)


@pytest.mark.parametrize("name", ["two_columns.pdf", "rotated.pdf"])
def test_boxes_hold_the_words_and_their_marks_are_yellow(name: str) -> None:
    path = DATA / name
    page = read_pdf(path).pages[0]
    span = CharSpan(0, page.text.index(".", 30) + 1)
    boxes = quote_boxes(path, page, span)
    picture = Image.open(io.BytesIO(page_picture(path, page, [span], width_px=1000))).convert("RGB")
    scale = picture.width / (595.28 if name == "two_columns.pdf" else 841.89)
    for box in boxes:
        inside = picture.crop(
            (round(box.x0 * scale), round(box.top * scale), round(box.x1 * scale), round(box.bottom * scale))
        )
        colours = inside.getcolors(1 << 20)
        assert colours
        common = max(colours)[1]
        assert common == (255, 224, 60)
        # Print under the mark stays dark: the box is where the words are.
        assert min(sum(colour) for _, colour in colours) < 200
    unmarked = Image.open(io.BytesIO(page_picture(path, page, width_px=1000))).convert("RGB")
    dark = [sum(pixel) < 300 for pixel in unmarked.get_flattened_data()]
    assert sum(dark) > 0


def test_of_two_equal_quotes_the_one_on_its_own_line_is_meant() -> None:
    raw = "first: forests matter.\r\nsecond: forests matter."
    text = "first: forests matter. second: forests matter."
    start = text.rindex("forests")
    assert match(raw, text, start, start + 7) == list(range(raw.rindex("forests"), raw.rindex("forests") + 7))


def test_a_mark_holds_the_signs_that_a_quote_opens_and_ends_with() -> None:
    raw = "He said “methane falls\r\n(by 30 %\r\n).” (More follows.)"
    text = raw.replace("\r\n", " ")
    found = match(raw, text, text.index("“"), text.index("”") + 1)
    assert (found[0], found[-1]) == (raw.index("“"), raw.index("”"))
    words = match(raw, text, text.index("methane"), text.index("falls") + 5)
    assert (found[0] + 1, raw[words[-1]]) == (words[0], "s")


def test_words_that_are_not_on_the_page_have_no_boxes() -> None:
    page = read_pdf(TWO).pages[0]
    with pytest.raises(UnreadablePdfError, match="not found on page 1"):
        quote_boxes(TWO, replace(page, text="Quite other words stand here."), CharSpan(0, 20))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04%PDF-1.7", "ZIP"),
        (b"MZ\x90\0", "Windows program"),
        (b"<html><p>", "HTML"),
        (b"<!DOCTYPE html>", "HTML"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"\x7fELF", "Linux program"),
        (b"#!/bin/sh\n%PDF-1.4", "script"),
        (b"plain text", "not a PDF"),
        (b"{\\rtf1", "RTF"),
        (b"SQLite format 3\0", "SQLite"),
        (b"%PDF-1.4\n%%EOF", "damaged"),
        (b"Rar!\x1a", "RAR"),
        (b"7z\xbc\xaf", "7-Zip"),
    ],
)
def test_an_impostor_is_refused_by_what_it_is(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadablePdfError, match=reason) as caught:
        read_pdf(path)
    assert caught.value.what == "report.pdf"
    assert caught.value.remedy


def test_a_folder_a_missing_file_and_a_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    for path in (tmp_path, tmp_path / "none.pdf", tmp_path / "pipe.pdf"):
        with pytest.raises(UnreadablePdfError):
            read_pdf(path)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"max_pages": 2}, "4 pages"),
        ({"max_chars": 50}, "characters"),
        ({"max_bytes": 100}, "larger"),
    ],
)
def test_a_limit_ends_in_a_clear_error(limits: dict[str, int], reason: str) -> None:
    with pytest.raises(UnreadablePdfError, match=reason):
        read_pdf(TWO, limits=replace(LIMITS, **limits))
    assert read_pdf(TWO).pages


def test_a_task_that_needs_too_much_memory_is_ended() -> None:
    page = read_pdf(TWO).pages[0]
    with pytest.raises(UnreadablePdfError):
        page_picture(TWO, page, width_px=2800, limits=replace(LIMITS, memory_bytes=20_000_000))
    assert page_picture(TWO, page, width_px=300)


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(UnreadablePdfError, match="too long"):
        read_pdf(TWO, limits=replace(LIMITS, wall_s=0.0))


def test_a_task_that_fails_is_reported_by_its_code() -> None:
    request = {"task": "no such task", "memory_bytes": 2**30, "cpu_s": 5, "wall_s": 5}
    assert ask_child(TWO, request).code == 1


def test_the_tasks_answer_in_the_child_as_here() -> None:
    data = TWO.read_bytes()
    here = pdf_tasks.read(data, {"max_pages": 9, "max_chars": 9999})
    there = ask_child(
        TWO,
        {"task": "read", "memory_bytes": 2**30, "cpu_s": 9, "wall_s": 9, "max_pages": 9, "max_chars": 9999},
    )
    assert here == there.answer
    text = read_pdf(TWO).pages[0].text
    span = span_of(text, "Restoration of peat")
    request = {"page": 1, "text": text, "spans": [(span.start, span.end)], "width_px": 300}
    assert pdf_tasks.draw(data, request).startswith(b"\x89PNG")
    assert b'"boxes": [[[' in pdf_tasks.boxes(data, request)
    assert b"Forests" in pdf_tasks.second_try(data, {"max_pages": 9, "max_chars": 9999})
    assert b"refused" in pdf_tasks.second_try(b"%PDF-", {"max_pages": 9, "max_chars": 9999})


def test_a_real_two_column_page_is_marked_where_its_words_are() -> None:
    path = shared("corpus", "pdf", "eprs-fit55.pdf")
    for page in read_pdf(path).pages:
        for start in range(0, len(page.text) - 80, 900):
            assert quote_boxes(path, page, CharSpan(start, start + 80))


@pytest.mark.parametrize("task", sorted(pdf_child.TASKS))
def test_no_task_can_open_a_socket(task: str) -> None:
    code = (
        "import os, socket; from corpus import pdf_child;"
        f"pdf_child._limit({{'task': {task!r}, 'memory_bytes': 2**30, 'cpu_s': 20}});"
        "\ntry: socket.socket()"
        "\nexcept OSError: os._exit(7)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 7


def test_a_file_without_pages_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    PdfWriter().write(path)
    with pytest.raises(UnreadablePdfError, match="it has no pages"):
        read_pdf(path)


def test_letters_that_stand_for_no_character_are_for_ocr(tmp_path: Path) -> None:
    path = tmp_path / "drawn.pdf"
    glyph = "<</Length 24>>stream\n600 0 d0 0 0 500 500 re f\nendstream"
    path.write_text(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 29>>stream\nBT /F 20 Tf 9 50 Td <01> Tj ET\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type3/FontBBox[0 0 600 600]/FontMatrix[.001 0 0 .001 0 0]"
        "/CharProcs<</g9 6 0 R>>/Encoding<</Type/Encoding/Differences[1/g9]>>"
        f"/FirstChar 1/LastChar 1/Widths[600]>>endobj\n6 0 obj{glyph} endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF",
        "ascii",
    )
    with pytest.raises(UnreadablePdfError, match="pictures without a text layer"):
        read_pdf(path, ocr=False)
