"""Filters over a real library: words into filters, counts, and the API's replies to bad input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.filtering import Filtering
from corpus.passage_readings import PassageReading, Read
from corpus.row_spans import row_spans
from corpus.store import Store
from retrieval.errors import NoMatchError, QueryError, UnknownFilterError
from retrieval.hits import NO_FILTERS, Filters
from retrieval.hybrid import HybridRetriever
from retrieval.query import MOST_CHARACTERS, checked
from tests.corpus.libraries import ENCODER, put, write_pdf

MANGROVES = "Mangroves of the coast must be restored by law before the floods of the next season come."
PEAT = "Peatlands of the interior store carbon and should not be drained for palm oil by anyone at all."
DROUGHT = "The long drought of summer dried the wells of the town and the harvest was lost once again."


def read(texts: Sequence[str], vectors: NDArray[np.float32]) -> Sequence[Read]:
    """What a model might read: an instrument where a law is named, a hazard, a goal, a grade."""
    made = []
    for text in texts:
        own = [PassageReading("sdg", "15" if "law" in text else "6", 0.8, "m")]
        if "law" in text:
            own.append(PassageReading("instrument", "regulation", 0.9, "m"))
        if "drought" in text:
            own.append(PassageReading("climate_topics", "drought", 0.8, "m"))
        own.append(PassageReading("risk_grade", "3" if "lost" in text else "0", 0.7, "m"))
        made.append(tuple(own))
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "library", create=True)
    for name, country, pages in (("kenya", "KEN", (MANGROVES, DROUGHT)), ("indonesia", "IDN", (PEAT,))):
        path = write_pdf(tmp_path / f"{name}.pdf", *pages)
        put(store, path, tools=read, overrides={"country": country, "year": 2020, "language": "en"})
    return store


@pytest.fixture
def filtering(store: Store) -> Filtering:
    retriever = HybridRetriever.open(store, ENCODER)
    return Filtering(store, lambda: retriever)


def test_every_passage_has_a_row_in_the_run_of_its_document(store: Store) -> None:
    spans = row_spans(store)
    rows = {row.row: row.passage.document_id for row in store.rows()}
    assert {row: one for one, span in spans.items() for row in span} == rows


def test_facets_count_documents_and_passages_of_every_field(filtering: Filtering) -> None:
    known = filtering.facets()
    counted = {
        field: {one.value: (one.count, one.passages) for one in getattr(known, field)}
        for field in ("countries", "regions", "goals", "hazards", "instruments", "risks", "concepts")
    }
    assert counted["countries"] == {"KEN": (1, 2), "IDN": (1, 1)}
    assert counted["regions"]["south-eastern-asia"] == (1, 1)
    assert counted["goals"] == {"6": (2, 2), "15": (1, 1)}
    assert counted["instruments"] == {"regulation": (1, 1)}
    assert counted["risks"] == {"0": (2, 3), "1": (1, 1), "2": (1, 1), "3": (1, 1)}
    assert counted["concepts"]["mangrove"] == (1, 1)
    assert [one.value for one in known.goals] == ["6", "15"]


def test_what_a_facet_counts_is_what_its_filter_leaves(filtering: Filtering) -> None:
    known = filtering.facets()
    for field, option in (("concepts", "concepts"), ("hazards", "hazards"), ("countries", "countries")):
        for one in getattr(known, field):
            found = filtering.match(Filters(**{option: (one.value,)}))
            assert (found.documents, found.passages) == (one.count, one.passages), one


def test_counts_follow_the_library(filtering: Filtering, store: Store, tmp_path: Path) -> None:
    before = filtering.facets()
    assert filtering.facets() is before
    put(store, write_pdf(tmp_path / "peru.pdf", PEAT + " More."), overrides={"country": "PER"})
    assert "PER" in {one.value for one in filtering.facets().countries}


@pytest.mark.parametrize("word", ["mangrove", "Mangroves", "manglares", "红树林", "mangroves "])
def test_a_concept_is_named_in_any_language(filtering: Filtering, word: str) -> None:
    assert filtering.filters(concepts=[word]).concepts == ("mangrove",)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"concepts": ["mangrve"]}, "no such concept is known. Did you mean: mangrove"),
        ({"concepts": ["tsunami"]}, "no passage in the library names it"),
        ({"concepts": [" "]}, "no such concept is known"),
        ({"instruments": ["regulaton"]}, "Did you mean: regulation?"),
        ({"hazards": ["droght"]}, "Did you mean: drought?"),
        ({"risk": 4}, "There is: 0, 3"),
    ],
)
def test_an_unknown_value_says_what_would_do(
    filtering: Filtering, asked: dict[str, list[str]], said: str
) -> None:
    with pytest.raises(UnknownFilterError) as error:
        filtering.filters(**asked)  # type: ignore[arg-type]
    assert said in str(error.value)


def test_filters_of_passages_and_documents_add_up_or_say_why_not(filtering: Filtering) -> None:
    assert filtering.filters(countries=["Kenya"], concepts=["mangroves"], instruments=["regulation"]).concepts
    with pytest.raises(NoMatchError) as error:
        filtering.filters(countries=["Indonesia"], concepts=["mangroves"])
    assert {one.field: (one.documents, one.passages) for one in error.value.lifted} == {
        "country": (1, 1),
        "concept": (1, 1),
    }
    assert "Without country, 1 document would match (country: Kenya)" in str(error.value)
    assert filtering.filters() == NO_FILTERS


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("", "it is empty"),
        ("\x00\x07\u202e\u200f", "it is empty"),
        ("?!…", "it holds no word"),
        ("k", "it is one letter"),
        ("what is the of", "only small words"),
        ("para que es esto", "only small words"),
        ("что это такое и где", "only small words"),
        ("mangrove " * 10_000, "90,000 characters"),
        ("\ud800", "it is empty"),
    ],
)
def test_a_query_that_cannot_be_searched_is_refused_in_words(query: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason):
        checked(query)


@pytest.mark.parametrize(
    ("query", "searched"),
    [
        ("man\x00groves \u202eof the\u200f coast", "mangroves of the coast"),
        ("红树林 mangroves मैंग्रोव мангры", "红树林 mangroves मैंग्रोव мангры"),
        ("水", "水"),
        ("  two\n\nlines\t", "two lines"),
        ("mangrove " * (MOST_CHARACTERS // 9), ("mangrove " * (MOST_CHARACTERS // 9)).strip()),
    ],
)
def test_mixed_scripts_and_what_cannot_be_seen_are_searched(query: str, searched: str, store: Store) -> None:
    assert checked(query) == searched
    assert HybridRetriever.open(store, ENCODER).evidence(checked(query), k=3)
