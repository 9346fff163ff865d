from __future__ import annotations

import pytest

from corpus.headings import Block, levels, style_of
from corpus.layout import Line, Sheet, lay_out

BODY = 10.0
PROSE = Block(
    "Words of the body that run on and on until the end of the line and of the next one too.",
    BODY,
    False,
    "\n\n",
)
OUTLINE: dict[int, dict[str, int]] = {}


def head(text: str, size: float = 10.0, bold: bool = True) -> Block:
    return Block(text, size, bold, "\n\n")


def found(*blocks: Block, others: tuple[Block, ...] = ()) -> dict[str, int]:
    """The headings of a page, with their levels; ``others`` are the blocks of another page."""
    style = style_of([blocks, others], BODY, OUTLINE)
    return {
        block.text: level
        for block, level in zip(blocks, levels(blocks, style, 1), strict=True)
        if level is not None
    }


@pytest.mark.parametrize(
    "text",
    [
        "[START FIGURE SPM.1 HERE]",
        "{2.2, 2.3, Cross-Chapter Box 2.1} (Figure SPM.1)",
        "Properties with a store 6,342.5 6,827.0 11,500.7",
        "Asset class 2020 2021 2022",
        "10-year event 10-year event",
        "Executive summary … i Introduction … 1",
        "$16.7 billion a year",
        "» Ask for an indicator",
        "of employees who took part",
        "Figure 2 Emissions by sector",
    ],
)
def test_print_of_figures_tables_and_contents_heads_nothing(text: str) -> None:
    assert found(PROSE, head(text), PROSE) == {}


def test_labels_with_no_prose_between_them_are_those_of_a_figure() -> None:
    labels = [head(f"{name} score") for name in ("Growth", "Inclusion", "Authenticity", "Commitment")]
    assert found(PROSE, head("Results"), PROSE, *labels) == {"Results": 1}
    assert len(found(PROSE, *(block for label in labels for block in (label, PROSE)))) == 4


def test_numbered_headings_stay_where_they_follow_one_another() -> None:
    numbered = [head(f"{number}. Part of the plan") for number in range(1, 6)]
    assert len(found(PROSE, *numbered)) == 5


def test_what_a_page_says_three_times_is_the_head_of_a_table() -> None:
    row = head("Landlord Controlled")
    assert found(PROSE, head("Energy"), PROSE, row, PROSE, row, PROSE, row) == {"Energy": 1}


def test_a_list_of_contents_has_one_heading() -> None:
    entries = [Block(f"Part {number} … {number}", BODY, False, "\n") for number in range(1, 6)]
    assert found(head("Contents"), *entries, head("Part 6 of the report, on")) == {"Contents": 1}


def test_numbers_of_more_than_one_part_tell_the_levels() -> None:
    pages = [
        head("1. Aims"),
        PROSE,
        head("1.1 Of the state"),
        PROSE,
        head("1.1.1 By statute"),
        PROSE,
        head("1.2 Means"),
        PROSE,
    ]
    assert found(*pages, head("State level"), PROSE) == {
        "1. Aims": 1, "1.1 Of the state": 2, "1.1.1 By statute": 3, "1.2 Means": 2, "State level": 4
    }  # fmt: skip


def test_single_letters_and_roman_numbers_are_of_the_level_of_their_size() -> None:
    pages = [head("IV. Means", 14), PROSE, head("A. Money", 12), PROSE, head("1. Grants"), PROSE]
    again = (head("V. Ends", 14), head("B. Water", 12), head("2. Loans"))
    assert found(*pages, others=again) == {"IV. Means": 1, "A. Money": 2, "1. Grants": 3}


def test_a_size_that_only_the_cover_has_is_no_level() -> None:
    again = (head("Water", 16), PROSE)
    assert found(head("A Plan", 40), PROSE, head("Forest", 16), PROSE, others=again)["Forest"] == 1


def line(text: str, top: float, size: float = 10, x0: float = 60) -> Line:
    return Line(text, x0, top, x0 + 0.5 * size * len(text), top + size, 1.3 * size, em=size)


def page(*lines: Line) -> Sheet:
    prose = [line("A line of the body as long as lines of a body are here.", 400 + 12 * n) for n in range(4)]
    return Sheet((*lines, *prose), 595, 842)


def test_lines_of_one_heading_are_one() -> None:
    laid = lay_out([page(line("ALIGNING CLIMATE", 200, 24), line("AND DEVELOPMENT", 230, 24))])[0]
    assert [each.span.of(laid.text) for each in laid.headings] == ["ALIGNING CLIMATE AND DEVELOPMENT"]
    apart = lay_out([page(line("ALIGNING CLIMATE", 200, 24), line("AND DEVELOPMENT", 290, 24))])[0]
    assert len(apart.headings) == 2


def test_a_font_with_a_tall_box_is_no_larger_than_it_is_set() -> None:
    tall = Line("A line in another font (and what it says)", 60, 300, 300, 316, 16, em=10)
    assert lay_out([page(tall)])[0].headings == ()


def test_a_running_head_goes_wherever_at_the_edge_it_stands_and_a_tab_whatever_its_size() -> None:
    sheets = [
        page(
            line("Summary for Everybody", 30 + 9 * (number % 3 == 0) * number, 8),
            line("SPM", 120 + 40 * number, 12 + number, x0=5),
            line(f"Section number {number} of all", 200),
        )
        for number in range(1, 9)
    ]
    text = "\n".join(each.text for each in lay_out(sheets))
    assert "Summary for Everybody" not in text
    assert "SPM" not in text
    assert text.count("Section number") == 8
