"""Words into vectors that stand by themselves: how near a text comes to each word of a question.

The vectors are those that the embedded encoder looks its words up in, fewer numbers each; no layer of it
runs, so that fifty passages take a few milliseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from retrieval.errors import EncoderError
from retrieval.openvino_conversion import model_folder

LANGUAGES = ("en",)
"""In which the vectors tell what is near."""
DIM = 128
"""Of the 384 numbers of a word; the directions in which words differ most."""
MOST_TOKENS = 400
_WORDS = "embeddings.word_embeddings.weight"
_making = threading.Lock()
Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


class WordTable:
    """One unit vector for each piece of a word that a tokenizer knows."""

    def __init__(self, tokenizer: Tokenizer, vectors: Floats) -> None:
        """Take a tokenizer and the vectors of its pieces, shape (pieces, any)."""
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._vectors = principal(vectors, DIM)

    def pieces(self, texts: Sequence[str]) -> list[Ids]:
        """Return the pieces of each text, the special ones left aside and a long text cut."""
        plain = [text.encode("utf-8", "replace").decode() for text in texts]
        found = self._tokenizer.encode_batch(plain, add_special_tokens=False)
        return [np.array(one.ids, np.int64) for one in found]

    def nearest(self, words: Sequence[str], texts: Sequence[str]) -> tuple[Floats, Ids]:
        """Return how near each text comes to each piece of the words, and whose piece it is.

        Returns:
            Cosines in [-1, 1], shape (texts, pieces), 0 for a text without pieces; and the place in
            ``words`` of each piece.
        """
        wanted = self.pieces(words)
        owners = np.repeat(np.arange(len(words)), [len(one) for one in wanted])
        asked = np.concatenate([*wanted, np.empty(0, np.int64)])
        held = self.pieces(texts)
        every, places = np.unique(np.concatenate([*held, np.empty(0, np.int64)]), return_inverse=True)
        likeness = self._vectors[every] @ self._vectors[asked].T
        found = np.zeros((len(texts), len(asked)), np.float32)
        ends = np.cumsum([len(one) for one in held])
        for at, (one, end) in enumerate(zip(held, ends, strict=True)):
            if len(one):
                found[at] = likeness[places[end - len(one) : end]].max(axis=0)
        return found, owners


def principal(vectors: Floats, dim: int) -> Floats:
    """Return the vectors, less their mean, along the ``dim`` directions of most variance, as unit vectors."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    kept = centred @ directions[:, ::-1][:, :dim]
    return np.asarray(kept / (np.linalg.norm(kept, axis=1, keepdims=True) + 1e-9), np.float32)


def word_table() -> WordTable:
    """Return the table of the embedded encoder, read once.

    Raises:
        EncoderError: its package is missing or damaged.
    """
    with _making:
        return _read()


@cache
def _read() -> WordTable:
    folder = model_folder()
    try:
        with safe_open(str(folder / "model.safetensors"), "numpy") as file:
            vectors = np.asarray(file.get_tensor(_WORDS), np.float32)
        tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text("utf-8"))
    except (OSError, SafetensorError) as error:
        raise EncoderError(
            str(folder), f"its words cannot be read ({error})", "Reinstall its package"
        ) from error
    return WordTable(tokenizer, vectors)
