"""Assistant, the front door: everything that the interfaces may ask for, and the values they get back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from agents.brief import Brief
from agents.errors import AgentError
from agents.events import Event, Finished
from agents.library import Library
from agents.plan import Plan, Turn
from agents.settings import Settings as Settings
from agents.warming import uncollected
from corpus.documents import Document as Document
from corpus.documents import DocumentKind as DocumentKind
from corpus.documents import Page as Page
from corpus.errors import CorpusError as CorpusError
from corpus.errors import LibraryBusyError as LibraryBusyError
from corpus.errors import LibraryError as LibraryError
from corpus.errors import ManifestError as ManifestError
from corpus.errors import UnknownConversationError as UnknownConversationError
from corpus.errors import UnknownDocumentError as UnknownDocumentError
from corpus.errors import UnreadablePdfError as UnreadablePdfError
from corpus.ingest_events import Failure as Failure
from corpus.ingest_events import FileDone as FileDone
from corpus.ingest_events import IngestEvent as IngestEvent
from corpus.ingest_events import IngestReport as IngestReport
from corpus.ingest_events import Progress as Progress
from corpus.ingest_events import Started as Started
from corpus.passages import CharSpan as CharSpan
from corpus.passages import Passage as Passage
from finetune.errors import ModelError as ModelError
from retrieval.errors import EncoderError as EncoderError
from retrieval.errors import NoMatchError as NoMatchError
from retrieval.errors import QueryError as QueryError
from retrieval.errors import RetrievalError as RetrievalError
from retrieval.errors import UnknownFilterError as UnknownFilterError
from retrieval.facets import Facet as Facet
from retrieval.facets import Facets as Facets
from retrieval.hits import NO_FILTERS as NO_FILTERS
from retrieval.hits import Evidence as Evidence
from retrieval.hits import Filters as Filters
from retrieval.hits import Lifted as Lifted
from retrieval.matching import Match as Match
from retrieval.regions import region_name as region_name

TOLD = (AgentError, CorpusError, ModelError, RetrievalError)
"""Every error whose message is written for the reader."""

if TYPE_CHECKING:
    from collections.abc import Callable

    from agents.claims import Claim
    from agents.conversations import Conversations
    from agents.doctor import Finding
    from agents.endpoint import Endpoint
    from agents.sources import Sources
    from agents.state import Asked, Toolbox
    from agents.verify_brief import VerifyReport

    Run = Callable[..., Iterator[Event]]


class Assistant(Library):
    """Questions in, checked briefs out, over one library; safe to share between threads."""

    _endpoint: Endpoint | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> Assistant:
        """Return an assistant that has loaded nothing yet."""
        return cls(settings)

    @property
    def settings(self) -> Settings:
        """The settings it was made with."""
        return self._settings

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        plan: Plan | None = None,
    ) -> Iterator[Event]:
        """Yield each step as it happens; the last is ``Finished`` with the brief.

        With a ``plan``, as ``plan`` makes it or a reader has edited it, exactly that is searched.

        Raises:
            QuestionError: the question is empty or too long.
            LibraryError: there is no library yet.
        """
        from agents.plan import clean

        clean(question, alone=not history and plan is None)
        self.store()
        self.open_ahead()
        with uncollected():
            from agents.graph import run
            from agents.state import Asked

        yield from self._traced(run, Asked(question, tuple(history), filters, plan), self.toolbox)

    def plan(self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> Plan:
        """Return what would be searched for ``question``; a chat model that is set has its say.

        Raises:
            QuestionError: the question is empty or too long.
        """
        from agents.plan import plan

        ruled = plan(question, tuple(history), filters)
        endpoint = self.endpoint()
        if endpoint is None:
            return ruled
        from agents.mind import Thinking
        from agents.trace import keep

        thinking = Thinking(endpoint)
        try:
            return thinking.plan(ruled)
        finally:
            keep(question, thinking)

    def answer(self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> Brief:
        """Return the brief that answers ``question``, or refuses to."""
        for event in self.ask(question, history=history, filters=filters):
            if isinstance(event, Finished):
                return event.brief
        raise AssertionError("every run ends with Finished")

    def ask_sources(
        self, question: str, sources: Sources, *, history: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        """Yield each step of an answer from ``sources`` alone; no library is opened or needed.

        Raises:
            QuestionError: the question is empty or too long.
        """
        from agents.graph import run
        from agents.plan import clean
        from agents.provenance import facts_of_sources
        from agents.state import Asked, Toolbox
        from agents.support import SupportReader

        clean(question)
        embedder = self.embedder()
        toolbox = Toolbox(
            finder=sources.retriever(embedder, concepts=self._settings.concepts),
            embedder=embedder,
            page=sources.page,
            document=sources.document,
            facts=lambda: facts_of_sources(sources, embedder, self._settings),
            clock=lambda: datetime.now(UTC),
            k=self._settings.k,
            tools=self.tools(),
            meaning=SupportReader(self.embedder),
        )
        yield from self._traced(run, Asked(question, tuple(history), NO_FILTERS), lambda: toolbox)

    def _traced(self, run: Run, asked: Asked, toolbox: Callable[[], Toolbox]) -> Iterator[Event]:
        """Run with the chat model where one is set; what it was asked and what it cost is written down."""
        endpoint = self.endpoint()
        if endpoint is None:
            yield from run(asked, toolbox)
            return
        from agents.mind import Thinking
        from agents.trace import keep

        thinking = Thinking(endpoint)
        try:
            yield from run(asked, toolbox, thinking)
        finally:
            keep(asked.question, thinking)

    def search_sources(self, query: str, sources: Sources, *, k: int = 10) -> tuple[Evidence, ...]:
        """Return the ``k`` passages of ``sources`` nearest to ``query``, best first."""
        retriever = sources.retriever(self.embedder(), concepts=self._settings.concepts)
        return retriever.evidence(query, k=k)

    def endpoint(self) -> Endpoint | None:
        """Return the chat model's endpoint, None where none is set; nothing is connected by that."""
        if self._settings.llm.model is None:
            return None
        from agents.endpoint import Endpoint

        with self._guard:
            if self._endpoint is None or self._endpoint.chosen != self._settings.llm:
                self._endpoint = Endpoint(self._settings.llm)
            return self._endpoint

    def close(self) -> None:
        """Close the store and the endpoint; a later call opens them again."""
        super().close()
        if self._endpoint is not None:
            self._endpoint.close()

    def toolbox(self) -> Toolbox:
        """Return what the agents may use: the library to read, the encoder, the clock."""
        from agents.provenance import facts_of
        from agents.remeasured import Remeasured
        from agents.state import Toolbox
        from agents.support import SupportReader
        from retrieval.embed import is_embedded

        store, retriever, own = self.store(), self.retriever(), self._embedded()
        return Toolbox(
            finder=retriever if is_embedded(self.embedder()) else Remeasured(retriever, own),
            embedder=own,
            page=store.page,
            document=store.document,
            facts=lambda: facts_of(store, self.embedder(), self._settings),
            clock=lambda: datetime.now(UTC),
            k=self._settings.k,
            per_document=self._settings.passages_per_document,
            tools=self.tools(),
            meaning=SupportReader(self.embedder),
        )

    def verify(
        self, data: bytes, sources: Sources | None = None, *, without_checksums: bool = False
    ) -> VerifyReport:
        """Return what a second check of a brief.json finds: hashes, slices, checks, verdicts.

        It is held against the library, or against ``sources`` where it was made from them.
        """
        from agents.contract import from_json
        from agents.support import SupportReader
        from agents.verify_brief import verify_brief

        brief = from_json(data)
        shelf, reader = sources or self.store(), SupportReader(self.embedder)
        return verify_brief(brief, shelf, reader, without_checksums=without_checksums)

    def conversations(self) -> Conversations:
        """Return what is kept of the questions asked in the chat; a library is opened by its first use."""
        from agents.conversations import Conversations

        return Conversations(self.store, keeps=self._settings.keep_conversations)

    def edited(
        self, brief: Brief, claim: Claim, text: str, sources: Sources | None = None
    ) -> tuple[Claim, str]:
        """Return a claim of ``brief`` in another text, verified anew, and the id of the model that was asked.

        It is judged on the words that the claim cites, as stored, and read by the tools that read the
        brief; whether it can stand is the caller's to decide.
        """
        from agents.assess import read_again
        from agents.claims import DraftClaim
        from agents.support import SupportReader
        from agents.verify import asked, judge

        meaning = SupportReader(self.embedder)
        draft = DraftClaim(text, claim.citations, claim.context)
        judged = judge(draft, sources or self.store(), frozenset(brief.provenance.passages), meaning)
        cards = {card for cards in brief.provenance.tools.values() for card in cards.split("+")}
        readings = read_again(text, claim.readings, self.tools(), cards)
        return replace(judged, readings=readings), meaning.card if asked(judged) else ""

    def pull(self, name: str) -> Path:
        """Return the file of a public original, downloaded from its official address."""
        from corpus.starter.originals import pull

        return pull(name, self._settings.library.parent / "downloads")

    def doctor(self) -> tuple[Finding, ...]:
        """Return what is installed, what is missing, and what to do about it."""
        from agents.doctor import doctor

        return doctor(self._settings)
