"""Desk: what the page's buttons do, with no word of Gradio."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from agents.assistant import NO_FILTERS, TOLD, Filters, LibraryError, NoMatchError
from agents.concepts import Concepts
from agents.conversations import new_conversation
from agents.events import Event, Finished
from agents.plan import MOST_CHARACTERS, Plan, why_unasked
from ui.archive import Archive
from ui.bench import Bench
from ui.chat import MOST_EXCHANGES, Exchange, hear, turns
from ui.limits import Choice, Choices, Limits, chips_of, choices_of, match_words, no_match_words
from ui.plain import clean, shorten
from ui.planned import planned
from ui.shelf import Shelf
from ui.sitting import Sittings
from ui.strings import Words, words
from ui.uploads import trouble, upload
from ui.work import Conversations, Line, Thread, Work

if TYPE_CHECKING:
    from agents.assistant import Assistant, Document
    from agents.concepts import Thesaurus

log = logging.getLogger(__name__)
Opened = tuple[Thread, Work]


class Desk:
    """One assistant at work for every tab of every browser; safe to share between threads."""

    def __init__(
        self,
        assistant: Assistant,
        shelf: Shelf,
        *,
        say: Words | None = None,
        line: Line | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Work with ``assistant``, keep briefs on ``shelf``; ``clock`` gives seconds."""
        self.bench = Bench(assistant.settings.library)
        self.sittings = Sittings(assistant)
        self.archive = Archive(assistant, shelf)
        self._assistant = assistant
        self._shelf = shelf
        self._say = say or words()
        self._clock = clock
        self._line = line or Line()
        self._conversations = Conversations(clock)

    @property
    def say(self) -> Words:
        """The sentences of the interface's language."""
        return self._say

    def ask(
        self,
        session: str,
        question: str,
        before: Thread,
        limits: Limits,
        say: Words | None = None,
        *,
        tab: str = "",
        plan: Plan | None = None,
    ) -> tuple[Thread, Work]:
        """Return the conversation so far and the question at work, which goes on even if nobody watches.

        Args:
            session: whose brief it will be; empty where the browser keeps no cookie.
            question: as it was typed; its check is the assistant's.
            before: the conversation so far.
            limits: the chosen filters.
            say: the sentences for steps and troubles.
            tab: which of the browser's tabs; ``stop`` names it.
            plan: what is to be searched, where the reader has seen and settled it.
        """
        say = say or self._say
        past = before[-(MOST_EXCHANGES - 1) :]
        conversation = (past[-1].conversation if past else "") or new_conversation()
        told = self._limits(limits, say)
        work = Work(Exchange(shorten(clean(question), 2000), limits=told, conversation=conversation))
        wrong = _unasked(session, question, say, alone=not turns(past))
        if wrong:
            work.grow(lambda now: replace(now, trouble=wrong))
            return past, work
        run = partial(self._run, session, work, question, past, limits, plan)
        self.archive.begin(work, question, limits)
        turn = self._line.join(work, run)
        if turn is None:
            work.grow(lambda now: replace(now, trouble=say["busy"]))
            self.archive.end(work, say)
        else:
            for key in (session, f"{session} {tab}"):
                self._conversations.keep(key, past, work)
            turn.add_done_callback(lambda ended: self._end(work, ended, say))
        return past, work

    def position(self, work: Work) -> int:
        """Return how many turns away a question is: 0 once it is being worked on."""
        return self._line.position(work)

    def last(self, session: str) -> tuple[Thread, Work] | None:
        """Return this browser's last conversation: what came before, and the last question."""
        return self._conversations.last(session)

    def stop(self, session: str, say: Words | None = None, *, tab: str = "") -> None:
        """End what this tab has asked last, if that is still at work; after a reload, its browser."""
        kept = self._conversations.last(f"{session} {tab}") or self._conversations.last(session)
        if kept is not None:
            _, work = kept
            work.stopped.set()
            work.grow(lambda now: replace(now, trouble=(say or self._say)["stopped"]))

    def forget(self, session: str, *, tab: str = "") -> None:
        """Stop, and begin a new conversation."""
        self.stop(session, tab=tab)
        for key in (session, f"{session} {tab}"):
            self._conversations.forget(key)

    def upload(self, paths: Sequence[Path], say: Words | None = None) -> Iterator[str]:
        """Yield the state of an upload as HTML; the copies that came over the wire are removed at the end."""
        try:
            yield from upload(self._assistant, paths, say or self._say)
        except TOLD as error:
            yield trouble(str(error))
        finally:
            for path in paths:
                path.unlink(missing_ok=True)

    def documents(self) -> tuple[Document, ...]:
        """Return the library's documents; none where there is no library yet."""
        try:
            return self._assistant.documents()
        except LibraryError as error:
            log.info("no library: %s", type(error).__name__)
            return ()

    def choices(self, say: Words | None = None) -> Choices:
        """Return what the search can be limited to; nothing where there is no library yet."""
        try:
            facets = self._assistant.facets()
        except LibraryError as error:
            log.info("no facets: %s", type(error).__name__)
            return {}
        return choices_of(facets, self._thesaurus(), say or self._say)

    def chosen(self, limits: Limits, say: Words | None = None) -> tuple[Choice, ...]:
        """Return the limits one by one: in words, and as ``without`` knows them."""
        titles = {document.id: document.name for document in self.documents()} if limits.documents else {}
        return chips_of(limits, titles, self._thesaurus(), say or self._say)

    def matching(self, limits: Limits, say: Words | None = None) -> str:
        """Return how much of the library passes the limits, in words; empty without limits."""
        say = say or self._say
        if limits == Limits():
            return ""
        try:
            return match_words(self._assistant.match(self._filters(limits)), say)
        except NoMatchError as error:
            return no_match_words(error.lifted, say)
        except TOLD as error:
            return str(error)

    def _thesaurus(self) -> Thesaurus:
        return Concepts(self._assistant.settings.library).thesaurus()

    def plan(self, question: str, before: Thread, limits: Limits, say: Words | None = None) -> Plan | str:
        """Return what would be searched for a question, or in words why it cannot be asked."""
        say, past = say or self._say, turns(before)
        if wrong := _unasked("-", question, say, alone=not past):
            return wrong
        try:
            return self._assistant.plan(question, history=past, filters=self._filters(limits))
        except NoMatchError as error:
            return no_match_words(error.lifted, say)
        except TOLD as error:
            return str(error)

    def edited(
        self,
        made: Plan,
        lines: Sequence[Sequence[object]],
        kept: Sequence[str],
        limits: Limits,
        say: Words | None = None,
    ) -> Plan | str:
        """Return the plan as the form leaves it, or in words why it cannot be searched; see ``planned``."""
        say = say or self._say
        try:
            return planned(made, lines, kept, self._filters(limits), say)
        except NoMatchError as error:
            return no_match_words(error.lifted, say)
        except TOLD as error:
            return str(error)

    def open(self, session: str, conversation: str, say: Words | None = None, *, tab: str = "") -> Opened:
        """Return a kept conversation as one that goes on: its exchanges, or one at work that is followed.

        Raises:
            CorpusError: it is not kept, or the library cannot be read.
        """
        past, work = self.archive.open(session, conversation, say or self._say)
        for key in (session, f"{session} {tab}"):
            self._conversations.keep(key, past, work)
        return past, work

    def delete(self, conversation: str, say: Words | None = None) -> None:
        """Delete a kept conversation for good, also from what a reload would show (CorpusError)."""
        self.archive.delete(conversation, say or self._say)
        self._conversations.drop(conversation)

    def _run(
        self, session: str, work: Work, question: str, past: Thread, limits: Limits, plan: Plan | None
    ) -> None:
        if work.stopped.is_set():
            return
        started = self._clock()
        filters = self._filters(limits)
        asked = {"plan": plan} if plan else {}
        for event in self._assistant.ask(question, history=turns(past), filters=filters, **asked):
            if work.stopped.is_set():
                return
            work.grow(partial(self._hear, session, event, self._clock() - started))

    def _hear(self, session: str, event: Event, at_s: float, now: Exchange) -> Exchange:
        grown = hear(now, event, at_s)
        if isinstance(event, Finished):
            return replace(grown, brief=event.brief, name=self._shelf.put(session, event.brief))
        return grown

    def _end(self, work: Work, ended: Future[None], say: Words) -> None:
        """Say why there is no answer: stopped, a known error in its own words, or a fault by number."""
        if not work.now.done:
            self._tell(work, ended, say)
        self.archive.end(work, say)

    def _tell(self, work: Work, ended: Future[None], say: Words) -> None:
        error = ended.exception()
        if isinstance(error, LibraryError) and not self.documents():
            told = say["library_empty"]  # what the error advises is for the command line
        elif isinstance(error, NoMatchError):
            told = no_match_words(error.lifted, say)
        elif isinstance(error, TOLD):
            told = str(error)
        else:
            code = secrets.token_hex(3)
            log.error("fault %s", code, exc_info=error)
            told = say("fault", code=code)
        work.grow(lambda now: replace(now, trouble=told))

    def _limits(self, limits: Limits, say: Words) -> str:
        """Return the limits in words, empty where there are none."""
        return shorten("; ".join(words for words, _ in self.chosen(limits, say)), 400)

    def _filters(self, limits: Limits) -> Filters:
        return NO_FILTERS if limits == Limits() else self._assistant.filters(**limits.asked())


def _unasked(session: str, question: str, say: Words, *, alone: bool) -> str:
    """Return why a question is not asked at all, in the reader's language; empty where it is asked."""
    if not session:
        return say["no_cookie"]
    why = why_unasked(question, alone=alone)
    if why is None:
        return ""
    gaps = {"n": len(question), "most": MOST_CHARACTERS} if why == "long" else {}
    return say(f"question_{why}", **gaps)
