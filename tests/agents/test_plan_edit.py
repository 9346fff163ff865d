"""A plan goes out as JSON and comes back as it was or was changed; what cannot be searched is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents.errors import PlanError
from agents.plan import MOST_PARTS, Plan, plan
from agents.plan_edit import Part, countries_of, edited, plan_json, read_plan_file, years_of
from retrieval.errors import UnknownFilterError
from retrieval.hits import NO_FILTERS, Filters

QUESTION = "What do Kenya and Fiji plan for drought by 2030?"


def written(made: Plan, **changes: Any) -> bytes:
    return json.dumps({**plan_json(made), **changes}).encode()


@pytest.mark.parametrize(
    "question", [QUESTION, "What is said of forests in Kenya's NDC?", "What is methane?"]
)
@pytest.mark.parametrize("filters", [NO_FILTERS, Filters(goals=("13",), year_from=2015, risk_from=2)])
def test_a_plan_that_was_not_changed_comes_back_as_it_was(question: str, filters: Filters) -> None:
    made = plan(question, (), filters)
    assert read_plan_file(written(made)) == made


def test_a_changed_plan_says_so_and_searches_what_it_says() -> None:
    made = plan(QUESTION)
    told = plan_json(made)
    told["sub_questions"][1] = {"text": "What does Fiji\u202e plan\nfor floods?", "countries": ["Fidji"]}
    read = read_plan_file(json.dumps(told).encode())
    assert read.edited
    assert read.question == QUESTION
    sub = read.sub_questions[1]
    assert (sub.text, sub.query) == ("What does Fiji plan for floods?",) * 2
    assert sub.countries == ("FJI",)
    assert read.sub_questions[0] == made.sub_questions[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sub_questions": []}, "sub_questions"),
        ({"sub_questions": [{"text": f"What of part {n}?"} for n in range(MOST_PARTS + 1)]}, "sub_questions"),
        ({"sub_questions": [{"text": " \u200b "}]}, "cannot be searched"),
        ({"sub_questions": [{"text": "of the"}]}, "cannot be searched"),
        ({"sub_questions": [{"text": "x" * 4001}]}, "text"),
        ({"sub_questions": [{"text": "Drought?", "countries": ["Nowhereland"]}]}, "Nowhereland"),
        ({"sub_questions": [{"text": "Drought?", "years": [20300]}]}, "years"),
        ({"sub_questions": [{"text": "Drought?", "shell": "rm"}]}, "shell"),
        ({"format": 2}, "format"),
        ({"question": ""}, "cannot be searched"),
    ],
)
def test_a_plan_that_cannot_be_searched_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        read_plan_file(written(plan(QUESTION), **changes))


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff\xfe", b"{" * 100_000, b" " * 300_000])
def test_what_is_no_plan_is_refused(data: bytes) -> None:
    with pytest.raises(PlanError):
        read_plan_file(data)


def test_filters_are_checked_by_the_library() -> None:
    def check(filters: Filters) -> None:
        raise UnknownFilterError("kind x", "no document has it", "There are: report")

    part = {"text": "Drought?", "filters": {"kinds": ["x"]}}
    with pytest.raises(UnknownFilterError):
        read_plan_file(written(plan(QUESTION), sub_questions=[part]), check)
    assert read_plan_file(written(plan(QUESTION), sub_questions=[{"text": "Drought?"}]), check).edited


def lines(made: Plan) -> list[Part]:
    return [Part(sub.text, sub.countries, sub.years) for sub in made.sub_questions]


def test_a_form_that_was_left_alone_is_the_planners_plan() -> None:
    for question in (QUESTION, "What is said of forests in Kenya's NDC?"):
        made = plan(question)
        limit = made.limit.countries if made.limit else ()
        assert edited(made, lines(made), limit, NO_FILTERS) is made


def test_a_form_adds_rewords_and_removes() -> None:
    made = plan(QUESTION)
    now = edited(made, [lines(made)[0], Part("Floods in Fiji?", ("FJI",)), Part(" ")], (), NO_FILTERS)
    assert now.edited
    assert [sub.text for sub in now.sub_questions] == [made.sub_questions[0].text, "Floods in Fiji?"]
    assert now.sub_questions[0] == made.sub_questions[0]
    with pytest.raises(PlanError):
        edited(made, [Part("")], (), NO_FILTERS)


def test_the_questions_own_limit_can_be_lifted() -> None:
    made = plan("What is said of forests in Kenya's NDC?")
    assert made.limit
    assert made.sub_questions[0].filters.countries == ("KEN",)
    lifted = edited(made, lines(made), (), Filters(goals=("13",)))
    assert lifted.limit is None
    assert lifted.sub_questions[0].filters == Filters(goals=("13",))
    assert not lifted.sub_questions[0].limited


def test_countries_and_years_are_read_in_several_languages() -> None:
    assert countries_of("Kenya；肯尼亚, Fidji / IND") == ("KEN", "FJI", "IND")
    assert countries_of("") == ()
    assert years_of("2019、 2030 2019") == (2019, 2030)
    for wrong in ("20190", "soon", "0999", "２０１９"):
        with pytest.raises(PlanError):
            years_of(wrong)
