"""Conversations of the chat: kept while they go on, followed by other browsers, opened again, deleted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agents.assistant import LibraryError, Settings, UnknownConversationError
from agents.conversations import Conversations
from corpus.lock import write_lock
from corpus.store import Store
from tests.ui.conftest import FakeAssistant
from ui.archive import Archive
from ui.chat import evidence, thread
from ui.desk import Desk
from ui.limits import Limits
from ui.shelf import Shelf
from ui.strings import words
from ui.work import Line, Thread, Work

SAY = words()
NONE = Limits()


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[FakeAssistant]:
    with Store.open(tmp_path / "library", create=True) as store:
        yield FakeAssistant(kept=Conversations(lambda: store))


def settled(desk: Desk, work: Work) -> Work:
    """The work after everything of it is kept."""
    for _ in work.watch():
        pass
    desk._line._pool.shutdown(wait=True)
    return work


def a_desk(assistant: FakeAssistant) -> Desk:
    return Desk(assistant, Shelf(), line=Line(at_once=2))


def asked(desk: Desk, question: str, before: Thread = (), session: str = "me") -> Thread:
    past, work = desk.ask(session, question, before, NONE, tab="tab")
    for _ in work.watch():
        pass
    while desk.archive.running():
        time.sleep(0.01)
    return (*past, work.now)


def kept(assistant: FakeAssistant) -> Conversations:
    assert assistant.kept
    return assistant.kept


def test_a_question_is_kept_as_soon_as_it_is_asked(keeping: FakeAssistant) -> None:
    desk = a_desk(keeping)
    _, work = desk.ask("me", "wait", (), Limits(countries=("KEN",)), tab="tab")
    (listed,) = desk.archive.listed()
    (turn,) = kept(keeping).turns(listed.id)
    assert (turn.question, turn.brief, turn.chosen) == ("wait", None, {"countries": ["KEN"]})
    assert desk.archive.running() == {listed.id}
    keeping.go.set()
    settled(desk, work)
    (turn,) = kept(keeping).turns(listed.id)
    assert turn.brief == keeping.brief
    assert [own.event for own in turn.heard] == [own.event for own in work.now.heard]
    assert desk.archive.running() == frozenset()


def test_an_answer_that_nobody_waits_for_is_there_when_it_is_opened(keeping: FakeAssistant) -> None:
    desk = a_desk(keeping)
    _, work = desk.ask("me", "wait", (), NONE, tab="a tab that is closed now")
    keeping.go.set()
    settled(desk, work)
    later = Desk(keeping, Shelf())
    (listed,) = later.archive.listed()
    past, again = later.open("another browser", listed.id, SAY)
    assert past == ()
    assert again.now.brief == keeping.brief
    assert again.now.done
    assert again.now.name in thread((again.now,), SAY)


def test_another_browser_follows_an_answer_and_takes_the_brief_with_it(keeping: FakeAssistant) -> None:
    shelf = Shelf()
    desk = Desk(keeping, shelf, line=Line(at_once=2))
    _, work = desk.ask("one", "wait", (), NONE, tab="tab")
    _, other = desk.ask("two", "wait, too", (), NONE, tab="tab")
    first = work.now.conversation
    assert first != other.now.conversation
    _, followed = desk.open("two", first, SAY, tab="tab")
    assert followed is work
    keeping.go.set()
    settled(desk, work)
    mine = desk.archive.own("two", work.now)
    assert shelf.get("two", mine.name) == keeping.brief
    assert shelf.get("two", work.now.name) is None
    assert desk.archive.own("one", work.now) is work.now
    assert {len(own.questions) for own in desk.archive.listed()} == {1}


def test_a_conversation_goes_on_where_it_was_opened(keeping: FakeAssistant) -> None:
    first = asked(a_desk(keeping), "How much methane?")
    desk = a_desk(keeping)
    conversation = first[-1].conversation
    past, work = desk.open("you", conversation, SAY)
    _, after = desk.ask("you", "And for Kenya?", (*past, work.now), NONE)
    settled(desk, after)
    assert [turn.question for turn in keeping.asked[-1][1]] == [keeping.brief.plan.question]
    assert [own.questions for own in desk.archive.listed()] == [("How much methane?", "And for Kenya?")]


def test_a_new_conversation_begins_where_nothing_stands_before(keeping: FakeAssistant) -> None:
    desk = a_desk(keeping)
    asked(desk, "How much methane?")
    asked(desk, "How much coal?")
    desk._line._pool.shutdown(wait=True)
    assert len(desk.archive.listed()) == 2


def test_a_program_that_ended_in_the_middle_says_so(keeping: FakeAssistant) -> None:
    kept(keeping).asked("a" * 32, "How much methane?", "Kenya", {})
    _, work = a_desk(keeping).open("me", "a" * 32, SAY)
    assert work.now.trouble == SAY["talk_interrupted"]
    assert work.now.limits == "Kenya"


def test_what_was_stopped_or_never_asked_is_not_kept(keeping: FakeAssistant) -> None:
    desk = a_desk(keeping)
    _, work = desk.ask("me", "wait", (), NONE, tab="tab")
    desk.stop("me", tab="tab")
    asked(desk, "  ")
    keeping.go.set()
    settled(desk, work)
    assert desk.archive.listed() == ()


def test_what_is_deleted_while_it_is_answered_ends_and_stays_deleted(keeping: FakeAssistant) -> None:
    desk = a_desk(keeping)
    _, work = desk.ask("me", "wait", (), NONE, tab="tab")
    assert desk.last("me")
    desk.delete(work.now.conversation, SAY)
    assert desk.last("me") is None
    assert work.now.trouble == SAY["talk_gone"]
    keeping.go.set()
    settled(desk, work)
    assert desk.archive.listed() == ()
    with pytest.raises(UnknownConversationError):
        desk.open("me", work.now.conversation, SAY)


def test_a_trouble_is_kept_with_its_question(keeping: FakeAssistant) -> None:
    desk = a_desk(keeping)
    _, work = desk.ask("me", "fault", (), NONE, tab="tab")
    settled(desk, work)
    _, again = Desk(keeping, Shelf()).open("me", work.now.conversation, SAY)
    assert again.now.trouble == work.now.trouble


def test_a_busy_library_keeps_no_question_back(
    keeping: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.conversations.ASKED_WAIT_S", 0.05)
    desk = a_desk(keeping)
    with write_lock(kept(keeping)._store().folder, 1.0):
        _, work = desk.ask("me", "wait", (), NONE, tab="tab")
        assert desk.archive.listed() == ()
    keeping.go.set()
    settled(desk, work)
    (listed,) = desk.archive.listed()
    assert kept(keeping).turns(listed.id)[0].brief == keeping.brief


def test_an_answer_that_cannot_be_kept_is_shown_and_the_list_says_why(
    keeping: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise LibraryError("the library", "no space is left on the disk", "Free some")

    desk = a_desk(keeping)
    monkeypatch.setattr("corpus.conversations.keep", full)
    assert asked(desk, "How much methane?")[-1].brief
    assert "no space is left" in desk.archive.failed
    monkeypatch.undo()
    assert asked(desk, "How much coal?")[-1].brief
    assert desk.archive.failed == ""


def test_documents_that_were_removed_are_named_and_their_links_are_dead(keeping: FakeAssistant) -> None:
    (done,) = asked(a_desk(keeping), "How much methane?")
    _, work = a_desk(keeping).open("me", done.conversation, SAY)
    assert work.now.removed == set(keeping.brief.provenance.documents)
    shown = thread((work.now,), SAY).replace("&#32;", " ")
    assert "Removed from the library since" in shown
    panel = evidence((work.now,), SAY)
    assert "gb-gone" in panel
    assert "/documents/" not in panel
    assert "gb-gone" not in evidence((replace(work.now, removed=frozenset()),), SAY)


def test_nothing_is_kept_where_that_is_set(tmp_path: Path) -> None:
    with Store.open(tmp_path / "library", create=True) as store:
        settings = Settings(keep_conversations=False)
        assistant = FakeAssistant(settings, kept=Conversations(lambda: store, keeps=False))
        desk = a_desk(assistant)
        assert asked(desk, "How much methane?")[-1].brief
        assert not desk.archive.keeps
        assert desk.archive.listed() == ()


def test_without_a_library_there_is_no_list(assistant: FakeAssistant) -> None:
    archive = Archive(assistant, Shelf())
    assert archive.listed() == ()
    assert archive.named("a" * 32) is None
