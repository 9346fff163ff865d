"""A further training begins with the heads of the version whose encoder it takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune.artifact import ENCODER, Trained
from finetune.earlier import earlier_heads
from finetune.errors import ArtifactError
from finetune.settings import Settings
from finetune.tasks import TASKS
from finetune.training import train
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import tiny_bert

STILL = Settings(method="full", steps=1, rate=1e-9, compare=False, int8=False)
"""A training that moves nothing."""


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    place = tmp_path_factory.mktemp("earlier")
    settings = replace(STILL, base=str(tiny_bert(place / "base")), steps=0, epochs=8, rate=2e-3, batch=16)
    made = train([lesson("commitment")], settings, versions(place), run(place))
    assert made is not None
    return made


def test_what_was_learnt_is_known_from_the_first_step_on(earlier: Trained, tmp_path: Path) -> None:
    settings = replace(STILL, base=str(earlier.folder / ENCODER))
    lessons = [lesson("commitment"), lesson("risk_grade")]
    again = train(lessons, settings, versions(tmp_path), run(tmp_path))
    assert again is not None
    before, after = earlier.card.scores[0].new.value, again.card.scores[0].new.value
    assert before == after > 0.9
    np.testing.assert_allclose(again.heads[0].weight, earlier.heads[0].weight, atol=1e-6)


def test_tasks_that_the_version_does_not_know_have_none(earlier: Trained) -> None:
    found = earlier_heads(str(earlier.folder / ENCODER), [TASKS["commitment"], TASKS["outlook"]])
    assert list(found) == ["commitment"]


def test_other_bases_have_none(tmp_path: Path) -> None:
    assert not earlier_heads("", [TASKS["commitment"]])
    assert not earlier_heads(str(tmp_path / ENCODER), [TASKS["commitment"]])


def test_a_version_that_was_altered_teaches_nothing(earlier: Trained) -> None:
    heads = earlier.folder / "heads.safetensors"
    whole = heads.read_bytes()
    heads.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        with pytest.raises(ArtifactError):
            earlier_heads(str(earlier.folder / ENCODER), [TASKS["commitment"]])
    finally:
        heads.write_bytes(whole)
