"""What is asked first, from which place of which page, and what is kept of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.labelling import Labelling
from corpus.passage_readings import surest
from corpus.store import Store
from finetune.errors import ArtifactError, DataError
from tests.agents.libraries import GAIN, SURE, UNSURE, labelling, store_of

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_of(tmp_path) as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path, store: Store) -> Labelling:
    return labelling(tmp_path, store)


def test_the_least_certain_sentence_comes_first_and_each_text_once(own: Labelling) -> None:
    queue = own.queue()
    assert queue[0].text == UNSURE
    assert sorted(item.text for item in queue) == sorted([UNSURE, SURE, GAIN])
    assert [item.uncertainty for item in queue] == sorted((i.uncertainty for i in queue), reverse=True)
    by_text = {item.text: item for item in queue}
    assert by_text[SURE].suggestion == ("risk",)
    assert by_text[GAIN].suggestion == ("opportunity",)
    assert by_text[SURE].weighed[0][0] == "decline"
    assert set(by_text[SURE].each or {}) == {"risk", "neutral", "opportunity"}
    assert len({item.model for item in queue}) == 1


def test_a_sentence_is_an_exact_slice_of_its_page(own: Labelling, store: Store) -> None:
    for item in own.queue():
        assert store.page(item.document, item.page).text[item.start : item.end] == item.text
        assert item.id == f"{item.document}:p{item.page}:{item.start}-{item.end}"


def test_a_queue_can_be_short_and_of_one_document(own: Labelling, store: Store) -> None:
    second = store.document("second.pdf").id
    assert len(own.queue(1)) == 1
    assert {item.document for item in own.queue(9, [second])} == {second}
    assert own.queue(9, ["nowhere"]) == ()


def test_an_answer_is_kept_with_place_person_and_suggestion_and_not_asked_again(own: Labelling) -> None:
    first = own.queue()[0]
    made = own.save(first, ["opportunity"], "Amina", NOW)
    assert own.corrections.all() == (made,)
    assert (made.labels, made.who, made.when) == (("opportunity",), "Amina", "2026-01-02T00:00:00+00:00")
    assert (made.text, made.document, made.page) == (UNSURE, first.document, 1)
    assert (made.model, made.suggestion) == (first.model, first.suggestion)
    assert UNSURE not in [item.text for item in own.queue()]
    own.take_back(first)
    assert own.queue()[0].text == UNSURE


def test_without_a_model_sentences_come_without_suggestions(tmp_path: Path, store: Store) -> None:
    queue = labelling(tmp_path, store, "humaid", model=False).queue()
    assert {item.text for item in queue} == {UNSURE, SURE, GAIN}
    assert {(item.model, item.suggestion) for item in queue} == {("", ())}


def test_a_damaged_model_is_an_error(tmp_path: Path, own: Labelling) -> None:
    weights = tmp_path / "shipped" / "heads.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtifactError):
        own.queue()


def test_many_labels_are_suggested_one_by_one(tmp_path: Path) -> None:
    text = "The forest and the reefs of the northern coast will be restored by the communities."
    with store_of(tmp_path, {"a.pdf": text}) as store:
        (item,) = labelling(tmp_path, store, "sdg").queue()
        assert set(item.suggestion) == {"14", "15"}


def test_a_task_of_spans_is_refused(tmp_path: Path, store: Store) -> None:
    with pytest.raises(DataError, match="no labels of one text"):
        labelling(tmp_path, store, "climate_tags")


def test_stored_readings_say_how_sure_a_passage_was(store: Store) -> None:
    from corpus.passage_readings import PassageReading

    assert surest(store, "outlook", "aaaaaaaaaaaa") == {}
    document = store.document("first.pdf").id
    rows = [row.row for row in store.rows() if row.passage.document_id == document]
    read = (
        PassageReading("outlook", "risk", 0.6, "aaaaaaaaaaaa"),
        PassageReading("outlook", "opportunity", 0.7, "aaaaaaaaaaaa"),
    )
    with store.writer() as writer:
        writer.replace_readings(document, [read for _ in rows])
    assert surest(store, "outlook", "aaaaaaaaaaaa") == dict.fromkeys(rows, 0.7)
    assert surest(store, "outlook", "bbbbbbbbbbbb") == {}
