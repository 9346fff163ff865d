"""The JSON contract: what is written reads back as the same brief, and nothing else reads at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.contract import from_json, search_json, to_json
from agents.errors import BriefFileError
from agents.schema import BriefShape
from agents.schema_search import HitsShape
from tests.agents.conftest import Ask
from tests.fakes import Shelf

QUESTIONS = ("How much degraded forest land should Kenya and India restore?", "What about lunar mining?")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_brief_survives_the_way_out_and_in(ask: Ask, question: str) -> None:
    brief = ask(question)
    values = to_json(brief)
    assert from_json(json.dumps(values).encode()) == brief
    assert to_json(from_json(json.dumps(values).encode())) == values


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_printed_has_the_documented_shape(ask: Ask, question: str) -> None:
    values = to_json(ask(question))
    BriefShape.model_validate_json(json.dumps(values))
    assert list(values)[:7] == [
        *("format", "question", "answered", "claims", "unanswered", "searched", "provenance")
    ]
    for claim in values["claims"]:
        for citation in claim["citations"]:
            assert citation.keys() >= {
                *("document_id", "file", "title", "page", "page_label", "start", "end", "quote")
            }
            assert len(citation["quote"]) == citation["end"] - citation["start"]


def test_hits_have_the_documented_shape(shelf: Shelf) -> None:
    values = search_json(shelf.evidence("forest land", k=3))
    HitsShape.model_validate_json(json.dumps(values))
    assert [hit["rank"] for hit in values["hits"]] == [1, 2, 3]
    assert all(len(hit["text"]) == hit["end"] - hit["start"] for hit in values["hits"])


def _set(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(values: dict[str, Any]) -> None:
        place: Any = values
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("answered", to=False),
        _set("answered", to="yes"),
        _set("format", to=2),
        _set("surprise", to=1),
        _set("bottom_line", to=[99]),
        _set("bottom_line", to=[-1]),
        _set("claims", 0, "support", to="certain"),
        _set("claims", 0, "citations", to=[]),
        _set("claims", 0, "citations", 0, "start", to=-1),
        _set("claims", 0, "citations", 0, "end", to=0),
        _set("claims", 0, "citations", 0, "page", to=0),
        _set("claims", 0, "citations", 0, "document_id", to="../../etc/passwd"),
        _set("claims", 0, "citations", 0, "url", to="javascript:alert(1)"),
        _set("sources", 0, "url", to="file:///etc/passwd"),
        _set("sources", 0, "sha256", to="0" * 64),
        _set("searched", 0, "probability", to=7),
        _set("created", to="yesterday"),
        _set("question", to="a" * 30_000),
        _set("provenance", to=None),
    ],
)
def test_a_brief_out_of_shape_is_refused(ask: Ask, change: Callable[[dict[str, Any]], None]) -> None:
    values = to_json(ask(QUESTIONS[0]))
    change(values)
    with pytest.raises(BriefFileError, match=r"brief\.json"):
        from_json(json.dumps(values).encode())


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"question": 1e999}']
)
def test_what_is_no_brief_is_refused(data: bytes) -> None:
    with pytest.raises(BriefFileError):
        from_json(data)


def test_a_file_of_no_end_is_refused_unread() -> None:
    with pytest.raises(BriefFileError, match="larger than"):
        from_json(b" " * (21 * 2**20))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_kindly(data: bytes) -> None:
    with pytest.raises(BriefFileError):
        from_json(data)
