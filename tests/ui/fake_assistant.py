"""An assistant for the command line that remembers what it was asked and answers from memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from agents.assistant import (
    NO_FILTERS,
    Document,
    Evidence,
    Facet,
    Facets,
    Failure,
    FileDone,
    Filters,
    IngestEvent,
    IngestReport,
    Page,
    Passage,
    Progress,
    Settings,
    Started,
    UnknownDocumentError,
    UnknownFilterError,
)
from agents.brief import Brief
from agents.claims import Claim
from agents.doctor import Finding
from agents.errors import QuestionError
from agents.events import Assessed, Drafted, Event, Finished, Found, Planned, Verified
from agents.readings import MissingTool
from agents.verify_brief import Fault, VerifyReport
from corpus.check import CheckReport, Problem
from corpus.passages import CharSpan
from tests.ui.briefs import an_answer, an_edit


class ShelfAssistant:
    """The commands' view of an assistant, over one brief and its documents."""

    def __init__(self, brief: Brief | None = None, *, sound: bool = True) -> None:
        self.brief = brief or an_answer()
        self.sound = sound
        self.settings = Settings()
        self.calls: list[tuple[str, Any]] = []

    def with_settings(self, settings: Settings) -> ShelfAssistant:
        self.settings = settings
        return self

    def read_words(self) -> None:
        self.calls.append(("read_words", None))

    def ask(self, question: str, *, filters: Filters = NO_FILTERS) -> Iterator[Event]:
        if not question.strip():
            raise QuestionError("the question", "it is empty", "Ask something.")
        self.calls.append(("ask", (question, filters)))
        yield Planned(self.brief.plan)
        yield Found(self.brief.searched[0], 3)
        yield Assessed(12, ("policy", "risk"), (MissingTool("sdg", "it is altered"),))
        yield Drafted(5)
        yield Verified(4, 1)
        yield Finished(self.brief)

    def search(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Evidence, ...]:
        self.calls.append(("search", (query, k, filters)))
        document = self.brief.sources[0]
        text = "Methane\x1b[2J is important"
        passage = Passage(document.id, 3, CharSpan(10, 10 + len(text)), text)
        return (Evidence(passage, document, query, 1, 0.9, 0.8, 7.5),)

    def filters(self, **chosen: Any) -> Filters:
        self.calls.append(("filters", chosen))
        if "Atlantis" in (chosen["countries"] or ()):
            raise UnknownFilterError("country Atlantis", "no document has it", "There are: Kenya")
        return Filters(countries=("KEN",), year_from=2015, year_to=2023)

    def facets(self) -> Facets:
        kenya, mangrove = Facet("KEN", "Kenya", 2, 31), Facet("mangrove", "mangrove", 0, 1)
        return Facets(self.documents(), (kenya,), (), (), (), (), concepts=(mangrove,))

    def ingest(self, paths: Sequence[Path], *, overrides: Any, jobs: Any, ocr: Any) -> Iterator[IngestEvent]:
        self.calls.append(("ingest", (paths, overrides, jobs, ocr)))
        yield Started(len(paths), 2)
        yield Progress(3, 6, None, None)
        yield Progress(3, 6, 12.5, 64.0)
        failed = []
        for path in paths:
            if "stop" in path.name:
                raise KeyboardInterrupt
            if "bad" in path.name:
                failed.append(Failure(path.name, "it is not a PDF", "Give a PDF"))
                yield FileDone(path.name, "failed", reason="it is not a PDF")
            elif "old" in path.name:
                yield FileDone(path.name, "skipped", reason="in the library")
            else:
                yield FileDone(path.name, "added", 3, 9, None, "abc", (2, 3), ("hidden text",))
        yield IngestReport(
            len(paths) - len(failed),
            3,
            9,
            1,
            tuple(failed),
            2,
            1,
            2,
            (Failure("m.csv", "row 3", "Mend it"),),
            1.5,
        )

    def ingest_starter(self) -> Iterator[IngestEvent]:
        yield from self.ingest([Path("starter.pdf")], overrides={}, jobs=None, ocr=None)

    def documents(self) -> tuple[Document, ...]:
        return self.brief.sources

    def document(self, name: str) -> Document:
        for document in self.documents():
            if document.id.startswith(name) or document.file == name:
                return document
        raise UnknownDocumentError(name, "no document is called so", "See `globalbrain library list`")

    def page(self, name: str, number: int) -> Page:
        return Page(self.document(name).id, number, "The text\nof \x07one page.", "xii")

    def remove(self, name: str) -> Document:
        return self.document(name)

    def correct(self, name: str, **fields: Any) -> Document:
        self.calls.append(("correct", fields))
        return self.document(name)

    def rebuild(self) -> None:
        self.calls.append(("rebuild", None))

    def reembed(self, encoder: str) -> Iterator[Progress]:
        yield Progress(3, 6, 12.5, 64.0)
        self.calls.append(("reembed", encoder))

    def read_passages(self) -> Iterator[tuple[int, int]]:
        yield 1, 2
        yield 2, 2

    def check(self, *, read_data: bool = False) -> CheckReport:
        problems = () if self.sound else (Problem("original", "a.pdf is not there", "Take it in again"),)
        return CheckReport(3, 9, read_data, problems)

    def verify(self, data: bytes, sources: object = None, *, without_checksums: bool = False) -> VerifyReport:
        self.calls.append(("without checksums", without_checksums))
        faults = () if self.sound else (Fault("quote", "claim 1", "the page has other words"),)
        return VerifyReport(4, 5, 3, faults)

    def edited(self, brief: Brief, claim: Claim, text: str, sources: object = None) -> tuple[Claim, str]:
        self.calls.append(("edited", sources))
        return an_edit(claim, text), ""

    def conversations(self) -> Any:
        return self

    def quoting(self, document_id: str) -> int:
        return 2

    def pull(self, name: str) -> Path:
        return Path("/downloads") / f"{name}.pdf"

    def doctor(self) -> tuple[Finding, ...]:
        good = Finding("encoder", "ok", "all-MiniLM-L6-v2")
        bad = Finding("library", "ok" if self.sound else "fail", "not there", "globalbrain ingest PATH")
        return (good, bad)
