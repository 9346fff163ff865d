from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import IndexMismatchError, QueryError
from retrieval.hits import Evidence, Filters
from retrieval.hybrid import HybridRetriever
from tests.retrieval.conftest import (
    BRAZIL,
    CHINA,
    KENYA,
    UNKNOWN,
    FakeStore,
    HashingEmbedder,
    document,
)

NAUGHTY = (
    'body:* OR "',
    "a AND (b",
    "+drought -kenya",
    "NOT",
    "title:[1 TO 5]",
    "drought~2^9",
    "/.*/",
    "\\",
    "'; DROP TABLE",
    "𝒹rought",
    "emissions\x00\x07\x1b[31m",
    "\u202eahgnirb",
    "\ud800",
    "😀😀",
    "....",
    "a",
    "the of and",
    "ﬁre ǅ İ",
    "नमस्ते émissions 排放 emissões",
    "maize " * 10_000,
    "x" * 100_000,
    " ".join(map(str, range(10_000))),
)


def ids(found: Sequence[Evidence]) -> list[str]:
    return [one.document.id for one in found]


def test_exact_wording_comes_first_with_falling_scores_and_ranks_from_one(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    for row in store.held.values():
        for part in (retriever, retriever.lexical, retriever.dense):
            hits = part.search(row.passage.text, k=4)
            best = {hit.passage_id for hit in hits if hit.score == pytest.approx(hits[0].score)}
            same = {one.passage.id for one in store.held.values() if one.passage.text == row.passage.text}
            assert best & same
            assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
            assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which country reduced its emission?", "en"),
        ("redução da emissão no Brasil", "pt"),
        ("rénover le bâtiment", "fr"),
        ("renover les batiments", "fr"),
        ("二氧化碳排放下降多少", "zh"),
    ],
)
def test_each_language_is_found_by_other_forms_of_its_words(
    store: FakeStore, embedder: HashingEmbedder, question: str, language: str
) -> None:
    best = HybridRetriever.open(store, embedder).evidence(question, k=3)
    assert best[0].document.language == language


def test_evidence_carries_both_scores_of_every_passage(store: FakeStore, embedder: HashingEmbedder) -> None:
    retriever = HybridRetriever.open(store, embedder)
    query = "drought and maize yields"
    vector = embedder.embed([query])[0]
    lexical = {hit.passage_id: hit.score for hit in retriever.lexical.search(query, k=99)}
    for one in retriever.evidence(query, k=9):
        assert one.cosine == pytest.approx(float(embedder.embed([one.passage.text])[0] @ vector), abs=1e-5)
        assert one.lexical == pytest.approx(lexical.get(one.passage.id, 0.0))
        assert one.query == query


def test_filters_apply_before_ranking(store: FakeStore, embedder: HashingEmbedder) -> None:
    retriever = HybridRetriever.open(store, embedder)
    only = Filters(countries=("BRA",))
    assert set(ids(retriever.evidence("Kenya drought maize emissions", k=1, filters=only))) == {BRAZIL.id}
    for part in (retriever.lexical, retriever.dense):
        assert {hit.passage_id[:12] for hit in part.search("emissões até 2030", k=5, filters=only)} == {
            BRAZIL.id
        }
    assert retriever.evidence("emissions", k=5, filters=Filters(countries=("PER",))) == ()
    assert set(ids(retriever.evidence("2030", k=9, filters=Filters(year_from=2020, year_to=2021)))) <= {
        KENYA.id,
        CHINA.id,
    }


@pytest.mark.parametrize("query", NAUGHTY, ids=range(len(NAUGHTY)))
def test_no_query_has_a_syntax_or_breaks_anything(
    store: FakeStore, embedder: HashingEmbedder, query: str
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    assert len(retriever.evidence(query, k=3)) <= 3
    assert len(retriever.lexical.search(query, k=3)) <= 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(min_size=1))
def test_any_text_is_searched_or_refused_in_words(
    store: FakeStore, embedder: HashingEmbedder, query: str
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    if query.strip():
        assert retriever.search(query, k=2) == retriever.search(query, k=2)
    else:
        with pytest.raises(QueryError):
            retriever.search(query, k=2)


def test_a_query_of_a_book_is_refused(store: FakeStore, embedder: HashingEmbedder) -> None:
    with pytest.raises(QueryError, match="characters"):
        HybridRetriever.open(store, embedder).search("word " * 100_000, k=2)


def test_a_repeated_text_comes_once_a_document_and_every_document_stays(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    text = "Mangroves protect the coast; 9,000 hectares were planted."
    store.add(KENYA, text, text)
    found = HybridRetriever.open(store, embedder).evidence(text, k=4)
    same = [one.document.id for one in found if one.passage.text == text]
    assert sorted(same) == sorted([KENYA.id, UNKNOWN.id])


def test_a_change_of_the_library_is_seen_by_the_next_search(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    assert KENYA.id in ids(retriever.evidence("geothermal wells", k=1))
    store.remove(KENYA)
    assert KENYA.id not in ids(retriever.evidence("geothermal wells", k=9))
    assert retriever.passage_count() == len(store.held)
    assert retriever.card.generation == store.generation()


def test_an_empty_library_finds_nothing(
    tmp_path: object, store: FakeStore, embedder: HashingEmbedder
) -> None:
    empty = FakeStore(store.folder / "empty")
    retriever = HybridRetriever.open(empty, embedder)
    assert retriever.evidence("anything", k=3) == ()
    assert retriever.lexical.search("anything", k=3) == retriever.dense.search("anything", k=3) == ()
    empty.add(UNKNOWN, "something at last")
    assert ids(retriever.evidence("something", k=3)) == [UNKNOWN.id]


def test_another_encoder_is_refused_with_the_way_out(store: FakeStore) -> None:
    with pytest.raises(IndexMismatchError, match="library rebuild --encoder"):
        HybridRetriever.open(store, HashingEmbedder("another"))


def test_words_are_counted_as_they_are_searched(store: FakeStore, embedder: HashingEmbedder) -> None:
    retriever = HybridRetriever.open(store, embedder)
    assert retriever.document_frequency(["mangrove", "Kenya", "unicorn", "排放"]) == (2, 2, 0, 1)


def test_many_threads_get_what_one_gets(store: FakeStore, embedder: HashingEmbedder) -> None:
    retriever = HybridRetriever.open(store, embedder)
    queries = [row.passage.text for row in store.held.values()]
    alone = [retriever.evidence(query, k=3) for query in queries]
    results: dict[int, list[tuple[Evidence, ...]]] = {}

    def work(number: int) -> None:
        results[number] = [retriever.evidence(query, k=3) for query in queries]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [results[number] for number in range(8)] == [alone] * 8


def test_a_retriever_needs_no_library(store: FakeStore, embedder: HashingEmbedder) -> None:
    rows = list(store.rows())
    over = HybridRetriever.over(rows, store.vectors()[1], embedder, store.documents())
    opened = HybridRetriever.open(store, embedder)
    assert over.evidence("drought in Kenya", k=5) == opened.evidence("drought in Kenya", k=5)


def test_a_common_word_stays_common_where_another_language_writes_it_otherwise(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    english = document("dams", language="en")
    store.add(english, *(f"Emissions of dam number {number} are measured." for number in range(40)))
    store.add(english, "Emissions of peat are measured.")
    store.add(document("carnet", language="fr"), "Emissions.")
    store.add(document("cuaderno", language="es"), "Emissions.")
    best = HybridRetriever.open(store, embedder).lexical.search("emissions of peat", k=3)
    assert best[0].passage_id == f"{english.id}:p1:0-31"
    scores = {hit.passage_id[:12]: hit.score for hit in best}
    assert scores[english.id] > 2 * max(score for name, score in scores.items() if name != english.id)
