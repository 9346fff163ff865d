from __future__ import annotations

import pytest

from corpus import metadata
from corpus.documents import DocumentKind, Page


def facts(opening: str, title: str = "", large: tuple[tuple[str, float, float], ...] = ()) -> metadata.Facts:
    return metadata.find({"Title": title}, [Page("d" * 12, 1, opening)], large, "en")


def test_what_nothing_states_is_unknown() -> None:
    assert facts("Some words about the weather of the day.") == metadata.Facts()


@pytest.mark.parametrize(
    "title", ["Microsoft Word - draft.doc", "g9561655.wpf", "PowerPoint Presentation", "nfp", "Untitled"]
)
def test_a_file_name_is_no_title(title: str) -> None:
    assert facts("Words.", title).title is None


def test_the_largest_print_is_the_title_where_the_metadata_has_none() -> None:
    large = (
        ("GOVERNMENT OF KENYA", 30, 50),
        ("National Climate", 24, 90),
        ("Change Action Plan", 24, 110),
        ("Text", 10, 200),
    )
    assert (
        facts("x", "", (*large, *[("words of the body", 10.0, 300.0)] * 8)).title
        == "National Climate Change Action Plan"
    )


def test_a_national_policy_names_its_country_and_year() -> None:
    found = facts(
        "NATIONAL FOREST POLICY\n\n1988\n\nGOVERNMENT OF INDIA MINISTRY OF FORESTS", "National Forest Policy"
    )
    assert (found.publisher, found.country, found.year, found.kind) == (
        "Government of India",
        "IND",
        1988,
        DocumentKind.POLICY,
    )


def test_an_international_body_has_no_country() -> None:
    found = facts("Action taken by the Conference of the Parties\nFCCC/CP/2015/10\n29 January 2016")
    assert (found.publisher, found.country, found.kind) == ("UNFCCC", None, DocumentKind.DECISION)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Emissions must fall in every country by the end of the decade.", "en"),
        ("Los países deben reducir sus emisiones cuanto antes.", "es"),
        ("Les pays doivent réduire leurs émissions dès maintenant.", "fr"),
        ("各国应在二〇三〇年前停止毁林，保护森林和生物多样性，减少温室气体排放。", "zh"),
        ("12", None),
    ],
)
def test_the_language_is_told_from_the_text(text: str, tag: str | None) -> None:
    assert metadata.language(text) == tag


@pytest.mark.parametrize(
    "line",
    [
        "{melissadell,jacob carlson}@fas.harvard.edu",
        "Emissions fell by 12% between 2010 and 2020.",
        "‘Unlocking Our Full Potential for the Kenya Vision 2030 ’",
        "SPM 7 Agriculture, Forestry and",
    ],
)
def test_large_print_that_is_an_address_a_sentence_a_motto_or_cut_short_is_no_title(line: str) -> None:
    assert facts(line, "", ((line, 24, 50),)).title is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Kenya Vision 2030", None),
        ("Net Zero by 2050", None),
        ("Emissions between 1990 and 2020", None),
        ("Net Zero by 2050: the 2023 update", 2023),
        ("Climate Change Action Plan 2021-25", 2021),
    ],
)
def test_a_year_aimed_at_is_not_the_year_of_publication(title: str, year: int | None) -> None:
    assert facts("Words.", title).year == year


def test_a_motto_over_two_lines_is_no_title() -> None:
    large = (("‘Unlocking Our Full Potential for", 24.0, 50.0), ("the Kenya Vision 2030 ’", 24.0, 80.0))
    assert facts("Words.", "", large).title is None
