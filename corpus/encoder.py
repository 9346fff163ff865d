"""Embedder: whatever turns passages and queries into vectors, as the library and the retriever see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Texts into unit vectors."""

    @property
    def name(self) -> str:
        """Model name and backend, e.g. ``all-MiniLM-L6-v2/openvino-int8``."""

    @property
    def fingerprint(self) -> str:
        """Hash of everything that decides the vectors; stored beside them."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dim), in the order of ``texts``."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of the encoder's tokens in each text, without special tokens."""
