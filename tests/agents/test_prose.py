"""Which sentences may be quoted by themselves."""

from __future__ import annotations

import pytest

from agents.prose import is_quotable, telling


@pytest.mark.parametrize(
    "text",
    [
        "Emissions must fall by 43% by 2030.",
        "Heat extremes have intensified in cities (high confidence). {2.1.2}",
        "Article 4 requires each Party to prepare successive contributions.",
        "Los países deberían reducir sus emisiones cuanto antes.",
        "各国应在2030年前停止毁林。",
        "Стороны должны сократить выбросы метана на треть к концу десятилетия.",
        "ينبغي للدول أن تخفض انبعاثات غاز الميثان قبل نهاية هذا العقد.",
        "सरकार को वर्ष 2030 तक वनों की कटाई को पूरी तरह रोकना चाहिए।",
        "B.1.1 Global warming will continue to increase in the near term.¹²",
        "Harvests of maize fell where rain came late and nobody could irrigate (Rossi et al. 2014).",
        "A fifth of this potential is available at less than USD 20 a tonne in most regions.",
        "The wetlands that were restored took up 26.25 (10.22–36.66) GtCO2 yr–1 in 2010–2019, half in Asia.",
        "—If any person ignores an order of the board, he shall be punished with a fine.",
        "» Work with cities so that buses and trains are cleaner before the end of the decade.",
    ],
)
def test_a_whole_sentence_is_quotable(text: str) -> None:
    assert is_quotable(text)


@pytest.mark.parametrize(
    "text",
    [
        "and of the remaining regions of the tropics.",
        "There are substantial regional differences, with losses in temperate and",
        "Table 7.1 | Net anthropogenic emissions by gas and sector.",
        "Figure SPM.3: Projected changes of annual maximum daily temperature.",
        "CH4 157.0 ± 47.1 207.5 ± 62.2 364.4 ± 109.3 41%.",
        "Summary for Policymakers",
        "Smith, J. R., and K. Doe, 2019: Carbon in soils. Nature, 12, 33.",
        "Introduction ........ 12.",
        "Source: World Bank staff calculations based on national data.",
        "boreal regions.",
        "46. See Rossi, Bianchi and others, A framework for cities and their plans for transport.",
        "Rossi et al. 2019: Maps of soils and of the water that they hold in dry years.",
        "Agriculture and other land Sectoral 0.5 (0.4–0.6) 1.2 (0.9–1.6) 3.4 (1.4–5.5) 9.5 (1.1–25.3).",
        "The data are available at https://data.example.org for all of the countries studied.",
        "и остальных регионов тропического пояса нашей планеты.",
    ],
)
def test_debris_may_not_be_quoted(text: str) -> None:
    assert not is_quotable(text)


@pytest.mark.parametrize(
    "text",
    [
        "The findings expressed in this volume do not necessarily reflect the views of the organizations.",
        "While believed reliable, the Group does not guarantee the accuracy of the content of this work.",
        "I solemnly declare that I shall have no financial interest in any aspect of the mechanism.",
        "Declaro solemnemente que no tendré interés financiero alguno en ningún aspecto del mecanismo.",
        "L'éditeur décline toute responsabilité quant aux erreurs que contient ce document.",
    ],
)
def test_what_a_publisher_answers_for_or_a_member_swears_is_not_quoted(text: str) -> None:
    assert not is_quotable(text)


@pytest.mark.parametrize(
    "text",
    [
        "The ministers declared that the views of local communities reflect the needs of the forests.",
        "The fund guarantees loans to farmers who restore the accuracy of their land records.",
    ],
)
def test_views_and_guarantees_of_the_world_are(text: str) -> None:
    assert is_quotable(text)


def test_a_motto_or_a_bracket_heads_nothing() -> None:
    assert telling("‘Unlocking Our Full Potential for Realization of the Kenya Vision 2030 ’") == ""
    assert telling("(Legislative Department)") == ""
    assert telling("Continued on next page") == ""
    assert telling("Continued growth of forests") == "Continued growth of forests"
    assert telling("Forests (including mangroves)") == "Forests (including mangroves)"
