"""Texts into hashed pieces of words: what a linear head reads beside the encoder's vector."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BUCKETS = 2**14
"""Columns that the pieces share; a head of six labels then weighs 200 kB in two-byte numbers."""
LONGEST = 4_000
"""Characters that are read of one text; a passage has some 1,000."""
_TOKEN = re.compile(
    r"(?P<han>[\u3040-\u30ff\u4e00-\u9fff]+)"
    r"|(?P<number>\d[\d.,]*)(?P<percent>\s?(?:%|％|per ?cent|pour cent|por ciento))?"
    r"|(?P<word>[^\W\d_]+)"
)
_YEAR = re.compile(r"(?:19|20|21)\d\d")


@dataclass(frozen=True, slots=True)
class Token:
    """Characters ``start`` to ``end`` (half-open) of a text, and the names of their pieces."""

    start: int
    end: int
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as a sparse vector of norm 1: ``columns`` (each once) and their ``values``.

    ``owners`` gives for each token the columns that its pieces fell into, repeats kept.
    """

    columns: NDArray[np.int64]
    values: NDArray[np.float32]
    owners: tuple[tuple[Token, tuple[int, ...]], ...]


@lru_cache(maxsize=256)
def pieces(text: str) -> Pieces:
    """Return the pieces of a text: words, pairs of neighbours, three and four letters in a row.

    A number counts as a number, a share or a year beside its own digits, so that a head can learn
    that a figure stands there. A piece counts 1 + ln(n) where it occurs n times.
    """
    owners = tuple((token, tuple(map(_column, token.pieces))) for token in tokens(text))
    counted = Counter(column for _, own in owners for column in own)
    columns = np.fromiter(counted.keys(), np.int64, len(counted))
    values = 1 + np.log(np.fromiter(counted.values(), np.float32, len(counted)))
    norm = float(np.linalg.norm(values)) or 1.0
    return Pieces(columns, np.asarray(values / norm, np.float32), owners)


def word_matrix(texts: Sequence[str]) -> csr_matrix:
    """Return the pieces of texts as a sparse matrix of shape (n, BUCKETS), for training."""
    from scipy.sparse import csr_matrix

    read = [pieces(text) for text in texts]
    starts = np.cumsum([0, *(len(own.columns) for own in read)])
    columns = np.concatenate([own.columns for own in read])
    values = np.concatenate([own.values for own in read])
    return csr_matrix((values, columns, starts), shape=(len(read), BUCKETS))


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text in order; Chinese and Japanese by character.

    >>> [token.pieces[0] for token in tokens("Cut 43 % by 2030")]
    ['w:cut', 'n:share', 'w:by', 'n:year']
    """
    before = ""
    for match in _TOKEN.finditer(text[:LONGEST]):
        if match["han"]:
            yield from _characters(match["han"], match.start())
            before = ""
        elif match["number"]:
            kind = "share" if match["percent"] else "year" if _YEAR.fullmatch(match["number"]) else "number"
            yield Token(*match.span(), (f"n:{kind}", f"b:{before} {kind}", f"w:{match['number']}"))
            before = kind
        else:
            word = unicodedata.normalize("NFKC", match["word"]).casefold()
            padded = f"<{word}>"
            inner = (padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1))
            yield Token(*match.span(), (f"w:{word}", f"b:{before} {word}", *(f"c:{part}" for part in inner)))
            before = word


def _characters(run: str, start: int) -> Iterator[Token]:
    for at in range(len(run)):
        sizes = range(1, min(3, len(run) - at) + 1)
        yield Token(start + at, start + at + 1, tuple(f"h:{run[at : at + size]}" for size in sizes))


def _column(piece: str) -> int:
    return zlib.crc32(piece.encode()) % BUCKETS
