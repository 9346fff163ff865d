"""Queries of small words only, in any language, and words that are small in one language alone."""

from __future__ import annotations

import pytest

from retrieval.query import Fault, checked, fault, told
from retrieval.small_words import only_small, says_nothing


@pytest.mark.parametrize(
    "query",
    [
        "of the",
        "de la",
        "que es esto",
        "o que é",
        "das ist",
        "и в на",
        "Что это?",
        "में की",
        "क्या है?",
        "ما هذا؟",
        "من في",
        "是什么",
    ],
)
def test_small_words_alone_say_nothing(query: str) -> None:
    assert says_nothing(query)
    assert fault(query) is Fault.SMALL


@pytest.mark.parametrize(
    "query",
    [
        "sea",
        "war",
        "mine",
        "the sea",
        "le sol",
        "mar",
        "что такое лес",
        "वन में",
        "ماء في",
        "水",
        "the WHO",
        "IT",
        "Mali",
        "2030",
    ],
)
def test_a_word_that_means_something_is_asked(query: str) -> None:
    assert not says_nothing(query)
    assert checked(query) == query


def test_small_words_are_those_of_one_language_not_of_several_together() -> None:
    assert only_small(["das", "ist"], "de")
    assert not only_small(["das", "ist"], "es")
    assert not says_nothing("das में")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "it is empty"),
        ("?!", "it holds no word"),
        ("K", "it is one letter"),
        ("de la", "only small words"),
    ],
)
def test_the_reason_is_told_in_words(query: str, reason: str) -> None:
    found = fault(query)
    assert found is not None
    assert reason in told(found, query)[0]
