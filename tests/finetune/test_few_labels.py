"""Few labels: the draw, the contrastive step, and what a further training keeps of what was learnt."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from finetune.contrast import alike, draw, pair_loss
from finetune.errors import TrainingError
from finetune.examples import Example, of_part
from finetune.predict import ToolModel
from finetune.progress import read_events
from finetune.settings import Settings
from finetune.shots import few
from finetune.tasks import TASKS
from finetune.training import train
from finetune.uncertainty import uncertainty
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import tiny_bert


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_bert(tmp_path_factory.mktemp("base")))


def test_a_draw_holds_so_many_of_each_label_and_depends_on_the_seed_alone() -> None:
    own = lesson("commitment")
    drawn = few(own.examples, own.task, 5, 13)
    assert Counter(e.label for e in of_part(drawn, "train")) == {"target": 5, "measure": 5}
    assert of_part(drawn, "test") == of_part(own.examples, "test")
    assert drawn == few(own.examples, own.task, 5, 13) != few(own.examples, own.task, 5, 14)
    assert few(own.examples, own.task, 1_000, 13) == own.examples


def test_rows_of_many_labels_are_drawn_until_no_label_lacks_any() -> None:
    own = lesson("climate_topics")
    silent = tuple(replace(e, id=f"{e.id} silent", labels=()) for e in own.examples)
    drawn = of_part(few((*own.examples, *silent), own.task, 3, 1), "train")
    assert Counter(label for e in drawn for label in e.labels or ("",)) == {
        "flood": 3,
        "storm": 3,
        "heat": 3,
        "": 3,
    }


def test_how_alike_two_answers_are() -> None:
    many = [Example("1", "a", labels=("flood", "heat")), Example("2", "b", labels=("heat",))]
    assert alike(many, TASKS["climate_topics"]).tolist() == [[1.0, 0.5], [0.5, 1.0]]
    grades = [Example("1", "a", label="0"), Example("2", "b", label="4"), Example("3", "c", label="1")]
    assert alike(grades, TASKS["risk_grade"])[0].tolist() == [1.0, 0.0, 0.75]
    apart = [Example("1", "a", label="risk"), Example("2", "b", label="neutral")]
    assert alike(apart, TASKS["outlook"]).tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_the_loss_of_pairs_is_nothing_where_cosines_are_as_wanted() -> None:
    vectors = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    wanted = vectors @ vectors.T
    assert pair_loss(vectors, wanted).item() == 0.0
    assert pair_loss(vectors, 1 - wanted).item() == 1.0
    assert pair_loss(vectors[:2], torch.zeros(2, 2)).item() == 1.0


def test_a_batch_holds_every_label() -> None:
    import random

    rows = [Example(str(n), "x", label="risk" if n else "neutral") for n in range(40)]
    own = draw(rows, TASKS["outlook"], 8, random.Random(1))
    assert len(own) == len(set(own)) == 8
    assert 0 in own


def test_a_contrastive_start_learns_from_few_labels_and_keeps_its_encoder(base: str, tmp_path: Path) -> None:
    chosen = Settings(method="setfit", base=base, shots=24, steps=60, rate=3e-3)
    made = train([lesson("commitment")], chosen, versions(tmp_path), run(tmp_path, judge_on="validation"))
    assert made is not None
    assert made.card.scores[0].new.value > 0.9
    assert "encoder/model.safetensors" in made.card.files
    (trained,) = [own for own in made.card.data if own.use == "train"]
    assert trained.rows == 48
    model = ToolModel(made)
    assert model.for_vectors() == ()
    assert [row[0].label for row in model.read(["bees live in storm", "flood hits chile"])] == [
        "measure",
        "target",
    ]
    steps = [own for own in read_events(tmp_path / "run") if own["event"] == "step"]
    assert steps[-1]["step"] == 60
    assert steps[-1]["loss"] < steps[0]["loss"]


def test_what_a_contrastive_start_cannot_teach(base: str, tmp_path: Path) -> None:
    chosen = Settings(method="setfit", base=base, steps=1)
    for lessons, said in (
        ([lesson("climate_tags")], "no labels of one text"),
        ([lesson("claim_support")], "no labels of one text"),
        ([lesson("commitment"), lesson("climate_topics")], "one task at a time"),
    ):
        with pytest.raises(TrainingError, match=said):
            train(lessons, chosen, versions(tmp_path), run(tmp_path))
    assert versions(tmp_path).listed() == ()


def test_a_contrastive_start_can_be_stopped(base: str, tmp_path: Path) -> None:
    chosen = Settings(method="setfit", base=base, steps=30, shots=4)
    own = run(tmp_path)

    def stop(told: object) -> None:
        if isinstance(told, dict) and told["event"] == "step":
            own.progress.ask_to_stop()

    own = run(tmp_path, progress=replace(own.progress, listeners=(stop,)))
    assert train([lesson("commitment")], chosen, versions(tmp_path), own) is None
    assert read_events(tmp_path / "run")[-1]["event"] == "stopped"


def test_a_shared_encoder_that_learns_more_keeps_what_it_replays(base: str, tmp_path: Path) -> None:
    settings = Settings(method="full", base=base, epochs=6, rate=3e-3, batch=16)
    where = versions(tmp_path)
    earlier, later = lesson("commitment"), lesson("risk_grade")
    first = train([earlier], settings, where, run(tmp_path, judge_on="validation"))
    assert first is not None
    further = replace(settings, base=str(first.folder / "encoder"))
    both = train([earlier, later], further, where, run(tmp_path, judge_on="validation"))
    assert both is not None
    before = first.card.scores[0].new.value
    after = {own.task: own.new.value for own in both.card.scores}
    assert after["commitment"] > before - 0.01
    assert after["risk_grade"] > 0.9


def test_unsure_is_what_leans_to_no_side() -> None:
    assert uncertainty("grade", {"0": 0.25, "1": 0.25, "2": 0.25, "3": 0.25}) == 1.0
    assert uncertainty("labels", {"1": 0.5, "2": 1.0}) == 0.5
    assert uncertainty("label", {"risk": 0.6, "neutral": 0.4}) > uncertainty(
        "label", {"risk": 0.9, "neutral": 0.1}
    )
