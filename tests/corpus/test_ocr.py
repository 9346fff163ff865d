from __future__ import annotations

from pathlib import Path

import pytest

from corpus import ocr
from corpus.errors import UnreadablePdfError
from corpus.passages import CharSpan
from corpus.pdf import page_picture, quote_boxes, read_pdf

SCAN = Path(__file__).resolve().parents[1] / "data" / "scan.pdf"
needs_tesseract = pytest.mark.skipif(not ocr.installed_languages(), reason="tesseract is not installed")
TABLE = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
5\t1\t1\t1\t1\t1\t10\t10\t50\t12\t96\tForests
5\t1\t1\t1\t1\t2\t70\t10\t50\t12\t96\tpro-
5\t1\t1\t1\t2\t1\t10\t30\t50\t12\t95\ttect
5\t1\t1\t1\t2\t2\t70\t30\t50\t12\t5\t@@
"""


def test_words_become_lines_and_doubtful_ones_are_left_out() -> None:
    lines = ocr.word_lines(ocr.parse_words(TABLE))
    assert [(line.text, line.hyphen) for line in lines] == [("Forests pro", True), ("tect", False)]


def test_a_scan_without_ocr_names_the_remedy() -> None:
    with pytest.raises(UnreadablePdfError, match="pictures") as caught:
        read_pdf(SCAN, ocr=False)
    assert "--ocr" in caught.value.remedy


@needs_tesseract
def test_a_scan_is_recognised_and_its_words_can_be_marked() -> None:
    (page,) = read_pdf(SCAN).pages
    assert page.text_from == "ocr"
    assert "Forests should be protected by law." in page.text
    start = page.text.index("Forests")
    (box,) = quote_boxes(SCAN, page, CharSpan(start, start + 7))
    assert 40 < box.x0 < 70
    assert 100 < box.top < 120
    assert page_picture(SCAN, page, [CharSpan(start, start + 7)]).startswith(b"\x89PNG")
