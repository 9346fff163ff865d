"""Desk: what the page's buttons do, with no word of Gradio."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.assistant import NO_FILTERS, TOLD, Filters, LibraryError
from agents.events import Event, Finished
from agents.places import country_name, language_name
from agents.plan import MOST_CHARACTERS
from ui.bench import Bench
from ui.chat import MOST_EXCHANGES, Exchange, hear, turns
from ui.plain import clean, shorten
from ui.shelf import Shelf
from ui.sitting import Sittings
from ui.strings import Words, words
from ui.uploads import trouble, upload
from ui.work import Conversations, Line, Thread, Work

if TYPE_CHECKING:
    from agents.assistant import Assistant, Document, Facet

log = logging.getLogger(__name__)
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader chose in the filters, as it stands in the page."""

    countries: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None

    def years(self) -> str | None:
        """Return the years as the library reads them ("2019", "2015-2023"), None where unlimited."""
        if self.year_from is None and self.year_to is None:
            return None
        return f"{self.year_from or 1000}-{self.year_to or 2999}"


@dataclass(frozen=True, slots=True)
class Choices:
    """What each filter can be limited to: (label, value), the label with its count."""

    countries: tuple[Choice, ...] = ()
    publishers: tuple[Choice, ...] = ()
    languages: tuple[Choice, ...] = ()
    kinds: tuple[Choice, ...] = ()
    documents: tuple[Choice, ...] = ()


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
    ) -> tuple[Thread, Work]:
        """Return the conversation so far and the question at work, which goes on even if nobody watches.

        Args:
            session: whose brief it will be; empty where the browser keeps no cookie.
            question: as it was typed; its check is the assistant's.
            before: the conversation so far.
            limits: the chosen filters.
            say: the sentences for steps and troubles.
            tab: which of the browser's tabs; ``stop`` names it.
        """
        say = say or self._say
        past = before[-(MOST_EXCHANGES - 1) :]
        work = Work(Exchange(shorten(clean(question), 2000), limits=self._limits(limits, say)))
        wrong = _unasked(session, question, say)
        if wrong:
            work.grow(lambda now: replace(now, trouble=wrong))
            return past, work
        run = partial(self._run, session, work, question, past, limits, say)
        turn = self._line.join(work, run)
        if turn is None:
            work.grow(lambda now: replace(now, trouble=say["busy"]))
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
        """Return what the filters can be limited to; nothing where there is no library yet."""
        say = say or self._say
        try:
            facets = self._assistant.facets()
        except LibraryError as error:
            log.info("no facets: %s", type(error).__name__)
            return Choices()
        return Choices(
            countries=_labelled(facets.countries, lambda code: country_name(code, say.language)),
            publishers=_labelled(facets.publishers),
            languages=_labelled(facets.languages, lambda tag: language_name(tag, say.language)),
            kinds=_labelled(facets.kinds, lambda kind: say[f"kind_{kind}"]),
            documents=tuple((shorten(clean(d.name), 80), d.id) for d in facets.documents),
        )

    def _run(self, session: str, work: Work, question: str, past: Thread, limits: Limits, say: Words) -> None:
        if work.stopped.is_set():
            return
        started = self._clock()
        filters = self._filters(limits)
        for event in self._assistant.ask(question, history=turns(past), filters=filters):
            if work.stopped.is_set():
                return
            work.grow(partial(self._hear, session, event, self._clock() - started, say))

    def _hear(self, session: str, event: Event, at_s: float, say: Words, now: Exchange) -> Exchange:
        grown = hear(now, event, at_s, say)
        if isinstance(event, Finished):
            return replace(grown, brief=event.brief, name=self._shelf.put(session, event.brief))
        return grown

    def _end(self, work: Work, ended: Future[None], say: Words) -> None:
        """Say why there is no answer: stopped, a known error in its own words, or a fault by number."""
        if work.now.done:
            return
        error = ended.exception()
        if isinstance(error, LibraryError) and not self.documents():
            told = say["library_empty"]  # what the error advises is for the command line
        elif isinstance(error, TOLD):
            told = str(error)
        else:
            code = secrets.token_hex(3)
            log.error("fault %s", code, exc_info=error)
            told = say("fault", code=code)
        work.grow(lambda now: replace(now, trouble=told))

    def _limits(self, limits: Limits, say: Words) -> str:
        """Return the limits in words, empty where there are none."""
        if limits == Limits():
            return ""
        titles = {document.id: document.name for document in self.documents()} if limits.documents else {}
        named = [
            *(country_name(code, say.language) for code in limits.countries),
            *limits.publishers,
            *(language_name(tag, say.language) for tag in limits.languages),
            *(say.table.get(f"kind_{kind}", kind) for kind in limits.kinds),
            *(shorten(clean(titles.get(one, one)), 80) for one in limits.documents),
            *((f"{limits.year_from or ''}–{limits.year_to or ''}",) if limits.years() else ()),
        ]
        return shorten("; ".join(named), 400)

    def _filters(self, limits: Limits) -> Filters:
        if limits == Limits():
            return NO_FILTERS
        return self._assistant.filters(
            documents=limits.documents,
            countries=limits.countries,
            years=limits.years(),
            publishers=limits.publishers,
            languages=limits.languages,
            kinds=limits.kinds,
        )


def _unasked(session: str, question: str, say: Words) -> str:
    """Return why a question is not asked at all, in the reader's language; empty where it is asked."""
    if not session:
        return say["no_cookie"]
    if len(question) > MOST_CHARACTERS:
        return say("question_long", n=len(question), most=MOST_CHARACTERS)
    return "" if any(character.isalnum() for character in question) else say["question_empty"]


def _labelled(facets: Sequence[Facet], name_of: Callable[[str], str] = str) -> tuple[Choice, ...]:
    return tuple(
        sorted(
            ((f"{shorten(clean(name_of(f.value)), 60)} ({f.count})", f.value) for f in facets),
            key=lambda choice: (choice[0].casefold(), choice[1]),
        )
    )


def read_limits(fields: Sequence[Any]) -> Limits | None:
    """Return the filters from the page's fields (five lists, two years); None where a year is none."""
    *_, first, last = fields
    countries, publishers, languages, kinds, documents = (tuple(values or ()) for values in fields[:5])
    years = [str(year or "").strip() for year in (first, last)]
    if not all(year == "" or (len(year) == 4 and year.isascii() and year.isdigit()) for year in years):
        return None
    begin, end = (int(year) if year else None for year in years)
    if begin and end and begin > end:
        return None
    return Limits(countries, publishers, languages, kinds, documents, begin, end)
