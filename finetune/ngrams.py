"""Texts into hashed pieces of words: what a linear head reads beside the encoder's vector."""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BUCKETS = 2**14
"""Columns that the pieces share in heads that keep no list of their pieces: those made before."""
WHOLE = 2**32
"""Columns where each piece has one of its own, its CRC-32; a head then keeps those that it knows."""
SIGNS = {BUCKETS: 3, WHOLE: 2}
"""Chinese and Japanese signs in a row that are a piece, at most, by columns."""
LEAST = 2
"""Texts to train on that a piece stands in, at least, to be known."""
LONGEST = 4_000
"""Characters that are read of one text; a passage has some 1,000."""
_FORMS = 2**14
"""Words whose pieces are remembered: those of some thousand pages, in about 10 MB."""
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
    """A text as a sparse vector: ``columns`` (each once) and their ``values``, of norm 1 but for WHOLE."""

    columns: NDArray[np.int64]
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Owned:
    """The columns of a text with repeats, in order, and whose they are.

    ``words`` are the distinct words as they stand, ``tokens`` the place of each token's word among
    them, ``owners`` the token of each of ``columns``.
    """

    words: tuple[str, ...]
    tokens: NDArray[np.int64]
    columns: NDArray[np.int64]
    owners: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Form:
    """What a word, a number or a sign gives wherever it stands: ``first`` and ``rest`` of its pieces.

    Between the two stands the pair with what came before, where ``paired``; ``after`` is its own name in
    the pair with what comes next.
    """

    first: str
    rest: tuple[str, ...]
    after: str
    paired: bool
    hashed: int
    hashes: array[int]

    @classmethod
    def of(cls, first: str, rest: tuple[str, ...], after: str = "") -> _Form:
        return cls(first, rest, after, bool(after), _hash(first), array("I", map(_hash, rest)))


@lru_cache(maxsize=256)
def pieces(text: str, width: int = BUCKETS) -> Pieces:
    """Return the pieces of a text: words, pairs of neighbours, three and four letters in a row.

    A number counts as a number, a share or a year beside its own digits, so that a head can learn
    that a figure stands there. A piece counts 1 + ln(n) where it occurs n times. ``width`` is one of
    ``SIGNS``; with WHOLE ``known`` picks what a head knows, and only then the norm is 1.
    """
    held = array("I")
    for _, _, before, form in _forms(text, SIGNS[width]):
        held.append(form.hashed)
        if form.paired:
            held.append(_pair(before, form))
        held.extend(form.hashes)
    if width == WHOLE:
        hashes, counts = np.unique(np.array(held, np.uint32), return_counts=True)
        return Pieces(hashes.astype(np.int64), 1 + np.log(counts.astype(np.float32)))
    every = np.array(held, np.uint32) % width
    places = np.arange(len(every))
    first = np.empty(width, np.int64)
    first[every[::-1]] = places[::-1]
    columns = every[first[every] == places].astype(np.int64)
    counts = np.bincount(every, minlength=width)[columns]
    values = 1 + np.log(counts.astype(np.float32))
    norm = float(np.linalg.norm(values)) or 1.0
    return Pieces(columns, np.asarray(values / norm, np.float32))


@lru_cache(maxsize=256)
def owned(text: str, width: int = BUCKETS) -> Owned:
    """Return which token each column of a text belongs to, to say which words weighed; as ``pieces``."""
    words: dict[str, int] = {}
    columns: list[int] = []
    tokens: list[int] = []
    sizes: list[int] = []
    for start, end, before, form in _forms(text, SIGNS[width]):
        tokens.append(words.setdefault(text[start:end], len(words)))
        pair = (_pair(before, form),) if form.paired else ()
        sizes.append(1 + len(pair) + len(form.hashes))
        columns += (own % width for own in (form.hashed, *pair, *form.hashes))
    owners = np.repeat(np.arange(len(sizes)), np.array(sizes, np.int64))
    return Owned(tuple(words), np.array(tokens, np.int64), np.array(columns, np.int64), owners)


def vocabulary(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Return the pieces that stand in LEAST texts or more, sorted; all of them where none does."""
    every = [pieces(text, WHOLE).columns for text in texts]
    hashes, counts = np.unique(np.concatenate(every), return_counts=True)
    kept = hashes[counts >= LEAST]
    return (kept if len(kept) else hashes).astype(np.uint32)


def known(read: Pieces, words: NDArray[np.uint32]) -> Pieces:
    """Return what a vocabulary knows of pieces of WHOLE: columns are places in it, the norm is 1."""
    places, inside = places_of(read.columns, words)
    values = read.values[inside]
    return Pieces(places, np.asarray(values / (float(np.linalg.norm(values)) or 1.0), np.float32))


def places_of(
    columns: NDArray[np.int64], words: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the places in a vocabulary of those of some columns that it knows, and which they are."""
    places = np.searchsorted(words, columns)
    inside = places < len(words)
    inside[inside] = words[places[inside]] == columns[inside]
    return places[inside].astype(np.int64), inside


def word_matrix(texts: Sequence[str], words: NDArray[np.uint32]) -> csr_matrix:
    """Return what a vocabulary knows of texts as a sparse matrix of shape (n, len(words)), for training."""
    from scipy.sparse import csr_matrix

    read = [known(pieces(text, WHOLE), words) for text in texts]
    starts = np.cumsum([0, *(len(own.columns) for own in read)])
    columns = np.concatenate([own.columns for own in read])
    values = np.concatenate([own.values for own in read])
    return csr_matrix((values, columns, starts), shape=(len(read), len(words)))


def tokens(text: str, width: int = BUCKETS) -> Iterator[Token]:
    """Yield the tokens of a text in order; Chinese and Japanese by character.

    >>> [token.pieces[0] for token in tokens("Cut 43 % by 2030")]
    ['w:cut', 'n:share', 'w:by', 'n:year']
    """
    for start, end, before, form in _forms(text, SIGNS[width]):
        pair = (f"b:{before} {form.after}",) if form.paired else ()
        yield Token(start, end, (form.first, *pair, *form.rest))


def _forms(text: str, signs: int) -> Iterator[tuple[int, int, str, _Form]]:
    """Start and end of each token, what stood before it, and its form."""
    before = ""
    for match in _TOKEN.finditer(text[:LONGEST]):
        if match.lastgroup == "word":
            form = _word(match[0])
        elif match.lastgroup == "han":
            run, start = match[0], match.start()
            for at in range(len(run)):
                yield start + at, start + at + 1, "", _signs(run[at : at + signs])
            before = ""
            continue
        else:
            form = _number(match["number"], match["percent"] is not None)
        yield *match.span(), before, form
        before = form.after


@lru_cache(maxsize=_FORMS)
def _word(raw: str) -> _Form:
    word = unicodedata.normalize("NFKC", raw).casefold()
    padded = f"<{word}>"
    inner = (padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1))
    return _Form.of(f"w:{word}", tuple(f"c:{part}" for part in inner), word)


@lru_cache(maxsize=_FORMS)
def _number(number: str, percent: bool) -> _Form:
    kind = "share" if percent else "year" if _YEAR.fullmatch(number) else "number"
    return _Form.of(f"n:{kind}", (f"w:{number}",), kind)


@lru_cache(maxsize=_FORMS)
def _signs(run: str) -> _Form:
    """The form of the first of some signs in a row."""
    return _Form.of(f"h:{run[0]}", tuple(f"h:{run[:size]}" for size in range(2, len(run) + 1)))


def _pair(before: str, form: _Form) -> int:
    return _hash(f"b:{before} {form.after}")


def _hash(piece: str) -> int:
    return zlib.crc32(piece.encode())
