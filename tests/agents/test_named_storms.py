"""A storm that has a name is no species, whatever a tagger takes it for."""

from __future__ import annotations

import re

import pytest

from agents.named_storms import NAMES, is_storm
from agents.readings import species
from finetune.predict import Prediction
from finetune.tags import TaggedSpan


def said(text: str, **found: str) -> Prediction:
    spans = []
    for words, label in found.items():
        at = text.index(words.replace("_", " "))
        spans.append(TaggedSpan(at, at + len(words), label, 0.8))
    return Prediction("species", "organism", 0.8, tuple(spans))


def test_the_storm_goes_and_the_species_stays() -> None:
    text = "The damage caused by Idai killed cattle and the mangroves of Beira."
    read = species(text, {"species": said(text, Idai="organism", cattle="organism", mangroves="habitat")})
    assert [part.label for part in read.parts] == ["cattle", "mangroves"]
    assert read.label == "organism+habitat"
    assert {word for word, _ in read.weighed} == {"cattle", "mangroves"}
    alone = species("Idai came.", {"species": said("Idai came.", Idai="organism")})
    assert not alone.parts


@pytest.mark.parametrize(
    "words", ["Cyclone Idai", "idai", "storm petrel", "Storm petrels", "Acacia", "maria"]
)
def test_a_name_is_one_only_with_a_capital(words: str) -> None:
    assert is_storm(words) == (words == "Cyclone Idai")


def test_names_are_single_words_in_small_letters() -> None:
    assert len(NAMES) > 90
    assert all(re.fullmatch("[a-z]+", name) for name in NAMES)
