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
from ui.desk import Desk
from ui.limits import LISTS, Limits, keeping, read_limits
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
    seen = asked(Desk(assistant, shelf), "me", "How much methane?")
    assert [len(now[-1].heard) for now in seen] == list(range(len(seen)))
    last = seen[-1][-1]
    assert last.brief is assistant.brief
    assert shelf.get("me", last.name) is assistant.brief
    assert shelf.get("other", last.name) is None


def test_a_follow_up_carries_the_conversation(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf())
    first = asked(desk, "me", "How much methane?")[-1]
    second = asked(desk, "me", "And for Kenya?", first)[-1]
    assert len(second) == 2
    assert [turn.question for turn in assistant.asked[1][1]] == [assistant.brief.plan.question]


def test_chosen_limits_reach_the_search(assistant: FakeAssistant) -> None:
    asked(Desk(assistant, Shelf()), "me", "How much methane?", (), Limits(countries=("KEN",), year_from=2015))
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
    assert next(states).heard
    desk.stop("another", tab="tab")
    assert not work.now.done
    desk.stop("me", tab="tab")
    assert "Stopped" in work.now.trouble
    assistant.go.set()
    assert asked(desk, "me", "How much methane?", (work.now,))[-1][-1].brief


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
    first = asked(desk, "me", "How much methane?")[-1]
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
    last = asked(Desk(assistant, Shelf()), "", "How much methane?")[-1]
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
    last = asked(Desk(NoLibrary(), Shelf()), "me", "How much methane?")[-1]
    assert last[-1].trouble == words()["library_empty"]


def test_uploaded_copies_are_removed(assistant: FakeAssistant, tmp_path: Path) -> None:
    copy = tmp_path / "good.pdf"
    copy.write_bytes(b"%PDF-")
    assert list(Desk(assistant, Shelf()).upload([copy]))
    assert not copy.exists()


def test_filters_offer_what_the_library_has_with_counts_in_the_readers_language(
    assistant: FakeAssistant,
) -> None:
    desk = Desk(assistant, Shelf())
    choices = desk.choices()
    assert choices["countries"] == (("Kenya · 2 documents, 31 passages", "KEN"),)
    assert choices["goals"] == (("13 Climate action · 1 document, 5 passages", "13"),)
    assert len(choices["documents"]) == len(assistant.documents())
    assert choices["risks"] == (("any", ""),)
    assert desk.choices(words("fr"))["concepts"] == (("mangrove, 7 passages", "mangrove"),)
    assert desk.choices(words("zh"))["concepts"] == (("红树林 · 7 个段落", "mangrove"),)


def test_what_is_chosen_stands_in_words_and_each_can_be_taken_away(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf())
    limits = Limits(
        countries=("KEN", "FRA"),
        regions=("southern-asia",),
        concepts=("mangrove",),
        goals=("13",),
        hazards=("sea_level_rise",),
        instruments=("regulation",),
        risk=3,
        year_from=2015,
        year_to=2020,
    )
    chips = dict(desk.chosen(limits))
    assert list(chips) == [
        "Kenya",
        "France",
        "Southern Asia",
        "mangrove",
        "13 Climate action",
        "sea-level rise",
        "regulation",
        "Risk, at least: 3 (severe)",
        "from 2015",
        "until 2020",
    ]
    for lifted in chips.values():
        left = keeping(limits, [chip for chip in chips.values() if chip != lifted])
        assert len(desk.chosen(left)) == len(chips) - 1
        assert lifted not in dict(desk.chosen(left)).values()
    assert keeping(limits, []) == Limits()
    assert [words for words, _ in desk.chosen(limits, words("es"))][2:5] == [
        "Asia meridional",
        "manglar",
        "13 Acción por el clima",
    ]


def test_how_much_passes_is_told_and_which_limit_is_to_blame(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf())
    assert desk.matching(Limits()) == ""
    assert desk.matching(Limits(countries=("KEN",))) == "31 passages in 2 documents match."
    none = Limits(countries=("FRA",), year_from=2020)
    told = desk.matching(none)
    assert told.startswith("No passage passes all of these limits. Without “From year”: 1 document (2015).")
    assert "Without “Country”: 2 documents (Kenya)." in told
    assert "Sin «País»: 2 documentos (Kenia)." in desk.matching(none, words("es"))
    last = asked(desk, "me", "How much methane?", (), none)[-1]
    assert last[-1].trouble == told


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("k", "One letter"),
        ("what is the of", "small words"),
        ("\x00\u202e\u200f", "Type what you want"),
        ("?!…", "Type what you want"),
        ("word " * 10_000, "50,000 characters"),
    ],
)
def test_what_cannot_be_asked_is_told_in_the_readers_language(
    assistant: FakeAssistant, question: str, said: str
) -> None:
    desk = Desk(assistant, Shelf())
    assert said in asked(desk, "me", question)[-1][-1].trouble
    for language in ("fr", "es", "zh"):
        _, work = desk.ask("me", question, (), NONE, words(language))
        assert work.now.trouble
        assert said not in work.now.trouble
    assert not assistant.asked


def test_small_words_go_on_with_a_conversation(assistant: FakeAssistant) -> None:
    desk = Desk(assistant, Shelf())
    first = asked(desk, "me", "How does it work?")[-1]
    assert asked(desk, "me", "And why is that?", first)[-1][-1].brief


def test_years_are_four_digits_in_order() -> None:
    nothing: tuple[list[str], ...] = ([],) * len(LISTS)
    assert read_limits((*nothing, "", "", "")) == Limits()
    assert read_limits((["KEN"], *nothing[1:], "3", "2015", " 2020 ")) == Limits(
        ("KEN",), risk=3, year_from=2015, year_to=2020
    )
    assert read_limits((["KEN"], *nothing[1:], "9", "", "")) == Limits(("KEN",))
    for first, last in (("2020", "2015"), ("15", ""), ("", "next"), ("２０１５", "")):
        assert read_limits((*nothing, "", first, last)) is None
    limits = Limits(("KEN",), risk=3, year_from=2015)
    assert read_limits(limits.fields()) == limits
