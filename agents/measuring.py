"""Measuring as the interfaces see it: the retriever over judged sets of the user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from corpus.encoder import Embedder
from retrieval.candidates import Parts as Parts
from retrieval.evaluate import HALVES as HALVES
from retrieval.evaluate import Bench, Trial
from retrieval.judged import read_judged
from retrieval.measures import MEASURES as MEASURES
from retrieval.measures import run_lines as run_lines
from retrieval.openvino_encoder import default_cache

__all__ = ["HALVES", "MEASURES", "PARTS", "Parts", "Trial", "parts_of", "run_lines", "trial"]

PARTS = {
    "bm25": Parts(words=True, context=False, meaning=False, concepts=False, rerank=False),
    "dense": Parts(words=False, context=False, meaning=True, concepts=False, rerank=False),
    "fusion": Parts(),
}
"""What can be tried by itself, by name."""


def parts_of(name: str, *, context: bool = True, concepts: bool = True, rerank: bool = True) -> Parts:
    """Return the parts of that name; the others tell what counts in the fusion, and after it."""
    parts = PARTS[name]
    return replace(
        parts,
        context=parts.context and context,
        concepts=parts.concepts and concepts,
        rerank=parts.rerank and rerank,
    )


def trial(
    folder: Path,
    embedder: Embedder,
    parts: Parts,
    half: str,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Trial:
    """Return what these parts are worth on the set in a folder; vectors are kept in the user's cache.

    Raises:
        JudgmentsError: the folder cannot be used.
        MissingExtraError: ir-measures is not installed.
    """
    judged = read_judged(folder)
    return Bench(judged, embedder, default_cache() / "vectors", progress).trial(parts, half, progress)
