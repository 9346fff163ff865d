"""What stands around a passage helps to find it and is never quoted; the encoder's say by language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.passages import CharSpan, Passage
from retrieval import hybrid, index
from retrieval.analysis import asked
from retrieval.candidates import Parts
from retrieval.fusion import weighted_fusion
from retrieval.hybrid import HybridRetriever
from retrieval.index_build import LAYOUT
from tests.retrieval.conftest import FRANCE, FakeRow, FakeStore, HashingEmbedder, document

SCORES = st.lists(st.floats(-5, 50), min_size=1, max_size=30)


def plans(store: FakeStore) -> FakeStore:
    """Two documents that say the same under other titles, one of them under a heading too."""
    store.add(document("one", title="Vanuatu water plan", year=2031, language="en"), "Wells are dug in May.")
    store.add(document("two", title="Samoa water plan", year=2032, language="en"), "Wells are dug in May.")
    held = store.held[max(store.held)]
    store.held[held.row] = replace(held, passage=replace(held.passage, heading=("Aquifers", "Boreholes")))
    return store


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Where are wells dug in Vanuatu?", "one"),
        ("Samoa wells", "two"),
        ("wells in 2031", "one"),
        ("boreholes and wells", "two"),
        ("wells near aquifers", "two"),
    ],
)
def test_title_year_and_headings_decide_between_equal_texts(
    store: FakeStore, embedder: HashingEmbedder, question: str, name: str
) -> None:
    retriever = HybridRetriever.open(plans(store), embedder, rerank=False)
    found = retriever.evidence(question, k=9)
    assert found[0].document.file == f"{name}.pdf"
    first, second = (one for one in found if one.passage.text == "Wells are dug in May.")
    assert first is found[0]
    assert first.lexical == pytest.approx(second.lexical)
    assert first.cosine == pytest.approx(second.cosine)
    bare = {hit.passage_id: hit.score for hit in retriever.search(question, k=9, parts=Parts(context=False))}
    assert bare[first.passage.id] == pytest.approx(bare[second.passage.id])


def test_the_rest_of_its_page_lifts_a_passage(store: FakeStore, embedder: HashingEmbedder) -> None:
    texts = ("Turbines stand offshore.", "Each gives 9 megawatts.")
    near, far = document("near", language="en"), document("far", language="en")
    for one, pages in ((near, (1, 1)), (far, (1, 2))):
        store.stored[one.id] = one
        for at, (page, text) in enumerate(zip(pages, texts, strict=True)):
            row = len(store.held) + 1
            span = CharSpan(100 * at, 100 * at + len(text))
            store.held[row] = FakeRow(row, Passage(one.id, page, span, text), "en")
    store.changes += 1
    hits = HybridRetriever.open(store, embedder).search("megawatts of offshore turbines", k=9)
    score = {hit.passage_id: hit.score for hit in hits}
    assert score[f"{near.id}:p1:100-123"] > score[f"{far.id}:p2:100-123"]


def test_what_stands_on_the_disk_finds_what_was_built(store: FakeStore, embedder: HashingEmbedder) -> None:
    plans(store)
    built = HybridRetriever.open(store, embedder)
    card = store.cards[index.KIND]
    read = HybridRetriever.open(store, embedder)
    assert store.cards[index.KIND] is card
    for question in ("Vanuatu wells", "boreholes", "emissions until 2030", "二氧化碳"):
        assert read.search(question, k=9) == built.search(question, k=9)


def test_an_index_without_pages_is_built_again(store: FakeStore, embedder: HashingEmbedder) -> None:
    HybridRetriever.open(store, embedder)
    card = store.cards[index.KIND]
    older = {name: value for name, value in card.facts.items() if name != "layout"}
    store.cards[index.KIND] = replace(card, facts=older)
    assert HybridRetriever.open(store, embedder).search("drought", k=3)
    assert store.cards[index.KIND].facts["layout"] == LAYOUT


def test_a_corrected_title_is_searched_by_the_next_question(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    plans(store)
    retriever = HybridRetriever.open(store, embedder, rerank=False)
    two = document("two")
    assert retriever.evidence("Tuvalu wells", k=2)[0].document.title == "Vanuatu water plan"
    store.stored[two.id] = replace(store.stored[two.id], title="Tuvalu water plan")
    store.changes += 1
    assert retriever.evidence("Tuvalu wells", k=2)[0].document.title == "Tuvalu water plan"


def test_a_word_of_the_title_alone_finds_no_passage_by_words(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    assert FRANCE.title == "Stratégie nationale"
    assert retriever.lexical.search("nationale", k=9) == ()
    assert retriever.document_frequency(["nationale"]) == (0,)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("What is the plan of Kenya?", ["plan", "kenya"]),
        ("¿Cuáles son los planes de Kenia?", ["planes", "kenia"]),
        ("Quels sont les plans du Kenya ?", ["plans", "kenya"]),
        ("O que é o plano do Quênia?", ["plano", "quênia"]),
        ("the of and", ["the", "of", "and"]),
        ("WHAT IS THE PLAN", ["plan"]),
        ("Is IT in the US?", ["it", "us"]),
        ("中国的计划是什么", ["中国", "国的", "的计", "计划", "划是", "是什", "什么"]),
    ],
)
def test_small_words_of_a_question_do_not_count(query: str, kept: list[str]) -> None:
    assert asked(query) == kept


@pytest.mark.parametrize(
    ("language", "weight"),
    [
        ("en", hybrid.DENSE_WEIGHT),
        ("es", hybrid.DENSE_WEIGHT_UNKNOWN_LANGUAGE),
        ("zh", hybrid.DENSE_WEIGHT_UNKNOWN_SCRIPT),
        ("ar", hybrid.DENSE_WEIGHT_UNKNOWN_SCRIPT),
        (None, hybrid.DENSE_WEIGHT_UNKNOWN_LANGUAGE),
    ],
)
def test_an_encoder_says_less_of_languages_that_it_does_not_know(
    store: FakeStore, embedder: HashingEmbedder, language: str | None, weight: float
) -> None:
    assert HybridRetriever.open(store, embedder).weight_of(language) == weight
    embedder.languages = None  # type: ignore[assignment]  # one that knows every language
    assert HybridRetriever.open(store, embedder).weight_of(language) == hybrid.DENSE_WEIGHT


@given(words=SCORES, cosines=SCORES, weight=st.floats(0, 1))
def test_a_fused_score_lies_between_0_and_1(words: list[float], cosines: list[float], weight: float) -> None:
    fused = weighted_fusion(list(enumerate(words)), list(enumerate(cosines)), lambda _: weight)
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())
    assert set(fused) == set(range(max(len(words), len(cosines))))


def test_every_candidate_has_both_scores(store: FakeStore, embedder: HashingEmbedder) -> None:
    for number in range(150):
        store.add(document(f"more {number}", language="en"), f"Forests and rivers, report {number}.")
    retriever = HybridRetriever.open(store, embedder)
    query = "rivers of forests and drought"
    vector = embedder.embed([query])[0]
    by_words = {hit.passage_id: hit.score for hit in retriever.lexical.search(query, k=999)}
    for one in retriever.evidence(query, k=120):
        assert one.lexical == pytest.approx(by_words.get(one.passage.id, 0.0), abs=1e-4)
        assert one.cosine == pytest.approx(float(embedder.embed([one.passage.text])[0] @ vector), abs=1e-5)
