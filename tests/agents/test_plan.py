"""The planner: what a question asks, alone and in a conversation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.errors import QuestionError
from agents.plan import MOST_CHARACTERS, MOST_PARTS, Turn, plan, resolve
from agents.wording import questions_in
from retrieval.hits import Filters


def texts(question: str, *before: str) -> list[str]:
    planned = plan(question, tuple(Turn(turn) for turn in before))
    return [sub.text for sub in planned.sub_questions]


def test_a_plain_question_stays_as_it_is() -> None:
    planned = plan("What does the IPCC say about methane?")
    assert [(sub.text, sub.countries, sub.years) for sub in planned.sub_questions] == [
        ("What does the IPCC say about methane?", (), ())
    ]
    assert planned.language == "en"


def test_several_countries_are_asked_one_by_one() -> None:
    planned = plan("How do Kenya and India plan to restore forests by 2030?")
    assert [(sub.text, sub.countries, sub.years) for sub in planned.sub_questions] == [
        ("How does Kenya plan to restore forests by 2030?", ("KEN",), (2030,)),
        ("How does India plan to restore forests by 2030?", ("IND",), (2030,)),
    ]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Compare Kenya and India on adaptation finance",
            ["Kenya on adaptation finance", "India on adaptation finance"],
        ),
        ("Compare carbon taxes with emissions trading", ["carbon taxes", "emissions trading"]),
        (
            "Kenya versus India: whose law is older?",
            ["Kenya: whose law is older?", "India: whose law is older?"],
        ),
        ("What are the risks? What should be done?", ["What are the risks?", "What should be done?"]),
        ("What is the target and who pays for it?", ["What is the target", "who pays for it?"]),
        ("印度和肯尼亚的森林目标是什么？", ["印度的森林目标是什么？", "肯尼亚的森林目标是什么？"]),
        ("What is the difference between adaptation and mitigation?",) * 2,
    ],
)
def test_questions_come_apart_where_they_should(question: str, parts: list[str] | str) -> None:
    assert texts(question) == ([parts] if isinstance(parts, str) else parts)


def test_a_comparison_of_two_clauses_keeps_each_clause_whole() -> None:
    assert texts(
        "Compare how India helps farmers get loans and insurance with how Kenya helps its herders."
    ) == [
        "how India helps farmers get loans and insurance",
        "how Kenya helps its herders",
    ]


@pytest.mark.parametrize(
    ("before", "question", "resolved"),
    [
        ("What is India's target for 2030?", "and for Kenya?", "What is Kenya's target for 2030?"),
        ("What is India's target for 2030?", "what about 2035?", "What is India's target for 2035?"),
        ("What is India's target?", "and for agriculture?", "What is India's target (agriculture)?"),
        (
            "Quels sont les objectifs de l'Inde ?",
            "et pour le Brésil ?",
            "Quels sont les objectifs de Brésil ?",
        ),
        ("¿Cuál es la meta de India?", "¿y para Kenia?", "¿Cuál es la meta de Kenia?"),
        ("印度的森林目标是什么？", "那么肯尼亚呢？", "肯尼亚的森林目标是什么？"),
        (
            "What is India's target?",
            "How much does it cost?",
            "How much does it cost (What is India's target)?",
        ),
        ("What is India's target?", "Which risks threaten coral reefs?", "Which risks threaten coral reefs?"),
    ],
)
def test_a_follow_up_is_read_in_the_light_of_the_conversation(
    before: str, question: str, resolved: str
) -> None:
    assert plan(question, (Turn(before),)).question == resolved


def test_a_follow_up_without_a_conversation_stands_alone() -> None:
    assert texts("and for Kenya?") == ["and for Kenya?"]


def test_years_that_are_only_compared_with_are_not_asked_for() -> None:
    (sub,) = plan("By how much must emissions fall by 2030 compared with 2019?").sub_questions
    assert sub.years == (2030,)


def test_a_range_of_years_stands_for_each_of_them() -> None:
    (sub,) = plan("What changed in Kenya between 2015 and 2018?").sub_questions
    assert sub.years == (2015, 2016, 2017, 2018)


def test_the_filters_of_the_user_hold_for_every_part() -> None:
    filters = Filters(kinds=("ndc",))
    planned = plan("What do Kenya and India promise?", filters=filters)
    assert {sub.filters for sub in planned.sub_questions} == {filters}


@pytest.mark.parametrize("question", ["", "   \n", "\x00\u202e", "\u200f\u2066\u2069"])
def test_an_empty_question_says_so(question: str) -> None:
    with pytest.raises(QuestionError, match="it is empty"):
        plan(question)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("???", "it holds no word"),
        ("。", "it holds no word"),
        ("k", "it is one letter"),
        (" K? ", "it is one letter"),
        ("What is the", "only small words"),
        ("et de la", "only small words"),
        ("是什么？", "only small words"),
        ("de la", "only small words"),
        ("das ist", "only small words"),
        ("и в на", "only small words"),
        ("में की", "only small words"),
        ("من في على", "only small words"),
        ("o que são os", "only small words"),
    ],
)
def test_what_asks_of_nothing_is_refused_in_words(question: str, reason: str) -> None:
    with pytest.raises(QuestionError, match=reason):
        plan(question)


@pytest.mark.parametrize("question", ["水", "5", "What does the WHO say?", "IT", "methane"])
def test_one_word_that_means_something_is_asked(question: str) -> None:
    assert plan(question).question == question


def test_small_words_go_on_with_a_conversation() -> None:
    assert plan("And why is that?", (Turn("What is the target?"),)).sub_questions
    with pytest.raises(QuestionError, match="one letter"):
        plan("k", (Turn("What is the target?"),))


def test_what_cannot_be_seen_is_left_out_of_a_question() -> None:
    assert plan("How\x00 fast\u202e must\u200f 排放 fall?").question == "How fast must 排放 fall?"


@pytest.mark.parametrize(
    ("question", "countries", "words"),
    [
        ("What is said of forests in Kenya's NDC?", ("KEN",), "in Kenya's NDC"),
        ("What do reports say on coal, only India and Nepal?", ("IND", "NPL"), "only India and Nepal"),
        (
            "What is planned in the Kenyan national forest policy?",
            ("KEN",),
            "in the Kenyan national forest policy",
        ),
        ("Que prévoit la loi sur l'eau, uniquement au Brésil ?", ("BRA",), "uniquement au Brésil"),
        ("¿Qué dice sobre bosques, solo en Kenia?", ("KEN",), "solo en Kenia"),
        ("肯尼亚的国家自主贡献中有哪些森林目标？", ("KEN",), "肯尼亚的国家自主贡献中"),
    ],
)
def test_a_question_that_asks_of_some_countries_only_limits_the_search(
    question: str, countries: tuple[str, ...], words: str
) -> None:
    planned = plan(question)
    assert planned.limit
    assert (planned.limit.countries, planned.limit.words) == (countries, words)
    asked = {code for sub in planned.sub_questions for code in sub.filters.countries}
    assert asked == set(countries)
    assert all(sub.limited for sub in planned.sub_questions)


@pytest.mark.parametrize(
    "question",
    [
        "How does Kenya plan to restore forests?",
        "What do plans say, not only Kenya?",
        "How much forest is in India's hills?",
        "只有什么国家有目标？",
    ],
)
def test_a_country_that_is_only_named_does_not_limit(question: str) -> None:
    assert plan(question).limit is None


def test_the_users_own_choice_of_countries_goes_before_the_questions() -> None:
    planned = plan("What is said in Kenya's NDC?", filters=Filters(countries=("IND",)))
    assert planned.limit is None
    assert [sub.filters.countries for sub in planned.sub_questions] == [("IND",)]


def test_a_question_that_is_far_too_long_says_how_long() -> None:
    with pytest.raises(QuestionError, match="100,000 characters"):
        plan("a" * 100_000)


def test_markup_and_control_characters_are_inert() -> None:
    (sub,) = plan("<script>alert(1)</script>\x00 What is\u202e a wetland?").sub_questions
    assert sub.text == "<script>alert(1)</script> What is a wetland?"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What is the target?", "en"),
        ("Quels sont les objectifs ?", "fr"),
        ("¿Qué dice el informe?", "es"),
        ("气候变化的风险是什么？", "zh"),
        ("ما هي الأهداف؟", "ar"),
        ("net zero 2050", "en"),
    ],
)
def test_the_language_of_a_question_is_told(question: str, language: str) -> None:
    assert plan(question).language == language


@settings(deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=2))
def test_any_text_is_planned_or_refused(question: str, before: list[str]) -> None:
    try:
        planned = plan(question, tuple(Turn(turn) for turn in before))
    except QuestionError:
        return
    assert 1 <= len(planned.sub_questions) <= MOST_PARTS
    assert all(sub.query.strip() for sub in planned.sub_questions)
    assert len(question) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "What did Kenya, India, Brazil and Nepal emit in 2015?",
            [f"What did {name} emit in 2015?" for name in ("Kenya", "India", "Brazil", "Nepal")],
        ),
        (
            "What are the targets of Kenya, of India and of the United States for 2030?",
            [f"What are the targets of {name} for 2030?" for name in ("Kenya", "India", "the United States")],
        ),
        (
            "What did the forests of Kenya, the rivers of India and the coasts of Brazil emit in 2015?",
            [
                "What did the forests of Kenya emit in 2015?",
                "What did the rivers of India emit in 2015?",
                "What did the coasts of Brazil emit in 2015?",
            ],
        ),
        (
            "Quelles étaient les émissions du Kenya, de l'Inde, du Brésil et du Népal en 2015 ?",
            [
                f"Quelles étaient les émissions {name} en 2015 ?"
                for name in ("du Kenya", "de l'Inde", "du Brésil", "du Népal")
            ],
        ),
        (
            "¿Cuáles son las metas de Kenia, de la India y del Brasil para 2030?",
            [f"¿Cuáles son las metas de{name} para 2030?" for name in (" Kenia", " la India", "l Brasil")],
        ),
        (
            "¿Cuánto emitieron Kenia, la India y Brasil en 2015?",
            [f"¿Cuánto emitieron {name} en 2015?" for name in ("Kenia", "la India", "Brasil")],
        ),
        (
            "2015年肯尼亚、印度、巴西和尼泊尔排放了多少？",
            [f"2015年{name}排放了多少？" for name in ("肯尼亚", "印度", "巴西", "尼泊尔")],
        ),
        (
            "In 2015, what did both Kenya and India emit?",
            [f"In 2015, what did {name} emit?" for name in ("Kenya", "India")],
        ),
        (
            "How do Kenya and India, but not Brazil, protect forests?",
            ["How does Kenya protect forests?", "How does India protect forests?"],
        ),
        (
            "How much did Kenya and India emit in 2015 and how do they plan to cut it?",
            [
                "How much did Kenya emit in 2015",
                "How much did India emit in 2015",
                "How does Kenya plan to cut it?",
                "How does India plan to cut it?",
            ],
        ),
    ],
)  # fmt: skip
def test_each_country_keeps_verb_object_and_year(question: str, asked: list[str]) -> None:
    found = plan(question).sub_questions
    assert [sub.text for sub in found] == asked
    years = {year for sub in found for year in sub.years}
    assert all(set(sub.years) == years and len(sub.countries) == 1 for sub in found)


@pytest.mark.parametrize(
    "question",
    ["Which emissions does Canada export to India?", "What did Kenya receive from Germany for adaptation?"],
)
def test_countries_that_play_different_parts_are_one_question(question: str) -> None:
    (sub,) = plan(question).sub_questions
    assert sub.text == question
    assert len(sub.countries) == 2


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "How do India's forests compare with Kenya's?",
            ["How do India's forests compare?", "How do Kenya's forests compare?"],
        ),
        (
            "Is India better than the United States at protecting forests?",
            ["Is India better at protecting forests?", "Is the United States better at protecting forests?"],
        ),
        (
            "What do India and Kenya, unlike China, do about drought?",
            ["What does India do about drought?", "What does Kenya do about drought?"],
        ),
    ],
)
def test_what_a_country_is_compared_with_is_asked_of_it_too(question: str, parts: list[str]) -> None:
    assert [sub.text for sub in plan(question).sub_questions] == parts


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "What were the emissions targets of Kenya in 2015, India in 2016?",
            {
                ("What were the emissions targets of Kenya in 2015?", (2015,)),
                ("What were the emissions targets of India in 2016?", (2016,)),
            },
        ),
        (
            "What did Kenya emit in 2015 and India in 2016?",
            {("What did Kenya emit in 2015?", (2015,)), ("What did India emit in 2016?", (2016,))},
        ),
        (
            "Quelles étaient les émissions du Kenya en 2015 et de l'Inde en 2016 ?",
            {
                ("Quelles étaient les émissions du Kenya en 2015 ?", (2015,)),
                ("Quelles étaient les émissions de l'Inde en 2016 ?", (2016,)),
            },
        ),
        (
            "Quais eram as emissões do Quênia em 2015 e da Índia em 2016?",
            {
                ("Quais eram as emissões do Quênia em 2015?", (2015,)),
                ("Quais eram as emissões da Índia em 2016?", (2016,)),
            },
        ),
        (
            "肯尼亚2015年和印度2016年的排放量是多少？",
            {("肯尼亚2015年的排放量是多少？", (2015,)), ("印度2016年的排放量是多少？", (2016,))},
        ),
        (
            "What did Kenya and India emit in 2016?",
            {("What did Kenya emit in 2016?", (2016,)), ("What did India emit in 2016?", (2016,))},
        ),
    ],
)
def test_each_country_keeps_a_year_of_its_own(question: str, asked: set[tuple[str, tuple[int, ...]]]) -> None:
    assert {(sub.text, sub.years) for sub in plan(question).sub_questions} == asked


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("How is the fund financed?", "Who decides?", "Who decides (How is the fund financed)?"),
        ("What is a stocktake?", "When was the first one?", "When was the first one (What is a stocktake)?"),
        ("¿Cómo se financia el fondo?", "¿Quién decide?", "¿Quién decide (¿Cómo se financia el fondo)?"),
        ("What does the pact say on coal?", "And on methane?", "What does the pact say on methane?"),
        ("How is coal taxed?", "What is BECCS?", "What is BECCS?"),
    ],
)
def test_a_bare_question_leans_on_the_one_before(before: str, question: str, whole: str) -> None:
    assert resolve(question, (Turn(before),)) == whole


def test_what_both_sides_share_is_said_of_both() -> None:
    sides = [sub.text for sub in plan("Compare emissions from agriculture and energy").sub_questions]
    assert sides == ["emissions from agriculture", "emissions from energy"]


def test_a_question_after_a_sentence_is_one_of_its_own() -> None:
    found = plan("Compare how Kenya and India manage forests. Who pays?").sub_questions
    assert [sub.text for sub in found][2:] == ["Who pays (Kenya)?", "Who pays (India)?"]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Compare what India and Kenya plan for forests.",
            ["What India plans for forests.", "What Kenya plans for forests."],
        ),
        (
            "¿Qué hacen Kenia y la India contra la sequía?",
            ["¿Qué hace Kenia contra la sequía?", "¿Qué hace la India contra la sequía?"],
        ),
        (
            "Que prévoient l'Inde et le Kenya pour les forêts ?",
            ["Que prévoit l'Inde pour les forêts ?", "Que prévoit le Kenya pour les forêts ?"],
        ),
        (
            "What do Canada and the United States do?",
            ["What does Canada do?", "What does the United States do?"],
        ),
        (
            "Compare the emissions of India with those of Kenya",
            ["The emissions of India", "The emissions of Kenya"],
        ),
        (
            "Compare how India and Kenya protected their forests",
            ["How India protected their forests", "How Kenya protected their forests"],
        ),
    ],
)
def test_a_verb_agrees_with_the_one_country_that_is_left(question: str, parts: list[str]) -> None:
    assert [sub.text for sub in plan(question).sub_questions] == parts


def test_the_second_of_three_questions_is_one_of_its_own() -> None:
    asked = "How much finance do poor countries need, who pays it, and by when?"
    assert questions_in(asked) == ("How much finance do poor countries need", "who pays it", "by when?")
    assert questions_in("What do farmers, who need water, plant, and how is it paid?") == (
        "What do farmers, who need water, plant",
        "how is it paid?",
    )
