from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnknownDocumentError
from corpus.passages import Passage
from retrieval.analysis import stems, words
from retrieval.candidates import Parts
from retrieval.errors import EncoderError, RerankerError
from retrieval.hybrid import HybridRetriever
from retrieval.rerank import SHORT, Reranker, Seen, reranked
from retrieval.rerank_card import FILE, RerankCard, identify, load, save
from retrieval.rerank_features import COSINE, NAMES, near, said, scaled, wanted, window
from retrieval.word_table import WordTable, principal, word_table
from tests.retrieval.conftest import FakeStore, HashingEmbedder, document

PEAT = "Drained peat emits carbon for decades; rewetting stops it within a season."
FISH = "Catches of cod fell while the price of fish rose in every port."
RICE = "Paddies that dry for a week emit less methane than flooded ones."
TAX = "Le prix du carbone est payé par les raffineries de pétrole."


def card(**weights: float) -> RerankCard:
    own = tuple(weights.get(name, 0.0) for name in NAMES)
    return RerankCard(identify(NAMES, own), NAMES, own, (), {})


def seen(
    embedder: HashingEmbedder, *texts: str, language: str | None = "en", title: str | None = None
) -> list[Seen]:
    vectors = embedder.embed(texts)
    return [
        Seen(text, language, title, 0.9 - 0.1 * at, own)
        for at, (text, own) in enumerate(zip(texts, vectors, strict=True))
    ]


def ask(own: Reranker, query: str, candidates: Sequence[Seen]) -> list[float]:
    vector = own.embedder.embed([query])[0]
    return own.scores(query, vector, candidates, lambda asked: [1] * len(asked), 50)


def test_the_scores_of_the_fusion_are_handed_out_anew(embedder: HashingEmbedder) -> None:
    found = seen(embedder, FISH, PEAT, RICE)
    own = Reranker(embedder, card(cosine=1.0))
    scores = ask(own, "rewetting drained peat", found)
    assert sorted(scores) == sorted(one.score for one in found)
    assert scores[1] == max(scores)


def test_without_a_say_of_its_own_it_keeps_the_order(embedder: HashingEmbedder) -> None:
    found = seen(embedder, FISH, PEAT, RICE)
    assert ask(Reranker(embedder, card(fused=1.0)), "drained peat", found) == [one.score for one in found]


def test_passages_in_another_language_keep_their_scores(embedder: HashingEmbedder) -> None:
    found = [
        *seen(embedder, TAX, language="fr"),
        *(replace(one, score=one.score - 0.3) for one in seen(embedder, FISH, PEAT)),
    ]
    scores = ask(Reranker(embedder, card(cosine=1.0)), "What does the rewetting of peat stop?", found)
    assert scores == pytest.approx([0.9, 0.5, 0.6])


def test_it_leaves_questions_in_other_languages_alone(embedder: HashingEmbedder) -> None:
    found = seen(embedder, FISH, TAX, language="fr")
    own = Reranker(embedder, card(cosine=1.0, window=1.0))
    assert ask(own, "Qui paie le prix du carbone ?", found) == [one.score for one in found]


def test_a_title_tells_two_like_passages_apart(embedder: HashingEmbedder) -> None:
    first, second = (
        replace(one, title=title)
        for one, title in zip(
            seen(embedder, RICE, RICE), ("Port statistics", "Methane of paddies"), strict=True
        )
    )
    assert ask(Reranker(embedder, card(title=1.0)), "methane paddies", [first, second]) == [0.8, 0.9]


def test_what_a_passage_stands_under_counts_with_its_words(embedder: HashingEmbedder) -> None:
    first, second = (
        replace(one, around=around)
        for one, around in zip(
            seen(embedder, RICE, RICE), ("Ports Catch of cod", "Climate Methane of farms"), strict=True
        )
    )
    asked = "Which farms emit methane?"
    assert ask(Reranker(embedder, card(near=1.0)), asked, [first, second]) == [0.8, 0.9]
    assert ask(Reranker(embedder, card(window=1.0)), asked, [first, second]) == [0.8, 0.9]


def test_a_search_hands_over_title_and_headings_of_long_documents_too(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    store.add(
        document("peat", title="Rewetting of peat", language="en"),
        *(f"Page {n} of it." for n in range(SHORT + 1)),
        heading=("Chapter 2", "Costs"),
    )
    retriever = HybridRetriever.open(store, embedder)
    under: set[str] = set()

    class Watching(Reranker):
        def scores(self, *given: Any) -> list[float]:
            under.update(one.around for one in given[2])
            return super().scores(*given)

    retriever.reranker = Watching(embedder, load())
    retriever.search("Which page is about it?", k=9)
    assert "Rewetting of peat Chapter 2 Costs" in under


def test_what_is_like_the_best_candidate_moves_up() -> None:
    raw = np.zeros((3, len(NAMES)))
    raw[:, NAMES.index("fused")] = (1.0, 0.2, 0.2)
    raw[:, COSINE] = (0.9, 0.5, 0.51)
    weights = np.array([float(name in ("fused", "cosine")) for name in NAMES])
    vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]], np.float32)
    plain = scaled(raw) @ weights
    again = said(weights, raw, vectors)
    assert plain.argsort().tolist() == [1, 2, 0]
    assert again.argsort().tolist() == [2, 1, 0]


def test_a_candidate_without_a_title_is_neither_better_nor_worse(embedder: HashingEmbedder) -> None:
    titles = ("Port statistics", None, "Methane of paddies")
    found = [
        replace(one, title=title) for one, title in zip(seen(embedder, RICE, RICE, RICE), titles, strict=True)
    ]
    assert ask(Reranker(embedder, card(title=1.0)), "methane paddies", found) == pytest.approx(
        [0.7, 0.8, 0.9]
    )


@pytest.mark.parametrize(("passages", "told"), [(SHORT, True), (SHORT + 1, False)])
def test_the_title_of_a_long_document_does_not_count(
    store: FakeStore, embedder: HashingEmbedder, passages: int, told: bool
) -> None:
    store.add(
        document("peat", title="Rewetting of peat", language="en"),
        *(f"Page {n} of it." for n in range(passages)),
    )
    retriever = HybridRetriever.open(store, embedder)
    asked: list[str | None] = []

    class Watching(Reranker):
        def scores(self, *given: Any) -> list[float]:
            asked.extend(one.title for one in given[2])
            return super().scores(*given)

    retriever.reranker = Watching(embedder, load())
    retriever.search("Which page is about it?", k=9)
    assert ("Rewetting of peat" in asked) is told


def test_it_does_without_the_vectors_of_words_where_they_are_missing(embedder: HashingEmbedder) -> None:
    def missing() -> WordTable:
        raise EncoderError("words", "not installed", "Install them")

    found = seen(embedder, FISH, PEAT)
    own = Reranker(embedder, card(cosine=1.0), missing)
    assert ask(own, "drained peat", found) == [one.score for one in found]


def test_words_of_like_meaning_are_nearer_than_others() -> None:
    table = word_table()
    of = wanted("ocean vessels", "en", lambda asked: [1] * len(asked), 50)
    close, far = near(of, ["Ships cross the sea.", "Taxes fund a school."], table)
    assert close > far
    assert near(of, ["ocean vessels"], table)[0] == pytest.approx(1.0, abs=1e-5)
    assert near(of, ["", "ship"], table)[0] == 0.0


def test_a_rare_word_counts_more() -> None:
    held = {"peat": 1, "carbon": 40}
    of = wanted("carbon peat", "en", lambda asked: [held[one] for one in asked], 50)
    both = near(of, ["peat", "carbon"], word_table())
    assert both[0] > both[1]


def test_a_window_holds_what_stands_together() -> None:
    of = wanted("peat carbon", "en", lambda asked: [1] * len(asked), 50)
    filler = ["grass"] * 30
    assert window(of, ["peat", "emit", "carbon"]) == pytest.approx(1.0)
    assert window(of, ["peat", *filler, "carbon"]) == pytest.approx(0.5)
    assert window(of, ["peat", *filler, "carbon", "peat"]) == pytest.approx(1.0)
    assert window(of, filler) == 0.0
    assert window(of, []) == 0.0
    assert window(of, filler, ["peat"]) == pytest.approx(0.5)
    assert window(of, ["peat", *filler, "carbon"], ["peat"]) == pytest.approx(1.0)
    assert window(of, ["peat", "carbon"], ["peat", "carbon", "grass"]) == pytest.approx(1.0)


@given(st.text(max_size=80), st.lists(st.text(max_size=120), min_size=2, max_size=6))
def test_any_text_gives_a_permutation(query: str, texts: list[str]) -> None:
    embedder = HashingEmbedder()
    found = seen(embedder, *texts)
    scores = ask(Reranker(embedder, load()), query, found)
    assert sorted(scores) == sorted(one.score for one in found)
    of = wanted(query, "en", lambda asked: [1] * len(asked), 50)
    assert 0.0 <= window(of, stems(words(texts[0]), "en"), stems(words(texts[1]), "en")) <= 1.0 + 1e-9


def test_columns_are_scaled_among_the_candidates() -> None:
    found = scaled(np.array([[1.0, 5.0], [3.0, 5.0]]))
    assert found.tolist() == [[-1.0, 0.0], [1.0, 0.0]]


def test_principal_directions_keep_likeness() -> None:
    flat = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    wide = np.concatenate([flat, np.zeros((50, 5), np.float32)], axis=1)
    kept = principal(wide, 3)
    centred = flat - flat.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert np.allclose(kept @ kept.T, centred @ centred.T, atol=1e-4)


def test_the_shipped_card_is_whole() -> None:
    own = load()
    assert own.features == NAMES
    assert {item["licence"] for item in own.data} <= {"Apache-2.0", "MIT", "CC BY-SA 3.0"}
    gains = [value["reranked"] - value["fusion"] for value in own.scores.values()]
    assert sum(gains) > 0.0


def test_a_card_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    own = card(fused=0.5, near=0.25)
    assert load(save(own, tmp_path).parent) == own


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"weights": [9.0] * len(NAMES)}, "not those it was saved with"),
        ({"weights": [1.0]}, "not usable"),
        ({"features": ["luck"]}, "other features"),
        ({"weights": None}, "cannot be read"),
    ],
)
def test_an_altered_card_is_refused(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    (tmp_path / FILE).write_text(json.dumps({**asdict(card(fused=1.0)), **change}), "utf-8")
    with pytest.raises(RerankerError, match=reason):
        load(tmp_path)


def test_a_card_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="Install globalbrain again"):
        load(tmp_path)


def test_the_retriever_finds_the_same_with_and_without(store: FakeStore, embedder: HashingEmbedder) -> None:
    store.add(document("bogs", title="Bogs", language="en"), PEAT, FISH, RICE)
    retriever = HybridRetriever.open(store, embedder)
    plain = HybridRetriever.open(store, embedder, rerank=False)
    query = "How does rewetting drained peat stop emissions?"
    without = plain.search(query, k=50)
    assert retriever.search(query, k=50, parts=Parts(rerank=False)) == without
    assert {hit.passage_id for hit in retriever.search(query, k=50)} == {hit.passage_id for hit in without}
    assert plain.reranker is None


def test_the_reranker_changes_the_order_of_a_library(store: FakeStore, embedder: HashingEmbedder) -> None:
    store.add(document("bogs", title="Bogs", language="en"), PEAT, FISH, RICE)
    retriever = HybridRetriever.open(store, embedder)
    query = "peat and fish and methane"
    own = {one.passage.id for one in store.held.values() if one.language in ("en", None)}
    hits = retriever.search(query, k=50, parts=Parts(rerank=False))
    first = {hit.passage_id: hit.score for hit in hits if hit.passage_id in own}
    retriever.reranker = Reranker(embedder, card(fused=-1.0))
    turned = [hit.passage_id for hit in retriever.search(query, k=50) if hit.passage_id in own]
    assert set(turned) == set(first)
    assert first[turned[0]] == min(first.values())
    assert first[turned[-1]] == max(first.values())
    scores = [hit.score for hit in retriever.search(query, k=50)]
    assert scores == sorted(scores, reverse=True)


def test_a_passage_that_is_gone_leaves_the_fusion(store: FakeStore, embedder: HashingEmbedder) -> None:
    store.add(document("bogs", title="Bogs", language="en"), PEAT, FISH)
    retriever = HybridRetriever.open(store, embedder)
    state = retriever.state()

    def gone(_: Sequence[str]) -> tuple[Passage, ...]:
        raise UnknownDocumentError("bogs", "no longer here", "Add it again")

    fused = [(row, 1.0 / row) for row in sorted(state.indexes.entries)]
    vector = embedder.embed(["peat"])[0]
    assert reranked(Reranker(embedder, card(cosine=1.0)), "peat", vector, state, gone, fused) == fused
