"""Questions in other languages: put into English, and judged so against passages in English."""

from __future__ import annotations

import pytest

from agents.across import rendered
from agents.plan import plan
from agents.research import research
from retrieval.concepts.tagger import Tagger, embedded_tagger
from retrieval.openvino_encoder import OpenVinoEncoder, load_embedded
from tests.fakes import HashingEmbedder, Shelf

CATTLE = (
    "Methane emissions from livestock fall when feed is improved and manure is covered. "
    "Farmers who change the feed of cattle cut methane emissions from livestock by a fifth."
)
BUSES = "Cities buy electric buses. Drivers are trained to charge them at night in the depot."


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return embedded_tagger()


@pytest.fixture(scope="module")
def encoder() -> OpenVinoEncoder:
    return load_embedded()


@pytest.fixture
def shelf() -> Shelf:
    own = Shelf()
    own.add("Livestock", CATTLE)
    own.add("City transport", BUSES)
    return own


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Que faut-il faire pour restaurer les tourbières ?", "peatland"),
        ("¿Cómo se puede reducir el metano del ganado?", "methane livestock"),
        ("什么是碳预算？", "carbon budget"),
        ("Como os manguezais ajudam na adaptação às mudanças climáticas?", "mangrove adaptation climate"),
        ("Как закисление океана влияет на коралловые рифы?", "ocean acidification effect coral reef"),
        ("ما فوائد الحراجة الزراعية للمزارعين؟", "benefit agroforestry farmer"),
        ("समुद्र का जलस्तर क्यों बढ़ रहा है?", "sea level rise"),
        ("Quais são as metas de hidrogênio verde no Quênia?", "green hydrogen Kenya"),
        ("¿Qué cuota de energías renovables tiene Kenia en 2030?", "renewable energy Kenya 2030"),
    ],
)
def test_concepts_countries_and_numbers_are_put_into_english(
    tagger: Tagger, question: str, text: str
) -> None:
    said = rendered(question, tagger)
    assert all(word in said.text.split() for word in text.split())
    assert 0.0 < said.explained <= 1.0


def test_a_name_stays_as_it_is(tagger: Tagger) -> None:
    assert "Katingan" in rendered("Combien coûte le projet de tourbières de Katingan ?", tagger).text


def test_what_nothing_explains_counts(tagger: Tagger) -> None:
    whole = rendered("Comment restaurer les tourbières ?", tagger)
    odd = rendered("Combien de zibelines grignotent les tourbières ?", tagger)
    assert odd.text == "peatland"
    assert odd.explained < whole.explained


def test_a_question_about_something_particular_is_not_judged_so(tagger: Tagger) -> None:
    assert rendered("Comment restaurer les tourbières ?", tagger).understood
    assert not rendered("¿Qué impuesto al carbono aplica Colombia a la gasolina?", tagger).understood
    assert not rendered("Combien d'émissions de méthane en 2019 ?", tagger).understood
    assert not rendered("Combien coûte le projet de tourbières de Katingan ?", tagger).understood
    assert not rendered("Pourquoi donc ?", tagger).understood


@pytest.mark.parametrize(
    "question",
    ["Какие грибы растут на торфяниках?", "ما لون أزهار أشجار المانغروف؟", "जंगल में कौन से मशरूम खाने योग्य हैं?"],
)
def test_a_question_of_which_one_thing_alone_is_known_is_not_judged_so(tagger: Tagger, question: str) -> None:
    said = rendered(question, tagger)
    assert said.text
    assert said.narrow
    assert not said.understood
    assert rendered("Что такое углеродный бюджет?", tagger).understood


def test_a_hindi_word_is_counted_whole(tagger: Tagger) -> None:
    assert rendered("कृषि वानिकी से किसानों को क्या लाभ होते हैं?", tagger).explained > 0.8


def test_a_question_of_which_nothing_is_known_is_put_as_nothing(tagger: Tagger) -> None:
    said = rendered("Pourquoi donc ?", tagger)
    assert (said.text, said.explained, said.particular) == ("", 0.0, False)


@pytest.mark.parametrize(
    "question",
    [
        "Comment réduire les émissions de méthane du bétail ?",
        "¿Cómo reducir las emisiones de metano del ganado?",
        "Como reduzir as emissões de metano do gado?",
        "如何减少牲畜的甲烷排放？",
    ],
)
def test_a_passage_in_english_answers(shelf: Shelf, encoder: OpenVinoEncoder, question: str) -> None:
    planned = plan(question)
    finding = research(planned.sub_questions[0], planned.language, shelf, encoder, k=5)
    assert finding.searched.answered
    assert finding.readings[0].passage.text == CATTLE
    assert finding.missing == ()


@pytest.mark.parametrize("question", ["Combien de lions vivent au Kenya ?", "¿Quién ganó la copa del mundo?"])
def test_what_no_passage_is_about_stays_refused(
    shelf: Shelf, encoder: OpenVinoEncoder, question: str
) -> None:
    planned = plan(question)
    finding = research(planned.sub_questions[0], planned.language, shelf, encoder, k=5)
    assert not finding.searched.answered
    assert finding.missing


def test_without_the_embedded_encoder_words_alone_decide(shelf: Shelf) -> None:
    planned = plan("Comment réduire les émissions de méthane du bétail ?")
    finding = research(planned.sub_questions[0], planned.language, shelf, HashingEmbedder(), k=5)
    assert not finding.searched.answered


@pytest.mark.parametrize(
    "question",
    [
        "Quais são as opções para restaurar florestas na Índia?",
        "¿Cuáles son las opciones para restaurar los bosques en la India?",
        "Quelles sont les options pour restaurer les forêts en Inde ?",
        "Какие есть варианты восстановления лесов в Индии?",
        "ما هي الخيارات لاستعادة الغابات في الهند؟",
        "भारत में वनों की बहाली के लिए क्या विकल्प हैं?",
    ],
)
def test_options_of_a_country_are_judged_across(tagger: Tagger, question: str) -> None:
    said = rendered(question, tagger)
    assert not said.understood
    assert said.judged(question)
    assert not said.judged("Quem protege as florestas da Índia?")


def test_options_in_a_year_are_not_judged_across(tagger: Tagger) -> None:
    question = "Quais são as opções para florestas na Índia em 2030?"
    assert not rendered(question, tagger).judged(question)


def test_a_topic_of_a_country_that_is_only_named_is_judged_across(tagger: Tagger) -> None:
    topic = "la protección de los bosques en la India"
    assert rendered(topic, tagger).judged(topic)
    assert not rendered(f"¿Quién paga {topic}?", tagger).judged(f"¿Quién paga {topic}?")
