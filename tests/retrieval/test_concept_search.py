"""A question in one language finds passages in another by the concepts that both name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from retrieval import index
from retrieval.analysis import terms
from retrieval.concepts import shelf
from retrieval.concepts.asked import WEIGHT, asked
from retrieval.concepts.tagger import embedded_tagger
from retrieval.fusion import blended
from retrieval.hits import Filters
from retrieval.hybrid import HybridRetriever
from retrieval.lexical_build import LexicalBuilder, LexicalEntry
from retrieval.lexical_query import OtherNames
from tests.retrieval.conftest import BRAZIL, CHINA, KENYA, FakeStore, HashingEmbedder

FOREST = "中国将提高森林蓄积量。"
LOGGED = "O desmatamento da Amazônia deve terminar."


def lexical_of(retriever: HybridRetriever, question: str, text: str) -> float:
    found = {one.passage.text: one.lexical for one in retriever.evidence(question, k=20)}
    return found.get(text, 0.0)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("forests", FOREST),
        ("deforestation", LOGGED),
        ("déforestation", LOGGED),
        ("Что будет с лесами?", FOREST),
        ("वनों की कटाई", LOGGED),
    ],
)
def test_a_passage_in_another_language_is_found_by_what_it_names(
    store: FakeStore, embedder: HashingEmbedder, question: str, text: str
) -> None:
    with_concepts = HybridRetriever.open(store, embedder)
    assert with_concepts.evidence(question, k=1)[0].passage.text == text
    assert lexical_of(with_concepts, question, text) > 0
    assert lexical_of(HybridRetriever.open(store, embedder, concepts=False), question, text) == 0


def test_one_language_is_ranked_as_without_concepts(tmp_path: Path, embedder: HashingEmbedder) -> None:
    store = FakeStore(tmp_path)
    store.add(KENYA, "Drought lowers yields.", "Wells supply electricity.", "Mangroves protect the coast.")
    for question in ("drought and yields", "Which wells give energy?", "mangroves"):
        found = [
            HybridRetriever.open(store, embedder, concepts=one).search(question, k=3) for one in (True, False)
        ]
        assert found[0] == found[1]


def test_filters_hold_for_concepts(store: FakeStore, embedder: HashingEmbedder) -> None:
    retriever = HybridRetriever.open(store, embedder)
    found = retriever.evidence("forests and deforestation", k=9, filters=Filters(documents=(BRAZIL.id,)))
    assert {one.document.id for one in found} == {BRAZIL.id}


def test_what_is_narrower_is_found_and_counts_less() -> None:
    tagger = embedded_tagger()
    texts = ["Renewable energy grows.", "Geothermal energy grows.", "Trains grow."]
    builder = LexicalBuilder()
    for row, text in enumerate(texts, 1):
        builder.add(LexicalEntry(row, "d", "en", terms(text, "en"), *tagger.terms(text, "en")))
    found = builder.index().by_concepts(["renewable-energy"], k=9)
    assert [row for row, _ in found] == [1, 2]
    assert found[0][1] > found[1][1] > 0


def test_other_names_count_only_in_their_language() -> None:
    builder = LexicalBuilder()
    builder.add(LexicalEntry(1, "a", "fr", terms("Le pain est bon.", "fr")))
    builder.add(LexicalEntry(2, "b", "en", terms("He felt pain.", "en")))
    made = builder.index()
    found = made.search("bread", k=9, others=[OtherNames("fr", (("pain",),), 0.5)])
    assert [row for row, _ in found] == [1]


def test_names_are_given_for_every_language_but_the_question_s_own() -> None:
    named = asked("What about wetlands?", embedded_tagger(), ["", "de", "en", "es", "zh"])
    assert named.language == "en"
    assert not named.abroad
    assert asked("What about wetlands?", embedded_tagger(), ["es", "zh"]).abroad
    assert [one.language for one in named.others] == ["es", "zh"]
    assert "wetland" in named.concepts
    assert any("湿地" in group for group in named.others[1].names)
    assert asked("xyzzy", embedded_tagger(), ["en", "zh"]).others == ()


def test_concepts_are_counted_over_the_library(store: FakeStore, embedder: HashingEmbedder) -> None:
    counts = HybridRetriever.open(store, embedder).concept_counts()
    assert counts["mangrove"] == (2, 2)
    assert counts["deforestation"] == (1, 1)
    assert "tsunami" not in counts


@pytest.mark.parametrize("way", ["hybrid", "lexical", "dense"])
def test_only_passages_that_name_a_concept_are_ranked_before_the_cut(
    store: FakeStore, embedder: HashingEmbedder, way: str
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    ranking = {"hybrid": retriever, "lexical": retriever.lexical, "dense": retriever.dense}[way]

    def found(k: int, **filters: Any) -> set[str]:
        hits = ranking.search("emissions by 2030, coast", k=k, filters=Filters(**filters))  # type: ignore[attr-defined]
        return {passage.text for passage in store.passages([hit.passage_id for hit in hits])}

    mangroves = {"Mangroves protect the coast; 9,000 hectares were planted."}
    assert found(9, concepts=("mangrove",)) == mangroves
    assert found(1, concepts=("mangrove",), countries=("KEN",)) == mangroves
    assert found(9, concepts=("tsunami",)) == set()
    assert found(9, concepts=("mangrove", "deforestation")) >= mangroves


def test_a_broader_concept_finds_what_names_a_narrower_one(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    state = HybridRetriever.open(store, embedder).state()
    above = state.tagger.thesaurus.concepts["mangrove"].broader[0]
    narrow, wide = state.rows_naming(["mangrove"]), state.rows_naming([above])
    assert narrow is not None
    assert wide is not None
    assert set(narrow) <= set(wide)
    assert len(wide) == state.concept_counts()[above][1]
    assert state.rows_naming([]) is None


def test_an_import_makes_the_index_again(store: FakeStore, embedder: HashingEmbedder) -> None:
    before = HybridRetriever.open(store, embedder)
    card = store.cards[index.KIND]
    assert index.trusted(store, card, embedder.fingerprint)
    table = store.folder / "ours.csv"
    table.write_text("id,en,zh\n1,timber volume,蓄积量\n", "utf-8")
    shelf.bring_in(store.folder, table)
    assert not index.trusted(store, card, embedder.fingerprint)
    after = HybridRetriever.open(store, embedder)
    assert "ours:1" not in before.concept_counts()
    assert after.concept_counts()["ours:1"] == (1, 1)
    best = after.evidence("timber volume", k=1)[0]
    assert (best.document.id, best.passage.text) == (CHINA.id, FOREST)
    assert index.trusted(store, store.cards[index.KIND], embedder.fingerprint)


def test_the_weight_says_how_much_concepts_count() -> None:
    named = asked("What about wetlands?", embedded_tagger(), ["en", "es", "zh"])
    assert [named.weight(one) for one in ("en", "es", "zh")] == [0.0, WEIGHT, WEIGHT]
    assert 0 < WEIGHT < 1
    assert blended({1: 0.5, 2: 1.0}, [], lambda _: 0.0) == {1: 0.5, 2: 1.0}
    assert blended({1: 1.0, 2: 0.0}, [(2, 3.0), (1, 1.0)], lambda _: 1.0) == {1: 0.0, 2: 1.0}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How much 森林 is left?", "en"),
        ("还有多少 forest 蓄积量？", "zh"),
        ("ما هي الغابات forests 森林", "ar"),
    ],
)
def test_a_question_in_several_scripts_asks_for_the_concepts_of_all(question: str, language: str) -> None:
    found = asked(question, embedded_tagger(), ("en", "zh", "ar"))
    assert found.language == language
    assert "forest" in found.concepts
    names = {one.language: one.names for one in found.others}
    assert any("森林" in labels for labels in names["zh"])
    assert any("forest" in labels for labels in names["en"])


def test_what_a_question_names_in_another_script_is_found_in_its_own_language(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    assert retriever.evidence("中国 forest 目标", k=1)[0].passage.text == FOREST
    assert lexical_of(retriever, "中国 forest 目标", FOREST) > lexical_of(retriever, "中国 目标", FOREST)


def test_likely_ones_hold_names_or_are_of_the_concepts() -> None:
    tagger, builder = embedded_tagger(), LexicalBuilder()
    texts = {
        1: ("es", "El cambio climático y los bosques; la deforestación sigue."),
        2: ("fr", "La déforestation des forêts et le changement climatique."),
        3: ("es", "Los impuestos y la pesca."),
        4: ("en", "Climate change and deforestation of forests, forest by forest."),
        5: ("en", "A tax on fish."),
        6: ("fr", "Les forêts."),
    }
    for row, (language, text) in texts.items():
        terms_of = terms(text, language), *tagger.terms(text, language)
        builder.add(LexicalEntry(row, f"d{row}", language, *terms_of))
    made = builder.index()
    named = asked("How does deforestation of forests change the climate?", tagger, made.languages)
    assert made.likely_abroad(named.others, (), k=9, share=9)[0] in {1, 2}
    assert set(made.likely_abroad(named.others, (), k=9, share=9)) == {1, 2, 4, 6}
    assert set(made.likely_abroad((), named.concepts, k=9, share=9)) == {1, 2, 4, 6}
    assert made.likely_abroad(named.others, named.concepts, k=9, rows=[5, 6]) == [6]
    assert made.likely_abroad((), (), k=9) == []
    assert set(made.likely_abroad(named.others, (), k=9)) < {1, 2, 4, 6}


def test_a_large_library_finds_in_other_languages_what_a_small_one_does(
    store: FakeStore, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    questions = ("forests and deforestation", "What about maize and drought?", "森林", "carbon in forests")
    in_full = [retriever.search(one, k=8) for one in questions]
    monkeypatch.setattr("retrieval.candidates.IN_FULL_UP_TO", 0)
    for one, before in zip(questions, in_full, strict=True):
        found = retriever.search(one, k=8)
        assert [hit.passage_id for hit in found] == [hit.passage_id for hit in before]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in before])
