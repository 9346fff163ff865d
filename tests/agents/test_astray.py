"""Answers speak of what was asked: the same goods, the same one in a row, the own point of a part."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.assistant import Assistant, Settings
from agents.astray import wanted_of
from agents.brief import Brief
from agents.events import Finished
from agents.headed import is_spoken_of
from agents.option_words import asks_for_options
from agents.plan import Turn, plan
from agents.sources import read_sources
from retrieval.concepts.tagger import embedded_tagger
from tests.agents.test_sources import write

PESTICIDE = (
    "Licences for the sale of pesticides. A licence to sell pesticides costs a retailer 50,000 kwacha a year "
    "in Malawi. The board issues the licence to sell pesticides within 30 days."
)
FERTILISER = PESTICIDE.replace("pesticides", "fertilisers")
STOCKTAKE = (
    "The outcome of the {} global stocktake of the Paris Agreement is that the world is not on track. The {} "
    "global stocktake concluded that emissions must peak by 2025."
)
FORESTS = (
    "Kenya protects its forests through community associations that patrol the reserves. "
    "The forest service of Kenya protects forests and replants the degraded hills."
)
BENEFITS = (
    "Communities next to the forests of Kenya receive a fair and equitable share of the benefits. "
    "Poor households collect firewood in the forests of Kenya without a fee, which lowers inequality."
)


def asked(folder: Path, question: str, *texts: str, history: tuple[Turn, ...] = ()) -> Brief:
    rows = [
        {"title": f"Report {at}", "year": 2020, "page": at, "text": text} for at, text in enumerate(texts, 1)
    ]
    sources = read_sources(write(folder / "given.jsonl", *rows))
    assistant = Assistant.from_settings(Settings(library=folder / "none"))
    *_, last = assistant.ask_sources(question, sources, history=history)
    assert isinstance(last, Finished)
    return last.brief


@pytest.mark.parametrize(("text", "answered"), [(PESTICIDE, False), (FERTILISER, True)])
def test_other_goods_than_were_asked_for_answer_nothing(tmp_path: Path, text: str, answered: bool) -> None:
    question = "What does a licence to sell fertiliser cost a retailer in Malawi?"
    assert asked(tmp_path, question, text).answered is answered


@pytest.mark.parametrize(("ordinal", "answered"), [("first", False), ("second", True)])
def test_another_one_in_a_row_answers_nothing(tmp_path: Path, ordinal: str, answered: bool) -> None:
    question = "What did the second global stocktake of the Paris Agreement conclude?"
    assert asked(tmp_path, question, STOCKTAKE.format(ordinal, ordinal)).answered is answered


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("What did the second global stocktake conclude?", 0),
        ("Qu'a conclu le deuxième bilan mondial ?", 0),
        ("¿Qué concluyó el segundo balance mundial?", 0),
        ("《巴黎协定》的第二次全球盘点得出了什么结论？", 0),
        ("What does the third national communication say?", 1),
    ],
)
def test_ordinals_are_read_with_what_they_count(question: str, place: int) -> None:
    (found,) = wanted_of(question, embedded_tagger()).places
    assert found.number == place
    assert found.of


def test_thirds_and_seconds_of_time_are_no_ordinals() -> None:
    for question in ("Is a third of the land forest?", "How much water flows each second?"):
        assert wanted_of(question, embedded_tagger()).places == ()


def test_a_verb_of_the_same_stem_is_no_thing() -> None:
    tagger = embedded_tagger()
    assert wanted_of("How near to the sea may one build?", tagger).things == ()
    assert "city" in {one.concept for one in wanted_of("What do cities plan?", tagger).things}


def test_a_part_is_answered_by_its_own_point_only(tmp_path: Path) -> None:
    question = "How does Kenya protect its forests? What about equity?"
    without = asked(tmp_path, question, FORESTS)
    assert without.answered
    assert "What about equity?" in " ".join(without.unanswered)
    both = asked(tmp_path, question, FORESTS, BENEFITS)
    assert both.unanswered == ()
    own = next(option for option in both.options if option.heading == "What about equity?")
    assert all("benefits" in claim.text or "inequality" in claim.text for claim in own.claims)


def test_a_follow_up_is_answered_by_its_own_point_only(tmp_path: Path) -> None:
    history = (Turn("How does Kenya protect its forests?"),)
    assert not asked(tmp_path, "What about offshore wind?", FORESTS, history=history).answered
    assert asked(tmp_path, "What about equity?", FORESTS, BENEFITS, history=history).answered


def test_a_part_about_another_country_is_the_first_part_about_it() -> None:
    found = plan("How does Kenya manage forests? And in India?").sub_questions
    assert [(sub.text, sub.countries) for sub in found] == [
        ("How does Kenya manage forests?", ("KEN",)),
        ("How does India manage forests?", ("IND",)),
    ]
    years = plan("What is Kenya's target for 2030? And for 2050?").sub_questions
    assert [sub.years for sub in years] == [(2030,), (2050,)]


def test_a_heading_with_an_abbreviation_is_spoken_of_beneath_it() -> None:
    heading = "Bioenergy with carbon dioxide capture and storage (BECCS)"
    assert not is_spoken_of(heading, "The term climate finance is applied to financial resources.")
    assert not is_spoken_of(heading, "Carbon dioxide removal takes carbon dioxide out of the air.")
    assert is_spoken_of(heading, "Carbon dioxide that bioenergy sets free goes into storage.")
    assert is_spoken_of(heading, "Pathways that rely on BECCS need land.")
    assert is_spoken_of("Drought and climate change", "Rains have failed.")


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Quais são as opções para restaurar florestas na Índia?", True),
        ("Como o Quênia pode enfrentar a seca?", True),
        ("ما هي الخيارات لاستعادة الغابات في الهند؟", True),
        ("Какие есть варианты восстановления лесов в Индии?", True),
        ("印度恢复森林有哪些选择？", True),
        ("केन्या सूखे से कैसे निपटता है?", True),
        ("Como a desertificação afeta a produção agrícola?", False),
        ("Как изменение климата влияет на урожай?", False),
    ],
)
def test_questions_for_options_in_any_language(question: str, asks: bool) -> None:
    assert asks_for_options(question) is asks
