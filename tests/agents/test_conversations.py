"""Conversations are kept, read back as they were, renamed, searched, and gone when they are deleted."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agents.conversations import (
    Conversations,
    KeptTurn,
    clean_name,
    conversation_json,
    new_conversation,
)
from agents.errors import ConversationNameError
from agents.events import Assessed, Consulted, Drafted, Finished, Found, Heard, Planned, Verified
from agents.readings import MissingTool
from corpus.errors import UnknownConversationError
from corpus.store import Store
from tests.ui.briefs import a_refusal, an_answer

SECRET = "Vermillionwing"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "library", create=True) as opened:
        yield opened


class Clock:
    """An hour later at every look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(hours=1)
        return self.now


@pytest.fixture
def kept(store: Store) -> Conversations:
    return Conversations(lambda: store, clock=Clock())


def answered(turn: KeptTurn) -> KeptTurn:
    brief = an_answer()
    heard = (
        Heard(Planned(brief.plan, 0.002), 0.01),
        Heard(Consulted("planner", 1, 0.5, 90, "it is slow"), 0.02),
        Heard(Found(brief.searched[0], 3, 9, 0.21), 0.3),
        Heard(Assessed(12, ("policy",), (MissingTool("sdg", "altered"),), 0.1), 0.4),
        Heard(Drafted(5, 2, 0.01), 0.5),
        Heard(Verified(4, 1, 0.2), 0.7),
        Heard(Finished(brief, 0.01), 0.8),
    )
    return replace(turn, brief=brief, heard=heard)


def an_exchange(kept: Conversations, question: str, conversation: str = "") -> str:
    conversation = conversation or new_conversation()
    kept.ended(conversation, answered(kept.asked(conversation, question, "", {})))
    return conversation


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_turn_comes_back_as_it_was(kept: Conversations) -> None:
    conversation = new_conversation()
    turn = kept.asked(conversation, "What cuts methane?", "Kenya", {"countries": ("KEN",)})
    (waiting,) = kept.turns(conversation)
    assert (waiting.question, waiting.ended, waiting.brief) == ("What cuts methane?", None, None)
    done = answered(turn)
    kept.ended(conversation, done)
    (again,) = kept.turns(conversation)
    assert again.brief == done.brief
    assert again.heard == done.heard
    assert (again.limits, again.chosen) == ("Kenya", {"countries": ["KEN"]})
    assert again.ended
    assert again.ended > again.asked


def test_the_list_is_by_time_named_by_the_first_question_and_can_be_searched(kept: Conversations) -> None:
    first = an_exchange(kept, "What cuts  methane?")
    second = an_exchange(kept, "Que dit le Kenya de la sécheresse ?")
    an_exchange(kept, "And for forêts?", first)
    assert [own.id for own in kept.listed()] == [first, second]
    assert next(own.name for own in kept.listed()) == "What cuts methane?"
    assert [own.id for own in kept.listed("FORÊTS methane")] == [first]
    assert [own.id for own in kept.listed("sécheresse")] == [second]
    assert kept.listed("nothing of the kind") == ()
    assert kept.found(first[:6]).questions == ("What cuts  methane?", "And for forêts?")
    with pytest.raises(UnknownConversationError):
        kept.found("nobody")


def test_a_name_is_one_clean_line(kept: Conversations) -> None:
    conversation = an_exchange(kept, "What cuts methane?")
    assert kept.rename(conversation, " Methane\x00\u202e\nnotes ") == "Methane notes"
    assert kept.listed()[0].name == "Methane notes"
    an_exchange(kept, "And coal?", conversation)
    assert kept.listed()[0].name == "Methane notes"
    assert len(clean_name("x" * 999)) == 120
    with pytest.raises(ConversationNameError):
        kept.rename(conversation, "\u200b \n")
    with pytest.raises(UnknownConversationError):
        kept.rename(new_conversation(), "Methane")


def test_what_is_deleted_is_in_no_file_of_the_library(kept: Conversations, store: Store) -> None:
    other = an_exchange(kept, "What cuts methane?")
    conversation = an_exchange(kept, f"Where does the {SECRET} live?")
    assert SECRET.encode() in everything_in(store.folder)
    kept.delete(conversation)
    assert SECRET.encode() not in everything_in(store.folder)
    assert [own.id for own in kept.listed()] == [other]
    with pytest.raises(UnknownConversationError):
        kept.turns(conversation)
    with pytest.raises(UnknownConversationError):
        kept.delete(conversation)


def test_an_old_name_is_in_no_file_either(kept: Conversations, store: Store) -> None:
    conversation = an_exchange(kept, "What cuts methane?")
    kept.rename(conversation, f"{SECRET} notes")
    kept.rename(conversation, "Notes")
    assert SECRET.encode() not in everything_in(store.folder)


def test_an_answer_to_a_deleted_question_does_not_bring_it_back(kept: Conversations) -> None:
    conversation = new_conversation()
    turn = kept.asked(conversation, "What cuts methane?", "", {})
    kept.delete(conversation)
    kept.ended(conversation, answered(turn))
    assert kept.listed() == ()


def test_a_stopped_question_leaves_nothing(kept: Conversations, store: Store) -> None:
    conversation = an_exchange(kept, "What cuts methane?")
    kept.drop(kept.asked(conversation, f"And the {SECRET}?", "", {}))
    kept.drop(kept.asked(new_conversation(), f"Where is the {SECRET}?", "", {}))
    assert [own.questions for own in kept.listed()] == [("What cuts methane?",)]
    assert SECRET.encode() not in everything_in(store.folder)


def test_nothing_is_kept_where_that_is_set(store: Store) -> None:
    kept = Conversations(lambda: store, keeps=False)
    an_exchange(kept, f"Where does the {SECRET} live?")
    assert kept.listed() == ()
    assert SECRET.encode() not in everything_in(store.folder)


def test_a_library_without_conversations_has_none(kept: Conversations) -> None:
    assert kept.listed() == ()
    assert kept.quoting("0" * 12) == 0
    with pytest.raises(UnknownConversationError):
        kept.turns(new_conversation())
    with pytest.raises(UnknownConversationError):
        kept.delete(new_conversation())


def test_a_turn_that_was_damaged_says_so_and_the_others_are_read(kept: Conversations, store: Store) -> None:
    conversation = an_exchange(kept, "What cuts methane?")
    an_exchange(kept, "And coal?", conversation)
    with sqlite3.connect(store.folder / "library.db") as raw:
        raw.execute("UPDATE turns SET brief = substr(brief, 9) WHERE number = 1")
    raw.close()
    first, second = kept.turns(conversation)
    assert first.damaged
    assert first.brief is None
    assert second.brief


def test_documents_that_went_are_named_and_those_who_quote_one_counted(kept: Conversations) -> None:
    an_exchange(kept, "What cuts methane?")
    brief = an_answer()
    assert kept.removed(brief) == set(brief.provenance.documents)
    assert kept.quoting(brief.references[0].document_id) == 1
    assert kept.removed(a_refusal()) == set(a_refusal().provenance.documents)


def test_the_files_are_the_owners_alone(kept: Conversations, store: Store) -> None:
    an_exchange(kept, "What cuts methane?")
    for path in store.folder.glob("library.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_the_whole_is_plain_json(kept: Conversations) -> None:
    conversation = an_exchange(kept, "What cuts methane?")
    told = conversation_json(kept.found(conversation), kept.turns(conversation))
    assert told["name"] == "What cuts methane?"
    assert told["turns"][0]["brief"]["answered"] is True
    assert next(own["event"] for own in told["turns"][0]["heard"]) == "planned"
