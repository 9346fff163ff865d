"""Two processes on the CPU train one network: as one would with twice the batches, kept once."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from finetune.artifact import Trained
from finetune.errors import TrainingError
from finetune.processes import check_places
from finetune.progress import Progress, read_events
from finetune.settings import Settings
from finetune.training import train
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import tiny_bert

PLACE = ("RANK", "WORLD_SIZE", "MASTER_PORT")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_bert(tmp_path_factory.mktemp("base")))


def settings(base: str, **changes: Any) -> Settings:
    given = {"method": "full", "base": base, "rate": 3e-3, "batch": 8, "dropout": 0.0, "epochs": 2}
    return Settings(**{**given, **changes})


def alone_again() -> bool:
    return not torch.distributed.is_initialized() and not any(name in os.environ for name in PLACE)


def test_two_processes_learn_what_one_learns_from_twice_the_batches(base: str, tmp_path: Path) -> None:
    taught = [lesson("commitment", 80), lesson("climate_tags", 80)]

    def trained(name: str, **changes: Any) -> Trained:
        place = tmp_path / name
        made = train(taught, settings(base, **changes), versions(place), run(place, judge_on="validation"))
        assert made is not None
        assert [own.id for own in versions(place).listed()] == [made.card.id]
        return made

    both, one = trained("both", processes=2), trained("one", accumulation=2)
    assert alone_again()
    assert both.card.settings["processes"] == 2
    weights, alone = (load_file(own.folder / "encoder" / "model.safetensors") for own in (both, one))
    assert weights.keys() == alone.keys()
    for name, weight in weights.items():
        assert np.allclose(weight, alone[name], atol=2e-4), name
    told = [event["event"] for event in read_events(tmp_path / "both" / "run")]
    assert told == [event["event"] for event in read_events(tmp_path / "one" / "run")]


def test_a_stop_ends_both_and_the_training_goes_on(base: str, tmp_path: Path) -> None:
    progress = Progress(tmp_path / "run", (lambda told: told["event"] == "step" and progress.ask_to_stop(),))
    chosen, taught = settings(base, processes=2, epochs=1), [lesson("commitment", 80)]
    assert train(taught, chosen, versions(tmp_path), run(tmp_path, progress=progress)) is None
    assert read_events(tmp_path / "run")[-1]["event"] == "stopped"
    assert not multiprocessing.active_children()
    assert alone_again()
    made = train(taught, chosen, versions(tmp_path), run(tmp_path, resume=True))
    assert made is not None


def test_a_companion_that_dies_is_one_clear_error(base: str, tmp_path: Path) -> None:
    def kill(told: Any) -> None:
        if told["event"] == "step":
            for other in multiprocessing.active_children():
                other.kill()

    asked = run(tmp_path, progress=Progress(tmp_path / "run", (kill,)))
    with pytest.raises(TrainingError, match=r"process 1: it died"):
        train([lesson("commitment", 80)], settings(base, processes=2), versions(tmp_path), asked)
    assert versions(tmp_path).listed() == ()
    assert alone_again()


@pytest.mark.parametrize("method", ["frozen", "setfit"])
def test_a_method_without_batches_is_not_shared(method: str) -> None:
    with pytest.raises(TrainingError, match="no batches to share"):
        Settings(method=method, processes=2)


def test_more_processes_than_cards_are_refused(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with pytest.raises(TrainingError, match="there are 2 graphics cards"):
        train([lesson("commitment", 40)], settings(base, processes=3), versions(tmp_path), run(tmp_path))


@pytest.mark.parametrize(("processes", "cores"), [(3, 2), (2, 1), (9, 8)])
def test_more_processes_than_cores_are_refused_but_two_may_share_one(
    processes: int, cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    if processes == 2:
        check_places(processes, cores)
        return
    with pytest.raises(TrainingError, match=f"{cores} processor cores are at hand") as caught:
        check_places(processes, cores)
    assert caught.value.remedy == f"Give at most {cores}."


def test_a_launcher_that_starts_the_command_many_times_is_refused(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(TrainingError, match="one of 2 copies") as caught:
        train([lesson("commitment", 40)], settings(base), versions(tmp_path), run(tmp_path))
    assert "--processes" in caught.value.remedy
    assert not (tmp_path / "models").exists()
