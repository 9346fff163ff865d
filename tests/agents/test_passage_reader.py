"""Passages read by the heads that can read their vectors; what is missing leaves them unread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agents.passage_reader import TASKS, passage_reader
from finetune.predict import ToolModel
from finetune.serving import Serving
from tests.fakes import HashingEmbedder
from tests.tool_models import shipped

TEXTS = ("Coral reefs will decline by 2030.", "The committee met in the capital in March.")


class Other(HashingEmbedder):
    name = "another/fake"


def test_labels_that_are_there_are_kept_with_their_model(tmp_path: Path) -> None:
    model = ToolModel.open(shipped(tmp_path / "tools"))
    encoder = HashingEmbedder()
    first, second = passage_reader(lambda _: model, encoder)(TEXTS, encoder.embed(TEXTS))
    assert {(own.task, own.label) for own in first} == {
        ("sdg", "14"),
        ("climate_topics", "heat"),
        ("risk_grade", "3"),
        ("outlook", "risk"),
    }
    assert {(own.task, own.label) for own in second} == {("risk_grade", "0"), ("outlook", "neutral")}
    assert {own.model for own in (*first, *second)} == {model.card.id}
    assert all(0.5 < own.probability <= 1 for own in first)


def test_without_models_or_with_another_encoder_nothing_is_read(tmp_path: Path) -> None:
    encoder = HashingEmbedder()
    vectors = encoder.embed(TEXTS)
    none = Serving(tmp_path, tmp_path / "none")
    assert passage_reader(none.model, encoder)(TEXTS, vectors) == [(), ()]
    some = Serving(tmp_path, shipped(tmp_path / "tools"))
    assert passage_reader(some.model, Other())(TEXTS, vectors) == [(), ()]
    few = Serving(tmp_path, shipped(tmp_path / "few", ("sdg",)))
    assert [[own.task for own in read] for read in passage_reader(few.model, encoder)(TEXTS, vectors)] == [
        ["sdg"],
        [],
    ]


def test_no_passages_are_no_readings(tmp_path: Path) -> None:
    none = Serving(tmp_path, tmp_path / "none")
    assert passage_reader(none.model, HashingEmbedder())((), HashingEmbedder().embed(["x"])[:0]) == []
    assert "commitment" in TASKS


def test_heads_get_the_vectors_that_they_were_trained_on(tmp_path: Path) -> None:
    model = ToolModel.open(shipped(tmp_path / "tools"))
    usual = HashingEmbedder()

    class Searching(HashingEmbedder):
        """Reads other scripts in a way of its own."""

    class Elsewhere(Other):
        fingerprint = "another-64"

    asked: list[Sequence[str]] = []

    class Watched(HashingEmbedder):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            asked.append(texts)
            return super().embed(texts)

    texts = (*TEXTS, "森林 reefs decline")
    wrong = np.zeros((3, usual.dim), np.float32)
    wanted = passage_reader(lambda _: model, usual)(texts, usual.embed(texts))
    assert passage_reader(lambda _: model, Watched(), Elsewhere())(texts, wrong) == wanted
    assert asked.pop() == texts
    stored = usual.embed(texts)
    stored[2] = 0
    assert passage_reader(lambda _: model, Watched(), Searching())(texts, stored) == wanted
    assert asked.pop() == [texts[2]]
