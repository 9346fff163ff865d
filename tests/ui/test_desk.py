"""Asking, stopping, failing: what the page's buttons do."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from agents.assistant import NO_FILTERS, Document, Filters, LibraryError
from agents.events import Event
from agents.plan import Turn
from tests.ui.conftest import FakeAssistant
from ui.chat import thread
from ui.desk import Desk, Limits, read_limits
from ui.shelf import Shelf
from ui.strings import words
from ui.work import Line, Thread

NONE = Limits()


def asked(
    desk: Desk, session: str, question: str, before: Thread = (), limits: Limits = NONE
) -> list[Thread]:
    """Every state of the conversation after a question, to its end."""
    past, work = desk.ask(session, question, before, limits, tab="tab")
    return [(*past, state) for state in work.watch()]


def test_a_question_grows_into_an_answer_that_its_owner_finds_again(assistant: FakeAssistant) -> None:
    shelf = Shelf()
    seen = asked(Desk(assistant, shelf), "me", "How?")
    assert [len(now[-1].steps) for now in seen] == list(range(len(seen)))
    last = seen[-1][-1]
    assert last.brief is assistant.brief
    assert shelf.get("me", last.name) is assistant.brief
    assert shelf.get("other", last.name) is None


def test_a_follow_up_carries_the_conversation(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf())
    first = asked(desk, "me", "How?")[-1]
    second = asked(desk, "me", "And for Kenya?", first)[-1]
    assert len(second) == 2
    assert [turn.question for turn in assistant.asked[1][1]] == [assistant.brief.plan.question]


def test_chosen_limits_reach_the_search(assistant: FakeAssistant) -> None:
    asked(Desk(assistant, Shelf()), "me", "How?", (), Limits(countries=("KEN",), year_from=2015))
    assert assistant.asked[0][2].countries == ("KEN",)
    assert Limits(year_from=2015).years() == "2015-2999"
    assert Limits(year_from=2015, year_to=2020).years() == "2015-2020"


def test_an_error_is_told_in_its_own_words(assistant: FakeAssistant) -> None:
    last = asked(Desk(assistant, Shelf()), "me", "  ")[-1]
    assert "Type what you want to know." in last[-1].trouble
    assert last[-1].brief is None


def test_a_fault_is_told_by_number_and_tells_nothing_else(
    assistant: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        last = asked(Desk(assistant, Shelf()), "me", "fault")[-1]
    assert "secret" not in last[-1].trouble
    code = caplog.records[0].message.split()[-1]
    assert code in last[-1].trouble


def test_stop_ends_a_question_at_once_even_in_the_middle_of_a_step(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf())
    _, work = desk.ask("me", "wait", (), NONE, tab="tab")
    states = work.watch()
    next(states)
    assert next(states).steps
    desk.stop("another", tab="tab")
    assert not work.now.done
    desk.stop("me", tab="tab")
    assert "Stopped" in work.now.trouble
    assistant.go.set()
    assert asked(desk, "me", "How?", (work.now,))[-1][-1].brief


def test_a_tab_stops_its_own_question(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf())
    _, first = desk.ask("me", "wait", (), NONE, tab="one")
    _, second = desk.ask("me", "wait", (), NONE, tab="two")
    desk.stop("me", words("fr"), tab="one")
    assert "Arrêté" in first.now.trouble
    assert not second.now.done
    assistant.go.set()
    *_, last = second.watch()
    assert last.brief


def test_a_reload_in_the_middle_of_an_answer_loses_nothing(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf())
    first = asked(desk, "me", "How?")[-1]
    desk.ask("me", "wait", first, NONE, tab="before the reload")
    assert desk.last("somebody else") is None
    found = desk.last("me")
    assert found
    past, work = found
    assert (past, work.now.question) == (first, "wait")
    assistant.go.set()
    *_, last = work.watch()
    assert last.brief
    desk.forget("me", tab="after the reload")
    assert desk.last("me") is None


def test_who_waits_is_told_the_place_and_who_comes_too_late_is_told_so(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf(), line=Line(at_once=1, waiting=2))
    works = [desk.ask(f"reader {n}", "wait", (), NONE)[1] for n in range(4)]
    assert [desk.position(work) for work in works] == [0, 1, 2, 0]
    assert "Ask again in a minute" in works[3].now.trouble
    assert "position 2" in thread((works[2].now,), words(), 2)
    desk.stop("reader 1")
    assistant.go.set()
    for work in (works[0], works[2]):
        *_, last = work.watch()
        assert last.brief
    assert len(assistant.asked) == 2


def test_a_browser_without_cookies_is_told(assistant: FakeAssistant) -> None:
    last = asked(Desk(assistant, Shelf()), "", "How?")[-1]
    assert "cookie" in last[-1].trouble
    assert not assistant.asked


def test_a_hundred_thousand_characters_are_shown_short(assistant: FakeAssistant) -> None:
    first = asked(Desk(assistant, Shelf()), "me", "x" * 100_000)[0]
    assert len(first[-1].question) == 2000


class NoLibrary(FakeAssistant):
    """An assistant before the first document."""

    def documents(self) -> tuple[Document, ...]:
        raise LibraryError("/home/someone/library", "no library is there", "Make one")

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS
    ) -> Iterator[Event]:
        raise LibraryError("/home/someone/library", "no library is there", "Make one")


def test_a_newcomer_is_told_to_add_documents_and_no_path() -> None:
    last = asked(Desk(NoLibrary(), Shelf()), "me", "How?")[-1]
    assert last[-1].trouble == words()["library_empty"]


def test_uploaded_copies_are_removed(assistant: FakeAssistant, tmp_path: Path) -> None:
    copy = tmp_path / "good.pdf"
    copy.write_bytes(b"%PDF-")
    assert list(Desk(assistant, Shelf()).upload([copy]))
    assert not copy.exists()


def test_filters_offer_what_the_library_has(assistant: FakeAssistant) -> None:
    choices = Desk(assistant, Shelf()).choices()
    assert choices.countries == (("Kenya (2)", "KEN"),)
    assert len(choices.documents) == len(assistant.documents())


def test_years_are_four_digits_in_order() -> None:
    nothing: tuple[list[str], ...] = ([],) * 5
    assert read_limits((*nothing, "", "")) == Limits()
    assert read_limits((["KEN"], *nothing[1:], "2015", " 2020 ")) == Limits(
        ("KEN",), year_from=2015, year_to=2020
    )
    for first, last in (("2020", "2015"), ("15", ""), ("", "next"), ("２０１５", "")):
        assert read_limits((*nothing, first, last)) is None


@pytest.mark.parametrize(
    ("question", "said"),
    [("  ", "Écrivez ce que vous voulez"), ("x" * 5000, "5000 caractères ; 4000 au plus")],
)
def test_what_cannot_be_asked_is_told_in_the_readers_language(
    assistant: FakeAssistant, question: str, said: str
) -> None:
    _, work = Desk(assistant, Shelf()).ask("me", question, (), NONE, words("fr"))
    assert said in work.now.trouble
    assert not assistant.asked


def test_limits_are_said_in_words(assistant: FakeAssistant) -> None:
    document = assistant.documents()[0]
    chosen = Limits(("BRA",), ("UN",), ("fr",), ("report",), (document.id,), 2015, None)
    _, work = Desk(assistant, Shelf()).ask("me", "How?", (), chosen, words("fr"))
    assert work.now.limits == f"Brésil; UN; Français; rapport; {document.name}; 2015–"


def test_the_filters_name_countries_in_the_readers_language(assistant: FakeAssistant) -> None:
    assert Desk(assistant, Shelf()).choices(words("es")).countries == (("Kenia (2)", "KEN"),)
