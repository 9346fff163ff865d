"""What the sources say of carrying options out, and of whom they touch; and what is counted of an option."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agents.assistant import Assistant, Settings
from agents.brief import Brief
from agents.claims import Claim, Support
from agents.contract import from_json, to_json
from agents.decisions import Action
from agents.events import Finished
from agents.option_words import asks_for_options, aspects
from agents.profile import profile
from agents.review import Wish, review
from agents.reviewed import as_made
from agents.sources import Sources, read_sources
from agents.verify_brief import verify_brief
from tests.agents.test_sources import write
from tests.fakes import NOON

PLAN = {
    "title": "Kenya mangrove plan",
    "year": 2020,
    "page": 4,
    "country": "Kenya",
    "text": "Kenya should restore mangrove forests along its coast, as it did in 2016 and 2018. "
    "Mangrove restoration very likely protects the coast from storm surges. "
    "The costs of mangrove restoration will be met by public investment of 12 million dollars. "
    "County governments need training before mangrove restoration can begin. "
    "Women and indigenous communities manage mangrove restoration and share in its income. "
    "Schools were built with public investment in the capital.",
}
OTHER = {
    "title": "Coast report",
    "year": 2022,
    "page": 9,
    "text": "Governments should restore mangrove forests along the coast of the country, as Fiji does. "
    "A road along the coast costs four million dollars a year to maintain.",
}
QUESTION = "Which measures should restore mangrove forests?"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return read_sources(write(tmp_path_factory.mktemp("options") / "given.jsonl", PLAN, OTHER))


def answer(question: str, sources: Sources) -> Brief:
    *_, last = Assistant.from_settings(Settings(library=Path("none"))).ask_sources(question, sources)
    assert isinstance(last, Finished)
    return last.brief


@pytest.fixture(scope="module")
def brief(sources: Sources) -> Brief:
    return answer(QUESTION, sources)


def test_what_the_sources_say_of_an_option_is_quoted_word_for_word(brief: Brief) -> None:
    assert brief.options
    said = {(one.aspect, one.topic): one.claim for own in brief.options for one in own.considered.found}
    assert said["implementation", "finance"].text == (
        "The costs of mangrove restoration will be met by public investment of 12 million dollars."
    )
    assert "training before mangrove restoration" in said["implementation", "capacity"].text
    assert "Women and indigenous communities" in said["equity", "gender"].text
    assert all(claim.support is Support.SUPPORTED for claim in said.values())
    assert all(claim.text in f"{PLAN['text']} {OTHER['text']}" for claim in said.values())


def test_a_sentence_about_something_else_is_not_taken(brief: Brief) -> None:
    said = {one.claim.text for own in brief.options for one in own.considered.found}
    assert not any("Schools" in text or "road" in text for text in said)


def test_what_no_source_says_is_not_said(sources: Sources) -> None:
    brief = answer("Which measures should restore mangrove forests?", sources)
    topics = {one.topic for own in brief.options for one in own.considered.found}
    assert "transition" not in topics
    assert all(own.considered.aspects == tuple(aspects()) for own in brief.options)


def test_a_question_of_fact_has_no_options_to_consider(sources: Sources) -> None:
    brief = answer("What protects the coast from storm surges?", sources)
    assert brief.answered
    assert not any(own.considered.aspects for own in brief.options)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What should be done about coal?", True),
        ("Quelles politiques réduisent les émissions ?", True),
        ("¿Qué medidas protegen la costa?", True),
        ("哪些政策可以减少排放？", True),
        ("How much did emissions fall in 2020?", False),
        ("What is a mangrove?", False),
    ],
)
def test_which_questions_ask_for_options(question: str, asks: bool) -> None:
    assert asks_for_options(question) == asks


def test_the_profile_counts_what_stands_in_the_option(brief: Brief) -> None:
    whole = replace(brief.options[0], claims=brief.claims)
    kenya, fiji = profile(whole, brief).named
    assert (kenya.country, kenya.in_words, kenya.years) == ("KEN", True, (2016, 2018))
    assert (fiji.country, fiji.in_words, fiji.years) == ("FJI", True, ())
    for own in brief.options:
        sure = profile(own, brief).certainty
        cited = {citation.document_id for claim in own.claims for citation in claim.citations}
        assert (sure.documents, sure.partial) == (len(cited), 0)
        said = " ".join(claim.text for claim in own.claims)
        assert all(term in said for term, _ in sure.terms)


def test_it_travels_in_the_json_and_is_checked_again(brief: Brief, sources: Sources) -> None:
    written = to_json(brief)
    again = from_json(json.dumps(written).encode())
    assert again == brief
    assert verify_brief(again, sources).ok
    counted = json.loads(json.dumps(written))
    counted["options"][0]["profile"]["certainty"]["documents"] = 7
    faults = verify_brief(from_json(json.dumps(counted).encode()), sources).faults
    assert [(fault.kind, fault.where) for fault in faults] == [("profile", "option 1")]
    said = json.loads(json.dumps(written))
    claim = next(own for option in said["options"] for own in option["considered"])["claim"]
    claim["text"] = "Mangroves cost nothing."
    assert "quote" in {
        fault.kind for fault in verify_brief(from_json(json.dumps(said).encode()), sources).faults
    }


def test_an_older_file_without_options_considered_is_read(brief: Brief) -> None:
    written = to_json(brief)
    for option in written["options"]:
        for name in ("aspects", "considered", "profile"):
            del option[name]
    again = from_json(json.dumps(written).encode())
    bare = tuple(replace(own, considered=type(own.considered)()) for own in brief.options)
    assert again.options == bare


def test_a_claim_that_a_reviewer_rejects_leaves_the_tables_too(brief: Brief) -> None:
    own = brief.options[0]
    first = own.considered.found[0].claim
    twice = replace(brief, options=(replace(own, claims=(*own.claims, first)),))
    number = twice.claims.index(first) + 1
    after = review(twice, [Wish(number, Action.REJECT)], "Amina K.", "", NOON, never_edited)
    assert first.text in {one.claim.text for one in own.considered.found}
    assert first.text not in {one.claim.text for one in after.options[0].considered.found}
    assert first.citations[0] not in after.references
    assert as_made(after) == twice


def never_edited(*_: object) -> tuple[Claim, str]:
    raise AssertionError("nothing is edited")


@pytest.mark.parametrize(
    "question",
    [
        "What are the options to reduce deforestation and how much do they cost?",
        "Quelles sont les options pour protéger la côte et qui en bénéficie ?",
        "Какие меры защищают леса?",
        "ما هي خيارات الحد من إزالة الغابات؟",
        "Quais são as opções para restaurar florestas?",
    ],
)
def test_options_are_asked_for_in_many_ways(question: str) -> None:
    assert asks_for_options(question)
