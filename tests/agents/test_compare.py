"""What a brief says across its sources: countries side by side, figures that differ, later documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agents.assistant import Assistant, Settings
from agents.brief import Brief
from agents.claims import Support
from agents.compare import certainty_words, disagreements, matrix, superseded, vintage
from agents.conflicts import conflict
from agents.events import Finished
from agents.plan import plan
from agents.sources import read_sources
from corpus.documents import DocumentKind
from tests.agents.test_sources import write

Described = tuple[str, int, str, DocumentKind]
POLICY, LAW, REPORT = DocumentKind.POLICY, DocumentKind.LAW, DocumentKind.REPORT
BY_2030 = "Kenya will reduce its greenhouse gas emissions by {} per cent by 2030."
WILL = "The sector will cut its emissions by {} by 2030."
BELOW = "The country will cut emissions {} % below {} levels by 2030."
PLANTS = "Emissions from {} plants of the region fell by {} % in 2020."
FELL = "Emissions of the sector fell by {} in {}."
KENYA_2020 = {
    "title": "Kenya updated NDC",
    "year": 2020,
    "page": 4,
    "country": "Kenya",
    "text": "Kenya will reduce its greenhouse gas emissions by 32 per cent by 2030 relative to the "
    "business as usual scenario (high confidence).",
}
KENYA_2016 = {
    "title": "Kenya first NDC",
    "year": 2016,
    "page": 2,
    "country": "Kenya",
    "text": "Kenya will reduce its greenhouse gas emissions by 30 per cent by 2030 relative to the "
    "business as usual scenario.",
}
INDIA = {
    "title": "India climate plan",
    "year": 2021,
    "page": 12,
    "country": "India",
    "text": "India will reduce the emissions intensity of its economy by 45 per cent by 2030 from 2005.",
}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    folder = tmp_path_factory.mktemp("compare")
    sources = read_sources(write(folder / "given.jsonl", KENYA_2020, KENYA_2016, INDIA))
    assistant = Assistant.from_settings(Settings(library=folder / "none"))
    question = "Compare the emission targets of Kenya, India and Brazil for 2030"
    last = list(assistant.ask_sources(question, sources))[-1]
    assert isinstance(last, Finished)
    return last.brief


def test_countries_stand_side_by_side_and_a_gap_is_a_gap(compared: Brief) -> None:
    found = matrix(compared)
    assert found
    assert found.countries == ("KEN", "IND", "BRA")
    assert found.asked == ("The emission targets of … for 2030",)
    kenya, india, brazil = (cells[0] for cells in found.cells)
    assert kenya
    assert india
    assert kenya.support is india.support is Support.SUPPORTED
    assert ("Kenya" in kenya.text, "India" in india.text, brazil) == (True, True, None)


def test_an_article_of_a_country_makes_no_column_of_its_own(compared: Brief) -> None:
    for question, asked in (
        ("What do Kenya, the United States and India emit?", "What does … emit?"),
        ("Quelles sont les émissions du Kenya et de l'Inde ?", "Quelles sont les émissions du … ?"),
    ):
        subs = plan(question).sub_questions
        found = matrix(replace(compared, plan=replace(compared.plan, sub_questions=subs)))
        assert found
        assert found.asked == (asked,)


def test_countries_with_a_year_each_share_a_column(compared: Brief) -> None:
    for question, asked in (
        ("What did Kenya emit in 2015 and India in 2016?", ("What did … emit in 2015 / 2016?",)),
        (
            "What did Kenya and India emit in 2015? What did Kenya and India emit in 2020?",
            ("What did … emit in 2015?", "What did … emit in 2020?"),
        ),
    ):
        subs = plan(question).sub_questions
        found = matrix(replace(compared, plan=replace(compared.plan, sub_questions=subs)))
        assert found
        assert found.asked == asked
        assert [len(row) for row in found.cells] == [len(asked)] * 2


def test_a_cell_has_what_the_bottom_line_has_however_policies_are_ordered_below(compared: Brief) -> None:
    kenya = next(option for option in compared.options if len(option.claims) > 1)
    for claim in kenya.claims:
        found = matrix(replace(compared, bottom_line=(claim,)))
        assert found
        assert claim in [cell for row in found.cells for cell in row]


def test_both_figures_are_kept_and_shown_as_differing(compared: Brief) -> None:
    (found,) = disagreements(compared)
    assert {told.figure.written for told in found.told} == {"32 %", "30 %"}
    assert {told.years for told in found.told} == {(2030,)}
    assert {told.claim.citations[0].title for told in found.told} == {"Kenya updated NDC", "Kenya first NDC"}


def test_four_figures_of_one_thing_are_one_disagreement(tmp_path: Path) -> None:
    rows = [{**KENYA_2020, "title": f"Report {n}", "text": BY_2030.format(n)} for n in (30, 32, 35, 40)]
    sources = read_sources(write(tmp_path / "given.jsonl", *rows))
    assistant = Assistant.from_settings(Settings(library=tmp_path / "none"))
    *_, last = assistant.ask_sources("By how much will Kenya cut its emissions by 2030?", sources)
    assert isinstance(last, Finished)
    (found,) = disagreements(last.brief)
    assert sorted(str(told.figure.value) for told in found.told) == ["30", "32", "35", "40"]


def test_an_older_commitment_gives_way_to_the_newer(compared: Brief) -> None:
    (pair,) = superseded(compared)
    assert (pair.older.year, pair.newer.year) == (2016, 2020)


@pytest.mark.parametrize(
    ("older", "newer", "follows"),
    [
        (("Forest policy 2010", 2010, "KEN", POLICY), ("Forest policy 2021", 2021, "KEN", POLICY), True),
        (("Forest policy 2010", 2010, "KEN", POLICY), ("Water policy 2021", 2021, "KEN", POLICY), False),
        (("Forest policy 2010", 2010, "KEN", POLICY), ("Forest policy 2021", 2021, "IND", POLICY), False),
        (("Gap report 2019", 2019, None, REPORT), ("Gap report 2020", 2020, None, REPORT), False),
        (("Draft forest law", 2020, "KEN", LAW), ("Forest law", 2020, "KEN", LAW), True),
        (("Forest law", 2020, "KEN", LAW), ("Draft forest law", 2021, "KEN", LAW), False),
        (
            ("First NDC", 2015, "FRA", None),
            ("Contribution déterminée au niveau national", 2021, "FRA", None),
            True,
        ),
    ],
)  # fmt: skip
def test_which_document_follows_which(
    compared: Brief,
    older: tuple[str, int, str, DocumentKind],
    newer: tuple[str, int, str, DocumentKind],
    follows: bool,
) -> None:
    first, second = compared.sources[:2]
    sources = tuple(
        replace(document, title=title, year=year, country=country, kind=kind)
        for document, (title, year, country, kind) in zip((first, second), (older, newer), strict=True)
    )
    claims = [claim for claim in compared.claims if claim.citations[0].document_id in {first.id, second.id}]
    assert {c.document_id for claim in claims for c in claim.citations} == {first.id, second.id}
    found = superseded(replace(compared, sources=sources))
    assert bool(found) == follows
    assert all((pair.older.title, pair.newer.title) == (older[0], newer[0]) for pair in found)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (FELL.format("12 per cent", 2020), FELL.format("14 %", 2020), True),
        (FELL.format("12 per cent", 2020), FELL.format("12 %", 2020), False),
        (FELL.format("12 per cent", 2020), FELL.format("14 %", 2021), False),
        ("Forests of Kenya cover 12 % of the land.", "Forests of India cover 24 % of the land.", False),
        ("Emissions of the sector fell by 12 %.", "Coral reefs decline by 70 % at 1.5 °C.", False),
        ("The programme costs 12 million dollars.", "The programme covers 12 districts and 14 towns.", False),
        ("The programme costs US$ 12 million a year.", "The programme costs US$ 15 million a year.", True),
        ("No figure stands here at all.", "No figure stands here at all.", False),
        ("Kenya's emissions were 90 Mt in 2020.", "Kenya's emissions were 0.07 Gt in 2020.", True),
        ("Kenya's emissions were 90 Mt in 2020.", "Kenya's emissions were 0.09 Gt in 2020.", False),
        ("Emissions were 90 Mt CO2 in 2020.", "Emissions were 120 Mt CO2e in 2020.", False),
        (FELL.format("12 %", 2020), "Emissions of the sector rose by 12 % in 2020.", True),
        (WILL.format("50 to 60 %"), WILL.format("55 %"), False),
        (WILL.format("50 to 60 %"), WILL.format("70 %"), True),
        (WILL.format("50 to 60 %"), WILL.format("58 to 65 %"), False),
        (WILL.format("at least 50 %"), WILL.format("55 %"), False),
        (WILL.format("about 50 %"), WILL.format("52 %"), False),
        (WILL.format("31.8 %"), WILL.format("32 %"), False),
        (WILL.format("30 %"), f"If finance flows, {WILL.format('40 %').lower()}", False),
        (WILL.format("30 %"), "The sector will cut its emissions by 40 % by 2030 under SSP1-1.9.", False),
        (BELOW.format(30, 2005), BELOW.format(40, 2005), True),
        (BELOW.format(30, 2005), BELOW.format(40, 1990), False),
        (PLANTS.format("cement", 12), PLANTS.format("steel", 14), False),
        (PLANTS.format("cement", 12), PLANTS.format("cement", 14), True),
        ("The programme costs US$ 12 million a year.", "The programme costs US$ 15 million.", False),
        ("Emissions fell from 90 Mt to 70 Mt in 2020.", "Emissions fell to 70 Mt in 2020.", False),
        ("Les émissions ont baissé de 12 % en 2020.", "Les émissions ont baissé de 15 % en 2020.", True),
        ("Las emisiones fueron de 90 Mt en 2020.", "Las emisiones fueron de 0,07 Gt en 2020.", True),
        ("2020年排放量为9000万吨。", "2020年排放量为0.7亿吨。", True),
        ("2020年排放量为9000万吨。", "2020年排放量为0.9亿吨。", False),
    ],
)  # fmt: skip
def test_which_figures_differ(one: str, other: str, differ: bool) -> None:
    assert bool(conflict(one, other)) == differ
    assert bool(conflict(other, one)) == differ


def test_how_old_and_how_sure_the_sources_are(compared: Brief) -> None:
    assert vintage(compared.claims, compared.sources) == (2016, 2020, 2021)
    assert certainty_words(compared.claims) == ("high confidence",)
    assert vintage((), compared.sources) == ()


def test_a_question_of_one_country_has_no_matrix(compared: Brief) -> None:
    plan = replace(compared.plan, sub_questions=compared.plan.sub_questions[:1])
    assert matrix(replace(compared, plan=plan)) is None
