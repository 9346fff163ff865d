from __future__ import annotations

import pytest

from corpus import years


def year(
    title: str = "", *lines: str, text: str = "", made: int | None = 2024, law: bool = False
) -> int | None:
    return years.year(title, lines, text, made, law=law)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Kenya Vision 2030", None),
        ("Net Zero by 2050", None),
        ("Emissions between 1990 and 2020", None),
        ("Trends from 1990", None),
        ("Report of a session, held in Paris in 2015", None),
        ("The 2030 Agenda", None),
        ("Повестка дня на период до 2030 года", None),
        ("Net Zero by 2050: the 2023 update", 2023),
        ("Climate Change Action Plan 2021-25", 2021),
        ("Regulation (EU) 2021/1119", None),
        ("建设用地使用标准（2020年版）", 2020),
        ("2022 Sustainability Report", 2022),
    ],
)
def test_a_year_aimed_at_or_told_of_is_not_the_year_of_publication(title: str, found: int | None) -> None:
    assert year(title) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("2014", 2014),
        ("23rd JULY, 2015", 2015),
        ("Published on 3 May 2021", 2021),
        ("March 4, 2020", 2020),
        ("Brasília, maio de 2016", 2016),
        ("октября 2019", 2019),
        ("2021年10月", 2021),
        ("17.03.2023", 2023),
        ("Digest of 2023-11-23 · an institute", 2023),
        ("Geneva, 30 November to 12 December 2023", None),
        ("In May 2021 the ministers met again", None),
        ("Between 2010 and 2020", None),
        ("30 June 2031", None),
    ],
)
def test_a_line_that_is_a_date_dates_the_document(line: str, found: int | None) -> None:
    assert year("", line) == found


def test_the_title_says_it_before_a_date_and_a_date_before_the_copyright() -> None:
    assert year("Gap Report 2022", "May 2023", text="© 2021 Someone") == 2022
    assert year("Gap Report", "May 2023", text="© 2021 Someone") == 2023
    assert year("Gap Report", text="© 2021 Someone") == 2021


def test_an_act_has_the_year_of_its_number_not_that_of_the_acts_it_amends() -> None:
    assert (
        year("The Fund Act", "NO. 38 OF 2016", "an order under the Forest Act, 1980, and further", law=True)
        == 2016
    )
    assert year("Ley de aguas", "LEY N° 30754-2018", law=True) == 2018
    assert (
        year(
            "Zone Notification",
            text="(To be published in the Gazette, dated the 6th January, 2011)",
            law=True,
        )
        == 2011
    )


def test_prose_about_the_past_dates_nothing() -> None:
    assert year("", text="The mission was approved by the cabinet in February 2014 and goes on.") is None


def test_a_file_is_made_after_what_it_holds() -> None:
    assert years.made_in(("D:20220607101518Z", None, "D:2023")) == 2023
    assert years.made_in((None, "")) is None
    assert year("Outlook 2040", made=2022) is None
    assert year("Outlook 2023", made=2022) == 2023
    assert year("Outlook 2040", made=None) == 2040


def test_a_paper_of_the_united_nations_is_dated_below_its_distribution() -> None:
    assert years.of_un_document("Distr. general\n17 de marzo de 2023\nOriginal: inglés") == 2023
    assert years.of_un_document("held from 3 to 14 March 2022") is None
