"""Model cards name their headings, tasks and labels in the language of the page; numbers stay."""

from __future__ import annotations

import re

import pytest

from agents.workshop import TASKS
from finetune.card import FILE, read
from finetune.card_text import markdown
from finetune.serving import TAGGERS, TOOLS
from ui.card_page import card_page
from ui.card_words import card_in
from ui.label_meanings import meaning
from ui.markup import escape
from ui.strings import words
from ui.task_words import task_about, task_name

CARDS = {folder.name: read(folder / FILE) for folder in (TOOLS, TAGGERS)}


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("language", ["fr", "es", "zh"])
def test_every_task_and_label_of_a_card_is_named(name: str, language: str) -> None:
    card = CARDS[name]
    text = markdown(card)
    shown = card_in(text, language)
    assert len(shown.split("\n")) == len(text.split("\n"))
    for task in card.tasks:
        assert f"**{task_name(task.name, language)}**" in shown
        assert task_about(task.name, language) in shown
        for label in TASKS[task.name].labels:
            assert meaning(task.name, label, language) in shown
    assert "judged by" not in shown
    assert "## Intended use" not in shown
    assert [line for line in shown.split("\n") if line.startswith("|")] == [
        line for line in text.split("\n") if line.startswith("|")
    ]
    assert escape(words(language)["card_english"]) in card_page(text, words(language))


def test_a_card_in_english_is_as_it_was_written() -> None:
    for card in CARDS.values():
        text = markdown(card)
        assert card_in(text, "en") == card_in(text, "sw") == text


def test_a_task_of_ones_own_and_another_meaning_stay_as_they_are() -> None:
    text = "**my\\_roofs** (label, judged by macro\\_f1)\n\n- **flat**: a flat roof\n"
    assert card_in(text, "zh") == text
    other = "**outlook** (label, judged by macro\\_f1)\n\n- **risk**: any danger at all\n"
    assert "- **risk**: any danger at all" in card_in(other, "fr")
    assert re.search(r"\*\*perspective\*\* \(outlook\)", card_in(other, "fr"))
