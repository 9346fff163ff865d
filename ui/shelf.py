"""Shelf: the briefs that the sessions of this server have asked for, in memory, each its owner's alone."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from agents.brief import Brief

KEEP_S = 24 * 3600.0
MOST = 500


@dataclass(frozen=True, slots=True)
class _Kept:
    session: str
    brief: Brief
    until_s: float


class Shelf:
    """Briefs by unguessable name; nothing is written to disk, nothing is kept longer than a day."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, most: int = MOST) -> None:
        """Start empty; ``clock`` gives seconds, ``most`` bounds the memory (the oldest go first)."""
        self._clock = clock
        self._most = most
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def put(self, session: str, brief: Brief) -> str:
        """Return the name under which ``session`` finds the brief again: 128 random bits in hex."""
        name = secrets.token_hex(16)
        with self._guard:
            self._sweep()
            self._kept[name] = _Kept(session, brief, self._clock() + KEEP_S)
        return name

    def get(self, session: str, name: str) -> Brief | None:
        """Return the brief, or None where the name is unknown, expired or another session's."""
        with self._guard:
            self._sweep()
            kept = self._kept.get(name)
        if kept is None or not session or not secrets.compare_digest(kept.session, session):
            return None
        return kept.brief

    def _sweep(self) -> None:
        now = self._clock()
        while self._kept:
            name, oldest = next(iter(self._kept.items()))
            if oldest.until_s > now and len(self._kept) < self._most:
                return
            del self._kept[name]
