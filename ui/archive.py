"""Archive: the conversations of the chat, kept as they go on and opened again, with no word of Gradio."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agents.assistant import TOLD, LibraryError, UnknownConversationError
from agents.conversations import Conversation, Conversations, KeptTurn, new_conversation
from ui.chat import MOST_EXCHANGES, Exchange
from ui.limits import Limits
from ui.plain import clean, shorten
from ui.shelf import Shelf
from ui.strings import Words
from ui.work import Thread, Work

if TYPE_CHECKING:
    from agents.assistant import Assistant

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Going:
    """A question at work: where it is kept; ``new`` where it could not be when it was asked."""

    conversation: str
    turn: KeptTurn
    work: Work
    new: bool = False


class Archive:
    """What is kept of every browser's conversations; safe to share between threads.

    ``failed`` says why the last answer could not be kept, empty where it was.
    """

    def __init__(self, assistant: Assistant, shelf: Shelf) -> None:
        """Keep in the library of ``assistant``; briefs that are opened again go on ``shelf``."""
        self._assistant = assistant
        self._shelf = shelf
        self._guard = threading.Lock()
        self._going: dict[str, _Going] = {}
        self.failed = ""

    @property
    def keeps(self) -> bool:
        """Whether new conversations are kept."""
        return self._assistant.settings.keep_conversations

    def begin(self, work: Work, question: str, limits: Limits) -> None:
        """Keep a question as soon as it is asked."""
        conversation = work.now.conversation
        asked = shorten(clean(question), 2000)
        chosen = {name: value for name, value in limits.asked().items() if value}
        going = _Going(conversation, KeptTurn("", asked, datetime.now(UTC)), work)
        try:
            going.turn = self._kept().asked(conversation, asked, work.now.limits, chosen)
        except TOLD as error:
            log.info("a question is kept when it ends: %s", type(error).__name__)
            going.new, going.turn = True, replace(going.turn, id=new_conversation(), limits=work.now.limits)
        with self._guard:
            self._going[going.turn.id] = going

    def end(self, work: Work, say: Words) -> None:
        """Keep what came of a question; one that was stopped is taken back."""
        with self._guard:
            going = next((own for own in self._going.values() if own.work is work), None)
        if going is None:
            return
        now = work.now
        try:
            if now.brief is None and (work.stopped.is_set() or now.trouble == say["busy"]):
                self._kept().drop(going.turn)
            else:
                turn = replace(going.turn, heard=now.heard, brief=now.brief, trouble=now.trouble)
                self._kept().ended(going.conversation, turn, new=going.new)
            self.failed = ""
        except TOLD as error:
            self.failed = str(error)
            log.warning("an answer could not be kept: %s", error)
        finally:
            with self._guard:
                self._going.pop(going.turn.id, None)

    def running(self) -> frozenset[str]:
        """Return the ids of the conversations in which a question is being worked on."""
        with self._guard:
            return frozenset(own.conversation for own in self._going.values())

    def listed(self, search: str = "") -> tuple[Conversation, ...]:
        """Return the kept conversations, the latest first; none where there is no library yet."""
        try:
            return self._kept().listed(search)
        except LibraryError as error:
            log.info("no conversations: %s", type(error).__name__)
            return ()

    def named(self, conversation: str) -> Conversation | None:
        """Return a conversation by its id, None where it is not kept."""
        return next((own for own in self.listed() if own.id == conversation), None)

    def rename(self, conversation: str, name: str) -> str:
        """Return the new name of a conversation (AgentError, CorpusError)."""
        return self._kept().rename(conversation, name)

    def delete(self, conversation: str, say: Words) -> None:
        """Delete a conversation for good; what is being answered in it ends (CorpusError)."""
        told = say["talk_gone"]
        with self._guard:
            going = [own for own in self._going.values() if own.conversation == conversation]
        for own in going:
            own.work.stopped.set()
            own.work.grow(lambda now: replace(now, trouble=told))
        self._kept().delete(conversation)

    def open(self, session: str, conversation: str, say: Words) -> tuple[Thread, Work]:
        """Return what came before, and the last question: at work, or as it ended.

        Raises:
            UnknownConversationError: it is not kept.
        """
        kept = self._kept()
        with self._guard:  # looked at first: what is not here any more has been kept by then
            going = dict(self._going)
        exchanges: list[Exchange] = []
        work: Work | None = None
        for turn in kept.turns(conversation)[-MOST_EXCHANGES:]:
            work = going[turn.id].work if turn.id in going else None
            exchanges.append(work.now if work else self._exchange(session, conversation, turn, kept, say))
        if not exchanges:
            raise UnknownConversationError(conversation, "it holds no question", "Ask a new one")
        if work is None:
            work = Work(exchanges[-1])
        return tuple(exchanges[:-1]), work

    def own(self, session: str, exchange: Exchange) -> Exchange:
        """Return an exchange whose brief this browser can take with it, whoever asked for it."""
        if exchange.brief is None or self._shelf.get(session, exchange.name) is not None:
            return exchange
        return replace(exchange, name=self._shelf.put(session, exchange.brief))

    def _exchange(
        self, session: str, conversation: str, turn: KeptTurn, kept: Conversations, say: Words
    ) -> Exchange:
        trouble = turn.trouble
        if turn.brief is None and not trouble:
            trouble = say["talk_damaged" if turn.damaged else "talk_interrupted"]
        plain = Exchange(
            turn.question, turn.heard, trouble=trouble, limits=turn.limits, conversation=conversation
        )
        if turn.brief is None:
            return plain
        name = self._shelf.put(session, turn.brief)
        return replace(plain, brief=turn.brief, name=name, trouble="", removed=kept.removed(turn.brief))

    def _kept(self) -> Conversations:
        return self._assistant.conversations()
