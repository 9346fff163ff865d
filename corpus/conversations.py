"""Conversations as they are kept beside the documents: a name, and questions with what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.database import Connection
from corpus.errors import UnknownConversationError

if TYPE_CHECKING:
    from corpus.store import Store

# Made when the first question is kept, so that an older library needs no change before that.
TABLES = (
    """CREATE TABLE IF NOT EXISTS conversations (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL
) STRICT""",
    """CREATE TABLE IF NOT EXISTS turns (
  id TEXT PRIMARY KEY,
  conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  number INTEGER NOT NULL, question TEXT NOT NULL, asked TEXT NOT NULL, ended TEXT,
  facts TEXT NOT NULL, brief TEXT,
  UNIQUE (conversation, number)
) STRICT""",
)
_THERE = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'turns'"
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """One row of the list; times are ISO 8601 in UTC, ``questions`` stand in order."""

    id: str
    name: str
    created: str
    changed: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A question and what came of it: ``facts`` and ``brief`` are JSON, ``ended`` None until it is over."""

    id: str
    question: str
    asked: str
    ended: str | None = None
    facts: str = "{}"
    brief: str | None = None


def keep(store: Store, conversation: str, turn: StoredTurn, *, new: bool, wait_s: float = 10.0) -> bool:
    """Return whether a turn was stored; its conversation is made where there is none.

    Args:
        store: the library.
        conversation: its id.
        turn: the question alone, or with its answer, which then replaces it.
        new: whether it has not been stored before. One that was and is gone was deleted, and stays so.
        wait_s: how long to wait for another writer (LibraryBusyError).
    """
    with store.writer(wait_s) as writer, writer.changing() as connection:
        for table in TABLES:
            connection.execute(table)
        known = connection.execute("SELECT 1 FROM turns WHERE id = ?", (turn.id,)).fetchone()
        if not known and not new:
            return False
        when = turn.ended or turn.asked
        name = " ".join(turn.question.split())[:LONGEST_NAME]
        connection.execute(
            "INSERT INTO conversations VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET changed = max(changed, excluded.changed)",
            (conversation, name, turn.asked, when),
        )
        connection.execute(
            "INSERT INTO turns VALUES "
            "(?, ?, (SELECT coalesce(max(number), 0) + 1 FROM turns WHERE conversation = ?), ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, facts = excluded.facts, "
            "brief = excluded.brief",
            (
                turn.id,
                conversation,
                conversation,
                turn.question,
                turn.asked,
                turn.ended,
                turn.facts,
                turn.brief,
            ),
        )
    return True


def drop(store: Store, turn_id: str) -> None:
    """Take back one question, and its conversation where it was the only one; every trace goes."""
    with store.writer() as writer, writer.changing(erases=True) as connection:
        if connection.execute(_THERE).fetchone():
            connection.execute("DELETE FROM turns WHERE id = ?", (turn_id,))
            connection.execute("DELETE FROM conversations WHERE id NOT IN (SELECT conversation FROM turns)")


def rename(store: Store, conversation: str, name: str) -> None:
    """Give a conversation another name (UnknownConversationError)."""
    with store.writer() as writer, writer.changing(erases=True) as connection:
        _require(connection, conversation)
        connection.execute("UPDATE conversations SET name = ? WHERE id = ?", (name, conversation))


def delete(store: Store, conversation: str) -> None:
    """Delete a conversation with every trace of its words in the library's files."""
    with store.writer() as writer, writer.changing(erases=True) as connection:
        _require(connection, conversation)
        connection.execute("DELETE FROM conversations WHERE id = ?", (conversation,))


def listed(store: Store) -> tuple[StoredConversation, ...]:
    """Return every conversation, the one that changed last first."""
    with _reading(store) as connection:
        if connection is None:
            return ()
        questions: dict[str, list[str]] = {}
        for of, question in connection.execute("SELECT conversation, question FROM turns ORDER BY number"):
            questions.setdefault(of, []).append(question)
        rows = connection.execute(
            "SELECT id, name, created, changed FROM conversations ORDER BY changed DESC, id"
        )
        return tuple(
            StoredConversation(own, name, created, changed, tuple(questions.get(own, ())))
            for own, name, created, changed in rows
        )


def turns_of(store: Store, conversation: str) -> tuple[StoredTurn, ...]:
    """Return the turns of a conversation in order (UnknownConversationError)."""
    with _reading(store) as connection:
        if connection is None:
            raise unknown(conversation)
        _require(connection, conversation)
        rows = connection.execute(
            "SELECT id, question, asked, ended, facts, brief FROM turns "
            "WHERE conversation = ? ORDER BY number",
            (conversation,),
        )
        return tuple(StoredTurn(*row) for row in rows)


def quoting(store: Store, document_id: str) -> int:
    """Return how many conversations quote a document, by its id."""
    with _reading(store) as connection:
        if connection is None:
            return 0
        statement = "SELECT count(DISTINCT conversation) FROM turns WHERE instr(brief, ?) > 0"
        (count,) = connection.execute(statement, (f'"document_id": "{document_id}"',)).fetchone()
        return int(count)


@contextmanager
def _reading(store: Store) -> Iterator[Connection | None]:
    """A connection that reads, None where nothing was ever kept."""
    with store.connection() as connection:
        yield connection if connection.execute(_THERE).fetchone() else None


def _require(connection: Connection, conversation: str) -> None:
    there = (
        connection.execute(_THERE).fetchone()
        and connection.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation,)).fetchone()
    )
    if not there:
        raise unknown(conversation)


def unknown(conversation: str) -> UnknownConversationError:
    """Return the error that no conversation is meant by an id or a name."""
    return UnknownConversationError(
        conversation.encode("utf-8", "replace").decode()[:80],
        "no such conversation is kept, or it was deleted",
        "See `globalbrain conversations list`",
    )
