from __future__ import annotations

import pytest

from corpus import titles
from corpus.opening import Opening
from tests.corpus.covers import PROSE, cover


@pytest.mark.parametrize(
    "raw",
    [
        "Microsoft Word - draft.doc",
        "g9561655.wpf",
        "sdg-en.html",
        "PowerPoint Presentation",
        "Adobe Photoshop PDF",
        "FCCC/PA/CMA/2021/10/Add.1",
        "Untitled",
        "World Bank Document",
    ],
)
def test_a_files_name_a_program_and_a_symbol_are_no_titles(raw: str) -> None:
    assert titles.stated(raw, Opening((raw,))) is None


def test_the_metadata_is_believed_where_the_pages_have_its_words() -> None:
    opening = Opening(("A national plan for the forests of the north, and what it costs.",))
    assert titles.stated("The Forests of the North", opening) == "The Forests of the North"
    assert titles.stated("Quarterly Report on Railways", opening) is None
    assert titles.stated("中国气候政策：碳市场与适应", Opening(("中国气候政策：碳市场与适应",))) is not None
    assert titles.stated("中国气候政策：碳市场与适应", Opening(("各国森林与水的报告",))) is None


def test_the_largest_print_is_the_title_and_lines_of_one_size_are_one() -> None:
    opening = cover(
        ("GOVERNMENT OF KENYA", 30), ("National Climate", 24), ("Change Action Plan", 24), ("Nairobi", 12)
    )
    assert titles.printed(opening) == "National Climate Change Action Plan"


def test_a_title_goes_on_behind_a_small_word() -> None:
    opening = cover(("Implementation Guidelines", 26), ("for", 17), ("National Mission for Rivers", 22))
    assert titles.printed(opening) == "Implementation Guidelines for National Mission for Rivers"


def test_a_cover_that_says_too_little_takes_its_second_line_and_its_part() -> None:
    opening = cover(
        ("Climate Change 2022", 40), ("Mitigation of all of it", 30), ("Summary for Policymakers", 22)
    )
    assert titles.printed(opening) == "Climate Change 2022: Mitigation of all of it. Summary for Policymakers"


def test_a_part_in_large_print_follows_the_report_it_is_of() -> None:
    opening = cover(("SYNTHESIS REPORT OF THE SIXTH ASSESSMENT", -13), ("Summary for Policymakers", -14))
    assert titles.printed(opening) == "SYNTHESIS REPORT OF THE SIXTH ASSESSMENT. Summary for Policymakers"


def test_a_page_typed_in_one_size_has_its_title_in_capitals() -> None:
    opening = cover(
        ("FRAMEWORK CONVENTION ON CLIMATE CHANGE", 10),
        ("CONFERENCE OF THE PARTIES", 10),
        ("REPORT OF THE FIRST SESSION", 10),
        ("CONTENTS", 10),
    )
    assert titles.printed(opening) == "REPORT OF THE FIRST SESSION"


@pytest.mark.parametrize(
    "line",
    [
        "{melissadell,jacob carlson}@fas.harvard.edu",
        "Emissions fell by 12% between 2010 and 2020.",
        "‘Unlocking Our Full Potential for the Kenya Vision 2030 ’",
        "SPM 7 Agriculture, Forestry and",
        "Chapter 3 The plan for forests",
        "Table 5 Plan of measures",
        "2.1 The policy framework",
        "Ministry of Water and Energy",
        "Intergovernmental Panel on Climate Change",
        "Message from the President",
        "Acme Holdings plc",
        "of 30 June 2021 on a report",
        "第七章 规划",
        "该规划提出，到2030年",
        "2021-2025",
    ],
)
def test_large_print_that_names_something_else_is_no_title(line: str) -> None:
    assert titles.printed(cover((line, 24))) is None


def test_print_that_does_not_stand_out_is_no_title() -> None:
    assert titles.printed(cover(("Words that are large by nothing", 10))) is None
    assert titles.printed(cover((PROSE, 10), ("a line below it", 10), prose=0)) is None


def test_the_second_line_of_a_cover_whose_first_is_a_picture_is_no_title() -> None:
    assert titles.printed(cover(("World Bank Group", 45), ("Supporting the Whole of It", 22))) is None


def test_headings_of_one_level_are_no_titles() -> None:
    apart = tuple((f"line {n} of a list", 10.0) for n in range(12))
    assert titles.printed(cover(("Shops and Online Shops", 16), *apart, ("Coffee and Bread", 16))) is None
    assert titles.printed(cover(("Shops and Online Shops", 16), *apart)) == "Shops and Online Shops"


def test_a_row_of_numbers_is_no_title() -> None:
    assert titles.usable("Report of 1 and 2 and 3")
    assert not titles.usable("Report due 1/2/2003 filed 4/5/2006 listed 7/8/2009 and on")


def test_a_running_head_is_the_title_of_what_has_no_other() -> None:
    heads = ("Introduction", "Résumé à l'intention des décideurs", "12")
    assert titles.of_heads(Opening(("Words.",), heads=heads)) == "Résumé à l'intention des décideurs"
    assert titles.of_heads(Opening(("Words.",), heads=("Introduction", "The weather"))) is None


def test_the_line_above_an_extract_is_its_title() -> None:
    opening = cover(("Standards for the Use of Land", 8), ("Article 7 applies.", 10))
    assert (
        titles.of_heads(Opening(("One page.",), opening.prints, 595, 842)) == "Standards for the Use of Land"
    )
    assert titles.of_heads(Opening(("1", "2", "3"), opening.prints, 595, 842)) is None


def test_a_bookmark_is_the_title_where_the_pages_print_it() -> None:
    pages = ("Annual review of the water strategy. Words.",)
    assert titles.of_outline(Opening(pages, outline=("Annual review of the water strategy",))) is not None
    assert titles.of_outline(Opening(("Words.",), outline=("Annual review of the water strategy",))) is None
    assert titles.of_outline(Opening(pages, outline=("Contents",))) is None
