"""The glossary is whole, and texts in any of its languages are tagged with it."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.concepts.forms import LANGUAGES, form, is_abbreviation
from retrieval.concepts.tagger import Match, Tagger, embedded_tagger
from retrieval.concepts.thesaurus import Concept, Thesaurus, cycles, glossary

SCRIPTS = {"zh": "CJK", "ar": "ARABIC", "ru": "CYRILLIC", "hi": "DEVANAGARI"}
CONCEPTS = tuple(glossary().concepts.values())


def test_the_glossary_has_its_concepts_in_every_language() -> None:
    assert len(CONCEPTS) >= 600
    assert not [(one.id, language) for one in CONCEPTS for language in LANGUAGES if not one.labels[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_in_the_script_of_their_language(language: str) -> None:
    script = SCRIPTS.get(language, "LATIN")
    for concept in CONCEPTS:
        label = concept.labels[language][0]
        letters = [char for char in label if char.isalpha()]
        own = sum(script in unicodedata.name(char, "") for char in letters)
        assert own * 2 > len(letters), (concept.id, label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_names_two_concepts(language: str) -> None:
    seen: dict[str, str] = {}
    for concept in CONCEPTS:
        for label in concept.labels[language]:
            plain = label if is_abbreviation(label) else unicodedata.normalize("NFKC", label).casefold()
            assert seen.setdefault(plain, concept.id) == concept.id, label


def test_links_lead_to_concepts_and_never_in_a_circle() -> None:
    there = glossary().concepts
    assert not [
        (one.id, link) for one in CONCEPTS for link in (*one.broader, *one.related) if link not in there
    ]
    assert not cycles(there)
    assert not [one.id for one in CONCEPTS if set(one.broader) & set(one.related)]


def test_labels_are_clean() -> None:
    for concept in CONCEPTS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", concept.id)
        for language in LANGUAGES:
            for label in concept.labels[language]:
                assert label == " ".join(label.split())
                assert unicodedata.is_normalized("NFC", label)
                assert form(label, language)


def test_narrower_is_the_other_side_of_broader() -> None:
    known = glossary()
    assert "methane" in known.narrower["greenhouse-gas"]
    assert known.ancestors("solar-energy") == ("renewable-energy", "clean-energy", "energy")


def test_a_circle_is_found() -> None:
    one = Concept("a", {}, broader=("b",))
    two = Concept("b", {}, broader=("a",))
    assert cycles({"a": one, "b": two})
    assert Thesaurus({"a": one, "b": two}).ancestors("a") == ("b",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_found_in_a_text(language: str) -> None:
    tagger = embedded_tagger()
    for concept in CONCEPTS:
        for label in concept.labels[language]:
            found = tagger.matches(f"( {label} )", language)
            assert concept.id in {one.concept for one in found}, label


@pytest.mark.parametrize(
    ("text", "language", "concept", "words"),
    [
        ("Rising emissions of greenhouse gases", "en", "greenhouse-gas", "greenhouse gases"),
        ("WETLANDS MATTER", "en", "wetland", "WETLANDS"),
        ("Their NDCs say", "en", "nationally-determined-contribution", "NDCs"),
        ("les énergies\néoliennes", "fr", "wind-energy", "énergies\néoliennes"),
        ("la contaminacion del agua", "es", "water-pollution", "contaminacion del agua"),
        ("das mudanças climáticas", "pt", "climate-change", "mudanças climáticas"),
        ("nos manguezais", "pt", "mangrove", "manguezais"),
        ("proteção ambiental de animais", "pt", "fauna", "animais"),
        ("las olas de calor", "es", "heatwave", "olas de calor"),
        ("из зелёного водорода", "ru", "green-hydrogen", "зелёного водорода"),
        ("في أنهار", "ar", "river", "أنهار"),
        ("केन्या से सेना", "hi", "war", "सेना"),
        ("各国提交国家自主贡献。", "zh", "nationally-determined-contribution", "国家自主贡献"),
        ("والتنوع البيولوجي", "ar", "biodiversity", "والتنوع البيولوجي"),
        ("о последствиях наводнений", "ru", "flood", "наводнений"),
        ("आर्द्रभूमियों की रक्षा", "hi", "wetland", "आर्द्रभूमियों"),
    ],
)
def test_inflected_words_are_found_at_their_place(text: str, language: str, concept: str, words: str) -> None:
    found = {one.concept: text[one.start : one.end] for one in embedded_tagger().matches(text, language)}
    assert found[concept] == words
    assert embedded_tagger().counts(text, language)[concept] == 1


def test_an_abbreviation_needs_its_capitals() -> None:
    tagger = embedded_tagger()
    assert not tagger.matches("Those who came", "en")
    assert [one.concept for one in tagger.matches("The WHO came", "en")] == ["world-health-organization"]
    assert is_abbreviation("PM2.5")


def test_the_longest_label_wins_and_none_reaches_across_a_sentence() -> None:
    tagger = embedded_tagger()
    assert [one.concept for one in tagger.matches("climate change adaptation", "en")] == [
        "adaptation-to-climate-change"
    ]
    assert [one.concept for one in tagger.matches("We fear for the climate. Change it.", "en")] == ["climate"]


def test_what_shares_its_stem_is_told_apart_by_its_words() -> None:
    tagger = embedded_tagger()
    assert tagger.counts("developing countries and developed countries", "en") == {
        "developing-countries": 1,
        "developed-countries": 1,
    }


def test_the_language_of_a_short_query_is_the_one_with_the_labels() -> None:
    assert [one.concept for one in embedded_tagger().matches("desmatamento")] == ["deforestation"]
    assert [one.concept for one in embedded_tagger().matches("изменения климата")] == ["climate-change"]


@given(st.text(max_size=200), st.sampled_from([None, "en", "zh", "ar", "hi", "de", "xx"]))
def test_any_text_is_tagged_in_order_and_without_overlap(text: str, language: str | None) -> None:
    found = embedded_tagger().matches(text, language)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert sum(embedded_tagger().counts(text, language).values()) == len(found)


def test_threads_find_the_same() -> None:
    texts = [f"methane {number} and floods in wetlands" for number in range(200)]
    tagger = Tagger(glossary())
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: tagger.matches(text, "en"), texts))
    assert found[0][0] == Match("methane", 0, 7)
    assert all([one.concept for one in each] == ["methane", "flood", "wetland"] for each in found)
