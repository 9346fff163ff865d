"""Passages alone: a country that the query names comes before its likes, and is no limit."""

from __future__ import annotations

import pytest

from agents.plan import SubQuestion, plan
from agents.research import READ, read_for, search
from retrieval.hits import Filters
from tests.fakes import Shelf

TEXT = "Forest land should be restored with public money in the coming years."


def titles(shelf: Shelf, query: str, k: int = 9, filters: Filters | None = None) -> list[str | None]:
    found = search(query, shelf, k=k, **({"filters": filters} if filters else {}))
    assert [item.rank for item in found] == list(range(1, len(found) + 1))
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)
    return [item.document.title for item in found]


def shelf() -> Shelf:
    made = Shelf()
    made.add("Brazil plan", TEXT, country="BRA")
    made.add("Kenya plan", TEXT, country="KEN")
    made.add("World report", TEXT)
    return made


def test_the_country_that_is_named_comes_first_and_the_others_stay() -> None:
    assert titles(shelf(), "restore forest land in Kenya")[0] == "Kenya plan"
    assert titles(shelf(), "restore forest land in Brazil")[0] == "Brazil plan"
    assert set(titles(shelf(), "restore forest land in Kenya")) == {
        "Kenya plan",
        "Brazil plan",
        "World report",
    }
    assert titles(shelf(), "restore forest land in Kenya", k=1) == ["Kenya plan"]


@pytest.mark.parametrize(
    "place", ["in Kenya", "au Kenya", "en Kenia", "no Quênia", "在肯尼亚", "в Кении", "في كينيا", "केन्या में"]
)
def test_a_country_comes_first_in_whatever_language_it_is_named(place: str) -> None:
    assert titles(shelf(), f"restore forest land {place}")[0] == "Kenya plan"


@pytest.mark.parametrize(
    "words",
    [
        "only in Kenya",
        "seulement au Kenya",
        "sólo en Kenia",
        "apenas no Quênia",
        "只看肯尼亚",
        "только в Кении",
        "فقط في كينيا",
        "केवल केन्या",
    ],
)
def test_a_limit_to_a_country_limits_the_search_in_whatever_language(words: str) -> None:
    (sub,) = plan(f"{words}: forest?").sub_questions
    assert sub.limited
    assert sub.filters.countries == ("KEN",)
    assert [item.document.title for item in shelf().evidence("forest", k=9, filters=sub.filters)] == [
        "Kenya plan"
    ]


def test_without_a_country_or_with_a_filter_the_search_stands_as_it_is() -> None:
    own = shelf()
    titles(own, "restore forest land")
    assert len(own.asked) == 1
    assert titles(own, "restore forest land in Kenya", filters=Filters(countries=("BRA",))) == ["Brazil plan"]
    assert len(own.asked) == 2


def test_a_question_of_several_reads_more_documents_and_another_only_the_best() -> None:
    made = Shelf()
    fact = "Countries restore forest land with public money in district {}, and methane is not named at all."
    made.add("Long report", *(fact.format(at) for at in range(20)))
    for at in range(4):
        made.add(f"Short plan {at}", f"{fact.format(at + 50)} It is a plan of the year.")

    def homes(question: str, per_document: int = 3) -> list[str]:
        _, _, read = read_for(SubQuestion(question, question), made, None, k=24, per_document=per_document)
        return [one.evidence.document.name for one in read]

    several = homes("Which countries restore forest land with public money?")
    assert several[:7].count("Long report") == 3
    assert len(set(several)) == 5
    assert homes("Which countries restore forest land with public money?", 12).count("Long report") > 7
    assert homes("How is forest land restored with public money?").count("Long report") > 7


def test_a_summary_and_the_report_are_both_read() -> None:
    made = Shelf()
    fact = (
        "The glaciers of the region will lose ice in the coming decades, and rivers carry less water in {}."
    )
    made.add("Glacier report", *(fact.format(at) for at in range(30)))
    made.add(
        "Glacier report. Summary for Policymakers",
        "The glaciers of the region will lose more ice in the decades to come, in many seasons.",
    )
    question = "How much ice will the glaciers of the region lose in the coming decades?"
    _, _, read = read_for(SubQuestion(question, question), made, None, k=31)
    assert len(read) == READ
    assert {one.evidence.document.name for one in read} == {
        "Glacier report",
        "Glacier report. Summary for Policymakers",
    }
