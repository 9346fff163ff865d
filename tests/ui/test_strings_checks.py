"""What the checks found is told in every language, with the page's own words in it."""

from __future__ import annotations

import re

import pytest

from agents.claims import Check, Claim, Outcome, Reason, Support
from agents.reasons import SENTENCES, from_reasons
from ui.strings_checks import LANGUAGES, cited_in, sentences, why


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_with_the_same_gaps(language: str) -> None:
    table = sentences(language)
    assert table.keys() == SENTENCES.keys()
    for code, sentence in table.items():
        assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", SENTENCES[code])), code


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_sentence_is_left_in_english(language: str) -> None:
    assert not {code for code, sentence in sentences(language).items() if sentence == SENTENCES[code]}


def left_out(*checks: Check, instead: str = "") -> Claim:
    return Claim("Emissions fell by 34 %.", Support.UNSUPPORTED, (), checks, instead=instead)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_that_is_left_out_names_the_page_s_figure(language: str) -> None:
    check = from_reasons("numbers", Outcome.DIFFERS, (Reason("number_other", "34 %", "43 %"),))
    told = why(left_out(check, instead="Emissions fell by 43 per cent."), language)
    assert told.startswith(sentences(language)["number_other"].format(said="34 %", stands="43 %"))
    assert "Emissions fell by 43 per cent." in told


def test_an_older_check_is_told_by_its_detail() -> None:
    assert why(left_out(Check("numbers", False, "90 % is not in the quoted words")), "fr") == (
        "90 % is not in the quoted words"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reference_inside_a_quote_is_cited_in(language: str) -> None:
    assert "Smith et al. 2015" in cited_in(("Smith et al. 2015",), language)
    assert cited_in((), language) == ""
