"""How near two words are: a small table of word vectors, made once from the embedded encoder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from finetune.errors import ArtifactError
from finetune.words import stem

Floats = NDArray[np.float32]
FILE = Path(__file__).with_name("shipped") / "support" / "words.safetensors"
WIDTH = 64


class WordTable:
    """Stems with unit vectors and weights; a stem that is not in it is like itself alone, and weighs 1."""

    def __init__(self, stems: Sequence[str], vectors: Floats, weights: Floats) -> None:
        """Keep the table.

        Args:
            stems: each once.
            vectors: shape (stems, width), of norm 1.
            weights: shape (stems,), how telling a stem is, in [0, 1].
        """
        self.places = {word: at for at, word in enumerate(stems)}
        self.vectors = vectors
        self.weights = weights

    def likeness(self, claim: Sequence[str], text: Sequence[str]) -> Floats:
        """Return cosines of shape (claim, text) of stems: 1 for the same, 0 where one is not known."""
        out: Floats = np.minimum(self._rows(claim) @ self._rows(text).T, np.float32(0.99))
        where: dict[str, list[int]] = {}
        for at, word in enumerate(text):
            where.setdefault(word, []).append(at)
        for at, word in enumerate(claim):
            out[at, where.get(word, [])] = 1.0
        return out

    def weigh(self, stems: Sequence[str]) -> Floats:
        """Return how telling each stem is, in [0, 1]."""
        return np.array(
            [self.weights[self.places[w]] if w in self.places else 1.0 for w in stems], np.float32
        )

    def _rows(self, stems: Sequence[str]) -> Floats:
        out = np.zeros((len(stems), self.vectors.shape[1]), np.float32)
        for at, word in enumerate(stems):
            place = self.places.get(word)
            if place is not None:
                out[at] = self.vectors[place]
        return out


def made(words: Sequence[str], vectors: Floats, counts: dict[str, float], width: int = WIDTH) -> WordTable:
    """Return a table from the vectors of whole words: of one stem the mean, ``width`` main directions.

    Args:
        words: as written.
        vectors: shape (words, dim), of norm 1.
        counts: the share of texts that have a stem.
        width: numbers kept for a word.
    """
    stems: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        stems.setdefault(stem(word), []).append(at)
    rows = np.stack([vectors[own].mean(0) for own in stems.values()])
    rows -= rows.mean(0)
    _, _, directions = np.linalg.svd(rows, full_matrices=False)
    rows = rows @ directions[:width].T
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    least = min(counts.values(), default=1e-5)
    rarity = [np.log(1.0 / max(counts.get(word, least), least)) / np.log(1.0 / least) for word in stems]
    return WordTable(tuple(stems), rows.astype(np.float32), np.array(rarity, np.float32))


def save(table: WordTable, path: Path) -> None:
    """Write a table: vectors in 8 bits, stems as one text."""
    text = "\n".join(table.places).encode()
    save_file(
        {
            "stems": np.frombuffer(text, np.uint8),
            "vectors": np.round(table.vectors * 127).astype(np.int8),
            "weights": np.round(table.weights * 255).astype(np.uint8),
        },
        path,
    )
    path.chmod(0o644)


@cache
def word_table(path: Path = FILE) -> WordTable:
    """Return the shipped table (ArtifactError: it is not there or altered)."""
    try:
        parts = load_file(path)
        stems = parts["stems"].tobytes().decode().split("\n")
        vectors = parts["vectors"].astype(np.float32) / 127
        weights = parts["weights"].astype(np.float32) / 255
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise ArtifactError(
            path.name, f"it cannot be read ({error})", "Install globalbrain again."
        ) from error
    if not len(stems) == len(vectors) == len(weights):
        raise ArtifactError(path.name, "its parts do not fit together", "Install globalbrain again.")
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return WordTable(stems, vectors, weights)
