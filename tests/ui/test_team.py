"""The agents' lines: what each did, how long it took, what it passed on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.events import Assessed, Consulted, Drafted, Finished, Found, Heard, Planned, Verified
from agents.heard import heard_json
from agents.mind import CHAT_MODEL
from agents.plan import plan
from agents.readings import MissingTool
from agents.tools import KINDS
from tests.ui.briefs import a_read_answer, an_answer
from tests.ui.test_evidence import PAYLOADS, parsed
from ui.chat import Exchange, thread
from ui.strings import TABLES, words
from ui.strings_tools import tool_name
from ui.team import lasted, rows, team

SAY = words()
PLAN = plan("What do Kenya and Fiji plan for drought by 2030?")
BRIEF = a_read_answer()
SEARCHED = an_answer().searched[0]
HEARD = (
    Heard(Planned(PLAN, 0.0021), 0.01),
    Heard(Found(replace(SEARCHED, found=24, answered=False), 2, 9, 0.4, ("a", "b")), 0.5),
    Heard(Found(replace(SEARCHED, found=17), 2, 6, 1.25, ("b", "c")), 1.3),
    Heard(Assessed(31, ("policy", "risk"), (), 0.3), 1.6),
    Heard(Consulted("writer", 3, 2.5, 900, "it is slow"), 4.0),
    Heard(Drafted(7, 2, 0.01), 4.1),
    Heard(Verified(6, 1, 0.2), 4.3),
    Heard(Finished(BRIEF, 0.05), 4.4),
)


def test_each_agent_has_one_line_in_the_order_of_the_work() -> None:
    members = team(HEARD, SAY, BRIEF)
    assert [own.agent for own in members] == [
        "planner",
        "researcher",
        "assessor",
        "writer",
        "verifier",
        "brief",
    ]
    planner, researchers, assessor, writer, verifier, _ = members
    assert (planner.took, planner.passed) == ("2 ms", "2 sub-questions")
    assert planner.details == (
        "What does Kenya plan for drought by 2030? (Kenya, 2030)",
        "What does Fiji plan for drought by 2030? (Fiji, 2030)",
    )
    assert researchers.name == "Researchers (2)"
    assert researchers.did == "Searched 2 parts: 41 passages."
    assert researchers.passed == "15 passages of 3 documents"
    assert researchers.took == lasted(1.25, SAY)
    assert len(researchers.details) == 2
    assert (assessor.name, assessor.took) == ("Taggers and graders", "300 ms")
    assert any(text.startswith("policy score: noted in") for text in assessor.details)
    assert "under 2 headings" in writer.passed
    assert not writer.good
    assert "it is slow" in writer.details[0]
    assert verifier.passed == "6 checked sentences"


def test_a_plan_that_was_edited_says_so() -> None:
    (planner,) = team((Heard(Planned(replace(PLAN, edited=True)), 0.1),), SAY)
    assert planner.did == "Kept to the plan that you edited."


def test_a_translator_has_a_line_of_its_own() -> None:
    heard = (*HEARD[:-1], Heard(Consulted("translator", 2, 3.5, 400, None), 4.35), HEARD[-1])
    member = team(heard, SAY, BRIEF)[-2]
    assert (member.agent, member.took, member.good) == ("translator", "3.5 s", True)
    assert "2 times" in member.did


def test_tools_that_are_missing_are_named() -> None:
    (assessor,) = team((Heard(Assessed(3, (), (MissingTool("sdg", "altered"),)), 0.1),), SAY)
    assert "Missing: Sustainable Development Goals." in assessor.did
    assert not assessor.good


@pytest.mark.parametrize("language", sorted(TABLES))
@pytest.mark.parametrize("upto", range(1, len(HEARD) + 1))
def test_every_state_can_be_told_in_every_language(language: str, upto: int) -> None:
    say = words(language)
    assert parsed(rows(HEARD[:upto], say)).text
    assert "gb-running" in thread((Exchange("How?", HEARD[:upto]),), say)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_searched_and_why_a_model_failed_is_text(payload: str) -> None:
    searched = replace(SEARCHED, sub_question=payload)
    left_out = replace(BRIEF.claims[0], text=payload)
    heard = (
        Heard(Found(searched, 1, 1, 0.1), 0.1),
        Heard(Consulted("writer", 1, 0.1, 1, payload), 0.2),
        Heard(Drafted(1, 0, 0.1), 0.2),
        Heard(Verified(0, 1, 0.1), 0.3),
    )
    html = rows(heard, SAY, replace(BRIEF, left_out=(left_out,)))
    found = {tag for tag, _ in parsed(html).found}
    assert found == {"li", "div", "details", "summary", "b", "span", "i", "small", "ul"} - (
        set() if "<div" in html else {"div"}
    )


def test_times_are_told_in_the_unit_that_fits() -> None:
    assert [lasted(seconds, SAY) for seconds in (0.0001, 0.0124, 0.9994, 0.9996, 12.34)] == [
        "1 ms",
        "12 ms",
        "999 ms",
        "1.0 s",
        "12.3 s",
    ]


def test_the_work_is_plain_json_in_order() -> None:
    told = heard_json(HEARD)
    assert [own["event"] for own in told] == [
        "planned",
        "found",
        "found",
        "assessed",
        "consulted",
        "drafted",
        "verified",
        "finished",
    ]
    assert "brief" not in told[-1]


@pytest.mark.parametrize("language", TABLES)
def test_every_tool_has_a_name_in_the_language_of_the_page(language: str) -> None:
    say = words(language)
    asked = Assessed(31, tuple(KINDS), (MissingTool(CHAT_MODEL, "it is slow"),), 0.3)
    (member,) = team((Heard(asked, 1.6),), say, BRIEF)
    for tool in (*KINDS, CHAT_MODEL):
        name = tool_name(tool, language)
        assert name in member.did
        assert name.isascii() == (language == "en") or language in ("fr", "es")
        assert tool_name(tool, "en") != tool or tool == "outlook"
    assert "_" not in member.did
    assert not {tool for tool in ("policy:", "risk:", "sdg:") if any(tool in d for d in member.details)}
