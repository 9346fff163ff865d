"""A brief is its owner's alone, for a day."""

from __future__ import annotations

from tests.ui.briefs import an_answer
from ui.shelf import KEEP_S, Shelf

BRIEF = an_answer()


def test_only_the_session_that_asked_finds_it() -> None:
    shelf = Shelf()
    name = shelf.put("mine", BRIEF)
    assert shelf.get("mine", name) is BRIEF
    assert shelf.get("yours", name) is None
    assert shelf.get("", name) is None
    assert shelf.get("mine", name[:-1]) is None


def test_names_are_128_bits_and_never_the_same() -> None:
    shelf = Shelf()
    names = {shelf.put("mine", BRIEF) for _ in range(200)}
    assert len(names) == 200
    assert all(len(name) == 32 and int(name, 16) >= 0 for name in names)


def test_after_a_day_it_is_gone() -> None:
    now = [0.0]
    shelf = Shelf(lambda: now[0])
    name = shelf.put("mine", BRIEF)
    now[0] = KEEP_S - 1
    assert shelf.get("mine", name)
    now[0] = KEEP_S
    assert shelf.get("mine", name) is None


def test_the_oldest_make_room() -> None:
    shelf = Shelf(most=3)
    names = [shelf.put("mine", BRIEF) for _ in range(5)]
    assert [shelf.get("mine", name) is not None for name in names[:2]] == [False, False]
    assert shelf.get("mine", names[-1])
