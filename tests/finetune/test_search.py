"""A search keeps the best of what it tried, the given settings among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from finetune.errors import TrainingError
from finetune.progress import Progress, read_events
from finetune.search import search
from finetune.settings import Settings
from tests.finetune.lessons import lesson
from tests.finetune.tiny import tiny_bert


def test_the_best_of_the_tried_settings_is_returned_and_the_same_again(tmp_path: Path) -> None:
    base = str(tiny_bert(tmp_path / "base"))
    given = Settings(method="full", base=base, epochs=3, batch=8, rate=3e-3)
    found = []
    for name in ("a", "b"):
        progress = Progress(tmp_path / name)
        found.append(search([lesson("commitment", 60)], given, 3, progress, tmp_path))
        tried = [event for event in read_events(tmp_path / name) if "trial" in event]
        assert len(tried) == 3
        assert tried[0]["tried"]["rate"] == given.rate
        best = max(event["scores"]["score"] for event in tried)
        assert any(
            event["scores"]["score"] == best and event["tried"]["rate"] == found[-1].rate for event in tried
        )
    assert found[0] == found[1]


def test_nothing_is_searched_where_nothing_can_be_chosen(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="frozen"):
        search([lesson("commitment")], Settings(), 2, Progress(tmp_path), tmp_path)
