"""Processes: companions that train the same network on other batches, one a graphics card or on the CPU.

The process that was asked to train stays the first of them. It alone tells, validates and keeps; the
companions are started when the data are checked and end with the training.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import torch

from finetune.encoder import load_base
from finetune.errors import TrainingError
from finetune.lessons import Lesson, of_images
from finetune.progress import Progress
from finetune.seeds import best_of_seeds
from finetune.settings import Settings
from finetune.together import leave

PATIENCE_S = 60.0
"""How long a companion may take to end after the training has."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which process of how many this is, where they meet, and how many threads it may use."""

    rank: int
    count: int
    port: int
    threads: int

    def environment(self) -> Mapping[str, str]:
        """Return the variables that torch and accelerate read."""
        rank, count = str(self.rank), str(self.count)
        return {
            "RANK": rank,
            "LOCAL_RANK": rank,
            "WORLD_SIZE": count,
            "LOCAL_WORLD_SIZE": count,
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": str(self.port),
            "OMP_NUM_THREADS": str(self.threads),
        }


@contextmanager
def companions(settings: Settings, lessons: Sequence[Lesson], work: Path) -> Iterator[None]:
    """Have ``settings.processes`` - 1 companions train along with what is trained inside.

    Args:
        settings: of the training.
        lessons: its examples, already checked.
        work: its checkpoints; what a companion says goes into a file there.

    Raises:
        TrainingError: a companion died.
    """
    if settings.processes == 1:
        yield
        return
    threads = torch.get_num_threads()
    first = Place(0, settings.processes, _free_port(), max(1, threads // settings.processes))
    before = {name: os.environ.get(name) for name in first.environment()}
    places = [replace(first, rank=rank) for rank in range(1, settings.processes)]
    others: list[BaseProcess] = []
    ended = False
    try:
        _start(places, others, settings, lessons, work)
        os.environ.update(first.environment())
        torch.set_num_threads(first.threads)
        yield
        ended = True
    except RuntimeError as error:
        raise _said_by(others, work) or error from error
    finally:
        _end(others, PATIENCE_S if ended else 0.0)
        leave()
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({name: value} if value is not None else {})
        torch.set_num_threads(threads)


def _start(
    places: Sequence[Place],
    others: list[BaseProcess],
    settings: Settings,
    lessons: Sequence[Lesson],
    work: Path,
) -> None:
    """Start a companion at each place, into ``others``; return when all are ready (TrainingError)."""
    context = multiprocessing.get_context("spawn")
    ears = []
    for place in places:
        ear, mouth = context.Pipe(duplex=False)
        args = (place, settings, lessons, work, mouth)
        others.append(context.Process(target=_accompany, args=args, daemon=True))
        others[-1].start()
        mouth.close()
        ears.append(ear)
    for ear in ears:
        try:
            ear.recv()
        except EOFError as error:
            raise _said_by(others, work) or error from error


def check_places(processes: int, cores: int | None = None) -> None:
    """Hold a number of processes to what is there: graphics cards, else processor cores (TrainingError).

    Two processes may share one core. ``cores`` are those of this machine where none are given.
    """
    if torch.cuda.is_available():
        most = torch.cuda.device_count()
        there = f"there {'is' if most == 1 else 'are'} {most} graphics card{'' if most == 1 else 's'}"
    else:
        cores = cores or os.cpu_count() or 1
        most = max(2, cores)
        there = f"no graphics card and {cores} processor core{'' if cores == 1 else 's'} are at hand"
    if processes > max(1, most):
        raise TrainingError(f"processes {processes}", there, f"Give at most {most}.")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _accompany(
    place: Place, settings: Settings, lessons: Sequence[Lesson], work: Path, mouth: Connection
) -> None:
    """Train along, in a process of its own, in silence; the first process ends it, and so does its death."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_first, daemon=True).start()
    log = os.open(_log(work, place.rank), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.update(place.environment())
    torch.set_num_threads(place.threads)
    silent = Progress(work / f"process{place.rank}")
    base = load_base(settings.base, capitals=settings.capitals, images=of_images(lessons))
    mouth.send("ready")
    best_of_seeds(base, lessons, replace(settings, report=""), work, silent)
    leave()


def _leave_with_the_first() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _log(work: Path, rank: int) -> Path:
    return work / f"process{rank}.txt"


def _said_by(others: Sequence[BaseProcess], work: Path) -> TrainingError | None:
    """Who of them died, and with what last words; None where all are well."""
    for rank, other in enumerate(others, start=1):
        other.join(5.0)  # a broken connection is noticed before the process is gone
        if other.exitcode:
            log = _log(work, rank)
            words = log.read_text("utf-8", "replace").strip().splitlines() if log.is_file() else []
            said = words[-1][:200] if words else f"exit code {other.exitcode}"
            return TrainingError(f"process {rank}", f"it died ({said})", "--resume goes on; or use fewer.")
    return None


def _end(others: Sequence[BaseProcess], patience_s: float) -> None:
    for other in others:
        other.join(patience_s)
        if other.is_alive():
            other.terminate()
            other.join(PATIENCE_S)
