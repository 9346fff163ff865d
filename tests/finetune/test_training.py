"""Real training steps of every method on a tiny encoder; what is kept is what was trained."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from sklearn.linear_model import LogisticRegression

from finetune.artifact import load
from finetune.encoder import load_base
from finetune.errors import (
    ArtifactError,
    DataError,
    ModelsBusyError,
    StorageError,
    TrainingError,
)
from finetune.examples import Example, Span
from finetune.lessons import Lesson
from finetune.predict import ToolModel
from finetune.progress import Progress, read_events
from finetune.settings import METHOD_NAMES, Settings
from finetune.tasks import TASKS
from finetune.training import WORK, train
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import WORDS, tiny_bert


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_bert(tmp_path_factory.mktemp("base")))


def settings(base: str, method: str = "full", **changes: Any) -> Settings:
    rates = {"full": 3e-3, "top-n": 5e-3, "lora": 3e-3, "adalora": 2e-2, "prefix": 3e-2, "ia3": 3e-2}
    epochs = 20 if method == "lora" else 5  # it starts from nothing, and slowly
    given = {
        "rate": rates.get(method, 0.0),
        "epochs": epochs,
        "batch": 8,
        "rank": 4,
        "prefix": 4,
        "layers": 1,
        "int8": False,  # tests/finetune/test_export.py
    }
    return Settings(method=method, base=base, **{**given, **changes})


@pytest.mark.parametrize("method", [name for name in METHOD_NAMES if name != "setfit"])  # of one task
def test_a_method_trains_what_it_says_and_the_version_says_the_same_again(
    method: str, base: str, tmp_path: Path
) -> None:
    lessons = [lesson("commitment"), lesson("climate_tags")]
    made = train(lessons, settings(base, method), versions(tmp_path), run(tmp_path, judge_on="validation"))
    assert made is not None
    label, _ = made.card.scores
    assert label.majority is not None
    assert label.new.value > 0.9 > label.majority.value
    assert made.card.method == method
    assert made.card.base_sha256 == load_base(base).sha256
    files = set(made.card.files)
    assert {"heads.json", "heads.safetensors"} <= files
    assert ("encoder/model.safetensors" in files) == (method in ("full", "top-n"))
    assert ("adapter/adapter_model.safetensors" in files) == (method in ("lora", "adalora", "prefix", "ia3"))
    text = "we will cut emissions by half flood"
    again = ToolModel(load(made.folder)).read([text])
    assert again == ToolModel(made).read([text])
    assert [prediction.task for prediction in again[0]] == ["commitment", "climate_tags"]
    plain = ToolModel(made).read([text], weigh=False)
    assert plain == (tuple(replace(own, weighed=()) for own in again[0]),)
    events = [event["event"] for event in read_events(tmp_path / "run")]
    assert events[-1] == "saved"
    if method != "frozen":
        learning, whole = made.card.settings["trained_numbers"], made.card.settings["numbers"]
        assert learning == whole if method == "full" else 0 < learning < whole  # type: ignore[operator]
        assert {"step", "validation"} <= set(events)


def test_full_training_learns_every_kind_in_one_encoder(base: str, tmp_path: Path) -> None:
    names = ("commitment", "climate_tags", "climate_topics", "risk_grade", "claim_support")
    chosen = settings(base, epochs=8, temperature=3.0, balance="weights")
    made = train(
        [lesson(name) for name in names], chosen, versions(tmp_path), run(tmp_path, judge_on="validation")
    )
    assert made is not None
    scores = {own.task: own.new.value for own in made.card.scores}
    assert min(scores.values()) > 0.9, scores
    model = ToolModel(made)
    (said,) = model.read(["bees live in storm"])
    by_task = {prediction.task: prediction for prediction in said}
    assert by_task["commitment"].label == "measure"
    assert by_task["climate_topics"].label in ("heat+storm", "storm+heat")
    assert by_task["risk_grade"].label == "3"
    assert [(s.start, s.end, s.label) for s in by_task["climate_tags"].spans] == [(13, 18, "storm")]
    why = {key: model.why(f"bees live in {key}", "commitment") for key in ("flood", "storm")}
    assert any(words and words[0][0] == key for key, words in why.items())  # the other may be the rest
    assert all(drop < 0.5 for key, words in why.items() for word, drop in words if word != key)
    with pytest.raises(ArtifactError, match="spans"):
        model.why("storm", "climate_tags")
    ((pair,),) = model.read_pairs(["flood hits kenya"], ["rain and wind"])
    assert pair.label == "supported"
    assert 0.5 < pair.probability <= 1.0


def test_frozen_heads_read_vectors_without_torch(base: str, tmp_path: Path) -> None:
    lessons = [lesson("commitment"), lesson("climate_topics"), lesson("claim_support")]
    made = train(lessons, settings(base, "frozen"), versions(tmp_path), run(tmp_path))
    assert made is not None
    model, texts = ToolModel(made), ["storm hits kenya", "flood hits kenya"]
    from finetune.encoding import unit_vectors

    loaded = load_base(base)
    vectors = unit_vectors(loaded, texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    said = model.read_vectors(vectors, texts=texts)
    assert [[p.label for p in row] for row in said] == [[p.label for p in row] for row in model.read(texts)]
    pairs = model.read_vectors(vectors, unit_vectors(loaded, ["rain", "rain"]))
    assert [row[0].task for row in pairs] == ["claim_support", "claim_support"]
    with pytest.raises(ArtifactError, match="do not fit"):
        model.read_vectors(np.ones((1, 7), np.float32))
    with pytest.raises(ArtifactError, match="more than a vector"):
        model.read_vectors(vectors, tasks=["climate_tags"])


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": "sgd", "rate": 0.3},
        {"optimizer": "adafactor", "schedule": "cosine"},
        {"adversary": "fgm", "radius": 0.05, "schedule": "constant"},
        {"adversary": "pgd", "radius": 0.05, "pushes": 3, "accumulation": 2, "epochs": 8},
        {"adversary": "pgd", "checkpointing": True, "balance": "sampling", "epochs": 8},
        {"mask": 0.05, "smoothing": 0.05, "accumulation": 2, "epochs": 10},
        {"checkpointing": True, "patience": 3, "epochs": 6},
        {"method": "lora", "adversary": "fgm", "radius": 0.02, "epochs": 20},
        {"seeds": 2, "ensemble": True, "epochs": 6},
    ],
    ids=str,
)
def test_an_option_trains(changes: dict[str, Any], base: str, tmp_path: Path) -> None:
    chosen = settings(base, **{"epochs": 4, **changes})
    made = train([lesson("commitment")], chosen, versions(tmp_path), run(tmp_path, judge_on="validation"))
    assert made is not None
    assert made.card.scores[0].new.value > 0.6
    losses = [event["loss"] for event in read_events(tmp_path / "run") if event["event"] == "step"]
    assert losses[-1] < losses[0]


def test_curves_for_tensorboard_lie_beside_the_events(base: str, tmp_path: Path) -> None:
    chosen = settings(base, epochs=1, report="tensorboard")
    assert train([lesson("commitment", 40)], chosen, versions(tmp_path), run(tmp_path)) is not None
    (curves,) = (tmp_path / "run" / "tensorboard").glob("events.out.tfevents.*")
    assert b"eval/score" in curves.read_bytes()


def test_the_same_seed_gives_the_same_version(base: str, tmp_path: Path) -> None:
    made = [
        train([lesson("commitment", 40)], settings(base, epochs=1), versions(place), run(place))
        for place in (tmp_path / "a", tmp_path / "b")
    ]
    assert made[0] is not None
    assert made[1] is not None
    assert made[0].card.files == made[1].card.files


def test_a_stopped_training_keeps_nothing_and_goes_on_as_if_it_had_not_stopped(
    base: str, tmp_path: Path
) -> None:
    chosen, taught = settings(base, epochs=2), [lesson("commitment", 60)]
    whole = train(taught, chosen, versions(tmp_path / "whole"), run(tmp_path / "whole"))
    place = tmp_path / "cut"
    progress = Progress(place / "run", (lambda told: told["event"] == "step" and progress.ask_to_stop(),))
    assert train(taught, chosen, versions(place), run(place, progress=progress)) is None
    assert read_events(place / "run")[-1]["event"] == "stopped"
    assert versions(place).listed() == ()
    with pytest.raises(TrainingError, match="other settings or data"):
        train(taught, settings(base, epochs=3), versions(place), run(place, resume=True))
    went_on = train(taught, chosen, versions(place), run(place, resume=True))
    assert whole is not None
    assert went_on is not None
    assert went_on.card.files["encoder/model.safetensors"] == whole.card.files["encoder/model.safetensors"]


@pytest.mark.parametrize("after", [0, 2, 4], ids=["reading", "between strengths", "the next task"])
def test_frozen_heads_stop_where_they_are_asked_to(
    after: int, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, progress, fits = versions(tmp_path), Progress(tmp_path / "run"), list[int]()
    taught = [lesson("commitment", 40), lesson("climate_topics", 40)]
    fit = LogisticRegression.fit

    def counted(self: Any, *rest: Any, **more: Any) -> Any:
        fits.append(1)
        if len(fits) == after:
            progress.ask_to_stop()
        return fit(self, *rest, **more)

    def told(event: Any) -> None:
        if event["event"] == "start" and not after:
            progress.ask_to_stop()

    monkeypatch.setattr(LogisticRegression, "fit", counted)
    asked = run(tmp_path, progress=replace(progress, listeners=(told,)))
    assert train(taught, settings(base, "frozen", words=False), kept, asked) is None
    assert len(fits) == after
    assert read_events(tmp_path / "run")[-1]["event"] == "stopped"
    assert kept.listed() == ()


def test_a_training_that_broke_off_goes_on_from_its_last_checkpoint(base: str, tmp_path: Path) -> None:
    chosen, taught = settings(base, epochs=3, mask=0.1), [lesson("commitment", 60)]
    whole = train(taught, chosen, versions(tmp_path / "whole"), run(tmp_path / "whole"))
    place, seen = tmp_path / "cut", list[str]()

    def break_off(told: Any) -> None:
        seen.append(told["event"])
        if seen.count("validation") == 2 and told["event"] == "step":
            raise InterruptedHere

    with pytest.raises(InterruptedHere):
        train(taught, chosen, versions(place), run(place, progress=Progress(place / "run", (break_off,))))
    assert "broke off" in read_events(place / "run")[-1]["reason"]
    went_on = train(taught, chosen, versions(place), run(place, resume=True))
    assert whole is not None
    assert went_on is not None
    assert went_on.card.files["encoder/model.safetensors"] == whole.card.files["encoder/model.safetensors"]


def test_a_later_version_is_compared_with_the_active_one(base: str, tmp_path: Path) -> None:
    kept = versions(tmp_path)
    first = train([lesson("commitment")], settings(base, "frozen"), kept, run(tmp_path))
    assert first is not None
    kept.promote(first.card.id)
    second = train(
        [lesson("commitment")],
        settings(base),
        kept,
        run(tmp_path, active={"commitment": first}, robustness=True),
    )
    assert second is not None
    (score,) = second.card.scores
    assert score.active_id == first.card.id
    assert score.active == first.card.scores[0].new
    assert score.change is not None
    assert {own.way for own in second.card.robustness} >= {"typos", "case"}
    assert [own.value for own in second.card.slices] == ["en"]


def test_each_task_is_compared_with_what_serves_it(base: str, tmp_path: Path) -> None:
    kept = versions(tmp_path)
    rivals = {}
    for name in ("commitment", "climate_topics"):
        made = train([lesson(name)], settings(base, "frozen"), kept, run(tmp_path))
        assert made is not None
        rivals[name] = made
    third = ("commitment", "climate_topics", "risk_grade")
    both = train(
        [lesson(name) for name in third], settings(base, "frozen"), kept, run(tmp_path, active=rivals)
    )
    assert both is not None
    ids = {own.task: own.active_id for own in both.card.scores}
    assert ids == {**{name: own.card.id for name, own in rivals.items()}, "risk_grade": None}


def test_two_trainings_at_once_are_one_too_many(base: str, tmp_path: Path) -> None:
    kept = versions(tmp_path)
    (kept.folder / WORK).mkdir(parents=True)
    with FileLock(kept.folder / WORK / "lock"), pytest.raises(ModelsBusyError, match="another training"):
        train([lesson("commitment")], settings(base), kept, run(tmp_path))


def test_a_full_disk_is_said_before_anything_starts(base: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="GB are free"):
        train(
            [lesson("commitment")], settings(base), versions(tmp_path), run(tmp_path, free_bytes=lambda _: 1)
        )
    assert read_events(tmp_path / "run")[-1]["event"] == "failed"


class InterruptedHere(KeyboardInterrupt):
    """Ctrl-C, at a known place."""


def test_an_interrupted_training_leaves_the_active_version(base: str, tmp_path: Path) -> None:
    kept = versions(tmp_path)
    first = train([lesson("commitment")], settings(base, "frozen"), kept, run(tmp_path))
    assert first is not None
    kept.promote(first.card.id)

    def interrupt(told: Any) -> None:
        if told["event"] == "step":
            raise InterruptedHere

    progress = Progress(tmp_path / "cut", (interrupt,))
    with pytest.raises(InterruptedHere):
        train([lesson("commitment")], settings(base), kept, run(tmp_path, progress=progress))
    active = kept.active("commitment")
    assert active is not None
    assert active.id == first.card.id
    assert [own.id for own in kept.listed()] == [first.card.id]
    again = train([lesson("commitment")], settings(base, epochs=1), kept, run(tmp_path))
    assert again is not None


@pytest.mark.parametrize("name", ["/nowhere/at/all", "no-such/model", ""])
def test_a_base_that_is_not_there_is_said(name: str, tmp_path: Path) -> None:
    place = name or str(tmp_path)
    with pytest.raises(TrainingError, match="cannot be loaded"):
        load_base(place)


def test_a_base_that_is_only_a_pickle_is_refused(base: str, tmp_path: Path) -> None:
    for path in Path(base).iterdir():
        if path.suffix == ".json":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(TrainingError, match="cannot be loaded"):
        load_base(str(tmp_path))


@pytest.mark.parametrize(
    "changes",
    [{"method": "magic"}, {"epochs": 0}, {"dropout": 1.5}, {"adversary": "odd"}, {"rate": -1.0}],
    ids=str,
)
def test_a_setting_that_cannot_be_used_is_said(changes: dict[str, Any]) -> None:
    with pytest.raises(TrainingError):
        Settings(**changes)


def test_a_version_that_was_altered_or_lost_its_base_is_refused(base: str, tmp_path: Path) -> None:
    own = tiny_bert(tmp_path / "own", seed=2)
    made = train([lesson("commitment", 40)], settings(str(own), "frozen"), versions(tmp_path), run(tmp_path))
    assert made is not None
    tiny_bert(own, seed=3)
    with pytest.raises(ArtifactError, match="another"):
        ToolModel(made).read(["flood"])
    heads = made.folder / "heads.json"
    heads.write_text(heads.read_text("utf-8").replace("0.5", "0.4"), "utf-8")
    with pytest.raises(ArtifactError, match="altered"):
        load(made.folder)
    with pytest.raises(ArtifactError):
        load(tmp_path / "nothing")


def test_a_model_reads_only_texts_and_tasks_that_it_has(base: str, tmp_path: Path) -> None:
    made = train([lesson("commitment", 40)], settings(base, "frozen"), versions(tmp_path), run(tmp_path))
    assert made is not None
    model = ToolModel(made)
    with pytest.raises(DataError, match="empty"):
        model.read(["flood", " "])
    with pytest.raises(ArtifactError, match="no task 'sdg'"):
        model.read(["flood"], ["sdg"])
    with pytest.raises(DataError, match="2 texts, 1 second"):
        model.read_pairs(["a", "b"], ["c"])
    assert model.read([]) == ()


def test_training_in_bfloat16_learns_too_and_may_leave_the_comparison_out(base: str, tmp_path: Path) -> None:
    chosen = settings(base, bf16=True, compare=False)
    made = train([lesson("commitment")], chosen, versions(tmp_path), run(tmp_path, judge_on="validation"))
    assert made is not None
    (scores,) = made.card.scores
    assert scores.frozen is None
    assert scores.new.value > 0.9


def test_capitals_are_told_and_what_hangs_on_them_is_learnt(base: str, tmp_path: Path) -> None:
    """The tiny encoder knows small letters alone: FLOOD and flood are one token, of two kinds."""
    source, made = random.Random(5), []
    others = [word for word in WORDS.split() if word != "flood"]
    for number in range(160):
        loud = bool(number % 2)
        text = " ".join([*source.sample(others, 2), "FLOOD" if loud else "flood", *source.sample(others, 2)])
        at = text.lower().index("flood")
        spans = (Span(at, at + 5, "flood"),) if loud else ()
        made.append(Example(str(number), text, spans=spans, part="train" if number < 120 else "validation"))
    own = Lesson(TASKS["climate_tags"], tuple(made))
    scores = {}
    for told in (True, False):
        chosen = settings(base, capitals=told, epochs=20, compare=False)
        version = train([own], chosen, versions(tmp_path), run(tmp_path, judge_on="validation"))
        assert version is not None
        assert load(version.folder).capitals is told
        scores[told] = version.card.scores[0].new.value
        if told:
            (loud,), (quiet_one,) = ToolModel(load(version.folder)).read(
                ["rain hits FLOOD in kenya", "rain hits flood in kenya"]
            )
            assert (loud.label, quiet_one.label) == ("flood", "")
    assert scores[True] > 0.9 > 0.8 > scores[False]


def test_capitals_need_a_method_that_can_learn_them() -> None:
    with pytest.raises(TrainingError, match="capitals"):
        Settings(method="frozen", capitals=True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"method": "frozen", "adversary": "pgd"}, "moves no embeddings"),
        ({"method": "lora", "balance": "best"}, "only linear heads try both"),
        ({"method": "full", "ensemble": True}, "give --seeds too"),
    ],
    ids=str,
)
def test_a_setting_that_would_do_nothing_is_said(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        Settings(**changes)


def test_heads_may_learn_faster_than_the_encoder(base: str, tmp_path: Path) -> None:
    """With a rate near nothing for the encoder the heads alone learn, and learn all the same."""
    chosen = settings(base, rate=1e-5, head_rate=1000, compare=False, epochs=8)
    fast = train([lesson("commitment")], chosen, versions(tmp_path), run(tmp_path, judge_on="validation"))
    slow = train(
        [lesson("commitment")],
        replace(chosen, head_rate=1.0),
        versions(tmp_path),
        run(tmp_path, judge_on="validation"),
    )
    assert fast is not None
    assert slow is not None
    assert fast.card.scores[0].new.value > 0.8 > slow.card.scores[0].new.value
