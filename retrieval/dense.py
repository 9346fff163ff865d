"""Ranking by cosine over vectors, by FAISS; exact while that is fast enough, a graph above."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO = 50_000  # passages
EXACT, GRAPH = "exact", "hnsw32-sq8"
VECTORS_FILE, ROWS_FILE = "vectors.faiss", "rows.npy"
_LINKS = 32
_BUILD_BREADTH = 80
_SEARCH_BREADTH = 128
_FEW = 20_000  # so many allowed passages are compared one by one rather than through the graph

_parameters: Any = getattr(faiss, "SearchParametersHNSW")  # noqa: B009 - absent from its published types
Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]


def library_version() -> str:
    """Return the version of FAISS, for the index card."""
    return str(faiss.__version__)


def kind_for(count: int) -> str:
    """Return the kind of index for so many passages.

    >>> kind_for(5_000), kind_for(100_000)
    ('exact', 'hnsw32-sq8')
    """
    return EXACT if count <= EXACT_UP_TO else GRAPH


class DenseIndex:
    """Ranked rows by cosine; any number of threads may search at once."""

    def __init__(self, index: Any, rows: Rows, kind: str) -> None:  # noqa: ANN401 - any faiss.Index
        """Take a FAISS index whose n-th vector is that of the n-th row; rows rise."""
        self._index = index
        self._rows = rows
        self.kind = kind

    @classmethod
    def build(cls, rows: Rows, vectors: Vectors, *, kind: str | None = None) -> DenseIndex:
        """Return an index of unit vectors, shape (n, dim), of rising row numbers, shape (n,)."""
        kind = kind or kind_for(len(rows))
        dim = vectors.shape[1] if vectors.ndim == 2 and vectors.shape[1] else 1
        if kind == EXACT:
            index: Any = faiss.IndexFlatIP(dim)
        else:
            index = faiss.index_factory(dim, f"HNSW{_LINKS},SQ8", faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = _BUILD_BREADTH
            index.train(vectors)
        if len(rows):
            index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index, rows, kind)

    @classmethod
    def read(cls, folder: Path, kind: str) -> DenseIndex:
        """Return the index in a folder whose files were checked by ``retrieval.index``, its only caller.

        FAISS itself does not notice damage: a changed byte can give other neighbours in silence.
        """
        index = faiss.read_index(str(folder / VECTORS_FILE))
        rows: Rows = np.load(folder / ROWS_FILE, allow_pickle=False)
        return cls(index, rows, kind)

    def write(self, folder: Path) -> None:
        """Write the two files of the index into a folder that exists.

        Raises:
            OSError: the disk is full or fails.
        """
        try:
            faiss.write_index(self._index, str(folder / VECTORS_FILE))
        except RuntimeError as error:
            raise OSError(errno.EIO, f"FAISS cannot write: {error}") from error
        np.save(folder / ROWS_FILE, self._rows, allow_pickle=False)

    @property
    def count(self) -> int:
        """Number of passages."""
        return len(self._rows)

    def search(self, vector: Vectors, *, k: int, rows: Rows | None = None) -> tuple[tuple[int, float], ...]:
        """Return at most ``k`` pairs of row and cosine, best first, ties by row.

        Args:
            vector: unit vector of the query, shape (dim,).
            k: how many.
            rows: where given, rising row numbers; only these are ranked.
        """
        if not self.count or k < 1:
            return ()
        if rows is not None and (self.kind == EXACT or len(rows) <= _FEW):
            found = self.cosines(vector, rows.tolist())
            return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:k])
        choices = None
        if rows is not None:
            places = self._places(rows)
            selector = faiss.IDSelectorBatch(places)
            choices = _parameters(sel=selector, efSearch=max(_SEARCH_BREADTH, 2 * k))
        elif self.kind != EXACT:
            choices = _parameters(efSearch=max(_SEARCH_BREADTH, 2 * k))
        query = np.ascontiguousarray(vector[None], np.float32)
        scores, found_at = self._index.search(query, min(k, self.count), params=choices)
        pairs = [
            (int(self._rows[at]), float(score))
            for at, score in zip(found_at[0], scores[0], strict=True)
            if at >= 0
        ]
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def cosines(self, vector: Vectors, rows: Sequence[int]) -> dict[int, float]:
        """Return the cosine of each of these rows that the index holds."""
        places = self._places(np.asarray(rows, np.int64))
        if not len(places):
            return {}
        found = self._index.reconstruct_batch(places) @ vector
        return {int(self._rows[at]): float(score) for at, score in zip(places, found, strict=True)}

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """Return the vectors of these rows, which the index must hold, in their order."""
        places = np.searchsorted(self._rows, np.asarray(rows, np.int64))
        stored: Vectors = self._index.reconstruct_batch(places)
        return stored

    def _places(self, rows: Rows) -> Rows:
        places = np.searchsorted(self._rows, rows)
        held = places < len(self._rows)
        held[held] = self._rows[places[held]] == rows[held]
        kept: Rows = places[held].astype(np.int64)
        return kept
