from __future__ import annotations

import pytest

from corpus.layout import Line, Sheet, lay_out


def column(*texts: str, x0: float = 60, top: float = 200, width: float = 240, size: float = 10) -> list[Line]:
    return [
        Line(text, x0, top + 12 * at, x0 + width, top + 12 * at + size, size) for at, text in enumerate(texts)
    ]


def text_of(lines: list[Line]) -> str:
    return lay_out([Sheet(tuple(lines), 595, 842)])[0].text


def test_lines_of_a_paragraph_flow_together() -> None:
    assert (
        text_of(column("Forests store carbon in", "wood (Section 7.2)", "2010 to 2019."))
        == "Forests store carbon in wood (Section 7.2) 2010 to 2019."
    )


def test_a_larger_step_starts_a_paragraph() -> None:
    lines = [*column("One ends here.", "And goes on."), *column("Two.", top=260)]
    assert text_of(lines).split("\n\n")[-1] == "Two."


def test_a_sentence_goes_on_in_the_next_column() -> None:
    lines = [
        *column("A sentence that goes", "on in the other column of"),
        *column("this page. Another.", x0=320),
    ]
    assert text_of(lines) == "A sentence that goes on in the other column of this page. Another."


def test_a_hyphen_at_a_lines_end_goes_or_stays_as_the_document_spells_the_word() -> None:
    first, second = column("emis", "sions rise. The emissions of low-carbon farms are low")
    third = Line("carbon ones.", 60, 224, 300, 234, 10)
    lines = [
        Line(first.text, 60, 200, 300, 210, 10, hyphen=True),
        Line(second.text, 60, 212, 300, 222, 10, hyphen=True),
        third,
    ]
    assert text_of(lines) == "emissions rise. The emissions of low-carbon farms are low-carbon ones."


def test_running_heads_and_page_numbers_are_dropped() -> None:
    sheets = []
    for number in range(1, 9):
        head = Line(f"A Report {2020 + number} | Institute", 60, 30, 300, 40, 10)
        foot = Line(str(number), 290, 810, 300, 820, 10)
        sheets.append(Sheet((head, *column(f"Body of page {number} is unlike others."), foot), 595, 842))
    assert [page.text for page in lay_out(sheets)] == [
        f"Body of page {n} is unlike others." for n in range(1, 9)
    ]


@pytest.mark.parametrize(
    "debris", ["[END TABLE 3.2]", "{2.3, Box 4}", "Forests and land … 4", "Y0 Y3 Y 5", "ner A ner A"]
)
def test_what_stands_large_in_a_figure_or_marks_one_heads_nothing(debris: str) -> None:
    large = Line(debris, 60, 150, 250, 166, 16)
    [page] = lay_out([Sheet((large, *column("Peat holds water.", "It holds carbon.")), 595, 842)])
    assert page.headings == ()


def test_headings_are_found_by_size_and_numbering() -> None:
    heading = Line("2.1 Peat and water", 60, 150, 250, 166, 16)
    page = lay_out(
        [Sheet((heading, *column("Peat holds much water in it.", "It also holds carbon.")), 595, 842)]
    )[0]
    assert [(each.level, each.span.of(page.text)) for each in page.headings] == [(2, "2.1 Peat and water")]


def test_rows_of_a_table_keep_their_lines() -> None:
    lines = [
        *column("Gas 1990 2019", width=90), *column("CH4 5.2 6.0", top=212, width=80),
        *column("After the table the prose is as wide as the column is.", top=260),
    ]  # fmt: skip
    assert "Gas 1990 2019\nCH4 5.2 6.0" in text_of(
        [*lines[:2], Line("N2O 1 2 and much more", 60, 224, 300, 234, 10), lines[2]]
    )


def test_a_footnote_does_not_stand_in_a_sentence() -> None:
    note = Line("1 A note in small print.", 60, 700, 200, 706, 6)
    lines = [
        *column("The sentence of the left column", "does not end on the left but on"),
        note,
        *column("this side. It ends here.", x0=320),
    ]
    assert text_of(lines) == (
        "The sentence of the left column does not end on the left but on this side. It ends here.\n\n"
        "1 A note in small print."
    )


def test_chinese_lines_join_without_a_space() -> None:
    assert text_of(column("各国应在二〇三〇年前", "停止毁林。")) == "各国应在二〇三〇年前停止毁林。"
