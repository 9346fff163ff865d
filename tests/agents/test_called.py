"""Names that a question asks after: found in it, known to the library, told by a passage."""

from __future__ import annotations

import pytest

from agents.about import is_about
from agents.called import is_called, names_in, unknown
from agents.plan import SubQuestion, plan
from agents.research import research
from agents.wording import asks_of_past
from tests.fakes import HashingEmbedder, Shelf


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("By when will the African Development Bank screen its loans?", ["African Development Bank"]),
        ("What threatens fishing on Lake Victoria and in Kisumu?", ["Lake Victoria", "Kisumu"]),
        ("De combien la température à Lyon a-t-elle augmenté ?", ["Lyon"]),
        ("¿Qué debe hacer el Órgano de Supervisión del mecanismo?", ["Órgano de Supervisión"]),
        ("江苏省停车区的用地基准值是多少？", ["江苏"]),
        ("How do India and Kenya deal with grazing?", []),
        ("From when must new cars emit no CO2?", []),
        ("Quelle était la température à la fin du XIXe siècle ?", []),
        ("WHAT DOES THE WORLD BANK PAY FOR?", []),
        ("Wie hoch ist der Anteil der Windkraft an der Stromerzeugung?", []),
    ],
)
def test_names_of_a_question(question: str, names: list[str]) -> None:
    assert [name.written for name in names_in(question)] == names


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.add(
        "World Bank plan",
        "The World Bank will screen all loans for climate risk by the end of the year. "
        "The Emissions Trading System is explained elsewhere. Africa needs development and a bank account.",
        "安徽省高速公路停车区的用地不宜超过两公顷，应当根据交通量确定。",
        year=2021,
    )
    return shelf


def test_a_name_is_unknown_where_one_of_its_words_stands_nowhere(shelf: Shelf) -> None:
    asked = names_in("How much of the rise of the Baltic Sea is due to the World Bank in June?")
    found = shelf.evidence("loans", k=1)
    assert [name.written for name in unknown(asked, shelf, found)] == ["Baltic Sea", "June"]


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("When will the World Bank screen its loans?", True),
        ("When will the African Development Bank screen its loans?", False),
        ("How is the Trading System for Emissions told?", True),
        ("When will somebody in Nairobi screen the loans?", True),  # one word may be told otherwise
    ],
)
def test_a_passage_must_hold_the_words_of_a_name_close_to_each_other(
    shelf: Shelf, question: str, called: bool
) -> None:
    (item,) = shelf.evidence("World Bank loans screen climate risk", k=1)
    assert is_called(item, names_in(question)) is called


def test_the_letters_of_a_name_stand_for_it() -> None:
    shelf = Shelf()
    shelf.add("Package", "The ETS covers ships from next year on, and flights within Europe as well.")
    (item,) = shelf.evidence("ETS ships", k=1)
    assert is_called(item, names_in("Does the Emissions Trading System cover ships now?"))
    assert not is_called(item, names_in("Does the Social Climate Fund cover ships now?"))


def test_a_province_in_chinese_signs_must_be_named_in_them_or_in_latin_letters(shelf: Shelf) -> None:
    item = next(one for one in shelf.evidence("停车区", k=5) if "停车区" in one.passage.text)
    assert is_called(item, names_in("安徽省停车区的用地是多少？"))
    assert not is_called(item, names_in("江苏省停车区的用地是多少？"))
    other = Shelf()
    other.add("Hydrogen", "Plants in Xinjiang make ten thousand tonnes of hydrogen in a good year.")
    assert is_called(other.evidence("hydrogen", k=1)[0], names_in("新疆每年生产多少氢？"))


def test_inner_mongolia_is_no_country() -> None:
    assert plan("内蒙古的项目每年生产多少氢？").sub_questions[0].countries == ()
    assert plan("How much hydrogen is made in Inner Mongolia?").sub_questions[0].countries == ()
    assert plan("How much hydrogen is made in Mongolia?").sub_questions[0].countries == ("MNG",)


def test_what_nobody_has_heard_of_is_refused_by_its_name(shelf: Shelf) -> None:
    question = "By when will the African Development Bank screen all loans for climate risk?"
    found = research(SubQuestion(question, question), "en", shelf, HashingEmbedder(), k=5)
    assert not found.searched.answered
    assert found.missing == ("No passage that was found is about African Development Bank.",)


@pytest.mark.parametrize(
    ("question", "past"),
    [
        ("How many plans had been drawn up by the end of 2025?", True),
        ("How much did the bank give in 2024?", True),
        ("¿Cuántos países habían designado una autoridad en 2025?", True),
        ("Combien d'hectares la France a-t-elle plantés en 2025 ?", True),
        ("2025年种了多少树？", True),
        ("What share of power will be renewable in 2030?", False),
        ("What would have been emitted had nothing changed by 2030?", False),
        ("By how much must emissions fall by 2030?", False),
    ],
)
def test_questions_about_the_past(question: str, past: bool) -> None:
    assert asks_of_past(question) is past


@pytest.mark.parametrize(
    ("question", "years", "about"),
    [
        ("What did it pay in 2024?", (2024,), False),
        ("What will it pay in 2024?", (2024,), True),
        ("What did it pay in 2020?", (2020,), True),
    ],
)
def test_a_document_cannot_tell_what_came_about_after_it(
    question: str, years: tuple[int, ...], about: bool
) -> None:
    shelf = Shelf()
    shelf.add("Plan", "The bank paid much in 2020 and plans to pay as much by the end of 2024.", year=2021)
    (item,) = shelf.evidence("bank", k=1)
    assert is_about(item, SubQuestion(question, question, years=years)) is about
