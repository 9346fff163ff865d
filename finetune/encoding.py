"""What reads texts: the encoder as torch trains it, or as OpenVINO serves it; batches of like length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

Floats = NDArray[np.float32]
AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Batch:
    """Some texts, read.

    ``places`` say which; ``states`` has shape (n, tokens, dim), ``pooled`` (n, dim); ``encodings`` are
    the tokens of each text, as many as there are states of it that count, or more where it was padded.
    """

    places: tuple[int, ...]
    states: Floats
    pooled: Floats
    encodings: tuple[Encoding, ...]


class Encoder(Protocol):
    """Reads texts: ``pooling`` is the mean over real tokens, or the last of them for a decoder.

    ``known`` keeps the vectors of texts that were read, while heads are fitted on a base that stays.
    """

    @property
    def pooling(self) -> str:
        """``mean`` or ``last``."""

    @property
    def known(self) -> dict[str, Floats] | None:
        """Vectors by text; None where none are kept."""

    @property
    def most(self) -> int:
        """Tokens of the longest text that it can read, with the marks of the model."""

    def parted(self, text: str) -> Encoding:
        """Return the tokens of a text, however long, without the marks of the model."""

    def batches(self, texts: Sequence[str], pairs: Sequence[str] | None, longest: int) -> Iterator[Batch]:
        """Yield all texts (each with its second text) in batches, cut after ``longest`` tokens."""

    def vectors(self, texts: Sequence[str], longest: int) -> Floats:
        """Return one vector of norm 1 for each text, shape (n, dim)."""


def has_capital(word: str) -> bool:
    """Return whether a token is told as one of the second kind to an encoder that is told of capitals."""
    return any(letter.isupper() for letter in word)


def by_length(texts: Sequence[str], size: int = AT_ONCE) -> Iterator[list[int]]:
    """Return positions of texts, texts of one length together: padding is most of the cost."""
    order = sorted(range(len(texts)), key=lambda at: (len(texts[at]), at))
    yield from (order[at : at + size] for at in range(0, len(order), size))


def both(texts: Sequence[str], pairs: Sequence[str] | None) -> Sequence[str]:
    """Return texts with their second texts, to see how long they are."""
    return texts if pairs is None else [f"{a} {b}" for a, b in zip(texts, pairs, strict=True)]


def unit_vectors(encoder: Encoder, texts: Sequence[str], longest: int = 256) -> Floats:
    """Return one vector of norm 1 for each text, shape (n, dim): what the frozen heads look at."""
    known = encoder.known if encoder.known is not None else {}
    missing = list(dict.fromkeys(text for text in texts if text not in known))
    known.update(zip(missing, encoder.vectors(missing, longest), strict=True))
    return np.stack([known[text] for text in texts])
