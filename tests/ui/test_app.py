"""The page as Gradio was told to build it."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.ui.conftest import FakeAssistant
from ui.app import AT_ONCE, WAITING, build, gr
from ui.desk import Desk
from ui.handlers import Told
from ui.shelf import Shelf
from ui.strings import words


@pytest.fixture(scope="module")
def blocks() -> Any:
    return build(Desk(FakeAssistant(), Shelf()))


def test_every_event_has_its_own_concurrency_and_no_public_name(blocks: Any) -> None:
    assert len(blocks.fns) >= 9
    for event in blocks.fns.values():
        assert isinstance(event.concurrency_limit, int)
        assert event.concurrency_limit >= 8
        assert event.api_visibility == "private"


def test_the_queue_is_bounded(blocks: Any) -> None:
    assert blocks._queue.max_size == WAITING == 64
    assert blocks._queue.default_concurrency_limit == AT_ONCE


def test_nothing_is_measured_or_looked_up(blocks: Any) -> None:
    assert blocks.analytics_enabled is False
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_no_component_needs_code_made_from_text(blocks: Any) -> None:
    for block in blocks.blocks.values():
        assert type(block).__name__ != "HTML"
        assert getattr(block, "sanitize_html", True) is True
        assert not getattr(block, "latex_delimiters", None)
    assert not any(event.js for event in blocks.fns.values())


def test_every_sentence_of_the_layout_has_another_language(blocks: Any) -> None:
    told = Told(words("en"))
    told(gr.Button, {"value": "ask"})
    assert told.again(words("fr"))[0]["value"] == "Demander"
    spoken = {str(getattr(block, "value", "")) for block in blocks.blocks.values()}
    assert words("en")["ask"] in spoken
