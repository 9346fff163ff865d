"""A judged set through the retriever: measures reckoned by hand, parts, vectors that are kept."""

from __future__ import annotations

import builtins
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.candidates import Parts
from retrieval.errors import JudgmentsError, MissingExtraError
from retrieval.evaluate import Bench
from retrieval.judged import read_judged
from retrieval.kept_vectors import SLICE, kept_vectors
from retrieval.measures import difference, measured, per_query, run_lines
from tests.retrieval.conftest import HashingEmbedder
from tests.retrieval.judged import folder

DISCOUNT = 1 / math.log2(3)


class Counting(HashingEmbedder):
    """Remembers how many texts it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.given += len(texts)
        return super().embed(texts)


def bench(tmp_path: Path, embedder: HashingEmbedder | None = None, **changes: Any) -> Bench:
    judged = read_judged(folder(tmp_path / "mine", **changes))
    return Bench(judged, embedder or HashingEmbedder(), tmp_path / "vectors")


def test_measures_are_those_of_trec_eval() -> None:
    qrels = {"a": {"x": 2, "y": 1}, "b": {"x": 1}, "c": {"x": 1}}
    rankings = {"a": [("y", 2.0), ("x", 1.0)], "b": [("z", 1.0)], "c": []}
    found = per_query(qrels, rankings)
    assert found["nDCG@10"] == pytest.approx({"a": (1 + 2 * DISCOUNT) / (2 + DISCOUNT), "b": 0.0, "c": 0.0})
    assert found["R@20"] == {"a": 1.0, "b": 0.0, "c": 0.0}


def test_equal_scores_keep_the_order_of_the_ranking() -> None:
    qrels = {"a": {"x": 1}}
    for ranking in ([("x", 1.0), ("z", 1.0)], [("x", 1.0), ("b", 1.0)]):
        assert per_query(qrels, {"a": ranking})["nDCG@10"] == {"a": 1.0}
    assert per_query(qrels, {"a": [("b", 1.0), ("x", 1.0)]})["nDCG@10"]["a"] == pytest.approx(DISCOUNT)


def test_an_interval_holds_the_mean_and_repeats() -> None:
    values = [0.0, 1.0] * 50
    own = measured(values)
    assert own == measured(values)
    assert own.mean == 0.5
    assert 0.38 < own.low < 0.43
    assert 0.57 < own.high < 0.62
    assert difference(values, values).low == difference(values, values).high == 0.0
    assert difference([0.0, 0.5], [1.0, 0.5]).mean == 0.5


def test_a_run_file_has_six_columns_and_falling_scores() -> None:
    lines = list(run_lines({"q 1": [("a b", 1.0), ("c", 1.0), ("d", 0.25)]}, "mine"))
    columns = [line.split(" ") for line in lines]
    assert [len(row) for row in columns] == [6, 6, 6]
    assert [row[2:4] for row in columns] == [["a_b", "1"], ["c", "2"], ["d", "3"]]
    scores = [float(row[4]) for row in columns]
    assert scores[0] > scores[1] > scores[2]


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def absent(name: str, *more: Any) -> Any:
        if name == "ir_measures":
            raise ImportError(name)
        return found(name, *more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtraError, match=r"globalbrain\[eval\]"):
        per_query({"a": {"x": 1}}, {"a": [("x", 1.0)]})


def test_exact_words_are_found_and_every_measure_is_full(tmp_path: Path) -> None:
    trial = bench(tmp_path).trial()
    assert trial.queries == 3
    assert trial.texts == 4
    assert {name: own.mean for name, own in trial.measures.items()} == {
        "nDCG@10": 1.0,
        "R@20": 1.0,
        "R@100": 1.0,
    }
    assert trial.rankings["q1"][0][0] == "kenya#p1"


def test_a_query_with_a_document_is_answered_from_that_one(tmp_path: Path) -> None:
    for parts in (Parts(), Parts(meaning=False), Parts(words=False, context=False)):
        ranking = bench(tmp_path).trial(parts).rankings["q3"]
        assert {text.split("#")[0] for text, _ in ranking} == {"fiji"}


def test_a_text_counts_by_its_best_passage_and_once(tmp_path: Path) -> None:
    filler = " ".join(f"Number {number} of the list is about other things entirely." for number in range(60))
    texts = [
        {"_id": "long", "text": f"{filler} Coral reefs bleach. {filler}"},
        {"_id": "short", "text": "Reefs."},
    ]
    trial = bench(
        tmp_path, texts=texts, queries=[{"_id": "q", "text": "coral reefs bleach"}], qrels="q\tlong\t1\n"
    ).trial()
    assert trial.passages > 3
    assert [text for text, _ in trial.rankings["q"]].count("long") == 1


def test_parts_are_what_they_say(tmp_path: Path) -> None:
    own = bench(tmp_path)
    query = own.judged.queries[1].text
    words = own.trial(Parts(words=True, context=False, meaning=False)).rankings["q2"]
    lexical = own.retriever.lexical.search(query, k=9)
    assert [own.library.text_of[hit.passage_id] for hit in lexical] == [text for text, _ in words]
    meaning = own.trial(Parts(words=False, context=False, meaning=True)).rankings["q2"]
    dense = own.retriever.dense.search(query, k=9)
    assert [own.library.text_of[hit.passage_id] for hit in dense] == [text for text, _ in meaning]


def test_a_title_is_found_only_with_context(tmp_path: Path) -> None:
    texts = [
        {"_id": "a", "title": "Seychelles", "text": "The plan covers water and coasts."},
        {"_id": "b", "title": "Norway", "text": "The plan covers water and coasts."},
    ]
    own = bench(tmp_path, texts=texts, queries=[{"_id": "q", "text": "Seychelles water"}], qrels="q\ta\t1\n")
    with_context = dict(own.trial().rankings["q"])
    without = dict(own.trial(Parts(context=False)).rankings["q"])
    assert with_context["a"] > with_context["b"]
    assert without["a"] == without["b"]


def test_a_half_without_queries_says_so(tmp_path: Path) -> None:
    queries = [{"_id": "q1", "text": "wells"}]
    own = bench(tmp_path, queries=queries, qrels="q1\tkenya#p1\t1\n")
    with pytest.raises(JudgmentsError, match="--half all"):
        own.trial(half="test")
    assert own.trial(half="validation").queries == 1


def test_the_halves_add_up(tmp_path: Path) -> None:
    queries = [{"_id": f"q{number}", "text": "wells"} for number in range(9)]
    qrels = "".join(f"q{number}\tkenya#p1\t1\n" for number in range(9))
    own = bench(tmp_path, queries=queries, qrels=qrels)
    parts = [set(own.trial(half=half).rankings) for half in ("validation", "test")]
    assert parts[0] | parts[1] == {query["_id"] for query in queries}
    assert not parts[0] & parts[1]


def test_vectors_are_made_once(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    ranked = bench(tmp_path, first).trial().rankings
    assert first.given == 9  # four passages, three queries, two titles
    assert bench(tmp_path, second).trial().rankings == ranked
    assert second.given == 2  # titles are not kept on the disk


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"noise" * 50])
def test_a_damaged_file_of_vectors_is_made_again(tmp_path: Path, damage: bytes) -> None:
    texts = [f"text {number}" for number in range(SLICE + 2)]
    whole = kept_vectors(HashingEmbedder(), texts, tmp_path)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 2
    files[0].write_bytes(damage)
    told: list[tuple[int, int]] = []
    again = kept_vectors(HashingEmbedder(), texts, tmp_path, progress=lambda *at: told.append(at))
    assert np.array_equal(again, whole)
    assert told == [(SLICE, SLICE + 2), (SLICE + 2, SLICE + 2)]
    assert not np.array_equal(kept_vectors(HashingEmbedder("another"), texts, tmp_path), whole)


def test_a_place_that_cannot_hold_vectors_is_named(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_text("a file where the folder belongs")
    with pytest.raises(JudgmentsError, match="vectors cannot be kept there"):
        bench(tmp_path)
