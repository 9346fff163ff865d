"""Judged sets: read whole or refused with the place, cut as a library is, halved the same way each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retrieval.errors import JudgmentsError
from retrieval.judged import as_library, half_of, read_judged
from tests.retrieval.conftest import HashingEmbedder
from tests.retrieval.judged import QRELS, QUERIES, TEXTS, folder


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_is_read_plain_or_packed(tmp_path: Path, packed: bool) -> None:
    judged = read_judged(folder(tmp_path / "mine", packed=packed))
    assert judged.name == "mine"
    assert [text.id for text in judged.texts] == [line["_id"] for line in TEXTS]
    assert [text.document for text in judged.texts] == ["kenya", "kenya", "fiji", "fiji"]
    assert [(query.id, query.document) for query in judged.queries] == [
        ("q1", None),
        ("q2", None),
        ("q3", "fiji"),
    ]
    assert judged.qrels == {
        "q1": {"kenya#p1": 1},
        "q2": {"fiji#p2": 2},
        "q3": {"fiji#p1": 1, "kenya#p2": 0},
    }


def test_a_mark_of_byte_order_before_the_first_line_is_no_part_of_it(tmp_path: Path) -> None:
    path = folder(tmp_path)
    before = read_judged(path)
    for one in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"):
        (path / one).write_text((path / one).read_text("utf-8"), "utf-8-sig")
    assert read_judged(path) == before


def test_queries_without_a_relevant_text_are_left_out(tmp_path: Path) -> None:
    judged = read_judged(folder(tmp_path, qrels="q1\tkenya#p1\t1\nq2\tfiji#p2\t0\n"))
    assert [query.id for query in judged.queries] == ["q1"]


def test_every_file_of_judgments_counts(tmp_path: Path) -> None:
    path = folder(tmp_path, qrels="q1\tkenya#p1\t1\n")
    (path / "qrels" / "more.tsv").write_text("q2\tfiji#p2\t1\n", "utf-8")
    assert set(read_judged(path).qrels) == {"q1", "q2"}


BAD: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no folder": (lambda path: path / "absent", "no such folder"),
    "no corpus": (lambda path: (folder(path) / "corpus.jsonl").unlink(), "neither corpus.jsonl nor"),
    "no queries": (lambda path: (folder(path) / "queries.jsonl").unlink(), "neither queries.jsonl nor"),
    "no judgments": (lambda path: (folder(path) / "qrels" / "test.tsv").unlink(), "no qrels/"),
    "not JSON": (lambda path: folder(path, texts=[TEXTS[0], "{"]), "corpus.jsonl, line 2: not JSON"),
    "a list": (lambda path: folder(path, texts=[TEXTS[0], []]), "line 2: not a JSON object"),
    "no id": (lambda path: folder(path, texts=[{"text": "x"}]), 'line 1: no "_id"'),
    "a number for an id": (lambda path: folder(path, queries=[{"_id": 7, "text": "x"}]), 'no "_id"'),
    "twice": (lambda path: folder(path, texts=[*TEXTS, TEXTS[0]]), 'line 5: "kenya#p1" came before'),
    "a query twice": (lambda path: folder(path, queries=[*QUERIES, QUERIES[0]]), 'line 4: "q1" came before'),
    "a query without words": (lambda path: folder(path, queries=[{"_id": "q1", "text": " "}]), '"text" is'),
    "a list of words": (
        lambda path: folder(path, texts=[{"_id": "a", "text": ["x"]}]),
        '"text" is not a text',
    ),
    "a year in words": (
        lambda path: folder(path, texts=[{"_id": "a", "text": "x", "year": "2019"}]),
        '"year" is not a whole number',
    ),
    "no text": (lambda path: folder(path, texts=[{"_id": "a", "text": ""}]), "it holds no text"),
    "no query": (lambda path: folder(path, queries=[]), "it holds no query"),
    "an unknown document": (
        lambda path: folder(path, queries=[{"_id": "q1", "text": "x", "doc": "peru"}]),
        'no text belongs to the document "peru"',
    ),
    "an unknown query": (
        lambda path: folder(path, qrels=f"{QRELS}q9\tfiji#p1\t1\n"),
        'line 6: no query "q9"',
    ),
    "an unknown text": (lambda path: folder(path, qrels=f"{QRELS}q1\tfiji#p9\t1\n"), 'no text "fiji#p9"'),
    "two columns": (lambda path: folder(path, qrels=f"{QRELS}q1\tfiji#p1\n"), "line 6: 2 columns, not 3"),
    "half a point": (lambda path: folder(path, qrels=f"{QRELS}q1\tfiji#p1\t0.5\n"), "not a whole number"),
    "no point": (lambda path: folder(path, qrels=f"{QRELS}q1\tfiji#p1\tnan\n"), "not a whole number"),
    "a score beyond all bounds": (
        lambda path: folder(path, qrels=f"{QRELS}q1\tfiji#p1\t1e12\n"),
        "above 1,000",
    ),
    "two judgments of one pair": (
        lambda path: folder(path, qrels="q1\tfiji#p1\t1\nq1\tfiji#p1\t1\nq1\tfiji#p1\t0\n"),
        'line 3: "q1" and "fiji#p1" are judged 1 before',
    ),
    "half a character in an id": (
        lambda path: folder(path, texts=[*TEXTS, {"_id": "\ud800", "text": "x"}]),
        'line 5: "_id" holds half a character',
    ),
    "a query of a book": (
        lambda path: folder(path, queries=[{"_id": "q1", "text": "water " * 40_000}]),
        'queries.jsonl, line 1: "text" has 239,999 characters',
    ),
    "nothing relevant": (
        lambda path: folder(path, qrels="q1\tkenya#p1\t0\n"),
        "no query has a relevant text",
    ),
    "not UTF-8": (
        lambda path: (folder(path) / "corpus.jsonl").write_bytes(b'{"_id": "\xff"}\n'),
        "not UTF-8",
    ),
    "cut short": (
        lambda path: (folder(path, packed=True) / "corpus.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00"),
        "cannot be read",
    ),
    "not packed": (
        lambda path: (folder(path, packed=True) / "corpus.jsonl.gz").write_bytes(b"plain words"),
        "cannot be read",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_used_is_refused_with_its_place_and_a_remedy(tmp_path: Path, case: str) -> None:
    make, said = BAD[case]
    path = tmp_path / "mine"
    made = make(path)
    with pytest.raises(JudgmentsError) as told:
        read_judged(made if isinstance(made, Path) else path)
    assert said in str(told.value)
    assert told.value.remedy


def test_the_halves_part_the_queries_whatever_else_is_there() -> None:
    names = [f"q{number}" for number in range(400)]
    halves = [half_of(name) for name in names]
    assert set(halves) == {"validation", "test"}
    assert 150 < halves.count("test") < 250
    assert [half_of(name) for name in reversed(names)] == halves[::-1]


def test_texts_become_pages_of_documents_and_passages_their_slices(tmp_path: Path) -> None:
    long = " ".join(f"Sentence number {number} tells of rivers and wells." for number in range(80))
    texts = [*TEXTS, {"_id": "long", "title": "Long", "year": 2019, "text": long}]
    judged = read_judged(folder(tmp_path, texts=texts))
    library = as_library(judged, HashingEmbedder().count_tokens)
    assert [document.title for document in library.documents] == [
        "Kenya water plan",
        "Fiji coast plan",
        "Long",
    ]
    assert [document.year for document in library.documents] == [None, None, 2019]
    assert len({row.row for row in library.rows}) == len(library.rows)
    body = {text.id: text.text for text in judged.texts}
    for row in library.rows:
        passage = row.passage
        assert passage.span.of(body[library.text_of[passage.id]]) == passage.text
    of_long = [row for row in library.rows if library.text_of[row.passage.id] == "long"]
    assert len(of_long) > 2
    assert " ".join(row.passage.text for row in of_long) == long
