"""Every set is read as its task needs it; weights that ship learn only from licences that allow it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from finetune.examples import answers, check
from finetune.kinds import KINDS, Task
from finetune.licences import terms
from finetune.readers import OWN, OWN_FOLDER, READERS, read
from finetune.tasks import TASKS
from tests.shared import shared

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "data.md").read_text("utf-8")
TAUGHT = [(task.name, reader) for task in TASKS.values() for reader in task.readers]


def at_hand(name: str) -> None:
    reader = READERS[name]
    if reader.folder != OWN_FOLDER:
        shared("data", reader.folder)
    elif not (OWN / next(iter(reader.files.values()))).is_file():
        pytest.skip("labels of the project that are not there yet")


@pytest.mark.shared
@pytest.mark.parametrize(("task", "name"), TAUGHT)
def test_a_set_teaches_its_task_and_nothing_leaks(task: str, name: str) -> None:
    at_hand(name)
    examples = read(name)
    check(examples, TASKS[task], name)
    assert {label for own in examples for label in answers(own, TASKS[task])} <= set(TASKS[task].labels)
    assert all(span.end <= len(own.text) for own in examples for span in own.spans)
    if TASKS[task].kind == "pair":
        assert all(own.pair for own in examples)
    sides: dict[str, set[str]] = {}
    for own in examples:
        sides.setdefault(own.group, set()).add(own.part)
    assert all(len(parts) == 1 for parts in sides.values())
    assert set(Counter(own.part for own in examples)) == {"train", "validation", "test"}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "part", "rows"),
    [("environmental_claims", "test", 265), ("biodiv_ner", "test", 240), ("humaid", "test", 8606)],
)
def test_official_test_parts_stay_whole(name: str, part: str, rows: int) -> None:
    at_hand(name)
    assert sum(own.part == part for own in read(name)) == rows


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "regions"),
    [
        ("noaa_severity", {"US-PA", "US-FL", "US-TX"}),
        ("disaster_response", {"", "HT", "US", "PK"}),
        ("humaid", {"", "CA", "EC", "GR", "IT", "NZ", "US", "MX", "LK"}),
        ("own_outlook", {"Africa", "Asia", "Europe"}),
    ],
)
def test_rows_name_their_region_where_the_set_does(name: str, regions: set[str]) -> None:
    at_hand(name)
    assert {own.region for own in read(name)} >= regions


@pytest.mark.shared
def test_the_masked_variant_holds_no_figures() -> None:
    at_hand("noaa_severity_masked")
    assert not any(letter.isdigit() for own in read("noaa_severity_masked")[:500] for letter in own.text)


def test_weights_that_ship_learn_only_from_licences_that_allow_it() -> None:
    for reader in READERS.values():
        assert reader.ships <= (terms(reader.licence) in ("open", "share-alike")), reader
    for task in TASKS.values():
        assert task.ships <= all(READERS[name].ships for name in task.readers), task.name


@pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.name)
def test_a_task_is_whole_and_documented(task: Task) -> None:
    assert set(task.readers) <= set(READERS)
    assert task.kind in KINDS
    assert all(definition.strip() for definition in task.labels.values())
    assert f"`{task.name}`" in PAGE


@pytest.mark.parametrize("name", READERS)
def test_a_set_is_documented_with_its_licence(name: str) -> None:
    row = next(line for line in PAGE.split("\n") if line.startswith(f"| `{name}` |"))
    assert READERS[name].licence in row
    assert ("yes" if READERS[name].ships else "no") in row.split("|")[3]


@pytest.mark.shared
def test_every_set_at_hand_is_on_the_page() -> None:
    read_by = {reader.folder: name for name, reader in READERS.items()}
    folders = sorted(place.name for place in shared("data").iterdir() if place.is_dir())
    assert not [name for name in folders if f"`{read_by.get(name, name)}`" not in PAGE]


def test_a_task_without_its_labels_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="at least 2 labels"):
        Task("one", "label", {"a": "x"}, "macro_f1", (), "CC0", "made")
