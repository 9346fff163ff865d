from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.judgments_data import Judged, mark
from benchmarks.rerank_data import Known, graded, made
from benchmarks.rerank_training import Lesson, card_of, chosen, fitted, gain, lessons, ndcg
from corpus.passages import CharSpan, Passage
from retrieval.evaluate import Bench
from retrieval.rerank_features import NAMES
from tests.retrieval.conftest import HashingEmbedder

NOTHING = (Known(()), Known(()))
PAIRS = [
    (
        "Mangroves shelter the shore from waves.",
        ["Mangrove forests protect a coast against storms and waves."],
    ),
    ("Wells were sunk where rivers ran dry.", ["In the dry north wells were dug beside empty rivers."]),
    ("Warm seas bleach corals.", ["Corals bleach when the sea grows warm in summer."]),
    ("Peat that is drained emits carbon.", ["Drained peat emits carbon for decades after."]),
]
OTHERS = ["Buses were bought for the city.", "Fishing quotas fell last year.", "Schools teach about rivers."]


def test_a_model_learns_from_real_searches(tmp_path: Path) -> None:
    own = made("tiny", PAIRS, [*(text for _, (text,) in PAIRS), *OTHERS], NOTHING)
    bench = Bench(own.judged, HashingEmbedder(), tmp_path)
    queries = [(query.text, own.judged.qrels[query.id]) for query in own.judged.queries]
    before = bench.retriever.reranker
    taught = list(lessons(bench.retriever, queries, bench.library.text_of.__getitem__))
    assert bench.retriever.reranker is before
    assert len(taught) == len(PAIRS)
    weights = fitted([taught])
    against = -np.array(weights)
    assert sum(ndcg(weights, one) for one in taught) > sum(ndcg(against, one) for one in taught)
    card = card_of({"fever_rte": taught}, {"fever_rte": own.left_out})
    assert card.features == NAMES
    assert card.data[0]["questions"] == len(PAIRS)
    assert 0.0 < card.scores["fever_rte"]["reranked"] <= 1.0


def test_the_fit_finds_the_feature_that_tells() -> None:
    rng = np.random.default_rng(0)
    told = NAMES.index("near")
    taught = []
    for _ in range(60):
        values = rng.normal(size=(8, len(NAMES)))
        grades = np.zeros(8)
        grades[int(np.argmax(values[:, told]))] = 1.0
        taught.append(Lesson(values, grades, 1.0, np.eye(8, dtype=np.float32)))
    weights = fitted([taught])
    assert int(np.argmax(weights)) == told
    assert weights[told] > 4 * max(abs(weights[at]) for at in range(len(NAMES)) if at != told)
    weaker = fitted([taught], strength=5.0)
    assert 0.0 < weaker[told] < weights[told]


def test_each_group_counts_the_same_however_many_lessons_it_has() -> None:
    apart = np.eye(2, dtype=np.float32)
    up = Lesson(np.eye(2, len(NAMES)), np.array([1.0, 0.0]), 1.0, apart)
    down = Lesson(np.eye(2, len(NAMES)), np.array([0.0, 1.0]), 1.0, apart)
    assert fitted([[up] * 9, [down]])[:2] == pytest.approx([0.0, 0.0], abs=1e-4)


def test_titles_and_near_words_have_the_weights_that_validation_chose() -> None:
    own = dict(zip(NAMES, chosen(np.ones(len(NAMES))), strict=True))
    assert own["title"] == 0.4
    assert own["near"] == 0.5
    assert own["fused"] == 1.0


def test_gains_are_discounted_by_rank() -> None:
    assert gain([1.0]) == 1.0
    assert gain([0.0, 0.0, 1.0]) == pytest.approx(0.5)


def test_what_a_benchmark_holds_nearly_so_is_left_out() -> None:
    known = (Known(["Mangroves shelter the shore from all waves."]), Known([OTHERS[0], PAIRS[3][1][0]]))
    own = made("tiny", PAIRS, [text for _, (text,) in PAIRS], known)
    assert own.left_out == 2
    asked = {query.text for query in own.judged.queries}
    assert asked == {PAIRS[1][0], PAIRS[2][0]}


def test_a_short_text_is_never_nearly_the_same() -> None:
    assert not Known(["warm seas"]).holds("warm seas bleach corals", 0.1)


def test_a_passage_answers_where_one_of_its_sentences_does() -> None:
    text = "Buses run. Peat burns."
    passage = Passage("d", 3, CharSpan(100, 122), text, (), (CharSpan(100, 110), CharSpan(111, 122)))
    other = Passage("d", 4, CharSpan(0, len(text)), text, (), (CharSpan(11, 22),))
    judged = Judged(
        "q",
        "What burns?",
        "en",
        "what",
        True,
        "train",
        "s",
        {("s", 3, mark("Peat burns.")): 3, ("s", 3, mark("Buses run.")): 1},
    )
    assert graded(judged, {"a": ("s", passage), "b": ("s", other)}) == {"a": 2}
