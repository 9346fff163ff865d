"""What a brief says across its sources: countries side by side, figures that differ, later documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.assistant import Assistant, Settings
from agents.brief import Brief
from agents.claims import Support
from agents.compare import certainty_words, disagreements, matrix, superseded, vintage
from agents.conflicts import conflict
from agents.events import Finished
from agents.sources import read_sources
from corpus.documents import DocumentKind
from tests.agents.test_sources import write

Described = tuple[str, int, str, DocumentKind]
POLICY, LAW, REPORT = DocumentKind.POLICY, DocumentKind.LAW, DocumentKind.REPORT
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


def test_both_figures_are_kept_and_shown_as_differing(compared: Brief) -> None:
    (pair,) = disagreements(compared)
    assert {str(figure) for figure in pair.figures} == {"32 %", "30 %"}
    assert {pair.one.citations[0].title, pair.other.citations[0].title} == {
        "Kenya updated NDC",
        "Kenya first NDC",
    }


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
