"""Work that runs beside an answer and must be over before the interpreter goes."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_running: list[threading.Thread] = []


def beside(work: Callable[[], None], name: str) -> None:
    """Begin ``work`` in a thread of its own."""
    thread = threading.Thread(target=work, name=name, daemon=True)
    _running.append(thread)
    thread.start()


def finish() -> None:
    """Wait for all that was begun: native code that still runs when the interpreter goes brings it down."""
    while _running:
        _running.pop().join()


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the collector of cycles aside: what is imported stays, and it would visit all of it often."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
