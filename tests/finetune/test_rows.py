"""Rows of files: what is read, and the one error that each bad file gives."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import datasets
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.duplicates import near_duplicates, without_duplicates, without_shared_groups
from finetune.errors import DataError
from finetune.examples import Example, Span, check, class_weights, hold_out, part_of, summarise
from finetune.rows import read_file, spans_of
from finetune.tasks import TASKS

SEA = {"text": "The sea rises.", "label": "risk"}


def lines(path: Path, *rows: Any) -> Path:
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8"
    )
    return path


def test_jsonl_and_csv_and_a_folder_of_datasets_say_the_same(tmp_path: Path) -> None:
    rows = [
        {"id": f"r{at}", "text": f"text, {at}", "label": "risk", "part": "train", "language": "fr"}
        for at in range(3)
    ]
    first = read_file(lines(tmp_path / "a.jsonl", *rows), TASKS["outlook"])
    csv = "id,text,label,part,language\n" + "".join(f'r{at},"text, {at}",risk,train,fr\n' for at in range(3))
    (tmp_path / "a.csv").write_text(csv, "utf-8")
    assert read_file(tmp_path / "a.csv", TASKS["outlook"]) == first
    assert first[1] == Example("r1", "text, 1", label="risk", part="train", language="fr")
    kinds = datasets.Features(
        {"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["neutral", "risk"])}
    )
    table = datasets.Dataset.from_dict({"text": ["text, 0", "b"], "label": [1, 0]}, features=kinds)
    datasets.DatasetDict({"train": table, "validation": table.select([0])}).save_to_disk(
        str(tmp_path / "saved")
    )
    read = read_file(tmp_path / "saved", TASKS["outlook"])
    assert [(own.text, own.label, own.part) for own in read] == [
        ("text, 0", "risk", "train"),
        ("b", "neutral", "train"),
        ("text, 0", "risk", "validation"),
    ]


def test_a_country_is_the_region_where_no_region_is_named(tmp_path: Path) -> None:
    rows = (SEA, {**SEA, "country": "KE"}, {**SEA, "country": "KE", "region": "Africa"}, {**SEA, "iso": "CL"})
    path = lines(tmp_path / "a.jsonl", *rows)
    assert [own.region for own in read_file(path, TASKS["outlook"])] == ["", "KE", "Africa", ""]
    named = read_file(path, TASKS["outlook"], {"region": "iso"})
    assert [own.region for own in named] == ["", "KE", "KE", "CL"]


def test_fields_of_other_names_and_every_kind_of_answer(tmp_path: Path) -> None:
    span = {"start": 4, "end": 7, "label": "sea_level_rise"}
    path = lines(tmp_path / "a.jsonl", {"sentence": "The sea rises.", "spans": [span]})
    (read,) = read_file(path, TASKS["climate_tags"], {"text": "sentence"})
    assert read.spans == (Span(4, 7, "sea_level_rise"),)
    csv = tmp_path / "b.csv"
    csv.write_text('text,labels,spans\n"Seas, storms",flood|storm|flood,"[]"\n', "utf-8")
    assert read_file(csv, TASKS["climate_topics"])[0].labels == ("flood", "storm")
    grade = lines(tmp_path / "c.jsonl", {"text": "x", "label": 3}, {"text": "y", "label": 0.0})
    assert [own.label for own in read_file(grade, TASKS["risk_grade"])] == ["3", "0"]


BAD: dict[str, tuple[str, Any, str]] = {
    "no such field": ("outlook", {"text": "x", "lable": "risk"}, "line 1: the field 'label' is missing"),
    "unknown label": ("outlook", {"text": "x", "label": "doom"}, "'doom' is not one of risk, neutral"),
    "no text": ("outlook", {"text": " ", "label": "risk"}, "'text' is not a text, or is empty"),
    "text of a number": ("outlook", {"text": 3, "label": "risk"}, "'text' is not a text"),
    "no JSON": ("outlook", "{text}", "line 1: not JSON"),
    "a list": ("outlook", "[1]", "not a JSON object"),
    "an odd part": ("outlook", {**SEA, "part": "evaluation"}, "the part 'evaluation' is not one of"),
    "a span past the end": (
        "climate_tags",
        {"text": "sea", "spans": [{"start": 0, "end": 9, "label": "flood"}]},
        "a span ends at 9, the text has 3 characters",
    ),
    "an empty span": (
        "climate_tags",
        {"text": "sea", "spans": [{"start": 2, "end": 2, "label": "flood"}]},
        "holds no text",
    ),
    "spans that overlap": (
        "climate_tags",
        {"text": "seas rise", "spans": [{"start": s, "end": s + 3, "label": "flood"} for s in (0, 2)]},
        "two spans overlap",
    ),
    "a span without label": (
        "climate_tags",
        {"text": "sea", "spans": [{"start": 0, "end": 2}]},
        "a span needs",
    ),
    "labels that are no list": ("sdg", {"text": "x", "labels": "13"}, "'labels' is not a list"),
    "no second text": ("claim_support", {"text": "x", "label": "supported"}, "'pair' is missing"),
    "control characters": ("outlook", {"text": "a\x1bb", "label": "risk"}, "control characters"),
    "far too long": ("outlook", {"text": "a" * 100_001, "label": "risk"}, "100001 characters"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_named_with_line_and_reason(name: str, tmp_path: Path) -> None:
    task, row, said = BAD[name]
    with pytest.raises(DataError, match="line 1") as caught:
        read_file(lines(tmp_path / "rows.jsonl", row), TASKS[task])
    assert said in str(caught.value)
    assert caught.value.remedy


def test_a_score_out_of_range_is_named(tmp_path: Path) -> None:
    from finetune.kinds import Task

    task = Task("made", "score", {}, "spearman", (), "CC0", "made")
    assert read_file(lines(tmp_path / "a.jsonl", {"text": "x", "value": 1}), task)[0].value == 1.0
    for value in (1.5, "high", True, None):
        with pytest.raises(DataError, match="not a number from 0 to 1"):
            read_file(lines(tmp_path / "a.jsonl", {"text": "x", "value": value}), task)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows"),
        (b"\n\n", "no rows"),
        (b"\xff\xfe\x00binary", "not UTF-8"),
        (b'{"text": "a\x00b"}', "NUL"),
    ],
)
def test_a_file_without_rows_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(content)
    with pytest.raises(DataError, match=said):
        read_file(tmp_path / "rows.jsonl", TASKS["outlook"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text,label\nsea,risk,more\n", "line 2: it has another number of cells"),
        ("text,label\nsea\n", "line 2: it has another number of cells"),
        ('text,label\n"sea,risk\n', "unexpected end"),
        ("text,spans\nsea,[\n", "a cell cannot be read"),
    ],
)
def test_a_bad_csv_is_named(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(content, "utf-8")
    with pytest.raises(DataError, match=said):
        read_file(tmp_path / "rows.csv", TASKS["climate_tags" if "spans" in content else "outlook"])


@pytest.mark.parametrize("name", ["absent.jsonl", "rows.xlsx", "folder"])
def test_a_file_of_another_kind_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "rows.xlsx").write_bytes(b"PK")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError):
        read_file(tmp_path / name, TASKS["outlook"])


def made(number: int, **fields: Any) -> Example:
    return Example(f"e{number}", f"text number {number}", **{"label": "risk", **fields})


@pytest.mark.parametrize(
    ("examples", "said"),
    [
        ((), "no example"),
        ((made(1),), "only 1 example"),
        ((made(1), made(1)), "'e1' occurs more than once"),
        ((made(1), made(2)), "only the label 'risk'"),
        ((made(1), made(2, label="neutral", part="test")), "only 1 example"),
    ],
)
def test_examples_that_cannot_teach_are_refused(examples: tuple[Example, ...], said: str) -> None:
    with pytest.raises(DataError, match=said):
        check(examples, TASKS["outlook"], "rows.jsonl")


def test_a_group_is_on_one_side_and_the_test_part_stays_whole() -> None:
    mixed = (made(1, group="a"), made(2, group="a", part="test"), made(3, group="b"))
    assert [own.id for own in without_shared_groups(mixed)] == ["e2", "e3"]
    many = tuple(made(number, group=f"g{number % 40}") for number in range(400))
    held = hold_out(many, "validation")
    sides: dict[str, set[str]] = {}
    for own in held:
        sides.setdefault(own.group, set()).add(own.part)
    assert all(len(parts) == 1 for parts in sides.values())
    assert 0 < sum(own.part == "validation" for own in held) < 120
    assert hold_out(held, "validation") == held
    parts = Counter(part_of(str(number)) for number in range(2000))
    assert 1300 < parts["train"] < 1500
    assert 330 < parts["test"] < 470


def test_texts_that_are_nearly_the_same_on_two_sides_are_found() -> None:
    text = "The government will plant two million trees in the northern hills before the end of the year"
    rows = (
        Example("a", text, label="risk"),
        Example("b", text + ".", label="risk", part="test"),
        Example("c", "Solar power grows fast in the south of the country", label="risk"),
        Example("d", text.lower(), label="risk"),
        Example("e", "种植两百万棵树，恢复北方山区的森林", label="risk", part="validation"),
    )
    found = near_duplicates(rows)
    assert {(pair.first, pair.second) for pair in found} == {("a", "b"), ("b", "d")}
    assert all(pair.likeness == 1.0 for pair in found)
    kept, _ = without_duplicates(rows)
    assert [own.id for own in kept] == ["b", "c", "e"]


def test_what_a_set_looks_like_is_said_before_training() -> None:
    rows = (made(1), made(2, label="neutral", language="zh"), made(3, part="test"))
    summary = summarise(rows, TASKS["outlook"])
    assert summary.parts == {"train": 2, "validation": 0, "test": 1}
    assert summary.labels["risk"] == {"train": 1, "validation": 0, "test": 1}
    assert summary.languages == {"en": 2, "zh": 1}
    assert "  opportunity: train 0, validation 0, test 0" in summary.lines()


def test_rare_labels_weigh_more_and_never_without_bound() -> None:
    rows = (*(made(number) for number in range(99)), made(100, label="neutral"))
    risk, neutral, none = class_weights(rows, TASKS["outlook"])
    assert risk < 1 < neutral == 10.0
    assert none == 1.0


@given(st.lists(st.sampled_from(["O", "B-flood", "I-flood", "B-storm"]), max_size=12))
def test_tags_become_spans_of_whole_tokens(tags: list[str]) -> None:
    tokens = [f"w{at}" for at in range(len(tags))]
    text, spans = spans_of(tokens, tags)
    assert text == " ".join(tokens)
    inside = {at for span in spans for at in range(span.start, span.end)}
    starts = [len(" ".join(tokens[:at])) + (at > 0) for at in range(len(tokens))]
    assert [start in inside for start in starts] == [tag != "O" for tag in tags]
