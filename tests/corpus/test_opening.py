from __future__ import annotations

import json

from corpus.documents import Page
from corpus.layout_lines import Line, Sheet, running_heads
from corpus.opening import Opening, collect, opening

NUMBERS = range(1, 9)


def line(text: str, top: float, size: float = 10, x0: float = 60, angle: int = 0) -> Line:
    return Line(text, x0, top, x0 + 5 * len(text), top + size, 1.3 * size, angle=angle, em=size)


def sheets() -> list[Sheet]:
    return [
        Sheet(
            (
                line("Public", 400, 7, 580, angle=1),
                line(f"Body of page {number}, which is as long as a line of prose.", 300),
                line("A Plan for", 100, 24),
                line("the Forest", 130, 24),
                line(f"The Plan | {number}", 30, 8),
            ),
            595,
            842,
        )
        for number in NUMBERS
    ]


def opened() -> Opening:
    found = json.loads(json.dumps(collect(sheets(), [(1, 1, "A Plan"), (1, 2, "Why")])))
    return opening(found, [Page("d" * 12, number, f"text {number}") for number in NUMBERS])


def test_lines_are_seen_from_the_top_and_those_set_sideways_are_not() -> None:
    first = [print.text for print in opened().prints if print.page == 1]
    assert first == [
        "The Plan | 1",
        "A Plan for",
        "the Forest",
        "Body of page 1, which is as long as a line of prose.",
    ]


def test_only_the_first_pages_and_the_outermost_bookmarks_count() -> None:
    assert opened().texts == tuple(f"text {number}" for number in range(1, 7))
    assert opened().outline == ("A Plan",)


def test_lines_of_one_size_make_a_block_and_the_size_of_prose_is_the_bodys() -> None:
    assert [block.text for block in opened().blocks(1)][1] == "A Plan for the Forest"
    assert opened().body == 10


def test_running_heads_are_what_three_pages_repeat_whatever_their_numbers() -> None:
    assert running_heads(sheets()) == ["The Plan | 1"]
    assert running_heads(sheets()[:2]) == []


def test_a_paragraph_is_no_heading() -> None:
    prose = [line(f"Line {n} of a paragraph that runs on to the margin", 300 + 12 * n) for n in range(6)]
    found = collect([Sheet((line("Ministry of Water", 50, 10), *prose), 595, 842)], [])
    assert opening(found, [Page("d" * 12, 1, "x")]).headings() == ("Ministry of Water",)


def test_a_scan_has_its_texts_and_its_lines_are_those_of_the_text() -> None:
    scan = opening(None, [Page("d" * 12, 2, "One line\nAnother line")])
    assert scan.headings() == ("One line", "Another line")
    assert scan.blocks() == ()
