"""Words into vectors that stand by themselves: how near a text comes to each word of a question.

The vectors are those that the embedded encoder looks its words up in, fewer numbers each; no layer of it
runs, so that fifty passages take a few milliseconds.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from retrieval import made_once
from retrieval.errors import EncoderError
from retrieval.openvino_conversion import MODEL_SHA256, checked, model_folder
from retrieval.openvino_encoder import default_cache

LANGUAGES = ("en",)
"""In which the vectors tell what is near."""
DIM = 128
"""Of the 384 numbers of a word; the directions in which words differ most."""
MOST_TOKENS = 400
VERSION = "1"  # to be raised with any change below that moves the vectors
_MOST_KEPT = 4_096
"""Texts whose pieces are kept for the next question."""
_WORDS = "embeddings.word_embeddings.weight"
_making = threading.Lock()
Floats = NDArray[np.float32]
Ids = NDArray[np.int64]


class WordTable:
    """One unit vector for each piece of a word that a tokenizer knows."""

    def __init__(self, tokenizer: Tokenizer, vectors: Floats) -> None:
        """Take a tokenizer and unit vectors of its pieces, shape (pieces, any)."""
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._vectors = vectors
        self._kept: dict[str, Ids] = {}

    def pieces(self, texts: Sequence[str]) -> list[Ids]:
        """Return the pieces of each text, the special ones left aside and a long text cut."""
        known = {text: own for text in texts if (own := self._kept.get(text)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            plain = [text.encode("utf-8", "replace").decode() for text in missing]
            found = self._tokenizer.encode_batch_fast(plain, add_special_tokens=False)
            made = {text: np.array(one.ids, np.int64) for text, one in zip(missing, found, strict=True)}
            known |= made
            if len(self._kept) + len(made) > _MOST_KEPT:
                self._kept = {}
            self._kept.update(made)
        return [known[text] for text in texts]

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
        tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text("utf-8"))
        return WordTable(tokenizer, _vectors(folder / "model.safetensors", default_cache()))
    except (OSError, SafetensorError) as error:
        raise EncoderError(
            str(folder), f"its words cannot be read ({error})", "Reinstall its package"
        ) from error


def _vectors(weights: Path, cache: Path) -> Floats:
    """The unit vectors of all pieces, made once and kept in the cache."""
    path = made_once.place(cache / "encoders", "words", made_once.key_of([MODEL_SHA256, str(DIM), VERSION]))
    if (kept := made_once.read(path)) is None:
        with safe_open(str(checked(weights, MODEL_SHA256)), "numpy") as file:
            made = principal(np.asarray(file.get_tensor(_WORDS), np.float32), DIM)
        made_once.keep(path, kept := made.astype("<f4").tobytes())
    return np.frombuffer(kept, "<f4").reshape(-1, DIM)
