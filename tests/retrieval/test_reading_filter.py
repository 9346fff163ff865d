"""Limits on what tools read in passages apply before ranking; an unknown value says what there is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.passage_readings import PassageReading, Read
from corpus.store import Store
from retrieval.errors import UnknownFilterError
from retrieval.hits import NO_FILTERS, Filters
from retrieval.hybrid import HybridRetriever
from retrieval.reading_filter import rows_read, with_readings
from tests.corpus.libraries import ENCODER, put, write_pdf

TEXTS = (
    "The river flood of spring covered the lower town and its bridges for two whole weeks.",
    "The flood of autumn was small and no one in the town was harmed by the water at all.",
    "The long drought of summer dried the wells of the town and the harvest was lost again.",
)


def read(texts: Sequence[str], vectors: NDArray[np.float32]) -> Sequence[Read]:
    """Hazards by their names in the text, and grade 3 where something was covered or lost."""
    made = []
    for text in texts:
        hazards = [
            PassageReading("climate_topics", own, 0.8, "m") for own in ("flood", "drought") if own in text
        ]
        grade = "3" if "covered" in text or "lost" in text else "0"
        made.append((*hazards, PassageReading("risk_grade", grade, 0.7, "m")))
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "library", create=True)
    put(store, *(write_pdf(tmp_path / f"d{n}.pdf", text) for n, text in enumerate(TEXTS)), tools=read)
    return store


def found(store: Store, filters: Filters, way: str = "hybrid", k: int = 9) -> set[str]:
    retriever = HybridRetriever.open(store, ENCODER)
    ranking = {"hybrid": retriever, "lexical": retriever.lexical, "dense": retriever.dense}[way]
    hits = ranking.search("town water", k=k, filters=filters)  # type: ignore[attr-defined]
    return {passage.text for passage in store.passages(tuple(hit.passage_id for hit in hits))}


@pytest.mark.parametrize("way", ["hybrid", "lexical", "dense"])
def test_only_passages_that_were_read_so_are_ranked(store: Store, way: str) -> None:
    assert found(store, Filters(hazards=("flood",)), way) == set(TEXTS[:2])
    assert found(store, Filters(hazards=("flood",), risk_from=2), way) == {TEXTS[0]}
    assert found(store, Filters(risk_from=0), way) == set(TEXTS)
    assert found(store, NO_FILTERS, way) == set(TEXTS)


def test_the_limit_comes_before_the_cut(store: Store) -> None:
    for way in ("hybrid", "lexical", "dense"):
        assert found(store, Filters(hazards=("drought",)), way, k=1) == {TEXTS[2]}


def test_limits_add_to_those_on_documents(store: Store) -> None:
    first = next(own.id for own in store.documents() if own.file == "d0.pdf")
    assert found(store, Filters(documents=(first,), hazards=("flood",))) == {TEXTS[0]}
    assert found(store, Filters(documents=(first,), hazards=("drought",))) == set()


def test_nothing_asked_of_readings_is_no_limit(store: Store) -> None:
    assert rows_read(store, Filters(countries=("KEN",))) is None


def test_words_become_labels_and_unknown_ones_say_what_there_is(store: Store, tmp_path: Path) -> None:
    assert with_readings(NO_FILTERS, store, hazards=["Flood"], risk=3) == Filters(
        hazards=("flood",), risk_from=3
    )
    with pytest.raises(UnknownFilterError, match="drought, flood"):
        with_readings(NO_FILTERS, store, hazards=["heat"])
    with pytest.raises(UnknownFilterError, match="library read"):
        with_readings(NO_FILTERS, store, goals=["SDG 13"])
    goals = (PassageReading("sdg", "13", 0.8, "m"), PassageReading("sdg", "2", 0.8, "m"))
    put(
        store,
        write_pdf(tmp_path / "goals.pdf", "Food and climate."),
        tools=lambda texts, _: [goals] * len(texts),
    )
    with pytest.raises(UnknownFilterError, match="There is: 2, 13"):
        with_readings(NO_FILTERS, store, goals=["99"])
    with pytest.raises(UnknownFilterError, match="risk 4"):
        with_readings(NO_FILTERS, store, risk=4)
