"""Countries in texts of four languages."""

from __future__ import annotations

import pytest

from agents.places import countries_in, country_name, names_country


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
    ],
)
def test_countries_are_found_under_any_of_their_names(text: str, codes: list[str]) -> None:
    assert [mention.code for mention in countries_in(text)] == codes


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
