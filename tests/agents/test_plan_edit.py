"""A plan goes out as JSON and comes back as it was or was changed; what cannot be searched is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agents.errors import PlanError
from agents.plan import MOST_PARTS, Plan, plan
from agents.plan_edit import (
    REVERSED,
    Part,
    countries_of,
    edited,
    plan_json,
    read_plan_file,
    years_of,
    years_text,
)
from retrieval.hits import NO_FILTERS, Filters, Lifted
from retrieval.matching import Match

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
    def match(filters: Filters) -> Match:
        return Match(0, 0, (Lifted("kind", 2, 9, ("report",)),)) if "x" in filters.kinds else Match(1, 3)

    def of(kind: str) -> bytes:
        part: dict[str, Any] = {"text": "Drought?", "filters": {"kinds": [kind], "year_to": 2020}}
        return written(plan(QUESTION), sub_questions=[part])

    with pytest.raises(
        PlanError, match=r"passes its filters \(year, kind\).*2 documents would.*kind: report"
    ):
        read_plan_file(of("x"), match)
    assert read_plan_file(of("report"), match).sub_questions[0].filters.kinds == ("report",)
    assert read_plan_file(written(plan(QUESTION), sub_questions=[{"text": "Drought?"}]), match).edited


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
    for wrong in ("20190", "soon", "0999", "２０１９", "2019-", "2019-2020-2021", "1000-2999"):
        with pytest.raises(PlanError):
            years_of(wrong)


@pytest.mark.parametrize("written", ["2028-2030", "2028 – 2030", "2028至2030", "2028, 2029, 2030"])
def test_a_range_of_years_stands_for_each(written: str) -> None:
    assert years_of(written) == (2028, 2029, 2030)
    assert years_text(years_of(written)) == "2028–2030"


def test_a_range_that_is_turned_round_is_told_so() -> None:
    with pytest.raises(
        PlanError, match=r"2030–2010: the first year is after the second\. Write 2010–2030"
    ) as no:
        years_of("2030–2010")
    assert no.value.reason == REVERSED
    part: dict[str, Any] = {"text": "Drought?", "years": ["2030-2010"]}
    with pytest.raises(PlanError, match=REVERSED):
        read_plan_file(written(plan(QUESTION), sub_questions=[part]))
    part = {"text": "Drought?", "filters": {"year_from": 2030, "year_to": 2010}}
    with pytest.raises(PlanError, match=REVERSED):
        read_plan_file(written(plan(QUESTION), sub_questions=[part]))


def test_a_plan_over_many_years_can_be_read_again() -> None:
    made = plan("What happened in Kenya between 1990 and 2080?")
    assert len(made.sub_questions[0].years) == 91
    assert read_plan_file(written(made)) == made
    assert years_of(years_text(made.sub_questions[0].years)) == made.sub_questions[0].years
