"""Work that runs beside an answer and must be over before the interpreter goes."""

from __future__ import annotations

import threading
from collections.abc import Callable

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
