"""What may be quoted, how sentences rank, and where a passage must be about the country."""

from __future__ import annotations

import pytest

from agents.about import is_about
from agents.plan import SubQuestion
from agents.prose import is_quotable, leans_back, likeness, telling
from agents.research import research
from agents.write import picks_of, write
from tests.fakes import HashingEmbedder, Shelf


@pytest.mark.parametrize(
    "sentence",
    [
        "Emissions must fall by 43 per cent below 2019 levels by 2030.",
        "Les États devraient renforcer leurs mesures d'adaptation d'ici à 2030.",
        "应当在二〇三〇年之前减少温室气体排放。",
        "(b) Parties shall submit a report every two years to the secretariat;",
        "Warming of 1.5°C is likely to be reached in the 2030s (high confidence). {2.3, 3.1}",
    ],
)
def test_whole_prose_can_be_quoted(sentence: str) -> None:
    assert is_quotable(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Chapter 3",
        "Table 2. Costs 12 34 56 78 90.",
        "and therefore the remaining part of a sentence is not whole.",
        "NATIONAL FOREST POLICY OF INDIA AND ITS AIMS.",
        "The following measures were taken in all of the countries:",
        "Jackson, R.B. et al., 2020: Increasing anthropogenic methane emissions arise equally from sources.",
        "A sentence without an end that breaks off at the end of the page and goes",
        "Word " * 300 + "end.",
        "Table of Contents … ii Glossary … iv List of Acronyms … v Chapter One … 1 Introduction … Error!",
        "The total level of emissions with all conditional elements is projected to be 5.3",
    ],
)
def test_headings_tables_references_and_fragments_cannot(sentence: str) -> None:
    assert not is_quotable(sentence)


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("B.6.1 Paths to net zero", "Paths to net zero"),
        ("IV. adaptation needs", "Adaptation needs"),
        ("减缓气候变化", "减缓气候变化"),
        ("Article 7", ""),
        ("Summary for Policymakers", ""),
        ("Introduction to this chapter", ""),
        ("Forests", ""),
        ("A heading " * 20, ""),
    ],
)
def test_a_heading_over_an_option_says_something_by_itself(heading: str, shown: str) -> None:
    assert telling(heading) == shown


def test_likeness_is_one_for_the_same_words_and_nothing_for_others() -> None:
    assert likeness(["a", "b"], ["a", "b"]) == 1.0
    assert likeness(["a", "b"], ["c"]) == likeness([], ["c"]) == 0.0


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.add(
        "World survey",
        "Kenya taxes plastic bags at the border since the reform. This tax pays for clean beaches. "
        "Peru taxes plastic bags in shops since the reform of trade.",
        year=2019,
    )
    return shelf


def test_a_sentence_that_leans_back_is_quoted_with_the_one_before_it(shelf: Shelf) -> None:
    sub = SubQuestion("q", "What does the tax on plastic bags pay for, clean beaches?")
    picks = picks_of(research(sub, "en", shelf, HashingEmbedder(), k=5))
    leaning = next(pick for pick in picks if "clean beaches" in pick.text)
    assert leaning.text.startswith("Kenya taxes plastic bags")
    assert not leans_back(leaning.text)


def test_a_document_of_no_country_speaks_of_it_only_where_it_names_it(shelf: Shelf) -> None:
    sub = SubQuestion("q", "How does Peru tax plastic bags?", countries=("PER",))
    picks = picks_of(research(sub, "en", shelf, HashingEmbedder(), k=5))
    assert [pick.text[:4] for pick in picks] == ["Peru"]


@pytest.mark.parametrize(
    ("countries", "years", "about"),
    [
        (("KEN",), (), True),
        (("KEN", "PER"), (), True),
        (("IND",), (), False),
        ((), (2019,), True),
        ((), (2018, 2019), True),
        ((), (2030,), False),
        (("KEN",), (2030,), False),
    ],
)
def test_evidence_must_be_about_the_country_and_the_year(
    shelf: Shelf, countries: tuple[str, ...], years: tuple[int, ...], about: bool
) -> None:
    (item,) = shelf.evidence("plastic", k=1)
    assert is_about(item, SubQuestion("q", "plastic", countries, years)) is about


def test_the_search_is_tried_again_in_the_documents_of_the_country(shelf: Shelf) -> None:
    research(SubQuestion("q", "Plastic in Kenya?", countries=("KEN",)), "en", shelf, HashingEmbedder(), k=5)
    assert [(query, filters.countries) for query, filters in shelf.asked] == [
        ("Plastic in Kenya?", ()),
        ("Plastic in ?", ("KEN",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "How large is the emissions gap in the year 2030 and beyond?",
        "[1] India National Forest Policy 1988: National Forest Policy 1988.",
        "European Commission, 2021: Freshwater Aquaculture in the EU.",
        "The table shows the gap between pledges and pathways in gigatonnes.",
        "Figure 4 shows the emissions of all countries in the world.",
        "2030 and beyond will be a time of great change for all the people.",
        "Sources: the ministry of forests and the office of national statistics.",
    ],
)
def test_what_claims_nothing_about_the_world_is_not_quoted(text: str) -> None:
    assert not is_quotable(text)


def test_the_rest_of_a_sentence_of_the_page_before_is_not_quoted(shelf: Shelf) -> None:
    text = "Kenya shall restore degraded forest land in every county by 2032."
    shelf.add("Kenya forest act", "The act says on page one that all of the", text, country="KEN")
    sub = SubQuestion("q", "How will Kenya restore degraded forest land?", countries=("KEN",))
    finding = research(sub, "en", shelf, HashingEmbedder(), k=8)
    assert finding.searched.answered
    assert text in {pick.text for pick in picks_of(finding)}
    assert text not in {claim.text for claim in write([finding], shelf.page).claims}


WETLANDS = (
    "Wetlands of the coast have lost 40 per cent of their area since the year 1970. "
    "Wetlands of the coast hold more carbon than forests of the same area do. "
    "Counties should restore the wetlands of the coast and protect them from drainage. "
    "Wetlands of the coast are known to all of the fishers who live there."
)


def test_a_should_question_gets_what_should_be_done_first() -> None:
    shelf = Shelf()
    shelf.add("Coast report", WETLANDS, year=2022)
    sub = SubQuestion(
        "What should be done about the wetlands of the coast?", "What should be done about wetlands?"
    )
    draft = write([research(sub, "en", shelf, HashingEmbedder(), k=5)], shelf.page)
    assert draft.claims[0].text.startswith("Counties should restore the wetlands")


def test_a_how_much_question_gets_the_figure_of_the_thing_asked() -> None:
    shelf = Shelf()
    shelf.add(
        "Waste report",
        "Waste of paper fell by 12 per cent in the towns since the year 2010. "
        "Waste of food reached 90 kilograms for each person in the towns. "
        "Waste of food is a burden for the towns and for the climate.",
        year=2022,
    )
    text = "How much waste of food is there for each person in the towns?"
    draft = write([research(SubQuestion(text, text), "en", shelf, HashingEmbedder(), k=5)], shelf.page)
    assert draft.claims[0].text.startswith("Waste of food reached 90 kilograms")


def test_a_question_about_something_absent_is_refused() -> None:
    shelf = Shelf()
    shelf.add("Coast report", WETLANDS, year=2022)
    text = "Which airline paid the landing fees at the airport of the capital?"
    finding = research(SubQuestion(text, text), "en", shelf, HashingEmbedder(), k=5)
    assert not finding.searched.answered
    assert finding.missing == (text,)
    assert write([finding], shelf.page).claims == ()


def test_an_item_of_a_list_is_quoted_without_its_mark() -> None:
    shelf = Shelf()
    text = (
        "In order to open up the drylands the Government will take these steps:\n"
        "ii. Invest in water harvesting and in water supply for the drylands.\n"
        "(b) Restore the wells of the drylands with the counties; and"
    )
    shelf.add("Dryland policy", text, year=2015)
    question = "What will the Government do for water supply and wells in the drylands?"
    picks = picks_of(research(SubQuestion(question, question), "en", shelf, HashingEmbedder(), k=5))
    assert {pick.text for pick in picks} == {
        "Invest in water harvesting and in water supply for the drylands.",
        "Restore the wells of the drylands with the counties",
    }
    assert all(shelf.page(p.reading.document.id, 1).text[p.span.start : p.span.end] == p.text for p in picks)


def test_an_item_that_goes_on_with_its_lead_in_does_not_stand_alone() -> None:
    shelf = Shelf()
    shelf.add(
        "Coast rules",
        "Erosion of the coast should be controlled with mangroves along the coast. These works are allowed:\n"
        "(a) measures for control of erosion of the coast, based on studies of the coast;\n"
        "(b) walls of stone that control erosion along the whole coast.",
        year=2011,
    )
    question = "What measures control erosion of the coast?"
    picks = picks_of(research(SubQuestion(question, question), "en", shelf, HashingEmbedder(), k=5))
    alone = {pick.text[:7]: pick.alone for pick in picks}
    assert alone == {"Erosion": True, "walls o": False}


def test_a_sentence_cited_beside_its_twin_answers_no_second_question() -> None:
    shelf = Shelf()
    said = "Poor countries need 4 trillion dollars of finance each year to build roads and ports."
    shelf.add("Plan of 2020", said, year=2020)
    shelf.add("Plan of 2021", said, year=2021)
    questions = ("How much finance do poor countries need?", "How much finance to build roads and ports?")
    findings = [research(SubQuestion(own, own), "en", shelf, HashingEmbedder(), k=5) for own in questions]
    assert all(finding.searched.answered for finding in findings)
    drafted = write(findings, shelf.page)
    assert [claim.text for claim in drafted.claims] == [said]
    assert len(drafted.claims[0].citations) == 2
