"""Heads that are trained apart take the place of those that ship, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.tools_training import ship
from finetune.artifact import Trained, load, write_heads
from finetune.card import FILE, ModelCard, TaskCalibration, TaskScores, named, read, written
from finetune.model_files import sums
from finetune.scores import Score
from tests.tool_models import shipped


def scored(folder: Path, value: float, **facts: object) -> Trained:
    """The model of a folder with made-up scores of each task."""
    card: ModelCard = read(folder / FILE)
    names = [task.name for task in card.tasks]
    card = replace(
        card,
        scores=tuple(TaskScores(name, 9, 9, Score("macro_f1", value)) for name in names),
        calibration=tuple(TaskCalibration(name, 1.0, value, value) for name in names),
        **facts,  # type: ignore[arg-type]
    )
    (folder / FILE).write_text(written(named(replace(card, files=sums(folder)))), "utf-8")
    return load(folder)


def test_only_the_heads_that_were_trained_change(tmp_path: Path) -> None:
    old = scored(shipped(tmp_path / "all" / "tools"), 0.5)
    new = scored(shipped(tmp_path / "new", ("sdg",)), 0.7)
    (own,) = new.heads
    better = replace(own, bias=own.bias + 1)
    write_heads([better], new.folder, new.max_tokens)
    new = scored(new.folder, 0.7)
    card = ship(new.folder, old.folder)
    made = load(old.folder)
    assert card == made.card
    assert card.id != old.card.id
    assert [task.name for task in card.tasks] == [task.name for task in old.card.tasks]
    for before, after in zip(old.heads, made.heads, strict=True):
        moved = before.card.task == "sdg"
        assert np.array_equal(after.bias, before.bias + moved)
        assert card.scores_of(after.card.task).new.value == (0.7 if moved else 0.5)  # type: ignore[union-attr]
    assert [own.task for own in card.calibration] == [task.name for task in card.tasks]
    assert card.note.endswith(f"sdg trained apart on {new.card.created:%Y-%m-%d}, balance=None")


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"method": "lora"}, "not frozen heads"), ({"base_sha256": "1" * 64}, "not frozen heads")],
)
def test_heads_of_another_encoder_are_refused(tmp_path: Path, facts: dict[str, str], said: str) -> None:
    old = shipped(tmp_path / "all" / "tools")
    before = (old / FILE).read_bytes()
    new = scored(shipped(tmp_path / "new", ("sdg",)), 0.7, **facts)
    with pytest.raises(SystemExit, match=said):
        ship(new.folder, old)
    assert (old / FILE).read_bytes() == before


def test_a_task_that_does_not_ship_is_refused(tmp_path: Path) -> None:
    old = shipped(tmp_path / "all" / "tools", ("sdg",))
    new = shipped(tmp_path / "new", ("outlook",))
    with pytest.raises(SystemExit, match="outlook does not ship; there are: sdg"):
        ship(new, old)
