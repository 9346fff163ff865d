"""The example questions behave, on the starter library with the real encoder, as their table says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from agents.assistant import Assistant, Settings
from ui.strings import ENGLISH
from ui.strings_es import SPANISH
from ui.strings_fr import FRENCH
from ui.strings_zh import CHINESE

QUESTIONS: list[dict[str, Any]] = json.loads(
    files("corpus.starter").joinpath("questions.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = replace(Settings.read(), library=tmp_path_factory.mktemp("starter") / "library")
    opened = Assistant.from_settings(settings)
    for _ in opened.ingest_starter():
        pass
    yield opened
    opened.close()


@pytest.mark.parametrize("row", QUESTIONS, ids=[row["question"][:40] for row in QUESTIONS])
def test_an_example_question_is_answered_or_refused_as_its_table_says(
    assistant: Assistant, row: dict[str, Any]
) -> None:
    brief = assistant.answer(row["question"])
    assert brief.answered is row["answered"]
    assert brief.language == row["language"]
    if row["answered"]:
        holding = [claim for claim in brief.claims if row["holds"] in claim.text]
        assert {citation.file for claim in holding for citation in claim.citations} & set(row["files"])
    else:
        assert brief.unanswered
    for claim in brief.claims:
        for citation in claim.citations:
            page = assistant.page(citation.document_id, citation.page)
            assert page.text[citation.span.start : citation.span.end] == citation.quote


@pytest.mark.parametrize("words", [ENGLISH, FRENCH, SPANISH, CHINESE], ids=["en", "fr", "es", "zh"])
def test_the_examples_of_the_chat_are_questions_of_the_table(words: dict[str, str]) -> None:
    answered = {row["question"] for row in QUESTIONS if row["answered"]}
    assert {words[f"example_{number}"] for number in range(1, 5)} <= answered
