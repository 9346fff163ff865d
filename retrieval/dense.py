"""Ranking by cosine over vectors: an index of most passages, its kind by size, and one of what came since."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval import dense_kinds
from retrieval.dense_kinds import CELLS, EXACT, KINDS, Blocks, Rows, Vectors
from retrieval.mapped import mapped

VECTORS_FILE, ROWS_FILE = "vectors.faiss", "rows.npy"
NEW_VECTORS_FILE, NEW_ROWS_FILE = "new.faiss", "new-rows.npy"
_FEW = 20_000  # so many allowed passages are compared one by one rather than through a graph or cells
_LEAST_NEW, _SHARE_NEW = 5_000, 0.02
_MOST_DEAD = 0.2
_MOST_GROWTH = 4


class Segment:
    """A FAISS index whose n-th vector is that of the n-th row; rows rise, and some may be gone."""

    def __init__(self, index: Any, rows: Rows, kind: str, alive: NDArray[np.bool_] | None = None) -> None:  # noqa: ANN401 - any faiss.Index
        """Take an index; ``alive`` says of each place whether its passage is still there, None for all."""
        self._index = dense_kinds.ready(index, kind, len(rows))
        self.rows = rows
        self.kind = kind
        self.alive = alive
        self._gpu = dense_kinds.on_gpu(index, kind)
        self._turn = threading.Lock()

    def without(self, gone: Rows) -> Segment:
        """Return the segment where these rows are not found any more."""
        alive = np.ones(len(self.rows), bool) if self.alive is None else self.alive.copy()
        places = np.searchsorted(self.rows, gone)
        held = places < len(self.rows)
        places = places[held][self.rows[places[held]] == gone[held]]
        if not len(places):
            return self
        alive[places] = False
        other = copy(self)
        other.alive = alive
        return other

    def search(self, vector: Vectors, k: int, rows: Rows | None) -> list[tuple[int, float]]:
        """Return at most ``k`` pairs of row and cosine, in no order that counts."""
        among = self.alive
        if rows is not None:
            places = self._places(rows)
            if self.kind == EXACT or len(places) <= _FEW:
                found = self.cosines(vector, rows)
                return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:k]
            among = np.zeros(len(self.rows), bool)
            among[places] = True
        query = np.ascontiguousarray(vector[None], np.float32)
        many = min(k, len(self.rows))
        if among is None and self._gpu is not self._index:
            with self._turn:  # a GPU serves one search after another
                scores, places_found = self._gpu.search(query, many)
        else:
            how = dense_kinds.choices(self.kind, k, among)
            scores, places_found = self._index.search(query, many, params=how)
        held = places_found[0] >= 0
        return list(zip(self.rows[places_found[0][held]].tolist(), scores[0][held].tolist(), strict=True))

    def cosines(self, vector: Vectors, rows: Rows) -> dict[int, float]:
        """Return the cosine of each of these rows that the segment holds."""
        places = self._places(rows)
        if not len(places):
            return {}
        found = self._index.reconstruct_batch(places) @ vector
        return dict(zip(self.rows[places].tolist(), found.tolist(), strict=True))

    def vectors(self, rows: Rows) -> dict[int, Vectors]:
        """Return the vector of each of these rows that the segment holds."""
        places = self._places(rows)
        if not len(places):
            return {}
        return dict(zip(self.rows[places].tolist(), self._index.reconstruct_batch(places), strict=True))

    def _places(self, rows: Rows) -> Rows:
        places = np.searchsorted(self.rows, rows)
        held = places < len(self.rows)
        held[held] = self.rows[places[held]] == rows[held]
        if self.alive is not None:
            held[held] = self.alive[places[held]]
        kept: Rows = places[held].astype(np.int64)
        return kept


class DenseIndex:
    """Ranked rows by cosine; any number of threads may search at once."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Take segments whose rows rise from one to the next; the kind is that of the first."""
        self._segments = [one for one in segments if len(one.rows)]
        self.kind = segments[0].kind

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors, *, kind: str | None = None) -> DenseIndex:
        """Return an index in memory of unit vectors, shape (n, dim), of rising row numbers, shape (n,)."""
        kind = kind or dense_kinds.kind_for(len(rows))
        index, held = dense_kinds.made(kind, lambda: [(rows, vectors)], len(rows))
        return cls([Segment(index, held, kind)])

    @classmethod
    def read(cls, folder: Path, kind: str, rows: Rows) -> DenseIndex:
        """Return the index in a folder whose files were checked by ``retrieval.index``, its only caller.

        Args:
            folder: the folder.
            kind: of the index of most passages.
            rows: those that are to be found, rising.
        """
        files = [(folder / VECTORS_FILE, _numbers(folder / ROWS_FILE), kind)]
        if (folder / NEW_VECTORS_FILE).exists():
            files.append((folder / NEW_VECTORS_FILE, _numbers(folder / NEW_ROWS_FILE), EXACT))
        whole = sum(len(held) for _, held, _ in files) == len(rows)
        return cls(
            [
                Segment(dense_kinds.read(path), held, kind, None if whole else _among(held, rows))
                for path, held, kind in files
            ]
        )

    def without(self, gone: Rows) -> DenseIndex:
        """Return the index where these rows are not found any more."""
        return DenseIndex([one.without(gone) for one in self._segments]) if self._segments else self

    @property
    def count(self) -> int:
        """Number of passages that can be found."""
        counts = (len(one.rows) if one.alive is None else one.alive.sum() for one in self._segments)
        return int(sum(counts))

    def search(self, vector: Vectors, *, k: int, rows: Rows | None = None) -> tuple[tuple[int, float], ...]:
        """Return at most ``k`` pairs of row and cosine, best first, ties by row.

        Args:
            vector: unit vector of the query, shape (dim,).
            k: how many.
            rows: where given, rising row numbers; only these are ranked.
        """
        if k < 1:
            return ()
        found = [pair for one in self._segments for pair in one.search(vector, k, rows)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k])

    def cosines(self, vector: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """Return the cosine of each of these rows that the index holds."""
        wanted = np.asarray(rows, np.int64)
        found: dict[int, float] = {}
        for one in self._segments:
            found.update(one.cosines(vector, wanted))
        return found

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """Return the vectors of these rows, which the index must hold, in their order."""
        wanted = np.asarray(rows, np.int64)
        found: dict[int, Vectors] = {}
        for one in self._segments:
            found.update(one.vectors(wanted))
        return np.array([found[int(row)] for row in rows], np.float32)


def write(folder: Path, blocks: Blocks, count: int, kind: str | None = None) -> str:
    """Make an index of so many vectors in a folder that exists; return its kind.

    Raises:
        OSError: the disk is full or fails.
    """
    kind = kind or dense_kinds.kind_for(count)
    index, rows = dense_kinds.made(kind, blocks, count)
    _save(index, rows, folder / VECTORS_FILE, folder / ROWS_FILE)
    return kind


def carry(
    old: Path,
    new: Path,
    kind: str,
    *,
    rows: Rows,
    gone: Rows,
    after: Callable[[int], Iterable[tuple[Rows, Vectors]]],
    link: Callable[[Path, Path], None],
) -> str:
    """Make an index of what there is now from the one before; return its kind.

    What came since stands beside, compared one by one, until it is more than a fiftieth; then it is
    put into the index, which is made anew only when a fifth of it is gone or it has grown fourfold.

    Args:
        old: folder of the index before, whose files were checked.
        new: folder that exists.
        kind: of the index before.
        rows: all that there are now, rising; what the index before has of them is unchanged.
        gone: those that the index before had and that are no more.
        after: gives the rows after one, with their vectors.
        link: puts an unchanged file into the new folder.

    Raises:
        OSError: the disk is full or fails.
    """
    held = _numbers(old / ROWS_FILE)
    last = int(held[-1]) if len(held) else 0
    fresh = int(np.sum(rows > last))
    taken_in = fresh > max(_LEAST_NEW, _SHARE_NEW * len(held))
    if kind == EXACT or len(rows) - fresh < (1 - _MOST_DEAD) * len(held) or _outgrown(kind, len(rows)):
        return write(new, lambda: after(0), len(rows))
    places = np.flatnonzero(_among(held, gone)).astype(np.int64)
    if taken_in or len(places):
        index = dense_kinds.read(old / VECTORS_FILE, to_change=True)
        if len(places):
            dense_kinds.pruned(index, kind, places)
        if taken_in:
            place = len(held) if kind == CELLS else None
            held = np.concatenate([held, dense_kinds.added(index, after(last), place)])
        _save(index, held, new / VECTORS_FILE, new / ROWS_FILE)
    else:
        link(old / VECTORS_FILE, new / VECTORS_FILE)
        link(old / ROWS_FILE, new / ROWS_FILE)
    if fresh and not taken_in:
        index, since = dense_kinds.made(EXACT, lambda: after(last), fresh)
        _save(index, since, new / NEW_VECTORS_FILE, new / NEW_ROWS_FILE)
    return kind


def _outgrown(kind: str, count: int) -> bool:
    """Whether a quarter of the passages would already ask for a larger kind."""
    return KINDS.index(dense_kinds.kind_for(count // _MOST_GROWTH)) > KINDS.index(kind)


def _save(index: Any, rows: Rows, vectors_path: Path, rows_path: Path) -> None:  # noqa: ANN401
    dense_kinds.write(index, vectors_path)
    np.save(rows_path, rows, allow_pickle=False)


def _numbers(path: Path) -> Rows:
    return mapped(path)


def _among(held: Rows, rows: Rows) -> NDArray[np.bool_]:
    """Of each number held, whether it is one of some rising rows."""
    places = np.minimum(np.searchsorted(rows, held), max(len(rows) - 1, 0))
    alive: NDArray[np.bool_] = rows[places] == held if len(rows) else np.zeros(len(held), bool)
    return alive
