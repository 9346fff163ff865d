"""Answers hold the kind of thing that was asked for: a sum of money, a name, a majority, a count."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.demands import counts, demanded
from tests.agents.test_astray import asked

FINE = "Who sells pesticides without a licence in Malawi commits an offence and pays a fine{}. "
BUILT = "The company began to build its distribution centre in Calgary in 2022{}. "
CHAIR = "The first chairperson of the National Biodiversity Authority of India was {}. "
MAJORITY = "The Board of the Adaptation Fund takes its decisions {}. "
PENALTY = "Against illegal clearing of forests, Brazil has set {}. "
HELPED = "The Capacity-building Initiative for Transparency has helped {} to report on their emissions. "


@pytest.mark.parametrize(
    ("question", "text", "held", "other"),
    [
        (
            "What fine does one pay in Malawi for selling pesticides without a licence?",
            FINE,
            " of 500,000 kwacha",
            " that a court sets",
        ),
        (
            "How much did it cost the company to build the distribution centre in Calgary?",
            BUILT,
            " for $45 million",
            " and expects to finish soon",
        ),
        (
            "Who was the first chairperson of India's National Biodiversity Authority?",
            CHAIR,
            "Dr. Vishwas Sawarkar",
            "an eminent person with experience of conservation",
        ),
        (
            "Which majority does the Board of the Adaptation Fund need to take its decisions?",
            MAJORITY,
            "by a majority of two thirds",
            "at its meetings, in public",
        ),
        (
            "How many countries has the Capacity-building Initiative for Transparency helped?",
            HELPED,
            "87 countries",
            "the countries that asked for it under decision 1/CP.21",
        ),
        (
            "What penalty does Brazil set for illegal clearing of forests?",
            PENALTY,
            "imprisonment of up to four years",
            "the forest code and a register of land",
        ),
    ],
)
def test_what_holds_no_such_thing_does_not_answer(
    tmp_path: Path, question: str, text: str, held: str, other: str
) -> None:
    (tmp_path / "held").mkdir()
    (tmp_path / "other").mkdir()
    assert asked(tmp_path / "held", question, text.format(held)).answered
    assert not asked(tmp_path / "other", question, text.format(other)).answered


METHANE = "Methane falls by 34 per cent by {} where warming is kept to 1.5 degrees. "
ALL_GASES = "Where warming is kept to 1.5 degrees, all emissions by 2035 are 60 per cent lower. "


@pytest.mark.parametrize(("year", "answered"), [("2035", True), ("2030", False)])
def test_an_amount_of_a_year_must_be_of_the_thing_asked_after(
    tmp_path: Path, year: str, answered: bool
) -> None:
    question = "By how much would methane have to fall by 2035 to keep warming to 1.5 degrees?"
    texts = (METHANE.format(year) + "Methane comes from mines and farms.", ALL_GASES)
    assert asked(tmp_path, question, *texts).answered is answered


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What does the Social Climate Fund pay for?", []),
        ("Who pays the salaries of the authority?", []),
        ("How much paid time off do employees get?", []),
        ("How much of the affordable potential costs less than 20 dollars a tonne?", []),
        ("What does a licence cost a wholesaler?", ["money"]),
        ("Combien coûte un permis ?", ["money"]),
        ("¿Cuánto cuesta una licencia?", ["money"]),
        ("Quanto custa uma licença?", ["money"]),
        ("违反规定罚款多少？", ["money", "count"]),
        ("كم تبلغ الغرامة؟", ["money"]),
        ("Какой штраф платит водитель?", ["money"]),
        ("कितना जुर्माना देना होगा?", ["money"]),
        ("Who is the depositary of the Agreement?", []),
        ("¿Qué mayoría se necesita?", ["majority"]),
        ("Quelle majorité faut-il ?", ["majority"]),
    ],
)
def test_kinds_of_things_by_the_wording_of_the_question(question: str, kinds: list[str]) -> None:
    assert [one.kind for one in demanded(question)] == kinds


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("De conformidad con los párrafos 1 a 4 de la decisión 2/CMP.16, en su 108ª reunión.", False),
        ("Se inscribieron 28 Partes.", True),
        ("Dans trois pays, le registre est ouvert.", True),
        ("Since 2015 the initiative supports developing countries.", False),
        ("二十八个缔约方。", True),
    ],
)
def test_numbers_of_paragraphs_and_years_count_nothing(text: str, counted: bool) -> None:
    assert counts(text) is counted
