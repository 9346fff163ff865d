"""Pairs of claim and evidence with vectors and features: embedded once, kept in a scratch folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import shared_folder
from benchmarks.retrieval import vectors_of
from corpus.encoder import Embedder
from finetune.support_features import NAMES
from finetune.support_rows import read_own, read_public
from finetune.support_text import SupportRow
from finetune.support_train import Rows, laid, rows_of
from finetune.support_words import WordTable

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PairSet:
    """A set of pairs: its rows with features, and a vector for every text of them."""

    rows: Rows
    vectors: dict[str, Floats]


def pairs_of(name: str) -> tuple[SupportRow, ...]:
    """Return the pairs of a public set under GLOBALBRAIN_SHARED, or the project's own (``own``)."""
    return read_own() if name == "own" else read_public(name, shared_folder() / "data")


def read(
    name: str, encoder: Embedder, table: WordTable, scratch: Path, pairs: Sequence[SupportRow] = ()
) -> PairSet:
    """Return a set with vectors and features, from the scratch folder where it has them."""
    own = tuple(pairs) or pairs_of(name)
    texts = list(dict.fromkeys(text for pair in own for text in (pair.claim, *pair.evidence)))
    embedded, _ = vectors_of(encoder, texts, scratch)
    vectors = dict(zip(texts, embedded.astype(np.float32), strict=True))
    key = hashlib.sha256(repr((own, NAMES, encoder.name, _code())).encode()).hexdigest()[:24]
    path = scratch / f"features-{key}.npy"
    if path.is_file():
        values: Floats = np.load(path, allow_pickle=False)
    else:
        values = laid(own, vectors, table).values
        np.save(path, values)
    return PairSet(rows_of(own, values), vectors)


def _code() -> str:
    """The text of the rules, so that features of other rules are not taken for these."""
    folder = Path(__file__).resolve().parents[1] / "finetune"
    rules = sorted(folder.glob("support_[acfnstw]*.py"))
    files = (*rules, folder / "words.py", folder / "shipped/words/support.json")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
