"""Finder: what the researcher needs of a retriever."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from corpus.passages import Passage
from retrieval.concepts.tagger import Tagger
from retrieval.hits import NO_FILTERS, Evidence, Filters
from retrieval.spread import AS_RANKED, Spread


class Finder(Protocol):
    """What the researcher needs of a retriever."""

    def evidence(
        self, query: str, *, k: int, filters: Filters = NO_FILTERS, spread: Spread = AS_RANKED
    ) -> tuple[Evidence, ...]:
        """Return at most ``k`` passages, best first, or as ``spread`` chooses them."""

    def worded(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Passage, ...]:
        """Return at most ``k`` passages by their words alone, best first: quick, for many small searches."""

    def before(self, passage: Passage) -> Passage | None:
        """Return the passage before it in its document, None for the first."""

    def passage_count(self) -> int:
        """Return the number of passages that can be found."""

    def document_frequency(self, asked: Sequence[str]) -> tuple[int, ...]:
        """Return for each word the number of passages that hold it."""

    def tagger(self) -> Tagger:
        """Return what finds concepts in texts."""


def rarity(count: int, holding: int) -> float:
    """Return the weight of a word as BM25 has it: ``holding`` of ``count`` passages hold it."""
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5)) if count else 1.0
