"""A fake assistant over a tiny library of one page, for everything that needs no real one."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agents.assistant import (
    NO_FILTERS,
    CharSpan,
    Document,
    Evidence,
    Failure,
    FileDone,
    Filters,
    IngestEvent,
    IngestReport,
    LibraryError,
    Lifted,
    NoMatchError,
    Page,
    Progress,
    Settings,
    Started,
    UnknownDocumentError,
)
from agents.brief import Brief
from agents.claims import Claim
from agents.conversations import Conversations
from agents.errors import QuestionError
from agents.events import Assessed, Drafted, Event, Finished, Found, Planned, Verified
from agents.plan import Plan, Turn, plan
from corpus.store import Store
from finetune.errors import ArtifactError
from retrieval.facets import Facet, Facets
from retrieval.matching import Match
from tests.ui.briefs import MODEL, a_refusal, an_answer, an_edit


class FakeModels:
    """One model, whose card has what must not become mark-up."""

    def card_text(self, model: str) -> str:
        if model != MODEL:
            raise ArtifactError(f"model {model}", "there is no such version", "There are: none.")
        return (
            f"# Model card {model}\n\n| task | score |\n|---|---|\n| sdg | 0.8 |\n\n"
            "<script>alert(1)</script> ![x](https://evil.example/x.png) [y](javascript:alert(1))\n"
        )


@dataclass
class FakeAssistant:
    """The assistant's interface over values made up beforehand.

    A question with "football" is refused, an empty one is an error, one with "fault" breaks, and one
    with "wait" waits until ``go`` is set after its first step.
    """

    settings: Settings = field(default_factory=Settings)
    asked: list[tuple[str, tuple[Turn, ...], Filters]] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    brief: Brief = field(default_factory=an_answer)
    refusal: Brief = field(default_factory=a_refusal)
    searched: list[str] = field(default_factory=list)
    folder: Path = Path("/nowhere")
    kept: Conversations | None = None
    plans: list[Plan | None] = field(default_factory=list)

    def read_words(self) -> None:
        """Nothing to load."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        plan: Plan | None = None,
    ) -> Iterator[Event]:
        self.plans.append(plan)
        self.asked.append((question, tuple(history), filters))
        if not question.strip():
            raise QuestionError("the question", "it is empty", "Type a question.")
        brief = self.refusal if "football" in question else self.brief
        yield Planned(brief.plan)
        if "wait" in question:
            self.go.wait(20)
        if "fault" in question:
            raise RuntimeError("secret path /home/someone")
        for searched in brief.searched:
            yield Found(searched, 2)
        yield Assessed(12, ("policy", "risk"), brief.missing_tools)
        yield Drafted(len(brief.claims))
        yield Verified(len(brief.claims), len(brief.left_out))
        yield Finished(brief)

    def plan(self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> Plan:
        return plan(question, tuple(history), filters)

    def conversations(self) -> Conversations:
        return self.kept or Conversations(_no_library)

    def models(self) -> FakeModels:
        return FakeModels()

    def search(self, query: str, *, k: int = 10) -> tuple[Evidence, ...]:
        self.searched.append(query)
        return ()

    def filters(self, **chosen: Any) -> Filters:
        if "FRA" in chosen["countries"] and chosen["years"]:
            lifted = (Lifted("year", 1, 9, ("2015",)), Lifted("country", 2, 3, ("KEN",)))
            raise NoMatchError("filters country, year", "nothing passes", "Lift one", lifted)
        return Filters(countries=tuple(chosen["countries"]))

    def facets(self) -> Facets:
        one, mangrove = Facet("KEN", "Kenya", 2, 31), Facet("mangrove", "mangrove", 0, 7)
        goal = Facet("13", "13", 1, 5)
        return Facets(self.documents(), (one,), (), (), (), (), concepts=(mangrove,), goals=(goal,))

    def match(self, filters: Filters) -> Match:
        return Match(2, 31)

    def documents(self) -> tuple[Document, ...]:
        return self.brief.sources

    def document(self, document_id: str) -> Document:
        for document in self.documents():
            if document_id in {document.id, document.file}:
                return document
        raise UnknownDocumentError(document_id, "there is no such document", "Look in the library.")

    def page(self, document_id: str, number: int) -> Page:
        return Page(self.document(document_id).id, number, "x" * 4000)

    def original(self, document_id: str) -> Path:
        return self.folder / f"{self.document(document_id).id}.pdf"

    def edited(self, brief: Brief, claim: Claim, text: str) -> tuple[Claim, str]:
        return an_edit(claim, text), ""

    def page_picture(
        self, document_id: str, number: int, spans: Sequence[CharSpan] = (), *, width_px: int = 900
    ) -> bytes:
        self.document(document_id)
        return a_png(width_px // 10, 100, (255, 230, 80) if spans else (250, 250, 250))

    def ingest(
        self, paths: Sequence[Path], *, overrides: Mapping[str, Any] | None = None
    ) -> Iterator[IngestEvent]:
        yield Started(len(paths))
        failed = []
        for path in paths:
            yield Progress(3, 6, 12.5, 4.0)
            if "bad" in path.name:
                failed.append(Failure(path.name, "it is not a PDF", "Give a PDF."))
                yield FileDone(path.name, "failed", reason="it is not a PDF")
            else:
                yield FileDone(path.name, "added", 3, 9, document_id="abc", unread_pages=(2, 3, 7))
        yield IngestReport(len(paths) - len(failed), 3, 9, 0, tuple(failed), 0)


def _no_library() -> Store:
    raise LibraryError("/nowhere", "no library is there", "Make one")


def a_png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()
