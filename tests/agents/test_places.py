"""Countries in texts of eight languages."""

from __future__ import annotations

import pytest

from agents.place_scripts import in_catalogue
from agents.places import countries_in, country_name, names_country

# Their names hold that of a state, are also a word, or stand in brackets.
PARTS_OF_STATES = {"FLK", "GLP", "IOT", "JEY", "MAF", "REU", "SGS", "SJM", "SXM", "UMI", "VAT", "VIR"}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kenya's and the Indian plan", ["KEN", "IND"]),
        ("and for kenya?", ["KEN"]),
        ("turkey farms in Turkey", ["TUR"]),
        ("tell us about it", []),
        ("U.S. and EU policy, the UK too", ["USA", "EUU", "GBR"]),
        ("warming of the Indian Ocean and in Latin America", []),
        ("Niger, not Nigeria", ["NER", "NGA"]),
        ("la réunion du Conseil au Brésil", ["BRA"]),
        ("los planes brasileños de Sudáfrica", ["BRA", "ZAF"]),
        ("中国和印度尼西亚的目标", ["CHN", "IDN"]),
        ("the Democratic Republic of the Congo", ["COD"]),
        ("no Quênia, do Brasil e em Moçambique", ["KEN", "BRA", "MOZ"]),
        ("as metas brasileiras e as do Vietname", ["BRA", "VNM"]),
        ("в Кении, планы Южной Кореи и США", ["KEN", "KOR", "USA"]),
        ("с Демократической Республикой Конго и на Филиппинах", ["COD", "PHL"]),
        ("Папуа — Новой Гвинее, Кот-д’Ивуару и Гвинее-Бисау", ["PNG", "CIV", "GNB"]),
        ("по сравнению с казахстанскими целями, Казахстаном", ["KAZ", "KAZ"]),
        ("في كينيا، والبرازيل وللهند", ["KEN", "BRA", "IND"]),
        ("خطة جنوب أفريقيا والمملكة المتحدة", ["ZAF", "GBR"]),
        ("भारत में, केन्या की और ब्राज़ील को", ["IND", "KEN", "BRA"]),
        ("दक्षिण अफ्रीका की नीति", ["ZAF"]),
    ],
)
def test_countries_are_found_under_any_of_their_names(text: str, codes: list[str]) -> None:
    assert [mention.code for mention in countries_in(text)] == codes


@pytest.mark.parametrize(
    "text",
    [
        "a reunião do conselho perto do equador; isso não gana nada",
        "a empresa usa água; el plan usa datos",
        "Для того чтобы добыть индия и германия больше. Того же мнения и другие.",
        "перу писателя принадлежит перец чили, куба льда",
        "волны Индийского океана",
        "دعم مالي وتقني للبلدان، ونصف قطر الدائرة",
        "المحيط الهندي وجوز الهند في أمريكا اللاتينية",
        "माली पौधों को पानी देता है और चीनी महँगी है",
    ],
)
def test_a_word_with_another_meaning_is_no_country(text: str) -> None:
    assert countries_in(text) == ()


@pytest.mark.parametrize("language", ["pt_BR", "ru", "ar", "hi"])
def test_nearly_every_country_is_known_by_its_name_in_a_language(language: str) -> None:
    found: dict[str, set[str]] = {}
    for name, code in in_catalogue(language):
        found.setdefault(code, set()).update(one.code for one in countries_in(name))
    assert len(found) > 230
    assert {code for code, codes in found.items() if code not in codes} <= PARTS_OF_STATES


def test_a_mention_points_to_the_words_that_name_it() -> None:
    text = "What will South Africa do?"
    (mention,) = countries_in(text)
    assert text[mention.start : mention.end] == "South Africa"


def test_a_country_is_named_by_its_adjective_too() -> None:
    assert names_country("the Kenyan counties", "KEN")
    assert not names_country("the Indian Ocean", "IND")
    assert names_country("policies of the U.S. government", "USA")


def test_an_unknown_code_is_its_own_name() -> None:
    assert country_name("XXX") == "XXX"


@pytest.mark.parametrize(
    "text",
    [
        "cost US$ 12.1bn",
        "US $5",
        "20 million U.S. dollars",
        "dollars des États-Unis",
        "dólares de los Estados Unidos",
    ],
)
def test_what_money_is_counted_in_is_no_country(text: str) -> None:
    assert countries_in(text) == ()


def test_a_country_beside_its_money_is_one() -> None:
    found = countries_in("The US pays US$ 3 million, and Kenya pays in U.S. dollars.")
    assert [mention.code for mention in found] == ["USA", "KEN"]
