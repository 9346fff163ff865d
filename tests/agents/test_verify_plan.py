"""A forger who writes the checksums anew is still found out by the plan, which its question gives again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agents.brief import Brief
from agents.checksums import sums
from agents.contract import from_json, to_json
from agents.plan import Turn, plan
from agents.plan_edit import Part, edited
from agents.verify_brief import Fault, verify_brief
from agents.verify_plan import replanned
from retrieval.hits import NO_FILTERS, Filters
from tests.agents.conftest import Ask
from tests.agents.test_verify_brief import FiledShelf

COMPARED = "How do Kenya and India plan to restore forests?"
Values = dict[str, Any]


@pytest.fixture
def shelf(tmp_path: Path) -> FiledShelf:
    shelf = FiledShelf()
    shelf.folder = tmp_path
    for country, code, land in (("Kenya", "KEN", 5), ("India", "IND", 26)):
        shelf.add(
            f"{country} forest plan",
            f"{country} plans to restore {land} million hectares of forests by 2032. "
            f"Communities in {country} should plan how forests are restored. "
            f"To restore forests {country} plans to spend 2 billion dollars on capacity.",
            country=code,
            year=2020,
        )
    shelf.add("Other", "Buses run on rails in a town of many hills and many bridges of stone.")
    return shelf


def found(brief: Brief, shelf: FiledShelf, change: Callable[[Values], object]) -> list[Fault]:
    values = to_json(brief)
    change(values)
    values["checksums"] = sums(values)
    return list(verify_brief(from_json(json.dumps(values).encode()), shelf.read()).faults)


@pytest.fixture
def compared(ask: Ask, shelf: FiledShelf) -> Brief:
    brief = ask(COMPARED)
    assert [len(option.claims) > 0 for option in brief.options] == [True, True]
    assert found(brief, shelf, lambda _: None) == []
    return brief


def renamed(values: Values) -> None:
    """Another sub-question, wherever it stands."""
    new = "How do Kenya's forests burn?"
    values["plan"]["sub_questions"][0] |= {"text": new, "query": new}
    values["searched"][0] |= {"sub_question": new, "query": new}
    values["options"][0]["heading"] = new


def heading_alone(values: Values) -> None:
    values["options"][0]["heading"] = "Kenya forest plan"


def crossed(values: Values) -> None:
    """The claims on India under the question on Kenya, and the other way round."""
    one, other = values["options"]
    one["heading"], other["heading"] = other["heading"], one["heading"]


def other_country(values: Values) -> None:
    values["plan"]["sub_questions"][0]["countries"] = ["UGA"]


def other_year(values: Values) -> None:
    values["plan"]["sub_questions"][0]["years"] = [2030]


def one_part_less(values: Values) -> None:
    del values["plan"]["sub_questions"][1], values["searched"][1]


def not_searched(values: Values) -> None:
    del values["searched"][1]


def searched_twice(values: Values) -> None:
    values["searched"].append(values["searched"][0])


def another_search(values: Values) -> None:
    values["searched"][0]["query"] = "all that is known of coal"


def within_other_limits(values: Values) -> None:
    values["searched"][0]["filters"]["countries"] = ["UGA"]


def another_gap(values: Values) -> None:
    values["unanswered"] = ["Whether dams upset otters"]


def another_language(values: Values) -> None:
    values["language"] = "fr"


def asked_otherwise(values: Values) -> None:
    values["question"] = values["plan"]["question"] = "How do Kenya and India plan to burn coal?"


def said_to_be_edited(values: Values) -> None:
    values["plan"]["edited"] = True


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (renamed, "plan"),
        (heading_alone, "heading"),
        (crossed, "matrix"),
        (crossed, "heading"),
        (other_country, "plan"),
        (other_year, "plan"),
        (one_part_less, "plan"),
        (not_searched, "search"),
        (searched_twice, "search"),
        (another_search, "search"),
        (within_other_limits, "search"),
        (another_gap, "unanswered"),
        (another_language, "plan"),
        (asked_otherwise, "plan"),
        (said_to_be_edited, "plan"),
    ],
)
def test_a_forged_plan_is_found_out(
    compared: Brief, shelf: FiledShelf, change: Callable[[Values], None], kind: str
) -> None:
    assert kind in {fault.kind for fault in found(compared, shelf, change)}


def test_a_plan_that_its_reader_changed_is_not_made_again(
    compared: Brief, shelf: FiledShelf, ask: Ask
) -> None:
    def change(values: Values) -> None:
        renamed(values)
        said_to_be_edited(values)
        values["provenance"]["settings"]["plan"] = "edited by the user, 2 searched for"

    assert found(compared, shelf, change) == []
    own = plan(COMPARED)
    assert edited(own, [Part("What of coal?")], (), NO_FILTERS).edited


def test_the_countries_of_an_edited_plan_are_still_held_against_the_pages(
    compared: Brief, shelf: FiledShelf
) -> None:
    def change(values: Values) -> None:
        crossed(values)
        said_to_be_edited(values)
        values["provenance"]["settings"]["plan"] = "edited by the user, 2 searched for"

    assert {fault.kind for fault in found(compared, shelf, change)} >= {"heading", "matrix"}


def test_what_is_considered_stands_under_a_topic_it_speaks_of(ask: Ask, shelf: FiledShelf) -> None:
    brief = ask("What should Kenya do to restore forests?")
    assert any(option.considered.found for option in brief.options)

    def moved(values: Values) -> None:
        one = next(own for option in values["options"] for own in option["considered"])
        one["topic"] = "gender" if one["topic"] != "gender" else "finance"
        one["aspect"] = "equity" if one["topic"] == "gender" else "implementation"

    def one_aspect(values: Values) -> None:
        for option in values["options"]:
            option["aspects"] = ["equity"]
            option["considered"] = [own for own in option["considered"] if own["aspect"] == "equity"]

    assert found(brief, shelf, lambda _: None) == []
    assert "quote" in {fault.kind for fault in found(brief, shelf, moved)}
    assert "quote" in {fault.kind for fault in found(brief, shelf, one_aspect)}


@pytest.mark.parametrize(
    ("question", "history", "filters"),
    [
        (COMPARED, (), NO_FILTERS),
        ("Only in Africa: which countries plant trees, and what does it cost?", (), NO_FILTERS),
        ("and for India?", (Turn("What is Kenya's target for 2030?"),), NO_FILTERS),
        ("Why?", (Turn("What is Kenya's target for 2030?"),), Filters(year_from=2010)),
        ("What do Kenya and Peru emit?", (), Filters(countries=("KEN",))),
    ],
)
def test_a_plan_comes_out_of_its_question_again(
    question: str, history: tuple[Turn, ...], filters: Filters
) -> None:
    made = plan(question, history, filters)
    again = replanned(made)
    assert (again.sub_questions, again.limit) == (made.sub_questions, made.limit)
