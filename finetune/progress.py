"""What a training tells: events as they come, in a file that a page can follow; a file that stops it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

Listener = Callable[[Mapping[str, Any]], None]
EVENTS = ("data", "start", "stage", "step", "validation", "stopped", "failed", "scores", "export", "saved")
STAGES = ("read", "folds", "fit")
"""Of work without steps: texts through the encoder, heads tried on folds, the heads that are kept."""
FILE, STOP = "progress.jsonl", "stop"
LOCK = "lock"
"""Held by a training as long as it runs, in the folder above; it goes with its process."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One training's events: each a line of ``progress.jsonl`` in ``folder``, and told to listeners.

    A file named ``stop`` in the folder asks the training to end after its present step.
    """

    folder: Path
    listeners: tuple[Listener, ...] = field(default=())

    def tell(self, event: str, **facts: Any) -> None:  # noqa: ANN401 - what JSON can hold
        """Write one event, a line that is whole or not there."""
        if event not in EVENTS:
            raise ValueError(f"unknown event {event!r}")
        told = {"event": event, **facts}
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
        for listener in self.listeners:
            listener(told)

    @property
    def stop_asked(self) -> bool:
        """Whether the stop file is there."""
        return (self.folder / STOP).exists()

    def ask_to_stop(self) -> None:
        """Put the stop file there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / STOP).touch()

    def go_on(self) -> None:
        """Take the stop file away."""
        (self.folder / STOP).unlink(missing_ok=True)

    def clear(self) -> None:
        """Take the stop file and the events of an earlier training away."""
        for name in (STOP, FILE):
            (self.folder / name).unlink(missing_ok=True)


class StopAsked(Exception):
    """The stop file was found by work that has no steps."""


@dataclass(slots=True)
class _Heeded:
    """Whom work without steps tells, whether a stop ends it, and what was told last: stage, twentieth."""

    progress: Progress
    ends: bool
    last: tuple[str, int] = ("", -1)


_HEEDED: ContextVar[_Heeded | None] = ContextVar("heeded", default=None)


@contextmanager
def heeding(progress: Progress, *, ends: bool = True) -> Iterator[None]:
    """Let ``heed``, called anywhere inside, end what is done there once a stop was asked for (StopAsked).

    ``went``, called there, tells how far it is. Without ``ends`` it does so alone.
    """
    token = _HEEDED.set(_Heeded(progress, ends))
    try:
        yield
    finally:
        _HEEDED.reset(token)


def heed() -> None:
    """End the work around where a stop was asked for; long work without steps calls it often.

    Raises:
        StopAsked: inside of ``heeding``, the stop file is there.
    """
    heeded = _HEEDED.get()
    if heeded is not None and heeded.ends and heeded.progress.stop_asked:
        raise StopAsked


def went(stage: str, done: int, total: int) -> None:
    """Tell, inside of ``heeding``, how far one of STAGES is; every twentieth of it once.

    Args:
        stage: one of STAGES.
        done: of ``total``, at least 1.
        total: in texts or in fits.
    """
    heeded = _HEEDED.get()
    if heeded is None:
        return
    now = (stage, 20 * done // max(1, total))
    if now != heeded.last:
        heeded.last = now
        heeded.progress.tell("stage", stage=stage, done=done, total=total)


def read_events(folder: Path) -> tuple[Mapping[str, Any], ...]:
    """Return the events so far, in their order; a last line that is torn is left out."""
    path = folder / FILE
    if not path.is_file():
        return ()
    lines = path.read_text("utf-8").split("\n")
    return tuple(json.loads(line) for line in lines[:-1] if line)


def is_held(lock: Path) -> bool:
    """Return whether a process holds a lock; where there is no such file none does."""
    if not lock.is_file():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
