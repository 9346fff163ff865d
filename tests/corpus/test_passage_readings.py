"""What tools read in passages: stored in the same transaction, gone with the passage, made again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.check import check
from corpus.ingest_reread import reread
from corpus.passage_readings import PassageReading, Read, labels_read, readings_of, rows_with
from corpus.store import Store
from tests.corpus.libraries import ENCODER, prose, put, write_pdf


def reader(model: str = "aaaaaaaaaaaa") -> object:
    """Reads goal 13 in every passage, and the goal that its first letter gives."""

    def read(texts: Sequence[str], vectors: NDArray[np.float32]) -> Sequence[Read]:
        assert np.allclose(vectors, ENCODER.embed(texts))
        return [
            (
                PassageReading("sdg", "13", 0.9, model),
                PassageReading("sdg", str(1 + len(text) % 7), 0.6, model),
            )
            for text in texts
        ]

    return read


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [write_pdf(tmp_path / f"r{n}.pdf", prose(n), prose(n + 50)) for n in range(3)]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "library", create=True)


def test_readings_are_stored_with_the_passages(store: Store, files: list[Path]) -> None:
    put(store, *files, tools=reader())
    rows = {row.row for row in store.rows()}
    assert rows_with(store, "sdg", ["13"]) == rows
    assert rows_with(store, "sdg", ["nothing"]) == rows_with(store, "risk", ["13"]) == frozenset()
    assert labels_read(store, "sdg")["13"] == len(rows)
    for document in store.documents():
        for read in readings_of(store, document.id).values():
            assert read[0] == PassageReading("sdg", "13", 0.9, "aaaaaaaaaaaa")
    assert check(store).ok


def test_a_library_that_nobody_read_has_no_labels(store: Store, files: list[Path]) -> None:
    put(store, *files)
    assert labels_read(store, "sdg") == {}
    assert rows_with(store, "sdg", ["13"]) == frozenset()
    assert readings_of(store, store.documents()[0].id) == {}


def test_readings_go_with_their_document(store: Store, files: list[Path]) -> None:
    put(store, *files, tools=reader())
    gone = store.documents()[0].id
    with store.writer() as writer:
        writer.remove(gone)
    assert readings_of(store, gone) == {}
    assert rows_with(store, "sdg", ["13"]) == {row.row for row in store.rows()}


def test_an_older_library_is_read_again_with_the_vectors_it_has(store: Store, files: list[Path]) -> None:
    put(store, *files)
    generation = store.generation()
    assert list(reread(store, reader())) == [(1, 3), (2, 3), (3, 3)]  # type: ignore[arg-type]
    assert list(reread(store, reader("bbbbbbbbbbbb")))[-1] == (3, 3)  # type: ignore[arg-type]
    models = {
        own.model
        for document in store.documents()
        for read in readings_of(store, document.id).values()
        for own in read
    }
    assert models == {"bbbbbbbbbbbb"}
    assert store.generation() == generation


def test_readings_of_a_document_that_is_gone_are_dropped(store: Store) -> None:
    with store.writer() as writer:
        assert not writer.replace_readings("0123456789ab", [])


def test_too_few_readings_store_nothing(store: Store, files: list[Path]) -> None:
    with pytest.raises(ValueError, match="readings of 0"):
        put(store, files[0], tools=lambda texts, vectors: [])
    assert store.documents() == ()
