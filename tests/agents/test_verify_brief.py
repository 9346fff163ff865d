"""A second check finds every alteration of a brief, and of the library under it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from agents.checksums import sums
from agents.contract import from_json, to_json
from agents.verify_brief import VerifyReport, verify_brief
from corpus.documents import Document, Page
from corpus.errors import UnknownDocumentError
from corpus.passages import Passage
from tests.agents.conftest import Ask
from tests.fakes import Shelf

Change = Callable[[dict[str, Any]], None]


class FiledShelf(Shelf):
    """A shelf whose documents have originals on disk."""

    folder: Path

    def read(self) -> ReadShelf:
        return ReadShelf(self)

    def add(self, title: str, *texts: str, **known: Any) -> Document:
        document = super().add(title, *texts, **known)
        self.original(document.id).write_bytes("\n".join((title, *texts)).encode())
        return document

    def original(self, document_id: str) -> Path:
        return self.folder / document_id


@dataclass(frozen=True)
class ReadShelf:
    """A shelf as the second check reads it."""

    shelf: FiledShelf

    def document(self, document_id: str) -> Document:
        return self.shelf.document(document_id)

    def page(self, document_id: str, number: int) -> Page:
        return self.shelf.page(document_id, number)

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        held = {passage.id: passage for passage in self.shelf.passages}
        if set(ids) - set(held):
            raise UnknownDocumentError(str(ids), "no such passage", "Search again")
        return tuple(held[one] for one in ids)

    def original(self, document_id: str) -> Path:
        return self.shelf.original(document_id)


@pytest.fixture
def shelf(tmp_path: Path) -> FiledShelf:
    shelf = FiledShelf()
    shelf.folder = tmp_path
    shelf.add(
        "Kenya plan",
        "Kenya should restore 5.1 million hectares of forest by 2032. It may cost 2 billion dollars.",
        country="KEN",
        year=2020,
    )
    shelf.add("Other", "Buses run on rails in a town of many hills and many bridges of stone.")
    return shelf


QUESTION = "How many hectares of forest should Kenya restore by 2032?"


def checked(
    ask: Ask, shelf: FiledShelf, change: Change = lambda _: None, *, without_checksums: bool = False
) -> VerifyReport:
    """What is found in a brief that somebody changed who also wrote its checksums anew."""
    values = to_json(ask(QUESTION))
    change(values)
    if "checksums" in values:
        values["checksums"] = sums(values)
    brief = from_json(json.dumps(values).encode())
    return verify_brief(brief, shelf.read(), without_checksums=without_checksums)


def test_an_untouched_brief_holds(ask: Ask, shelf: FiledShelf) -> None:
    report = checked(ask, shelf)
    assert report.ok
    assert report.claims >= 1
    assert report.citations >= report.claims


def test_a_refusal_holds_too(ask: Ask, shelf: FiledShelf) -> None:
    brief = ask("What about lunar mining?")
    assert verify_brief(brief, shelf.read()).ok


def claim_text(values: dict[str, Any]) -> None:
    values["claims"][0]["text"] = values["claims"][0]["text"].replace("5.1", "6.1")


def quote(values: dict[str, Any]) -> None:
    citation = values["claims"][0]["citations"][0]
    citation["quote"] = citation["quote"].replace("5.1", "6.1")
    claim_text(values)


def span(values: dict[str, Any]) -> None:
    citation = values["claims"][0]["citations"][0]
    citation["start"] += 1
    citation["end"] += 1


def page(values: dict[str, Any]) -> None:
    values["claims"][0]["citations"][0]["page"] = 2


def document(values: dict[str, Any]) -> None:
    citation = values["claims"][0]["citations"][0]
    citation["document_id"] = "0" * 12


def stated_hash(values: dict[str, Any]) -> None:
    documents = values["provenance"]["documents"]
    documents[next(iter(documents))] = "0" * 64


def forgotten_hash(values: dict[str, Any]) -> None:
    values["provenance"]["documents"] = {}


def verdict(values: dict[str, Any]) -> None:
    values["claims"][0]["support"] = "partial"


def checks(values: dict[str, Any]) -> None:
    values["claims"][0]["checks"] = []


def outcome(values: dict[str, Any]) -> None:
    values["claims"][0]["checks"][3]["outcome"] = "agrees"


def citation_verdict(values: dict[str, Any]) -> None:
    values["claims"][0]["verdicts"] = ["partial"]


def contradicted_in_the_body(values: dict[str, Any]) -> None:
    values["claims"][0]["support"] = "contradicted"


def instead(values: dict[str, Any]) -> None:
    values["left_out"].append({**values["claims"][0], "instead": "Nobody says this."})


def unknown_model(values: dict[str, Any]) -> None:
    check = next(own for own in values["claims"][0]["checks"] if own["name"] == "meaning")
    check["reasons"] = [{"code": "meaning", "said": "all of it"}]


def label(values: dict[str, Any]) -> None:
    values["claims"][0]["citations"][0]["page_label"] = "iv"


def passage(values: dict[str, Any]) -> None:
    values["provenance"]["passages"] = []


def title(values: dict[str, Any]) -> None:
    values["claims"][0]["citations"][0]["title"] = "A report that nobody wrote"


def publisher(values: dict[str, Any]) -> None:
    values["sources"][0]["publisher"] = "A body that did not publish it"


def address(values: dict[str, Any]) -> None:
    values["claims"][0]["citations"][0]["url"] = "https://elsewhere.example/plan.pdf"


def sources_address(values: dict[str, Any]) -> None:
    values["sources"][0]["url"] = "https://elsewhere.example/plan.pdf"


def sources_country(values: dict[str, Any]) -> None:
    values["sources"][0]["country"] = "FRA"


def under(heading: str) -> Change:
    """Every claim under one heading, as options have them."""

    def change(values: dict[str, Any]) -> None:
        values["bottom_line"] = []
        values["options"] = [{"heading": heading, "claims": list(range(len(values["claims"])))}]

    return change


def copied_to_left_out(values: dict[str, Any]) -> None:
    values["left_out"].append(values["claims"][0])


def nothing_unanswered(values: dict[str, Any]) -> None:
    values["searched"][0]["answered"] = False
    values["unanswered"] = []


def question(values: dict[str, Any]) -> None:
    values["question"] = "Should every forest be sold?"


CHANGES = (
    address,
    sources_address,
    sources_country,
    under("Everybody agrees that forests must be sold"),
    under("Other"),
    question,
    claim_text,
    quote,
    span,
    page,
    document,
    stated_hash,
    forgotten_hash,
    verdict,
    checks,
    outcome,
    citation_verdict,
    contradicted_in_the_body,
    instead,
    unknown_model,
    label,
    passage,
    title,
    publisher,
    copied_to_left_out,
    nothing_unanswered,
)


@pytest.mark.parametrize("change", CHANGES)
def test_an_altered_brief_is_found_out(ask: Ask, shelf: FiledShelf, change: Change) -> None:
    assert not checked(ask, shelf, change).ok


def mind(values: dict[str, Any]) -> None:
    values["provenance"]["mind"] = "chat model large, each sentence checked"


def unanswered(values: dict[str, Any]) -> None:
    values["unanswered"] = ["What it costs"]


def searched(values: dict[str, Any]) -> None:
    values["searched"][0]["probability"] = 1.0


def no_longer_stated(values: dict[str, Any]) -> None:
    del values["checksums"]["created"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (mind, "provenance.mind"),
        (unanswered, "unanswered"),
        (searched, "searched"),
        (copied_to_left_out, "left_out"),
        (no_longer_stated, "created"),
    ],
)
def test_what_no_page_can_tell_is_held_against_its_checksum(
    ask: Ask, shelf: FiledShelf, change: Change, named: str
) -> None:
    values = to_json(ask(QUESTION))
    change(values)
    report = verify_brief(from_json(json.dumps(values).encode()), shelf.read())
    assert ("checksum", named) in {(fault.kind, fault.where) for fault in report.faults}


def as_before(values: dict[str, Any]) -> None:
    """As files were before verdicts: no outcomes, no reasons, a check of words, no checksums, no review."""
    del values["checksums"], values["review"]
    for claim in values["claims"]:
        del claim["verdicts"], claim["instead"]
        claim["checks"] = [
            {"name": name, "passed": True, "detail": ""}
            for name in ("cited", "passage", "quote", "words", "numbers", "calibrated language")
        ]


def test_an_older_brief_holds_where_it_is_taken_without_checksums(ask: Ask, shelf: FiledShelf) -> None:
    report = checked(ask, shelf, as_before, without_checksums=True)
    assert report.ok
    assert "checksums" in report.remarks[0]


def test_a_file_without_checksums_is_not_whole(ask: Ask, shelf: FiledShelf) -> None:
    report = checked(ask, shelf, lambda values: values.pop("checksums"))
    (fault,) = report.faults
    assert (fault.kind, report.ok, report.remarks) == ("not whole", False, ())
    assert "cannot be checked for changes" in fault.detail


def test_an_altered_older_brief_is_found_out(ask: Ask, shelf: FiledShelf) -> None:
    def change(values: dict[str, Any]) -> None:
        as_before(values)
        claim_text(values)

    assert not checked(ask, shelf, change, without_checksums=True).ok


@pytest.mark.parametrize("heading", ["Kenya plan", QUESTION])
def test_a_heading_is_a_source_s_own_or_what_was_asked(ask: Ask, shelf: FiledShelf, heading: str) -> None:
    assert checked(ask, shelf, under(heading)).ok


@pytest.mark.parametrize(("name", "value"), [("title", "Another"), ("url", "https://elsewhere.example/")])
def test_a_forged_source_of_a_refusal_is_found_out(
    ask: Ask, shelf: FiledShelf, name: str, value: str
) -> None:
    values = to_json(ask("What about lunar mining and the hills of a town?"))
    assert not values["answered"]
    assert verify_brief(from_json(json.dumps(values).encode()), shelf.read()).ok
    values["nearest"][0][name] = value
    assert not verify_brief(from_json(json.dumps(values).encode()), shelf.read()).ok


def test_a_changed_page_is_found_out(ask: Ask, shelf: FiledShelf) -> None:
    brief = ask(QUESTION)
    key = next(iter(shelf.pages))
    shelf.pages[key] = replace(shelf.pages[key], text=shelf.pages[key].text.replace("5.1", "5.2"))
    assert {fault.kind for fault in verify_brief(brief, shelf.read()).faults} >= {"quote", "verdict"}


def test_a_changed_or_lost_original_is_found_out(ask: Ask, shelf: FiledShelf) -> None:
    brief = ask(QUESTION)
    original = shelf.original(brief.references[0].document_id)
    assert hashlib.sha256(original.read_bytes()).hexdigest() == brief.sources[0].sha256
    original.write_bytes(b"other")
    assert [fault.detail for fault in verify_brief(brief, shelf.read()).faults] == [
        "its original file was altered"
    ]
    original.unlink()
    assert [fault.kind for fault in verify_brief(brief, shelf.read()).faults] == ["document"]


def test_another_library_is_told_from_this_one(ask: Ask, shelf: FiledShelf) -> None:
    brief = ask(QUESTION)
    shelf.held.clear()
    shelf.pages.clear()
    kinds = {fault.kind for fault in verify_brief(brief, shelf.read()).faults}
    assert kinds >= {"document", "quote"}


def test_a_reading_whose_score_is_not_the_sum_of_its_parts_is_found_out(ask: Ask, shelf: FiledShelf) -> None:
    def change(values: dict[str, Any]) -> None:
        part = {"name": "specificity", "label": "3", "share": 0.5, "weight": 40.0}
        policy = {"tool": "policy", "label": "target", "probability": 0.9, "value": 99.0, "parts": [part]}
        values["claims"][0]["readings"] = [policy]

    def honest(values: dict[str, Any]) -> None:
        change(values)
        values["claims"][0]["readings"][0]["value"] = 20.0

    assert "reading" in {fault.kind for fault in checked(ask, shelf, change).faults}
    assert "reading" not in {fault.kind for fault in checked(ask, shelf, honest).faults}
