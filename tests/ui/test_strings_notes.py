"""Notes about documents and names of scores are in the language of the page, all of them."""

from __future__ import annotations

import re

import pytest

from corpus.documents import Page
from corpus.pdf_quality import warnings_for
from finetune.kinds import KINDS
from finetune.tasks import TASKS
from ui.strings_notes import measure_name, note_text

LOST = "مخخخخخخ" * 20
FOUND = {
    "hidden": [2],
    "broken": list(range(1, 12)),
    "pages": [{"removed": 1200}],
    "active": ["form", "scripts", "attachments"],
    "second": True,
}
NOTES = warnings_for(
    FOUND, [Page("a", 1, LOST), Page("a", 2, LOST), Page("a", 3, "dqZwUyuh ÂæÆØ ÐÞßð " * 30)]
)


def test_every_note_has_words_in_each_language() -> None:
    assert len(NOTES) >= 8
    for note in NOTES:
        assert note_text(note, "en") == note
        assert not re.search(r"[A-Za-z]{4,}", note_text(note, "zh")), note
        for language in ("fr", "es"):
            told = note_text(note, language)
            assert told != note
            assert not re.search(r"\b(the|was|were|has|file|page \d)\b", told), told
        assert set(re.findall(r"\d+", note.replace(",", ""))) == set(
            re.findall(r"\d+", note_text(note, "zh").replace(",", ""))
        )


def test_pages_are_named_as_the_language_does() -> None:
    broken = next(note for note in NOTES if "damaged and was not read" in note)
    assert note_text(broken, "fr") == "Pages 1, 2, 3, 4, 5, 6, 7, 8 et 3 autres : endommagée, non lue"
    assert note_text("Page 4 is damaged and was not read", "zh") == "第4页：已损坏，未读取"
    assert note_text("a note from a newer version", "zh") == "a note from a newer version"


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh"])
def test_every_measure_has_a_name(language: str) -> None:
    metrics = {task.metric for task in TASKS.values()} | {kind.metric for kind in KINDS.values()}
    assert metrics >= {"macro_f1", "span_f1"}
    for metric in metrics | {"accuracy", "auroc", "exact", "mae"}:
        assert "_" not in measure_name(metric, language)
        if language == "zh":
            assert not measure_name(metric, "zh").isascii() or metric in ("f1", "auroc")
    assert measure_name("macro_f1 wice", language).endswith("(wice)")
