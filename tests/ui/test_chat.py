"""The conversation: steps as they happen, then the answer or why there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from agents.events import Assessed, Drafted, Event, Finished, Found, Heard, Planned, Verified
from agents.readings import MissingTool
from tests.ui.briefs import a_read_answer, a_refusal, an_answer
from tests.ui.test_evidence import PAYLOADS, parsed
from ui.chat import Exchange, evidence, header, hear, thread, turns, welcome
from ui.strings import ENGLISH, TABLES, words
from ui.team import team

SAY = words()
BRIEF = an_answer()
EVENTS: tuple[Event, ...] = (
    Planned(BRIEF.plan),
    *(Found(searched, 2) for searched in BRIEF.searched),
    Assessed(12, ("policy", "risk"), (MissingTool("sdg", "it is altered"),)),
    Drafted(5),
    Verified(4, 1),
    Finished(BRIEF),
)


def told(events: tuple[Event, ...]) -> Exchange:
    exchange = Exchange("How?")
    for number, event in enumerate(events):
        exchange = hear(exchange, event, 0.5 * number)
    return exchange


def test_every_step_is_told_in_order_with_its_counts_and_seconds() -> None:
    exchange = told(EVENTS)
    agents = [member.agent for member in team(exchange.heard, SAY)]
    assert agents == ["planner", "researcher", "assessor", "writer", "verifier", "brief"]
    text = parsed(thread((exchange,), SAY)).text
    assert (
        "Reads 12 sentences with the tools: policy score, risk grade. Missing: Sustainable Development Goals."
        in text
    )
    assert "Chooses 5 sentences." in text
    assert "4 sentences agree with their pages, 1 left out." in text
    assert "0.5 s" in text


def test_a_running_question_shows_what_is_being_done() -> None:
    doing = []
    for count in range(len(EVENTS)):
        html = thread((told(EVENTS[:count]),), SAY)
        assert "gb-running" in html
        doing.append(re.findall(r'gb-now">(.*?)<', html)[0])
    assert doing[0].startswith("Reading")
    assert len(set(doing)) >= 3


def test_a_search_that_found_nothing_looks_different() -> None:
    nothing = replace(BRIEF.searched[0], answered=False)
    (searcher,) = team((Heard(Found(nothing, 0), 1.0),), SAY)
    (ended,) = team((Heard(Finished(a_refusal()), 1.0),), SAY)
    assert not searcher.good
    assert not ended.good


def test_a_finished_question_shows_answer_and_folded_steps() -> None:
    html = thread((replace(told(EVENTS), brief=BRIEF, name="ab12"),), SAY)
    assert "gb-done" in html
    assert "How this was found" in html.replace("&#32;", " ")
    assert "/exports/ab12/docx" in html


def test_the_evidence_of_every_answer_stays_reachable() -> None:
    first = replace(told(EVENTS), brief=BRIEF, name="aa")
    second = replace(told(EVENTS), brief=a_refusal(), name="bb")
    html = evidence((first, second), SAY)
    assert 'id="gbc-aa-1"' in html
    assert 'id="gbc-bb-1"' in html
    assert "gb-empty" in evidence((Exchange("How?"),), SAY)


def test_a_follow_up_is_resolved_against_what_was_worked_on() -> None:
    done = replace(told(EVENTS), brief=BRIEF, name="aa")
    stopped = Exchange("And?", trouble="Stopped.")
    assert [turn.question for turn in turns((done, stopped))] == [BRIEF.plan.question]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_question_and_an_error_are_shown_as_text(payload: str) -> None:
    searched = replace(BRIEF.searched[0], sub_question=payload, query=payload)
    exchange = hear(Exchange(payload, trouble=payload), Found(searched, 1), 0.0)
    found = {tag for tag, _ in parsed(thread((exchange,), SAY)).found}
    assert found <= {"div", "h2", "details", "summary", "ul", "li", "b", "span", "i", "small"}


def test_an_empty_library_says_where_to_go() -> None:
    assert "Library tab" in parsed(welcome(0, SAY)).text
    assert "3 documents" in parsed(welcome(3, SAY)).text


@pytest.mark.parametrize("language", sorted(TABLES))
def test_every_language_fills_the_same_gaps(language: str) -> None:
    table = TABLES[language]
    assert set(table) == set(ENGLISH)
    same = {key for key in table if table[key] == ENGLISH[key] and not key.startswith(("export_", "kind_"))}
    allowed = {"name", "seconds", "page", "found_answer", "outcome_pages", "column_pages"}
    cognates = {"chip_limit", "filter_kinds", "filter_documents", "column_kind", "citation", "train_base"}
    cognates |= {"part_test", "part_validation", "versions_heading", "version_id", "version_score"}
    cognates |= {"team_ms"}
    assert language == "en" or same <= allowed | cognates
    for key, sentence in table.items():
        gaps = set(re.findall(r"{(\w+)", sentence))
        assert gaps == set(re.findall(r"{(\w+)", ENGLISH[key])), key


def test_braces_in_a_value_are_not_read() -> None:
    assert words()("searched_for", query="{n} {0}") == "Searched for “{n} {0}”."


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 1, "Your library holds 1 document."),
        ("en", 0, "Your library holds 0 documents."),
        ("fr", 0, "Votre bibliothèque contient 0 document."),
        ("es", 2, "Su biblioteca contiene 2 documentos."),
        ("zh", 1, "文献库中有 1 份文献。"),
    ],
)
def test_a_word_goes_with_its_number(language: str, n: int, said: str) -> None:
    assert words(language)("library_holds", n=n) == said


def test_a_screen_reader_finds_the_headings_in_order() -> None:
    shown = header(SAY) + thread((replace(told(EVENTS), brief=BRIEF, name="aa"),), SAY)
    levels = [int(tag[1]) for tag, _ in parsed(shown).found if re.fullmatch("h[1-6]", tag)]
    assert levels[:3] == [1, 2, 3]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_what_the_search_was_limited_to_stands_below_the_question() -> None:
    shown = parsed(thread((Exchange("How?", limits="Kenya; 2015–"),), SAY)).text
    assert "Searched only in: Kenya; 2015–" in shown
    assert "Searched only" not in parsed(thread((Exchange("How?"),), SAY)).text


def test_the_page_speaks_its_language_and_the_answer_that_of_the_question() -> None:
    told = (Exchange("x", brief=a_read_answer(), name="ab"),)
    for language, opened, taken, card in (
        ("fr", "Ouvrir la page", "Emporter :", "Fiche du modèle"),
        ("zh", "打开页面", "导出：", "模型卡"),
    ):
        say = words(language)
        shown = parsed(thread(told, say)).text
        assert "Bottom line" in shown
        assert taken in shown
        assert card in shown
        assert "Model card" not in shown
        assert opened in parsed(evidence(told, say)).text
    refused = (Exchange("x", brief=a_refusal(), name="ab"),)
    assert words("es")["does_not_answer"] in parsed(thread(refused, words("es"))).text
