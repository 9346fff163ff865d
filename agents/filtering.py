"""Filtering: users' words into filters, the values that filters can take, and how much passes them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.row_spans import row_spans
from retrieval.concepts import shelf
from retrieval.errors import RetrievalError
from retrieval.facets import Facets, concept_facets, facets, with_read
from retrieval.filters import parse_filters
from retrieval.hits import Filters
from retrieval.matching import Match, Matcher, common
from retrieval.reading_filter import rows_read, with_concepts, with_readings

if TYPE_CHECKING:
    from corpus.store import Store
    from retrieval.dense_kinds import Rows
    from retrieval.hybrid import HybridRetriever


@dataclass(frozen=True, slots=True)
class _Known:
    """What was counted of the library as it was after one change."""

    generation: int
    facets: Facets
    concepts: dict[str, tuple[int, int]] | None


class Filtering:
    """The filters of one library; what was counted is kept until the library changes."""

    def __init__(self, store: Store, retriever: Callable[[], HybridRetriever]) -> None:
        """Read from ``store``; the retriever is only asked for where concepts are."""
        self._store = store
        self._retriever = retriever
        self._guard = threading.Lock()
        self._known: _Known | None = None

    def filters(
        self,
        *,
        documents: Sequence[str] = (),
        countries: Sequence[str] = (),
        regions: Sequence[str] = (),
        years: str | None = None,
        publishers: Sequence[str] = (),
        languages: Sequence[str] = (),
        kinds: Sequence[str] = (),
        goals: Sequence[str] = (),
        hazards: Sequence[str] = (),
        risk: int | None = None,
        instruments: Sequence[str] = (),
        concepts: Sequence[str] = (),
    ) -> Filters:
        """Return the filters that a user's words name.

        Raises:
            UnknownFilterError: a value that nothing in the library has; it says what comes nearest.
            NoMatchError: nothing passes all filters together; it says without which one something would.
        """
        filters = parse_filters(
            self._store,
            documents=documents,
            countries=countries,
            regions=regions,
            years=years,
            publishers=publishers,
            languages=languages,
            kinds=kinds,
        )
        filters = with_readings(
            filters, self._store, goals=goals, hazards=hazards, risk=risk, instruments=instruments
        )
        if concepts:
            thesaurus = shelf.known(self._store.folder)
            filters = with_concepts(filters, thesaurus, self._concepts(), concepts)
        return self._matcher().require(filters)

    def match(self, filters: Filters) -> Match:
        """Return how many documents and passages pass the filters, and what would where none does."""
        return self._matcher().match(filters)

    def facets(self) -> Facets:
        """Return the values that each filter can take, with counts; no concepts while they cannot be read."""
        generation = self._store.generation()
        with self._guard:
            known = self._known
            if known is not None and known.generation == generation and known.concepts is not None:
                return known.facets
            passages = {one: len(span) for one, span in row_spans(self._store).items()}
            found = with_read(facets(self._store, passages), self._store)
            counts: dict[str, tuple[int, int]] | None = None
            with suppress(RetrievalError):
                counts = self._retriever().concept_counts()
                named = concept_facets(counts, shelf.known(self._store.folder))
                found = replace(found, concepts=named)
            self._known = _Known(generation, found, counts)
            return found

    def _concepts(self) -> dict[str, tuple[int, int]]:
        self.facets()
        known = self._known
        return (known and known.concepts) or self._retriever().concept_counts()

    def _matcher(self) -> Matcher:
        return Matcher(self._store.documents(), row_spans(self._store), self._rows)

    def _rows(self, filters: Filters) -> Rows | None:
        named = self._retriever().state().rows_naming(filters.concepts) if filters.concepts else None
        return common([rows_read(self._store, filters), named])
