"""How many pages there will be, how fast they go, and how long the rest will take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from corpus.ingest_events import Progress

BYTES_A_PAGE = 40_000  # until a first file is read


class Meter:
    """Counts pages of files of known size; one thread uses it."""

    def __init__(self, sizes: Mapping[Path, int], clock: Callable[[], float]) -> None:
        """Start the clock; ``sizes`` are in bytes."""
        self._unread = dict(sizes)
        self._clock = clock
        self._start = clock()
        self._bytes_read = 0
        self._pages_read = 0
        self._pages_done = 0

    def read(self, path: Path, pages: int) -> None:
        """Learn the number of pages of a file to be stored; 0 for one that will not be."""
        size = self._unread.pop(path, 0)
        if pages:
            self._bytes_read += size
            self._pages_read += pages

    def done(self, pages: int) -> None:
        """Count pages as stored."""
        self._pages_done += pages

    def seconds(self) -> float:
        """Return the time since the start."""
        return self._clock() - self._start

    def progress(self, under_way: int = 0) -> Progress:
        """Return how far it is, with ``under_way`` pages of the document at work."""
        done = self._pages_done + under_way
        a_page = self._bytes_read / self._pages_read if self._pages_read else BYTES_A_PAGE
        waiting = sum(self._unread.values()) / a_page if self._unread else 0
        total = max(done, self._pages_read + round(waiting))
        seconds = self.seconds()
        rate = done / seconds if done and seconds > 0 else None
        return Progress(done, total, rate, (total - done) / rate if rate else None)
