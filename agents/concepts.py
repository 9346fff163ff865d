"""The concepts of a library as the interfaces see them: the glossary and what was imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.concepts import shelf
from retrieval.concepts.thesaurus import Concept as Concept
from retrieval.concepts.thesaurus import Thesaurus as Thesaurus
from retrieval.concepts.thesaurus import glossary
from retrieval.errors import ThesaurusError


@dataclass(frozen=True, slots=True)
class Source:
    """Where concepts come from: the glossary or an imported file; ``problem`` where it is damaged."""

    name: str
    file: str
    concepts: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did: concepts taken, those that are the same as known ones, what was left out.

    ``small`` labels are small words alone; ``concepts_left_out`` had no other label.
    """

    name: str
    concepts: int
    same: int
    labels_left_out: int
    links_left_out: int
    small: int = 0
    concepts_left_out: int = 0


class Concepts:
    """The concepts that a library is tagged with; nothing is read before it is asked for."""

    def __init__(self, library: Path) -> None:
        """Remember the library's folder."""
        self._library = library

    def thesaurus(self) -> Thesaurus:
        """Return the glossary joined with what was imported."""
        return shelf.known(self._library)

    def sources(self) -> tuple[Source, ...]:
        """Return the glossary and every imported thesaurus."""
        found = [Source("glossary", "", len(glossary().concepts))]
        for name in shelf.names(self._library):
            try:
                held = shelf.shelved(self._library, name)
                found.append(Source(name, held.source, len(held.concepts)))
            except ThesaurusError as error:
                found.append(Source(name, "", 0, error.reason))
        return tuple(found)

    def bring_in(self, path: Path, name: str | None = None) -> Brought:
        """Return what was imported from a file (ThesaurusError, MissingExtraError).

        The library's index is made again, with the new concepts, at its next search.
        """
        chosen, read = shelf.bring_in(self._library, path, name)
        head = f"{chosen}:"
        concepts = self.thesaurus().concepts.values()
        same = sum(one.startswith(head) for concept in concepts for one in concept.exact)
        left_out = (read.labels_left_out, read.links_left_out, read.small, read.concepts_left_out)
        return Brought(chosen, len(read.concepts), same, *left_out)

    def drop(self, name: str) -> None:
        """Take an imported thesaurus away (ThesaurusError)."""
        shelf.drop(self._library, name)

    def find(self, term: str) -> Sequence[Concept]:
        """Return the concepts that a term names in any language.

        Raises:
            ThesaurusError: none does; those whose label holds the term are named.
        """
        known = self.thesaurus()
        found = known.find(term)
        if found:
            return found
        part = term.strip().casefold()
        near = [
            concept.label()
            for concept in known.concepts.values()
            if part
            and any(part in label.casefold() for labels in concept.labels.values() for label in labels)
        ][:8]
        remedy = f"Perhaps: {', '.join(near)}" if near else "See `globalbrain concepts list`"
        raise ThesaurusError(f"concept {term[:60]!r}", "no such concept is known", remedy)
