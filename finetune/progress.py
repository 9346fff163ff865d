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
EVENTS = ("data", "start", "step", "validation", "stopped", "failed", "scores", "export", "saved")
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


_HEEDED: ContextVar[Progress | None] = ContextVar("heeded", default=None)


@contextmanager
def heeding(progress: Progress) -> Iterator[None]:
    """Let ``heed``, called anywhere inside, end what is done there once a stop was asked for (StopAsked)."""
    token = _HEEDED.set(progress)
    try:
        yield
    finally:
        _HEEDED.reset(token)


def heed() -> None:
    """End the work around where a stop was asked for; long work without steps calls it often.

    Raises:
        StopAsked: inside of ``heeding``, the stop file is there.
    """
    progress = _HEEDED.get()
    if progress is not None and progress.stop_asked:
        raise StopAsked


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
