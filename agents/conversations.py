"""Conversations kept on this computer: each question, what was done for it, and the brief that answers it."""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, ValidationError

from agents.brief import Brief
from agents.contract import from_json, to_json
from agents.errors import BriefFileError, ConversationNameError
from agents.events import Heard
from agents.heard import HeardShape, heard_json, read_heard
from agents.schema import Shape, Text
from corpus import conversations as stored
from corpus.conversations import LONGEST_NAME
from corpus.errors import UnknownDocumentError
from corpus.store import Store

ASKED_WAIT_S = 1.0
"""How long a question may wait for another writer before it is worked on unkept; it is kept when it ends."""


class _FactsShape(Shape):
    limits: Text = ""
    trouble: Text = ""
    chosen: dict[str, Any] = Field(default_factory=dict)
    heard: Annotated[list[HeardShape], Field(max_length=500)] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it is listed."""

    id: str
    name: str
    created: datetime
    changed: datetime
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One question and what came of it.

    ``limits`` are the filters in words, ``chosen`` as they were given. ``trouble`` says why there is no
    brief. Neither of both: it was never ended. ``damaged``: what was kept cannot be read any more.
    """

    id: str
    question: str
    asked: datetime
    ended: datetime | None = None
    limits: str = ""
    chosen: Mapping[str, Any] | None = None
    heard: tuple[Heard, ...] = ()
    brief: Brief | None = None
    trouble: str = ""
    damaged: bool = False


class Conversations:
    """What is kept in one library; safe to share between threads."""

    def __init__(
        self,
        store: Callable[[], Store],
        *,
        keeps: bool = True,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep in the library that ``store`` opens; without ``keeps`` only what was kept before is read."""
        self._store = store
        self._clock = clock
        self.keeps = keeps

    def asked(self, conversation: str, question: str, limits: str, chosen: Mapping[str, Any]) -> KeptTurn:
        """Return the turn that a question begins, which is kept at once (CorpusError: it cannot be)."""
        turn = KeptTurn(secrets.token_hex(16), question, self._clock(), None, limits, chosen)
        if self.keeps:
            stored.keep(self._store(), conversation, _row(turn), new=True, wait_s=ASKED_WAIT_S)
        return turn

    def ended(self, conversation: str, turn: KeptTurn, *, new: bool = False) -> None:
        """Keep what came of a question; one that was deleted meanwhile stays so (CorpusError).

        Args:
            conversation: its id.
            turn: with the brief or the trouble.
            new: whether it could not be kept when it was asked.
        """
        if self.keeps:
            stored.keep(self._store(), conversation, _row(replace(turn, ended=self._clock())), new=new)

    def drop(self, turn: KeptTurn) -> None:
        """Take back a question that was stopped."""
        if self.keeps:
            stored.drop(self._store(), turn.id)

    def listed(self, search: str = "") -> tuple[Conversation, ...]:
        """Return those whose name or questions hold every word of ``search``, the latest first."""
        words = search.casefold().split()
        found = []
        for own in stored.listed(self._store()):
            text = " ".join((own.name, *own.questions)).casefold()
            if all(word in text for word in words):
                found.append(
                    Conversation(own.id, own.name, _time(own.created), _time(own.changed), own.questions)
                )
        return tuple(found)

    def found(self, name: str) -> Conversation:
        """Return the one of an id, the beginning of an id, or a name (UnknownConversationError)."""
        everything = self.listed()
        for fits in (
            [own for own in everything if own.id == name],
            [own for own in everything if len(name) >= 4 and own.id.startswith(name)],
            [own for own in everything if own.name == name],
        ):
            if len(fits) == 1:
                return fits[0]
        raise stored.unknown(name)

    def turns(self, conversation: str) -> tuple[KeptTurn, ...]:
        """Return the turns of a conversation, by its whole id (UnknownConversationError)."""
        return tuple(_turn(row) for row in stored.turns_of(self._store(), conversation))

    def rename(self, conversation: str, name: str) -> str:
        """Return the name that a conversation has now: one line of printable characters.

        Raises:
            ConversationNameError: nothing is left of the name.
            UnknownConversationError: there is no such conversation.
        """
        kept = clean_name(name)
        stored.rename(self._store(), conversation, kept)
        return kept

    def delete(self, conversation: str) -> None:
        """Delete a conversation and every trace of its words on the disk (UnknownConversationError)."""
        stored.delete(self._store(), conversation)

    def quoting(self, document_id: str) -> int:
        """Return how many conversations quote a document."""
        return stored.quoting(self._store(), document_id)

    def removed(self, brief: Brief) -> frozenset[str]:
        """Return the ids of the documents that a brief cites and the library no longer has."""
        store = self._store()
        gone = set()
        for document_id, sha256 in brief.provenance.documents.items():
            try:
                held = store.document(document_id)
            except UnknownDocumentError:
                gone.add(document_id)
                continue
            if held.sha256 != sha256:
                gone.add(document_id)
        return frozenset(gone)


def new_conversation() -> str:
    """Return an id for a conversation that begins: 128 random bits in hex."""
    return secrets.token_hex(16)


def clean_name(name: str) -> str:
    r"""Return a name as it is kept (ConversationNameError: nothing is left of it).

    >>> clean_name("  Methane\x00 and\ncoal ")
    'Methane and coal'
    """
    printable = "".join(" " if unicodedata.category(c) in _NOT_PRINTED else c for c in name)
    kept = " ".join(printable.split())[:LONGEST_NAME].strip()
    if not kept:
        raise ConversationNameError("the name of a conversation", "it is empty", "Give it some words.")
    return kept


_NOT_PRINTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def conversation_json(conversation: Conversation, turns: tuple[KeptTurn, ...]) -> dict[str, Any]:
    """Return a whole conversation as plain JSON values; each ``brief`` is one that ``verify`` reads."""
    return {
        "format": 1,
        "id": conversation.id,
        "name": conversation.name,
        "created": conversation.created.isoformat(),
        "changed": conversation.changed.isoformat(),
        "turns": [turn_json(turn) for turn in turns],
    }


def turn_json(turn: KeptTurn) -> dict[str, Any]:
    """Return one question and what came of it as plain JSON values."""
    return {
        "question": turn.question,
        "asked": turn.asked.isoformat(),
        "ended": turn.ended.isoformat() if turn.ended else None,
        "limits": turn.limits,
        "trouble": turn.trouble,
        "heard": heard_json(turn.heard),
        "brief": to_json(turn.brief) if turn.brief else None,
    }


def _row(turn: KeptTurn) -> stored.StoredTurn:
    facts = {
        "limits": turn.limits,
        "trouble": turn.trouble,
        "chosen": dict(turn.chosen or {}),
        "heard": heard_json(turn.heard),
    }
    brief = _text(to_json(turn.brief)) if turn.brief else None
    ended = turn.ended.isoformat(timespec="milliseconds") if turn.ended else None
    asked = turn.asked.isoformat(timespec="milliseconds")
    return stored.StoredTurn(turn.id, _storable(turn.question), asked, ended, _text(facts), brief)


def _turn(row: stored.StoredTurn) -> KeptTurn:
    """A row read back; one that cannot be read keeps its question and says so."""
    plain = KeptTurn(row.id, row.question, _time(row.asked), _time(row.ended) if row.ended else None)
    try:
        facts = _FactsShape.model_validate_json(row.facts)
        brief = from_json(row.brief.encode()) if row.brief else None
    except (ValidationError, BriefFileError):
        return replace(plain, damaged=True)
    return replace(
        plain,
        limits=facts.limits,
        chosen=facts.chosen,
        heard=read_heard(facts.heard, brief),
        brief=brief,
        trouble=facts.trouble,
    )


def _text(value: object) -> str:
    return _storable(json.dumps(value, ensure_ascii=False, default=list))


def _storable(text: str) -> str:
    """Without lone surrogates, which SQLite and UTF-8 cannot take."""
    return text.encode("utf-8", "replace").decode()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
