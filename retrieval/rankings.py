"""Rankings: rows with scores into hits, and one ranking by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from retrieval.hits import NO_FILTERS, Filters, Hit
from retrieval.queries import searchable
from retrieval.state import State


class Ranking:
    """One of the two rankings by itself, for benchmarks and tests."""

    def __init__(
        self, name: str, ranked: Callable[[str, int, Filters], tuple[State, Sequence[tuple[int, float]]]]
    ) -> None:
        self.name = name
        self._ranked = ranked

    def search(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Hit, ...]:
        """Return at most ``k`` hits on this ranking's own scale, best first."""
        if not searchable(query):
            return ()
        state, found = self._ranked(query, k, filters)
        return hits_of(self.name, state, found)


def hits_of(name: str, state: State, found: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
    """Return the hits of a ranking named ``name``, best first, ties by passage id."""
    entries = state.indexes.entries
    named = sorted(
        ((entries[row].passage_id, score) for row, score in found), key=lambda one: (-one[1], one[0])
    )
    return tuple(Hit(passage_id, score, rank, name) for rank, (passage_id, score) in enumerate(named, 1))
