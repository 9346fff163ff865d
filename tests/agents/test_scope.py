"""Limits that a question sets itself, takes back, or shares with another country."""

from __future__ import annotations

import pytest

from agents.scope import asked_of, limit_in


@pytest.mark.parametrize(
    "question",
    [
        "It isn't only Kenya that suffers from drought: who else does?",
        "Where do forests protect water, not in Kenya only?",
        "Don't look only at Kenya: what of forests?",
        "What laws other than in India's forest law protect forests?",
        "Unlike in Kenya's NDC, what does India say of forests?",
        "Is drought only in Kenya a problem, or also in India?",
        "Non seulement au Kenya, que dit-on de la sécheresse ?",
        "不只肯尼亚有干旱吗？",
    ],
)
def test_a_limit_that_is_taken_back_limits_nothing(question: str) -> None:
    assert limit_in(question) is None


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Apenas no Brasil e no Quênia, que leis protegem florestas?", ("BRA", "KEN")),
        ("O que se diz sobre florestas na NDC do Quênia?", ("KEN",)),
        ("Только в Индии и Кении: какие законы защищают леса?", ("IND", "KEN")),
        ("Что сказано в национальной стратегии Казахстана о воде?", ("KAZ",)),
        ("ماذا يقال عن الغابات في خطة كينيا؟", ("KEN",)),
        ("ما القوانين في كينيا فقط؟", ("KEN",)),
        ("केवल भारत में कौन से कानून हैं?", ("IND",)),
        ("केन्या की योजना में वनों के बारे में क्या कहा गया है?", ("KEN",)),
    ],
)
def test_a_limit_is_understood_in_other_languages(question: str, codes: tuple[str, ...]) -> None:
    found = limit_in(question)
    assert found is not None
    assert found.countries == codes


@pytest.mark.parametrize(
    "question",
    [
        "Não só no Brasil há secas?",
        "Que leis há no Brasil?",
        "Не только в Кении засуха?",
        "Какие законы в Индии защищают леса?",
        "ليس فقط في كينيا، ما القوانين؟",
        "ما هي خطة كينيا؟",
        "भारत में कौन से कानून वनों की रक्षा करते हैं?",
        "केवल भारत में ही नहीं, और कहाँ?",
    ],
)
def test_what_limits_nothing_in_other_languages(question: str) -> None:
    assert limit_in(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Além do Brasil, quem protege?",
        "Какие страны кроме Кении?",
        "باستثناء كينيا، ما الدول؟",
        "केन्या के अलावा कौन?",
    ],
)
def test_a_country_is_set_apart_in_other_languages(question: str) -> None:
    assert asked_of(question) == ()


def test_two_papers_are_the_limit_of_both_and_another_country_lifts_it() -> None:
    both = limit_in("In Kenya's NDC and in India's NDC, what is said about forests?")
    assert both is not None
    assert both.countries == ("KEN", "IND")
    assert limit_in("How does India compare with what stands in Kenya's NDC?") is None


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Which countries other than Kenya mention drought?", []),
        ("Do the reports, except Kenya, speak of drought?", []),
        ("What do countries say about forests, excluding India?", []),
        ("Outside of Kenya, what does India plan?", ["IND"]),
        ("除肯尼亚以外，印度有什么计划？", ["IND"]),
    ],
)
def test_a_country_that_is_set_apart_is_not_asked_of(question: str, codes: list[str]) -> None:
    assert [place.code for place in asked_of(question)] == codes
