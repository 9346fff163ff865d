"""Words beside an encoder that learnt: taken where validation gains by them, else nothing changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune.artifact import Trained
from finetune.beside import beside
from finetune.errors import TrainingError
from finetune.examples import of_part
from finetune.heads import Head, HeadCard
from finetune.judging import truth_of
from finetune.passes import Output
from finetune.predict import ToolModel
from finetune.settings import Settings
from finetune.training import train
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import tiny_bert


def blank(task: str) -> Head:
    own = lesson(task).task
    return Head(HeadCard.of(own), np.zeros((own.outputs, 4), np.float32), np.zeros(own.outputs, np.float32))


@pytest.mark.parametrize("task", ["commitment", "climate_topics", "risk_grade"])
def test_words_are_read_where_the_encoder_knows_nothing(task: str) -> None:
    own, head = lesson(task), blank(task)
    held = of_part(own.examples, "validation")
    silent = Output(np.zeros((len(held), own.task.outputs), np.float32))
    assert beside(head, own.task, own.examples, silent).words is not None


def test_nothing_changes_where_the_encoder_is_right_already() -> None:
    own, head = lesson("commitment"), blank("commitment")
    truth = truth_of(of_part(own.examples, "validation"), own.task)
    right = Output(
        np.array([[9.0 * (name == label) for name in own.task.names] for label in truth], np.float32)
    )
    assert beside(head, own.task, own.examples, right) is head


def test_spans_have_no_words_beside() -> None:
    own, head = lesson("climate_tags"), blank("climate_tags")
    assert beside(head, own.task, own.examples, Output(np.zeros((0, 0), np.float32))) is head


def test_a_version_reads_words_beside_an_encoder_that_could_not_learn(tmp_path: Path) -> None:
    base = str(tiny_bert(tmp_path / "base"))
    plain = Settings(method="full", base=base, steps=1, rate=1e-9, compare=False, int8=False)

    def trained(settings: Settings, place: Path) -> Trained:
        made = train([lesson("commitment")], settings, versions(place), run(place))
        assert made is not None
        return made

    without, own = trained(plain, tmp_path / "a"), trained(replace(plain, beside=True), tmp_path / "b")
    assert own.card.scores[0].new.value > 0.9 > without.card.scores[0].new.value
    (reading,) = ToolModel.open(own.folder).read(["storm rain wind no harm"])[0]
    assert reading.label == "measure"


def test_frozen_heads_have_words_of_their_own() -> None:
    with pytest.raises(TrainingError, match="beside"):
        Settings(method="frozen", beside=True)
