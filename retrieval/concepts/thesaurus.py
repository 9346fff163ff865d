"""Concept and Thesaurus: labels in many languages and links; the glossary that comes along."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from retrieval.concepts.forms import LANGUAGES, VERSION, form

GLOSSARY = "glossary"
_DATA = Path(__file__).parent / "data"
_BETWEEN = ";"


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept; the first label of a language is the preferred one.

    ``broader`` and ``related`` are ids. ``exact`` names the concepts of imported thesauri that are the same.
    """

    id: str
    labels: Mapping[str, tuple[str, ...]]
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    scheme: str = GLOSSARY
    theme: str = ""
    exact: tuple[str, ...] = ()

    def label(self, language: str = "en") -> str:
        """Return the preferred label in that language, else in English, else in any, else the id."""
        for one in (language, "en", *self.labels):
            if self.labels.get(one):
                return self.labels[one][0]
        return self.id


@dataclass(frozen=True)
class Thesaurus:
    """Concepts by id, in their order."""

    concepts: Mapping[str, Concept]
    narrower: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Derive narrower from broader."""
        below: dict[str, list[str]] = {}
        for concept in self.concepts.values():
            for above in concept.broader:
                below.setdefault(above, []).append(concept.id)
        object.__setattr__(self, "narrower", {one: tuple(ids) for one, ids in below.items()})

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have labels."""
        return tuple(dict.fromkeys(one for concept in self.concepts.values() for one in concept.labels))

    @property
    def fingerprint(self) -> str:
        """Hash of every label and link, and of how they are compared."""
        whole = hashlib.sha256(VERSION.encode())
        for concept in self.concepts.values():
            whole.update(repr((concept.id, sorted(concept.labels.items()), concept.broader)).encode())
        return whole.hexdigest()[:16]

    def ancestors(self, concept_id: str) -> tuple[str, ...]:
        """Return every broader concept, the nearest first, each once."""
        found: dict[str, None] = {}
        level = [concept_id]
        while level:
            above = [one for below in level for one in self.concepts[below].broader if one in self.concepts]
            level = [one for one in dict.fromkeys(above) if one not in found and one != concept_id]
            found.update(dict.fromkeys(level))
        return tuple(found)

    def find(self, term: str) -> tuple[Concept, ...]:
        """Return the concepts that a term names in any language, by id or label."""
        ids = [term] if term in self.concepts else []
        for language, forms in self._forms.items():
            ids += forms.get(form(term, language), ())
        return tuple(self.concepts[one] for one in dict.fromkeys(ids))

    @property
    def _forms(self) -> dict[str, dict[tuple[str, ...], list[str]]]:
        return {language: forms_of(self.concepts.values(), language) for language in self.languages}


def forms_of(concepts: Iterable[Concept], language: str) -> dict[tuple[str, ...], list[str]]:
    """Return for each form of a label in that language the ids of its concepts."""
    found: dict[tuple[str, ...], list[str]] = {}
    for concept in concepts:
        for label in concept.labels.get(language, ()):
            ids = found.setdefault(form(label, language), [])
            if concept.id not in ids:
                ids.append(concept.id)
    found.pop((), None)
    return found


@cache
def glossary() -> Thesaurus:
    """Return the glossary that comes along: some 970 concepts in eight languages."""
    found: dict[str, Concept] = {}
    for path in sorted(_DATA.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                found[row["id"]] = Concept(
                    id=row["id"],
                    labels={one: split(row[one]) for one in LANGUAGES},
                    broader=split(row["broader"]),
                    related=split(row["related"]),
                    theme=path.stem,
                )
    return Thesaurus(found)


def split(cell: str | None) -> tuple[str, ...]:
    """Return the parts of a cell, each once.

    >>> split("net zero; NZE;net zero")
    ('net zero', 'NZE')
    """
    return tuple(dict.fromkeys(part for one in (cell or "").split(_BETWEEN) if (part := one.strip())))


def cycles(concepts: Mapping[str, Concept]) -> Sequence[str]:
    """Return the ids of concepts that are broader than themselves."""
    done: set[str] = set()
    found: list[str] = []
    for start in concepts:
        trail: dict[str, None] = {}
        stack = [(start, False)]
        while stack:
            one, leave = stack.pop()
            if leave:
                trail.pop(one)
                done.add(one)
            elif one in trail:
                found.append(one)
            elif one not in done and one in concepts:
                trail[one] = None
                stack.append((one, True))
                stack.extend((above, False) for above in concepts[one].broader)
    return found
