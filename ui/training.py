"""Training: the one that runs in a process of its own, started, watched and stopped from the page."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.workshop import STAGES, Order, TrainingSettings, Workshop, read_task
from ui.bundles import ROWS, ZIP, rows_in

ENDS = ("saved", "stopped", "failed")
SUFFIXES = (*ROWS, ZIP)
Point = tuple[float, float]
_SAID, _LOG, _DATA, _TASK = "said.json", "log.txt", "data", "task.json"


@dataclass(frozen=True, slots=True)
class Wish:
    """A training as it is typed into the page; ``file`` holds rows, without it the sets or all of them.

    An empty word leaves the setting at its default. ``task_file`` defines a task of the user's own, which
    is then the one that is trained.
    """

    tasks: tuple[str, ...]
    file: Path | None = None
    sets: tuple[str, ...] = ()
    method: str = "frozen"
    epochs: str = ""
    rate: str = ""
    seeds: str = ""
    licence: str = ""
    base: str = ""
    task_file: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The tasks, or that of the task's file (DataError: it defines none)."""
        return self.tasks if self.task_file is None else (read_task(self.task_file).name,)

    def order(self) -> Order:
        """Return what the workshop takes, its settings checked (TrainingError, DataError)."""
        typed = {
            "method": self.method,
            "base": self.base,
            "epochs": self.epochs,
            "rate": self.rate,
            "seeds": self.seeds,
        }
        settings = TrainingSettings.of({name: word.strip() for name, word in typed.items() if word.strip()})
        files = (self.file,) if self.file else ()
        sets = () if files else self.sets
        return Order(self.names, files, sets, settings=settings, task_file=self.task_file)

    def words(self, file: Path | None, task_file: Path | None = None) -> list[str]:
        """Return the words of the command, with the rows in ``file``, the task in ``task_file``."""
        options = {
            "--method": self.method,
            "--base": self.base,
            "--epochs": self.epochs,
            "--rate": self.rate,
            "--seeds": self.seeds,
        }
        words = ["finetune", *self.names, "--json"]
        if task_file is not None:
            words.append(f"--task-file={task_file}")
        words += [f"{name}={word.strip()}" for name, word in options.items() if word.strip()]
        if file is None:
            return [*words, *(f"--use={name}" for name in self.sets)]
        licence = [f"--licence={self.licence.strip()}"] if self.licence.strip() else []
        return [*words, f"--data={file}", *licence]


@dataclass(frozen=True, slots=True)
class Run:
    """A training as it stands: its events so far, whether it goes on, and what went wrong.

    ``elsewhere``: its process is not one that this server started, so it cannot be ended from here.
    """

    events: tuple[Mapping[str, Any], ...] = ()
    running: bool = False
    stopping: bool = False
    error: str = ""
    elsewhere: bool = False

    @property
    def end(self) -> str:
        """How it ended: saved, stopped or failed; empty while it runs, or where there was none."""
        if self.running:
            return ""
        last = str(self.events[-1]["event"]) if self.events else ""
        if last in ENDS:
            return last
        if self.stopping:
            return "stopped"
        return "failed" if self.events or self.error else ""

    def last(self, event: str, fact: str) -> Any:  # noqa: ANN401 - what JSON can hold
        """Return a fact of the last event of its kind that has it, None where there is none."""
        found = (told[fact] for told in reversed(self.events) if told["event"] == event and fact in told)
        return next(found, None)

    @property
    def seed(self) -> tuple[int, int]:
        """Steps done and steps in all of the seed that is trained; 0 and 0 before the first."""
        done, steps = 0, 0
        for told in self.events:
            if told["event"] == "start" and "steps" in told:
                done, steps = 0, int(told["steps"])
            elif told["event"] in ("step", "validation") and "step" in told:
                done, steps = int(told["step"]), int(told["steps"])
        return done, steps

    @property
    def stage(self) -> tuple[str, int, int] | None:
        """The stage of work without steps that is under way, how far it is and of how much; None else."""
        last = self.events[-1] if self.events else {}
        if last.get("event") != "stage" or last["stage"] not in STAGES:
            return None
        return str(last["stage"]), int(last["done"]), int(last["total"])

    def losses(self) -> Mapping[str, tuple[Point, ...]]:
        """Return by seed each (step, loss)."""
        return self._points("step", lambda told: {"": told["loss"]})

    def validations(self) -> Mapping[str, tuple[Point, ...]]:
        """Return by seed and task each (step, score on the validation part)."""
        return self._points("validation", lambda told: _of_tasks(told["scores"]))

    def _points(self, event: str, values: Any) -> Mapping[str, tuple[Point, ...]]:  # noqa: ANN401
        found: dict[str, tuple[Point, ...]] = {}
        seeds = [told["seed"] for told in self.events if told["event"] == "start" and "seed" in told]
        seed = ""
        for told in self.events:
            if told["event"] == "start" and "seed" in told and len(seeds) > 1:
                seed = str(told["seed"])
            if told["event"] == event and "step" in told:
                for name, value in values(told).items():
                    key = " ".join(word for word in (name, seed) if word)
                    found[key] = (*found.get(key, ()), (float(told["step"]), float(value)))
        return found


def _of_tasks(scores: Mapping[str, float]) -> Mapping[str, float]:
    """Scores without their mean, which is one of them where there is one task."""
    return {name: value for name, value in scores.items() if name != "score"} or scores


class Training:
    """At most one training at a time in a library, in a process that outlives page and server.

    What it tells lies in the library, so that any later page finds it again, also one that another
    server or the command line started.
    """

    def __init__(
        self, library: Path, workshop: Workshop, program: Sequence[str] = (sys.executable, "-m", "ui")
    ) -> None:
        """Remember where to work and how the command is called; nothing is opened."""
        self._library = library
        self._workshop = workshop
        self._program = tuple(program)
        self._folder = workshop.versions.folder / ".training" / "page"
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False

    def start(self, wish: Wish) -> bool:
        """Start a training; False where one runs already.

        Raises:
            TrainingError, DataError: the settings are out of range, a file cannot be used; the versions
                are as they were.
            OSError: the library cannot be written.
        """
        wish.order()
        with self._guard:
            if self._runs(self._workshop.events()):
                return False
            self._folder.mkdir(parents=True, exist_ok=True)
            words = wish.words(self._kept(wish.file), self._kept_task(wish.task_file))
            self._workshop.progress.clear()
            self._stopping = False
            with (self._folder / _SAID).open("wb") as said, (self._folder / _LOG).open("wb") as log:
                self._process = subprocess.Popen(
                    [*self._program, "--library", str(self._library), *words],
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=log,
                    start_new_session=True,
                )
            return True

    def look(self) -> Run:
        """Return the training as it stands at this moment."""
        with self._guard:
            running = self._runs(self._workshop.events())
            if running and self._stopping:
                self._workshop.progress.ask_to_stop()  # a training takes it away when it begins
            events = self._workshop.events()
            stopping = self._stopping or (running and self._workshop.progress.stop_asked)
            elsewhere = running and self._process is None
            return Run(events, running, stopping, "" if running else self._error(), elsewhere)

    def stop(self) -> None:
        """Ask the training to end after its present step, batch or strength; asked twice, end it at once.

        One that another server or the command line started is asked alone: its process is not ours.
        """
        with self._guard:
            events = self._workshop.events()
            if not self._runs(events):
                return
            self._workshop.progress.ask_to_stop()
            again, self._stopping = self._stopping, True
            if self._process is not None and again:
                self._process.terminate()

    def wait(self) -> None:
        """Wait until the process that was started here has ended."""
        if self._process is not None:
            self._process.wait()

    def _runs(self, events: Sequence[Mapping[str, Any]]) -> bool:
        if self._process is not None:
            if self._process.poll() is None:
                return True
            self._process = None
        unfinished = bool(events) and events[-1]["event"] not in ENDS
        return unfinished and self._workshop.is_training()

    def _kept(self, file: Path | None) -> Path | None:
        """A copy of the rows where the training finds them when the page's own is gone."""
        shutil.rmtree(self._folder / _DATA, ignore_errors=True)
        return None if file is None else rows_in(file, self._folder / _DATA)

    def _kept_task(self, file: Path | None) -> Path | None:
        """A copy of the task's definition, for the same reason."""
        return None if file is None else Path(shutil.copyfile(file, self._folder / _TASK))

    def _error(self) -> str:
        """What the command said went wrong; empty where it did not."""
        try:
            told = json.loads((self._folder / _SAID).read_text("utf-8"))["error"]
            return f"{told['what']}: {told['reason']}. {told['remedy']}"
        except (OSError, ValueError, KeyError, TypeError):
            return ""
