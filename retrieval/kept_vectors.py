"""Vectors of texts, kept on the disk under the hash of what they were made from."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.encoder import Embedder

SLICE = 256
"""Texts in one file, so that an interrupted run goes on where it was."""


def kept_vectors(
    encoder: Embedder,
    texts: Sequence[str],
    folder: Path,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> NDArray[np.float32]:
    """Return one unit vector a text, from the folder where it has them, else made and kept there.

    Args:
        encoder: makes the vectors; those of another one, or of another precision, are kept apart.
        texts: in the order of the vectors.
        folder: made where it is absent.
        progress: told how many of how many texts have their vectors.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = np.empty((len(texts), encoder.dim), np.float32)
    for start in range(0, len(texts), SLICE):
        part = texts[start : start + SLICE]
        key = "\0".join((encoder.name, encoder.fingerprint, *part)).encode("utf-8", "replace")
        path = folder / f"{hashlib.sha256(key).hexdigest()[:32]}.npy"
        vectors = _read(path, (len(part), encoder.dim))
        if vectors is None:
            vectors = encoder.embed(part)
            _write(path, vectors)
        made[start : start + len(part)] = vectors
        progress(start + len(part), len(texts))
    return made


def _read(path: Path, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """None where the file is not there, or is not whole."""
    try:
        vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    good = vectors.shape == shape and vectors.dtype == np.float32 and bool(np.isfinite(vectors).all())
    return vectors if good else None


def _write(path: Path, vectors: NDArray[np.float32]) -> None:
    beside = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            np.save(file, np.ascontiguousarray(vectors, np.float32), allow_pickle=False)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
