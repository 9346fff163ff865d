"""Labelling on the page: least certain first, accept, correct, skip, take back, with who and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agents.labelling import OWN_CORRECTIONS
from corpus.store import Store
from finetune.tasks import TASKS
from tests.agents.libraries import GAIN, SURE, UNSURE, store_of
from tests.ui.labelled import LabelledAssistant
from tests.ui.test_evidence import PAYLOADS, parsed
from ui.bench import Bench
from ui.label_view import card, choices_of, table
from ui.labels_tab import _beginning, _greeting, _moving, _saving, _using
from ui.sitting import NOBODY, Sitting, Sittings, labelled_tasks
from ui.strings import words
from ui.training import Wish

SAY = words()
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_of(tmp_path) as opened:
        yield opened


@pytest.fixture
def assistant(tmp_path: Path, store: Store) -> LabelledAssistant:
    return LabelledAssistant(tmp_path, store)


@pytest.fixture
def desk(assistant: LabelledAssistant) -> Sittings:
    return Sittings(assistant, clock=lambda: NOW)  # type: ignore[arg-type]


def request(**cookies: str) -> Any:
    return SimpleNamespace(cookies=cookies, headers={})


def test_the_least_certain_comes_first_and_answers_are_kept_with_who_and_when(
    desk: Sittings, assistant: LabelledAssistant
) -> None:
    first = desk.begin("outlook")
    assert first.items[0].text == UNSURE
    assert {item.text for item in first.items} == {UNSURE, SURE, GAIN}
    assert first.item is not None
    other = next(label for label in TASKS["outlook"].labels if label not in first.item.suggestion)
    second = desk.answer(first, [other], " Amina\n")
    (row,) = assistant.rows()
    assert (row["text"], row["label"], row["who"], row["when"]) == (UNSURE, other, "Amina", NOW.isoformat())
    assert second.item is not None
    third = desk.answer(second, second.item.suggestion, "")
    assert assistant.rows()[1]["who"] == NOBODY
    assert (third.labelled, len(third.agreed)) == (2, 1)
    over = desk.skip(third)
    assert over.item is None
    assert (over.labelled, len(assistant.rows())) == (2, 2)
    again = desk.begin("outlook")
    assert (len(again.items), again.earlier) == (1, 2)


def test_undo_takes_back_what_was_said_and_shows_it_again(
    desk: Sittings, assistant: LabelledAssistant
) -> None:
    first = desk.begin("outlook")
    assert desk.undo(first) == first
    back = desk.undo(desk.answer(first, ["neutral"], "Bea"))
    assert back == first
    assert assistant.rows() == []
    assert desk.undo(desk.skip(first)) == first


@pytest.mark.parametrize(
    ("task", "labels"),
    [("outlook", []), ("outlook", ["risk", "neutral"]), ("outlook", ["nonsense"]), ("sdg", ["1", "18"])],
)
def test_what_is_no_answer_keeps_nothing(
    task: str, labels: list[str], desk: Sittings, assistant: LabelledAssistant
) -> None:
    first = desk.begin(task)
    assert desk.answer(first, labels, "Bea") == first
    assert assistant.rows(task) == []


def test_many_labels_grades_and_none(desk: Sittings, assistant: LabelledAssistant) -> None:
    goals = desk.begin("sdg")
    assert goals.many
    desk.answer(desk.answer(goals, ["13", "1"], "Bea"), [], "Bea")
    assert [row["labels"] for row in assistant.rows("sdg")] == [["1", "13"], []]
    desk.answer(desk.begin("risk_grade"), ["4"], "Bea")
    assert assistant.rows("risk_grade")[0]["label"] == "4"


def test_an_error_is_told_and_loses_nothing(desk: Sittings, assistant: LabelledAssistant) -> None:
    first = desk.begin("outlook")
    assistant.broken = True
    for now in (desk.begin("outlook"), desk.answer(first, ["risk"], "Bea")):
        html = card(now, desk, SAY)
        assert "it is <b>broken</b>" in parsed(html).text
        assert {tag for tag, _ in parsed(html).found} == {"div"}
    assistant.broken = False
    kept = desk.answer(desk.answer(replace(first, trouble="x"), ["risk"], "Bea"), ["risk"], "Bea")
    assert not kept.trouble
    assert len(assistant.rows()) == 2


def test_the_card_says_what_the_model_says_and_how_sure(desk: Sittings) -> None:
    now = desk.begin("outlook")
    text = parsed(card(now, desk, SAY)).text
    assert now.item is not None
    assert "Sentence 1 of 3" in text
    assert UNSURE in text
    assert f"{100 * now.item.probability:.0f} %" in text
    assert "first.pdf" in text
    done = desk.skip(desk.skip(desk.answer(now, now.item.suggestion, "Bea")))
    assert "Done: 1 labelled, 1 of them as suggested." in parsed(card(done, desk, SAY)).text
    assert "labels/outlook.jsonl" in parsed(card(done, desk, SAY)).text
    rows = parsed(table(done, desk, words("fr"))).text
    assert rows.count("passée") == 2
    assert card(Sitting(), desk, SAY) == table(Sitting(), desk, SAY) == ""


def test_without_a_model_sentences_come_without_suggestion(tmp_path: Path, store: Store) -> None:
    desk = Sittings(LabelledAssistant(tmp_path, store, model=False))  # type: ignore[arg-type]
    now = desk.begin("humaid")
    assert SAY["label_no_model"] in parsed(card(now, desk, SAY)).text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_of_a_document_stays_text(payload: str, desk: Sittings) -> None:
    now = desk.begin("outlook")
    evil = replace(now.items[0], text=payload, language=payload, weighed=((payload, 1.0),))
    evil_sitting = replace(now, items=(evil, *now.items[1:]))
    allowed = {"div", "strong", "span", "blockquote", "p", "a", "b", "mark"}
    assert {tag for tag, _ in parsed(card(evil_sitting, desk, SAY)).found} <= allowed
    allowed = {"details", "summary", "table", "thead", "tbody", "tr", "th", "td", "span"}
    assert {tag for tag, _ in parsed(table(evil_sitting, desk, SAY)).found} <= allowed


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh"])
@pytest.mark.parametrize("task", labelled_tasks())
def test_every_label_is_a_choice_with_its_key(task: str, language: str) -> None:
    choices = choices_of(task, language)
    assert [name for _, name in choices] == list(TASKS[task].labels)
    keys = [text.partition(" · ")[0] for text, _ in choices]
    assert len(set(keys)) == len(keys)
    assert all(key.isdigit() for key in keys)


def test_the_handlers_of_the_page_show_a_sitting_through(
    desk: Sittings, assistant: LabelledAssistant, tmp_path: Path
) -> None:
    reads, shown = list(_beginning(desk)(request(), "outlook"))
    assert SAY["label_reads"] in parsed(reads[1]).text
    now, html, one, some, _, buttons, train, _ = shown
    assert UNSURE in parsed(html).text
    assert one["value"] == now.item.suggestion[0]
    assert (one["visible"], some["visible"], buttons["visible"], train["visible"]) == (
        True,
        False,
        True,
        False,
    )
    refused = _saving(desk)(request(), now, None, [], "Bea")
    assert SAY["label_choose"] in parsed(refused[1]).text
    assert assistant.rows() == []
    after = _saving(desk)(request(), now, "risk", [], "Bea")
    assert after[6]["visible"]
    assert assistant.rows()[0]["who"] == "Bea"
    assert _moving(desk, Sittings.undo)(request(), after[0])[0] == now
    desk.answer(now, ["risk"], "Bea")
    told, tasks, sets = _using(Bench(assistant.settings.library))(request(), now)
    assert "1 label of your own" in parsed(told).text
    assert (tasks["value"], sets["value"]) == (["outlook"], [OWN_CORRECTIONS])
    assert OWN_CORRECTIONS in {name for _, name in sets["choices"]}
    (asks,) = _beginning(desk)(request(), None)
    assert SAY["label_no_task"] in parsed(asks[1]).text
    assert _greeting()(request(globalbrain_who="Am%C3%ADna"))[2] == "Amína"


def test_labels_of_the_page_are_trained_on_beside_all_sets(
    desk: Sittings, assistant: LabelledAssistant
) -> None:
    bench = Bench(assistant.settings.library)
    assert OWN_CORRECTIONS not in {name for _, name in bench.sets(("outlook",), SAY)}
    before = bench.look(Wish(("outlook",)), SAY)
    desk.answer(desk.begin("outlook"), ["opportunity"], "Bea")
    assert bench.sets(("outlook",), SAY)[0][1] == OWN_CORRECTIONS
    wish = Wish(("outlook",), sets=(OWN_CORRECTIONS,))
    after = bench.look(wish, SAY)
    assert _rows(after) == _rows(before) + 1
    assert f"--use={OWN_CORRECTIONS}" in wish.words(None)
    (assistant.store.folder / "labels" / "outlook.jsonl").write_text("{", "utf-8")
    assert bench.corrections("outlook") == 0


def _rows(html: str) -> int:
    cells = html.partition("Examples")[2].split("<td>")[1:4]
    return int(cells[0].partition("<")[0])
