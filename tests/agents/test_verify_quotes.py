"""A forger who cuts a sentence, or its lead-in, is found out though every word is the page's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agents.assistant import Assistant
from agents.checksums import sums
from agents.contract import from_json, to_json
from agents.events import Finished
from agents.settings import Settings
from agents.sources import Sources, read_sources
from agents.verify_brief import Fault, verify_brief

TEXT = (
    "Kenya will not allow new coal plants in the national parks. "
    "Kenya should restore mangroves along the coast by 2030. "
    "To protect mangroves along the coast, Kenya will:\n"
    "(a) restore 5,000 hectares of mangroves by planting local trees;\n"
    "(b) pay villages that guard the mangroves of Kenya from loggers."
)
Values = dict[str, Any]


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    path = tmp_path / "given.jsonl"
    row = {"title": "Kenya mangrove plan", "year": 2020, "page": 1, "text": TEXT, "country": "Kenya"}
    path.write_text(json.dumps(row) + "\n", "utf-8")
    return read_sources(path)


@pytest.fixture
def values(sources: Sources, tmp_path: Path) -> Values:
    assistant = Assistant.from_settings(Settings(library=tmp_path / "none"))
    *_, last = assistant.ask_sources("What will Kenya do to protect mangroves?", sources)
    assert isinstance(last, Finished)
    return to_json(last.brief)


def found(
    values: Values, sources: Sources, change: Callable[[Values], object] = lambda _: None
) -> list[Fault]:
    change(values)
    values["checksums"] = sums(values)
    brief = from_json(json.dumps(values).encode())
    return list(verify_brief(brief, sources).faults)


def cut(values: Values, page: str, words: str) -> None:
    """The first claim as other words of the same page, and its citation with it."""
    claim = values["claims"][0]
    start = page.index(words)
    claim["text"] = words
    claim["context"] = []
    claim["citations"][0] |= {"start": start, "end": start + len(words), "quote": words}
    del claim["citations"][1:], claim["verdicts"][1:]


def test_an_honest_brief_holds(values: Values, sources: Sources) -> None:
    assert any(claim["context"] for claim in values["claims"])
    assert found(values, sources) == []


@pytest.mark.parametrize(
    "words",
    ["allow new coal plants in the national parks.", "Kenya should restore mangroves", "coal plants"],
)
def test_a_part_of_a_sentence_is_no_quotation(values: Values, sources: Sources, words: str) -> None:
    faults = found(values, sources, lambda own: cut(own, TEXT, words))
    assert "it begins or ends inside a sentence of its page" in {fault.detail for fault in faults}


def test_another_whole_sentence_is_one(values: Values, sources: Sources) -> None:
    faults = found(
        values,
        sources,
        lambda own: cut(own, TEXT, "Kenya will not allow new coal plants in the national parks."),
    )
    assert "quote" not in {fault.kind for fault in faults}


def test_a_list_item_needs_the_sentence_that_opens_its_list(values: Values, sources: Sources) -> None:
    def change(own: Values) -> None:
        for claim in own["claims"]:
            claim["context"] = []

    told = {fault.detail for fault in found(values, sources, change)}
    assert "the sentence that opens its list is missing" in told


def test_a_sentence_that_leads_nothing_in_is_not_put_before_a_claim(values: Values, sources: Sources) -> None:
    words = "Kenya will not allow new coal plants in the national parks."

    def change(own: Values) -> None:
        claim = next(one for one in own["claims"] if one["context"])
        claim["context"][0] |= {"start": 0, "end": len(words), "quote": words}

    told = {fault.detail for fault in found(values, sources, change)}
    assert "what is to be read before it does not lead it in" in told
