"""One question at a time being worked on, and the line of those that wait for their turn."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from ui.chat import Exchange

# An answer is computing, not waiting: more at once than processors are no faster, and starve the page.
AT_ONCE = max(2, min(8, os.cpu_count() or 2))
WAITING = 64
KEEP_S = 24 * 3600.0
MOST_SESSIONS = 500
Thread = tuple[Exchange, ...]


class Work:
    """A question and every state of its answer so far; any number may watch, from any thread."""

    def __init__(self, exchange: Exchange) -> None:
        """Start with the question alone."""
        self._states = [exchange]
        self._changed = threading.Condition()
        self.stopped = threading.Event()

    @property
    def now(self) -> Exchange:
        """The latest state."""
        return self._states[-1]

    def grow(self, change: Callable[[Exchange], Exchange]) -> None:
        """Take the next state; what is done does not change any more."""
        with self._changed:
            if not self.now.done:
                self._states.append(change(self.now))
                self._changed.notify_all()

    def since(self, seen: int) -> tuple[Exchange, ...]:
        """Return the states after the first ``seen``, at once."""
        return tuple(self._states[seen:])

    def watch(self) -> Iterator[Exchange]:
        """Yield every state until the last, waiting for each."""
        seen = 0
        while True:
            with self._changed:
                while len(self._states) == seen:
                    self._changed.wait()
                state = self._states[seen]
            seen += 1
            yield state
            if state.done:
                return


class Line:
    """A few questions at a time, sixty-four that wait in the order in which they came, no more."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        """Start with nobody in line."""
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="ask")
        self._most = at_once + waiting
        self._at_once = at_once
        self._guard = threading.Lock()
        self._in: list[Work] = []

    def join(self, work: Work, run: Callable[[], None]) -> Future[None] | None:
        """Return the future of ``run``, which will have its turn; None where the line is full."""
        with self._guard:
            if len(self._in) >= self._most:
                return None
            self._in.append(work)
        turn = self._pool.submit(run)
        turn.add_done_callback(lambda _: self._leave(work))
        return turn

    def position(self, work: Work) -> int:
        """Return how many turns away a question is: 0 once it is being worked on."""
        with self._guard:
            at = self._in.index(work) if work in self._in else 0
        return max(0, at + 1 - self._at_once)

    def _leave(self, work: Work) -> None:
        with self._guard:
            self._in.remove(work)


@dataclass(frozen=True, slots=True)
class _Kept:
    past: Thread
    work: Work
    until_s: float


class Conversations:
    """The last conversation of every browser, in memory for a day, so that a reload loses nothing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty; ``clock`` gives seconds."""
        self._clock = clock
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def keep(self, session: str, past: Thread, work: Work) -> None:
        """Remember what this browser has asked last, and what came before."""
        with self._guard:
            self._kept.pop(session, None)
            self._kept[session] = _Kept(past, work, self._clock() + KEEP_S)
            while len(self._kept) > MOST_SESSIONS:
                self._kept.popitem(last=False)

    def last(self, session: str) -> tuple[Thread, Work] | None:
        """Return what came before and the last question; None where there is nothing, or no longer."""
        with self._guard:
            kept = self._kept.get(session)
            if kept is None or kept.until_s <= self._clock():
                self._kept.pop(session, None)
                return None
            return kept.past, kept.work

    def forget(self, session: str) -> None:
        """Drop this browser's conversation."""
        with self._guard:
            self._kept.pop(session, None)

    def drop(self, conversation: str) -> None:
        """Drop a kept conversation, by its id, from every browser that has it open."""
        with self._guard:
            for session in [
                one for one, own in self._kept.items() if own.work.now.conversation == conversation
            ]:
                del self._kept[session]
