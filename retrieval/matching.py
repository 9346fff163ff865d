"""How much of a library passes a set of filters; where nothing does, which filter is to blame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corpus.documents import Document
from retrieval.errors import NoMatchError
from retrieval.facets import country_name, language_name
from retrieval.filters import allowed_documents
from retrieval.hits import NO_FILTERS, Filters, Lifted

if TYPE_CHECKING:
    from retrieval.dense_kinds import Rows

FIELDS: Mapping[str, tuple[str, ...]] = {
    "document": ("documents",),
    "country": ("countries",),
    "region": ("regions",),
    "year": ("year_from", "year_to"),
    "publisher": ("publishers",),
    "language": ("languages",),
    "kind": ("kinds",),
    "sdg": ("goals",),
    "hazard": ("hazards",),
    "risk": ("risk_from",),
    "instrument": ("instruments",),
    "concept": ("concepts",),
}
"""The filters by the name of the option that sets them, each with the fields of ``Filters`` that it sets."""
_MOST_VALUES = 8
_VALUES: Mapping[str, Callable[[Document], str | None]] = {
    "document": lambda document: document.file,
    "country": lambda document: document.country,
    "year": lambda document: str(document.year) if document.year else None,
    "publisher": lambda document: document.publisher,
    "language": lambda document: document.language,
    "kind": lambda document: document.kind and document.kind.value,
}
_NAMES: Mapping[str, Callable[[str], str]] = {"country": country_name, "language": language_name}


@dataclass(frozen=True, slots=True)
class Match:
    """How many documents and passages pass the filters; ``lifted`` where none do."""

    documents: int
    passages: int
    lifted: tuple[Lifted, ...] = ()


class Matcher:
    """Counts what passes filters, from where the passages of each document lie."""

    def __init__(
        self,
        documents: Sequence[Document],
        spans: Mapping[str, range],
        rows_of: Callable[[Filters], Rows | None],
    ) -> None:
        """Take the documents, the rows of each by its id, and what gives the rows that readings leave."""
        self._documents = {document.id: document for document in documents}
        self._spans = spans
        self._rows_of = rows_of

    def match(self, filters: Filters) -> Match:
        """Return what passes; where nothing does, what would with one filter lifted, the most first."""
        found = self._passing(filters)
        if found:
            return Match(len(found), sum(found.values()))
        lifted = [one for name in chosen(filters) if (one := self._without(filters, name)).passages]
        return Match(0, 0, tuple(sorted(lifted, key=lambda one: (-one.passages, one.field))))

    def require(self, filters: Filters) -> Filters:
        """Return the filters as they are where something passes them.

        Raises:
            NoMatchError: nothing does; it says without which filter something would.
        """
        found = self.match(filters)
        if found.passages or not filters:
            return filters
        raise NoMatchError(
            f"filters {', '.join(chosen(filters))}",
            "no passage in the library passes all of them",
            remedy(found),
            found.lifted,
        )

    def _passing(self, filters: Filters) -> dict[str, int]:
        """How many passages pass, by document, for those of which any does."""
        allowed = allowed_documents(self._documents.values(), filters)
        rows = self._rows_of(filters)
        counts = {}
        for document in allowed & self._spans.keys():
            span = self._spans[document]
            if rows is None:
                count = len(span)
            else:
                first, last = np.searchsorted(rows, [span.start, span.stop])
                count = int(last - first)
            if count:
                counts[document] = count
        return counts

    def _without(self, filters: Filters, name: str) -> Lifted:
        found = self._passing(replace(filters, **{one: getattr(NO_FILTERS, one) for one in FIELDS[name]}))
        value_of = _VALUES.get(name)
        values = sorted({v for one in found if (v := value_of(self._documents[one]))}) if value_of else []
        return Lifted(name, len(found), sum(found.values()), tuple(values[:_MOST_VALUES]))


def chosen(filters: Filters) -> tuple[str, ...]:
    """Return the names of the filters that restrict something.

    >>> chosen(Filters(countries=("KEN",), year_from=2015))
    ('country', 'year')
    """
    return tuple(
        name
        for name, fields in FIELDS.items()
        if any(getattr(filters, one) != getattr(NO_FILTERS, one) for one in fields)
    )


def common(rows: Iterable[Rows | None]) -> Rows | None:
    """Return the rows that all of several sets hold, rising; None stands for all there are."""
    found: Rows | None = None
    for one in rows:
        if one is not None:
            found = one if found is None else np.intersect1d(found, one)
    return found


def remedy(found: Match) -> str:
    """Return without which filter something would pass, in English, without a last full stop."""
    told = " ".join(map(_told, found.lifted))
    return told.rstrip(".") or "No single one of them is to blame: begin with one"


def _told(one: Lifted) -> str:
    many = f"{one.documents} document{'' if one.documents == 1 else 's'}"
    names = [_NAMES.get(one.field, str)(value) for value in one.values]
    there = f" ({one.field}: {', '.join(names)})" if names else ""
    return f"Without {one.field}, {many} would match{there}."
