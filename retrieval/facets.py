"""The values that each filter can take in a library, with how many documents and passages have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.documents import Document
from corpus.passage_readings import Connected, labels_spread, spread_of
from retrieval.concepts.thesaurus import Thesaurus
from retrieval.regions import region_name, regions_of

GOALS, HAZARDS, RISK, INSTRUMENTS = "sdg", "climate_topics", "risk_grade", "instrument"
GRADES = ("0", "1", "2", "3", "4")


class HasDocuments(Protocol):
    """What is used of ``corpus.store.Store``."""

    def documents(self) -> tuple[Document, ...]:
        """Return every document."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that a filter can take, its name for people, and how many documents and passages have it."""

    value: str
    name: str
    count: int
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of every field that occur in a library.

    The first fields are of documents; ``goals``, ``hazards``, ``risks`` (of at least that grade) and
    ``instruments`` are of passages as tool models have read them, ``concepts`` of what passages name.
    """

    documents: tuple[Document, ...]
    countries: tuple[Facet, ...]
    years: tuple[Facet, ...]
    publishers: tuple[Facet, ...]
    languages: tuple[Facet, ...]
    kinds: tuple[Facet, ...]
    regions: tuple[Facet, ...] = ()
    goals: tuple[Facet, ...] = ()
    hazards: tuple[Facet, ...] = ()
    risks: tuple[Facet, ...] = ()
    instruments: tuple[Facet, ...] = ()
    concepts: tuple[Facet, ...] = ()


def facets(store: HasDocuments, passages: Mapping[str, int] | None = None) -> Facets:
    """Return the values of documents that occur in the library, by name; years from the latest.

    Args:
        store: the library.
        passages: how many each document has, by its id.
    """
    documents = store.documents()
    held = passages or {}

    def counted(
        values_of: Callable[[Document], Iterable[str | None]], name_of: Callable[[str], str] = str
    ) -> tuple[Facet, ...]:
        counts: Counter[str] = Counter()
        weights: Counter[str] = Counter()
        for document in documents:
            for value in filter(None, values_of(document)):
                counts[value] += 1
                weights[value] += held.get(document.id, 0)
        found = [Facet(value, name_of(value), count, weights[value]) for value, count in counts.items()]
        return tuple(sorted(found, key=lambda facet: (facet.name.casefold(), facet.value)))

    return Facets(
        documents=documents,
        countries=counted(lambda document: [document.country], country_name),
        years=counted(lambda document: [str(document.year) if document.year else None])[::-1],
        publishers=counted(lambda document: [document.publisher]),
        languages=counted(lambda document: [document.language], language_name),
        kinds=counted(lambda document: [document.kind and document.kind.value]),
        regions=counted(lambda document: regions_of(document.country or ""), region_name),
    )


def with_read(known: Facets, store: Connected) -> Facets:
    """Return the facets with those that tool models have read in passages."""
    fields = {"goals": GOALS, "hazards": HAZARDS, "instruments": INSTRUMENTS}
    found = {
        field: tuple(
            Facet(label, label.replace("_", " "), *counts)
            for label, counts in sorted(labels_spread(store, task).items(), key=lambda one: in_order(one[0]))
        )
        for field, task in fields.items()
    }
    least = {grade: spread_of(store, RISK, GRADES[at:]) for at, grade in enumerate(GRADES)}
    risks = tuple(Facet(grade, grade, *counts) for grade, counts in least.items() if counts[1])
    return replace(
        known, goals=found["goals"], hazards=found["hazards"], instruments=found["instruments"], risks=risks
    )


def in_order(label: str) -> tuple[int, str]:
    """Return what labels are listed by: numbers by their size, then words.

    >>> sorted(["12", "flood", "2"], key=in_order)
    ['2', '12', 'flood']
    """
    return (int(label), "") if label.isdigit() else (100, label)


def concept_facets(counts: Mapping[str, tuple[int, int]], thesaurus: Thesaurus) -> tuple[Facet, ...]:
    """Return the concepts that passages name, those of most passages first.

    Args:
        counts: documents and passages by the concept's id.
        thesaurus: knows what they are called.
    """
    known = thesaurus.concepts
    found = [Facet(one, known[one].label(), *pair) for one, pair in counts.items() if one in known]
    return tuple(sorted(found, key=lambda facet: (-facet.passages, facet.name.casefold(), facet.value)))


def country_name(code: str) -> str:
    """Return the English name of an alpha-3 code; the code itself where there is none.

    >>> country_name("KEN"), country_name("EUU")
    ('Kenya', 'European Union')
    """
    import pycountry

    if code == "EUU":
        return "European Union"
    country = pycountry.countries.get(alpha_3=code)
    return str(getattr(country, "common_name", country.name)) if country else code


def language_name(tag: str) -> str:
    """Return the English name of a BCP 47 tag.

    >>> language_name("fr"), language_name("pt-BR")
    ('French', 'Portuguese (BR)')
    """
    import pycountry

    head, _, rest = tag.partition("-")
    found = pycountry.languages.get(alpha_2=head) or pycountry.languages.get(alpha_3=head)
    return (str(found.name) if found else head) + (f" ({rest})" if rest else "")
