"""Hit, Evidence and Filters; the Retriever protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from corpus.documents import Document
from corpus.passages import Passage


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may be searched; an empty tuple or None does not restrict.

    Values inside a field are alternatives, fields add up. ``countries`` are ISO 3166-1 alpha-3
    codes, ``regions`` keys of ``retrieval.regions``, ``languages`` BCP 47 tags, ``kinds`` values of
    DocumentKind; years are inclusive. ``goals``, ``hazards``, ``risk_from`` (the least grade) and
    ``instruments`` are of passages, as tool models have read them; ``concepts`` are ids of what a passage
    names, or of something broader.
    """

    documents: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    risk_from: int | None = None
    regions: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is restricted."""
        return self != NO_FILTERS


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Lifted:
    """What passes the filters without one of them: how much, and which values that one could have."""

    field: str
    documents: int
    passages: int
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked passage; ``rank`` from 1, ``score`` on the scale of ``retriever``."""

    passage_id: str
    score: float
    rank: int
    retriever: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage put before the writer.

    ``score`` orders evidence of one query (fused scale, higher is better). ``cosine`` is the
    similarity of query and passage in [-1, 1]; ``lexical`` the BM25 score, 0 where no word matched.
    """

    passage: Passage
    document: Document
    query: str
    rank: int
    score: float
    cosine: float
    lexical: float


class Retriever(Protocol):
    """A query into a ranking."""

    def search(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Hit, ...]:
        """Return at most ``k`` hits, best first, ranks from 1, ties broken by passage id."""
