"""Caps, quotas and diversity: which of the best passages come first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.passages import CharSpan, Passage
from retrieval.hybrid import HybridRetriever
from retrieval.repeats import without_repeats
from retrieval.spread import AS_RANKED, Spread, choose, is_summary
from tests.retrieval.conftest import KENYA, FakeStore, HashingEmbedder, document

SCORES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
HOMES = ("a", "a", "a", "b", "b", "c")
NOTHING = (False,) * 6


def test_as_ranked_is_the_order_of_the_scores() -> None:
    assert choose(SCORES, HOMES, NOTHING, None, AS_RANKED, 4) == [0, 1, 2, 3]


def test_a_cap_lets_every_document_come_before_more_of_one() -> None:
    assert choose(SCORES, HOMES, NOTHING, None, Spread(most_from_one=1), 6) == [0, 3, 5, 1, 2, 4]
    assert choose(SCORES, HOMES, NOTHING, None, Spread(most_from_one=2), 5) == [0, 1, 3, 4, 5]


def test_diversity_puts_another_thing_before_the_same_again() -> None:
    same, other = [1.0, 0.0], [0.0, 1.0]
    vectors = np.array([same, same, other], np.float32)
    scores, homes, kinds = (0.9, 0.8, 0.5), ("a", "b", "c"), (False,) * 3
    assert choose(scores, homes, kinds, vectors, Spread(diversity=0.5), 3) == [0, 2, 1]
    assert choose(scores, homes, kinds, vectors, Spread(diversity=0.01), 3) == [0, 1, 2]


def test_both_summaries_and_reports_are_among_the_first_where_there_are_any() -> None:
    kinds = (False, False, False, False, True, True)
    near = (0.9, 0.88, 0.86, 0.84, 0.82, 0.8)
    assert choose(near, HOMES, kinds, None, Spread(summaries=0.25), 4) == [0, 1, 2, 4]
    assert choose(near, HOMES, kinds, None, Spread(summaries=0.5), 4) == [0, 1, 4, 5]
    reports = tuple(not kind for kind in kinds)
    assert choose(near, HOMES, reports, None, Spread(summaries=0.5), 4) == [0, 1, 4, 5]
    assert choose(near, HOMES, NOTHING, None, Spread(summaries=0.5), 4) == [0, 1, 2, 3]


def test_nothing_gives_way_to_what_is_far_worse() -> None:
    kinds = (False, False, False, False, True, True)
    far = (0.9, 0.8, 0.7, 0.6, 0.5, 0.1)
    assert choose(far, HOMES, kinds, None, Spread(summaries=0.5), 4) == [0, 1, 2, 4]
    assert choose((0.9, 0.8, 0.7, 0.6, 0.3, 0.1), HOMES, kinds, None, Spread(summaries=0.5), 4) == [
        0,
        1,
        2,
        3,
    ]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=12),
    st.integers(1, 8),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([0.0, 0.3]),
    st.sampled_from([0.0, 0.2, 0.5]),
)
def test_nothing_is_lost_or_told_twice(
    items: list[tuple[str, bool]], k: int, most: int | None, diversity: float, summaries: float
) -> None:
    scores = [1.0 - at / 20 for at in range(len(items))]
    vectors = np.eye(max(1, len(items)), dtype=np.float32)[: len(items)]
    spread = Spread(most, diversity, summaries)
    found = choose(scores, [one for one, _ in items], [two for _, two in items], vectors, spread, k)
    assert len(found) == len(set(found)) == min(k, len(items))


@pytest.mark.parametrize(
    ("title", "heading", "summary"),
    [
        ("Climate Change 2022: Mitigation. Summary for Policymakers", "A. Introduction", True),
        ("Gap report", "Executive summary", True),
        ("Rapport", "Résumé à l'intention des décideurs", True),
        ("Informe", "Resumen ejecutivo", True),
        ("报告", "执行摘要", True),
        ("Gap report", "3.2 Summary of the workshop on wetlands", False),
        ("Gap report", "4 Options", False),
    ],
)
def test_a_summary_is_known_by_its_headings_or_its_documents_name(
    title: str, heading: str, summary: bool
) -> None:
    own = document("x", title=title)
    assert is_summary(Passage(own.id, 1, CharSpan(0, 4), "Text", (heading,)), own) is summary


def test_the_retriever_caps_documents_where_it_is_asked_to(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    query = "Kenya emissions drought maize mangroves coast geothermal"
    ranked = retriever.evidence(query, k=4)
    spread = retriever.evidence(query, k=4, spread=Spread(most_from_one=1))
    assert [one.document.id for one in ranked].count(KENYA.id) > 1
    assert len({one.document.id for one in spread}) == 4
    assert [one.rank for one in spread] == [1, 2, 3, 4]
    diverse = retriever.evidence(query, k=4, spread=Spread(diversity=0.3))
    assert len({one.passage.id for one in diverse}) == 4


def passage(text: str, home: str = "a" * 12, page: int = 1) -> Passage:
    return Passage(home, page, CharSpan(0, len(text)), text)


def test_nearly_the_same_text_is_a_repeat_unless_its_numbers_differ() -> None:
    text = (
        "Guidance on cooperative approaches referred to in Article 6 of the Agreement is adopted as it "
        "stands in the annex to this decision by the Conference of the Parties"
    )
    near = text.replace("is adopted as it stands", "was adopted as it stands")
    other = near.replace("Article 6", "Article 7")
    assert without_repeats([passage(text), passage(near, page=2)]) == [0]
    assert without_repeats([passage(text), passage(other, page=2)]) == [0, 1]
    assert without_repeats([passage(text), passage(near, "b" * 12), passage(near, "b" * 12, 3)]) == [0, 1]


def test_the_passage_before_one_is_found_and_the_first_has_none(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    retriever = HybridRetriever.open(store, embedder)
    own = [row.passage for row in store.held.values() if row.passage.document_id == KENYA.id]
    assert [retriever.before(one) for one in own] == [None, *own[:-1]]
