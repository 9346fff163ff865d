"""Kinds of vector index by size, and all that differs between them: how each is made, asked and pruned."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

EXACT, GRAPH, CELLS = KINDS = ("exact", "hnsw32-sq8", "ivf-hnsw32-sq8")
UP_TO: tuple[tuple[int, str], ...] = ((50_000, EXACT), (200_000, GRAPH))
"""Passages up to which a kind is taken; above the last, CELLS. Measured in benchmarks/results/scale.md."""
EXACT_UP_TO = UP_TO[0][0]

_LINKS = 32
_BUILD_BREADTH = 80
_SEARCH_BREADTH = 256
_PROBES = 128  # cells looked at
_SAMPLE = 100_000  # vectors that the ranges of byte codes are learnt from
_SAMPLE_A_CELL = 40
_AT_ONCE = 20_000
_SEED = 20

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Blocks = Callable[[], Iterable[tuple[Rows, Vectors]]]
_untyped: Any = faiss  # its published types know neither search parameters nor GPUs


def library_version() -> str:
    """Return the version of FAISS, for the index card."""
    return str(faiss.__version__)


def kind_for(count: int) -> str:
    """Return the kind of index for so many passages.

    >>> kind_for(5_000), kind_for(100_000), kind_for(1_000_000)
    ('exact', 'hnsw32-sq8', 'ivf-hnsw32-sq8')
    """
    return next((kind for most, kind in UP_TO if count <= most), CELLS)


def cells_for(count: int) -> int:
    """Return the number of cells for so many passages: about four times the root, a power of two.

    >>> cells_for(1_000_000), cells_for(10_000_000)
    (4096, 16384)
    """
    return int(2 ** max(0, round(np.log2(4 * np.sqrt(max(count, 1))))))


def made(kind: str, blocks: Blocks, count: int) -> tuple[Any, Rows]:
    """Return a FAISS index whose n-th vector is that of the n-th row, and the rows.

    Args:
        kind: one of the three.
        blocks: gives the rows, rising, with their unit vectors; asked twice where there is training.
        count: how many rows there will be.
    """
    first = next((vectors for _, vectors in blocks() if len(vectors)), np.empty((0, 1), np.float32))
    dim = max(first.shape[1], 1)
    if kind == EXACT:
        index: Any = faiss.IndexFlatIP(dim)
    elif kind == GRAPH:
        index = faiss.index_factory(dim, f"HNSW{_LINKS},SQ8", faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = _BUILD_BREADTH
        index.train(_sample(blocks, count, _SAMPLE))
    else:
        cells = cells_for(count)
        index = faiss.index_factory(dim, f"IVF{cells}_HNSW{_LINKS},SQ8", faiss.METRIC_INNER_PRODUCT)
        index.train(_sample(blocks, count, cells * _SAMPLE_A_CELL))
    return index, added(index, blocks())


def added(index: Any, blocks: Iterable[tuple[Rows, Vectors]], place: int | None = None) -> Rows:  # noqa: ANN401 - any faiss.Index
    """Put vectors after those of an index; return their rows.

    Args:
        index: trained.
        blocks: rows and their vectors.
        place: of the first one; None for the number of vectors that are there.
    """
    rows: list[Rows] = []
    for numbers, vectors in _gathered(blocks):
        ready_made = np.ascontiguousarray(vectors, np.float32)
        if place is None:
            index.add(ready_made)
        else:
            index.add_with_ids(ready_made, np.arange(place, place + len(numbers), dtype=np.int64))
            place += len(numbers)
        rows.append(numbers)
    return np.concatenate(rows).astype(np.int64) if rows else np.empty(0, np.int64)


def _gathered(blocks: Iterable[tuple[Rows, Vectors]]) -> Iterator[tuple[Rows, Vectors]]:
    """Small blocks together, since each call has a price of its own."""
    waiting: list[tuple[Rows, Vectors]] = []
    for block in (block for block in blocks if len(block[0])):
        waiting.append(block)
        if sum(len(rows) for rows, _ in waiting) >= _AT_ONCE:
            yield _joined(waiting)
            waiting = []
    if waiting:
        yield _joined(waiting)


def _joined(blocks: list[tuple[Rows, Vectors]]) -> tuple[Rows, Vectors]:
    kept = [block for block in blocks if len(block[0])] or blocks[:1]
    return np.concatenate([rows for rows, _ in kept]), np.concatenate([vectors for _, vectors in kept])


def _sample(blocks: Blocks, count: int, most: int) -> Vectors:
    """At most so many of the vectors, drawn by chance, the same ones each time."""
    chance = np.random.default_rng(_SEED)
    share = most / max(count, 1)
    parts = []
    for _, vectors in blocks():
        chosen = vectors if share >= 1 else vectors[chance.random(len(vectors)) < share]
        parts.append(np.array(chosen, np.float32))
    return np.ascontiguousarray(np.concatenate(parts))


def write(index: Any, path: Path) -> None:  # noqa: ANN401
    """Write a FAISS index.

    Raises:
        OSError: the disk is full or fails.
    """
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise OSError(errno.EIO, f"FAISS cannot write: {error}") from error


def read(path: Path, *, to_change: bool = False) -> Any:  # noqa: ANN401
    """Return a FAISS index of a file that was checked, its bytes left on the disk until they are needed.

    FAISS itself does not notice damage: a changed byte can give other neighbours in silence. So
    ``retrieval.index`` checks the file first.

    Args:
        path: the file.
        to_change: read it whole, so that it can be changed.

    Raises:
        OSError: it cannot be opened.
    """
    try:
        return faiss.read_index(str(path), 0 if to_change else faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise OSError(errno.EIO, f"FAISS cannot read: {error}") from error


def ready(index: Any, kind: str, count: int) -> Any:  # noqa: ANN401
    """Return the index so that ``reconstruct_batch`` finds the vector of a place; ``count`` is of places."""
    if kind == CELLS:
        places = np.full(count, -1, np.int64)
        for cell in range(index.nlist):
            if size := index.invlists.list_size(cell):
                held = faiss.rev_swig_ptr(index.invlists.get_ids(cell), size)
                places[held] = (cell << 32) | np.arange(size)
        faiss.copy_array_to_vector(places, index.direct_map.array)
        index.direct_map.type = _untyped.DirectMap.Array
    return index


def choices(kind: str, k: int, among: NDArray[np.bool_] | None) -> Any:  # noqa: ANN401 - search parameters
    """Return how to search: broad enough for ``k``, and only among places that are True, where given."""
    selector = None
    if among is not None:
        bits = np.packbits(among, bitorder="little")
        selector = _untyped.IDSelectorBitmap(bits)
    if kind == EXACT:
        return None if selector is None else _untyped.SearchParameters(sel=selector)
    breadth = max(_SEARCH_BREADTH, 2 * k)
    if kind == GRAPH:
        return _untyped.SearchParametersHNSW(sel=selector, efSearch=breadth)
    return _untyped.SearchParametersIVF(
        sel=selector, nprobe=_PROBES, quantizer_params=_untyped.SearchParametersHNSW(efSearch=breadth)
    )


def pruned(index: Any, kind: str, places: Rows) -> None:  # noqa: ANN401
    """Take the vectors at some places out of an index that was read to be changed; other places stay.

    The codes of a graph are overwritten, since its links are still walked; a search must leave
    them out.
    """
    if kind == CELLS:
        index.remove_ids(faiss.IDSelectorBatch(places))
        return
    stored: Any = faiss.downcast_index(index.storage)
    codes = faiss.rev_swig_ptr(stored.codes.data(), int(index.ntotal) * int(stored.code_size))
    codes.reshape(int(index.ntotal), -1)[places] = 0


def on_gpu(index: Any, kind: str) -> Any:  # noqa: ANN401
    """Return the index on a GPU, where faiss-gpu is installed, a GPU is there and it knows the kind."""
    if kind == GRAPH or not gpus():
        return index
    options = _untyped.GpuClonerOptions()
    options.allowCpuCoarseQuantizer = True
    return _untyped.index_cpu_to_gpu(_untyped.StandardGpuResources(), 0, index, options)


def gpus() -> int:
    """Return the number of GPUs that FAISS can use; none without faiss-gpu."""
    return int(_untyped.get_num_gpus()) if hasattr(_untyped, "StandardGpuResources") else 0
