"""A training from the page: started, watched, found again, stopped; a tiny program stands for the command."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from agents.workshop import TrainingError, Workshop
from ui.training import Run, Training, Wish

# Tells as a training does, waits at a pipe until it may go on, and obeys the stop file.
PROGRAM = """
import json, pathlib, sys
from filelock import FileLock
library = pathlib.Path(sys.argv[2])
words = sys.argv[3:]
(library / "words.json").write_text(json.dumps(words))
work = library / "models" / ".training"
place = work / "progress"
def tell(**told):
    place.mkdir(parents=True, exist_ok=True)
    with (place / "progress.jsonl").open("a") as file:
        file.write(json.dumps(told) + "\\n")
with FileLock(work / "lock", timeout=0):
    method = next(w.split("=")[1] for w in words if w.startswith("--method"))
    tell(event="start", method=method, base="b", tasks=["outlook"])
    if method != "frozen":
        tell(event="start", seed=13, steps=8, trained=1, of=2)
        tell(event="step", step=2, steps=8, loss=0.5)
    open(library / "pipe").read()
    if (place / "stop").exists():
        tell(event="stopped", resume="x")
    elif "--epochs=9" in words:
        print(json.dumps({"error": {"what": "the base", "reason": "not there", "remedy": "Fetch it."}}))
        sys.exit(1)
    else:
        tell(event="validation", step=8, steps=8, scores={"outlook": 0.7, "score": 0.7})
        tell(event="saved", id="0123456789ab")
"""
LORA = Wish(("outlook",), method="lora")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def training(library: Path) -> Training:
    return Training(library, Workshop(library), (sys.executable, "-c", PROGRAM))


@contextmanager
def at_work(library: Path, wish: Wish) -> Iterator[Training]:
    """A training that has told its first events and waits; it goes on and ends when this does."""
    own = training(library)
    assert own.start(wish)
    with (library / "pipe").open("w"):  # opens when the other side does
        yield own
    own.wait()


def test_it_runs_is_followed_and_ends_with_a_version(library: Path) -> None:
    with at_work(library, LORA) as own:
        run = own.look()
        assert (run.running, run.end, run.seed) == (True, "", (2, 8))
        assert run.losses() == {"": ((2.0, 0.5),)}
    run = own.look()
    assert (run.running, run.end, run.last("saved", "id")) == (False, "saved", "0123456789ab")
    assert run.validations() == {"outlook": ((8.0, 0.7),)}


def test_another_server_finds_it_and_starts_no_second(library: Path) -> None:
    with at_work(library, LORA) as own:
        other = training(library)
        assert other.look().running
        assert not other.start(LORA)
        assert not own.start(LORA)
        other.stop()
        assert other.look().stopping
        other.stop()
        assert own.look().running
        assert (other.look().elsewhere, own.look().elsewhere) == (True, False)
    assert own.look().end == other.look().end == "stopped"


def test_the_first_stop_asks_and_the_second_ends(library: Path) -> None:
    with at_work(library, LORA) as own:
        own.stop()
        run = own.look()
        assert (run.running, run.stopping) == (True, True)
        own.stop()
        own.wait()
        run = own.look()
        assert (run.running, run.end, run.events[-1]["event"]) == (False, "stopped", "step")
    own.stop()
    assert not own.look().running


def test_without_steps_it_is_asked_too_and_the_next_begins_anew(library: Path) -> None:
    with at_work(library, Wish(("outlook",))) as own:
        own.stop()
        assert own.look().stopping
    run = own.look()
    assert (run.end, run.events[-1]["event"]) == ("stopped", "stopped")
    with at_work(library, LORA) as again:
        assert not again.look().stopping
    assert again.look().end == "saved"


def test_what_the_command_says_went_wrong_is_told(library: Path) -> None:
    with at_work(library, Wish(("outlook",), method="lora", epochs="9")) as own:
        pass
    run = own.look()
    assert (run.end, run.error) == ("failed", "the base: not there. Fetch it.")


def test_rows_are_copied_under_a_plain_name(library: Path) -> None:
    file = library / "--a <b> row.jsonl"
    file.write_text('{"text": "x"}\n', "utf-8")
    with at_work(library, Wish(("outlook",), file, ("own_outlook",), licence="CC0-1.0")):
        file.unlink()
    words = (library / "words.json").read_text("utf-8")
    assert "own_outlook" not in words
    assert "--licence=CC0-1.0" in words
    kept = library / "models" / ".training" / "page" / "data" / "a__b__row.jsonl"
    assert str(kept) in words
    assert kept.read_text("utf-8") == '{"text": "x"}\n'


@pytest.mark.parametrize(
    "wrong",
    [
        replace(LORA, method="magic"),
        replace(LORA, epochs="many"),
        replace(LORA, seeds="0"),
        replace(LORA, rate="-1"),
    ],
)
def test_settings_out_of_range_start_nothing(library: Path, wrong: Wish) -> None:
    own = training(library)
    with pytest.raises(TrainingError):
        own.start(wrong)
    assert own.look() == Run()
    assert not (library / "models").exists()


def test_seeds_have_curves_of_their_own() -> None:
    events = [
        {"event": event, "seed": seed, "step": 1, "steps": 2, "loss": 0.1}
        for seed in (13, 14)
        for event in ("start", "step")
    ]
    assert set(Run(tuple(events), running=True).losses()) == {"13", "14"}


def test_a_task_of_ones_own_and_its_base_go_with_the_command(library: Path) -> None:
    task = library / "roofs.json"
    task.write_text('{"name": "my_roofs", "kind": "label", "labels": {"flat": "f", "steep": "s"}}', "utf-8")
    file = library / "rows.csv"
    file.write_text("text,label\n", "utf-8")
    with at_work(library, Wish((), file, base="/models/vit", task_file=task)):
        task.unlink()
    words = json.loads((library / "words.json").read_text("utf-8"))
    assert words[:2] == ["finetune", "my_roofs"]
    assert "--base=/models/vit" in words
    (kept,) = (word.partition("=")[2] for word in words if word.startswith("--task-file="))
    assert json.loads(Path(kept).read_text("utf-8"))["name"] == "my_roofs"
