"""The thesauri that a user has imported: kept in the library folder, joined with the glossary.

``known(folder)`` is what to tag with. For facets in an interface: ``Thesaurus.concepts[id].label(language)``
is the name of a concept, ``.theme`` its group, ``HybridRetriever.concept_counts()`` in how many passages of
a library each one is named; ``Tagger.matches(text, language)`` gives the places to mark in a text.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from retrieval.concepts.forms import form
from retrieval.concepts.importing import Imported, read_thesaurus
from retrieval.concepts.tagger import Tagger, embedded_tagger
from retrieval.concepts.thesaurus import Concept, Thesaurus, cycles, forms_of, glossary
from retrieval.errors import ThesaurusError

FOLDER = "concepts"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shelved:
    """One imported thesaurus: its name, the file it came from, and its concepts."""

    name: str
    source: str
    concepts: tuple[Concept, ...]


def bring_in(library: Path, path: Path, name: str | None = None) -> tuple[str, Imported]:
    """Return the name and concepts of a thesaurus after it was saved beside the library's documents.

    Args:
        library: the library folder.
        path: SKOS, CSV or JSON lines.
        name: lower-case letters and digits; the file's own name where absent.

    Raises:
        ThesaurusError: the file or the name cannot be used, or the folder cannot be written.
    """
    own = path.name.split(".", 1)[0].lower()
    chosen = name or re.sub(r"[^a-z0-9]+", "-", own).strip("-")[:40]
    if not _NAME.fullmatch(chosen) or chosen == "glossary":
        raise ThesaurusError(repr(chosen[:40]), "that is no name for a thesaurus", "Use letters and digits")
    found = read_thesaurus(path, chosen)
    lines = [json.dumps(_plain(one), ensure_ascii=False, sort_keys=True) for one in found.concepts]
    lines = [line.encode("utf-8", "replace").decode() for line in lines]  # half a character cannot be stored
    body = "".join(line + "\n" for line in lines)
    head = {"source": path.name, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    place = library / FOLDER / f"{chosen}.jsonl"
    making = place.with_name(f".{chosen}-{secrets.token_hex(4)}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with making.open("w", encoding="utf-8") as file:
            file.write(json.dumps(head) + "\n" + body)
            file.flush()
            os.fsync(file.fileno())
        making.rename(place)
    except OSError as error:
        with suppress(OSError):
            making.unlink(missing_ok=True)
        raise ThesaurusError(str(place), f"it cannot be written ({error.strerror})", "Free space") from error
    return chosen, found


def drop(library: Path, name: str) -> None:
    """Take an imported thesaurus away.

    Raises:
        ThesaurusError: there is none of that name.
    """
    if not _NAME.fullmatch(name) or not (library / FOLDER / f"{name}.jsonl").is_file():
        there = ", ".join(names(library)) or "none was imported"
        raise ThesaurusError(repr(name[:40]), "no such thesaurus is in the library", f"There is: {there}")
    (library / FOLDER / f"{name}.jsonl").unlink()


def names(library: Path) -> tuple[str, ...]:
    """Return the names of the imported thesauri."""
    return tuple(sorted(path.stem for path in (library / FOLDER).glob("[a-z0-9]*.jsonl")))


def shelved(library: Path, name: str) -> Shelved:
    """Return an imported thesaurus.

    Raises:
        ThesaurusError: its file is damaged.
    """
    path = library / FOLDER / f"{name}.jsonl"
    try:
        head, _, body = path.read_text("utf-8").partition("\n")
        card = json.loads(head)
        if hashlib.sha256(body.encode()).hexdigest() != card["sha256"]:
            raise ValueError("checksum")
        rows = [json.loads(line) for line in body.splitlines()]
        concepts = tuple(
            Concept(
                row["id"],
                {language: tuple(labels) for language, labels in row["labels"].items()},
                tuple(row["broader"]),
                tuple(row["related"]),
                scheme=name,
            )
            for row in rows
        )
        return Shelved(name, str(card["source"]), concepts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ThesaurusError(
            str(path), "it is damaged", f"Import it again, or run `globalbrain concepts remove {name}`"
        ) from error


def known(library: Path | None) -> Thesaurus:
    """Return the glossary joined with what was imported; a damaged import is left out and logged."""
    found = glossary()
    for name in names(library) if library else ():
        try:
            found = joined(found, shelved(library, name).concepts) if library else found
        except ThesaurusError as error:
            _logger.warning("%s", error)
    return found


def fingerprint(library: Path) -> str:
    """Return a hash of what ``known`` would join, without reading it all."""
    whole = hashlib.sha256(_embedded_fingerprint().encode())
    for name in names(library):
        with (library / FOLDER / f"{name}.jsonl").open("rb") as file:
            whole.update(name.encode() + file.readline(1000))
    return whole.hexdigest()[:16]


def tagger(library: Path) -> Tagger:
    """Return the tagger of a library's concepts; that of the glossary where nothing was imported."""
    return _tagger(library, fingerprint(library)) if names(library) else embedded_tagger()


@lru_cache(maxsize=2)
def _tagger(library: Path, made_from: str) -> Tagger:
    return Tagger(known(library))


@cache
def _embedded_fingerprint() -> str:
    return glossary().fingerprint


def joined(base: Thesaurus, more: Iterable[Concept]) -> Thesaurus:
    """Return both as one: a concept with the same label as one of ``base`` becomes that one.

    English labels decide first, then the others; a preferred label before another. What is the same lends its
    further labels; a label that already means something keeps its meaning.
    """
    new = list(more)
    languages = sorted({one for concept in new for one in concept.labels}, key=lambda one: (one != "en", one))
    taken = {one: forms_of(base.concepts.values(), one) for one in languages}
    same = {concept.id: _same(concept, languages, taken) for concept in new}
    concepts = dict(base.concepts)
    for concept in new:
        target = same[concept.id]
        fresh = _fresh(concept, target, taken)
        if target is not None:
            held = concepts[target]
            labels = dict(held.labels)
            for language, more_labels in fresh.items():
                labels[language] = (*labels.get(language, ()), *more_labels)
            concepts[target] = replace(held, labels=labels, exact=(*held.exact, concept.id))
        else:
            broader = tuple(dict.fromkeys(same.get(one) or one for one in concept.broader))
            related = tuple(dict.fromkeys(same.get(one) or one for one in concept.related))
            concepts[concept.id] = replace(concept, labels=fresh, broader=broader, related=related)
    return Thesaurus(_without_circles(concepts))


def _same(
    concept: Concept, languages: Sequence[str], taken: dict[str, dict[tuple[str, ...], list[str]]]
) -> str | None:
    """The concept of the base with an exact label of this one; none where labels disagree."""
    for language in languages:
        for label in concept.labels.get(language, ())[:1]:
            ids = taken[language].get(form(label, language), ())
            if len(ids) == 1:
                return ids[0]
        if language == "en" and concept.labels.get("en"):
            return None
    return None


def _fresh(
    concept: Concept, target: str | None, taken: dict[str, dict[tuple[str, ...], list[str]]]
) -> dict[str, tuple[str, ...]]:
    """The labels that mean nothing else yet; from now on they mean this concept."""
    found: dict[str, tuple[str, ...]] = {}
    for language, labels in concept.labels.items():
        kept = []
        for label in labels:
            key = form(label, language)
            if key and key not in taken[language]:
                taken[language][key] = [target or concept.id]
                kept.append(label)
        if kept:
            found[language] = tuple(kept)
    return found


def _without_circles(concepts: dict[str, Concept]) -> dict[str, Concept]:
    for one in cycles(concepts):
        concepts[one] = replace(concepts[one], broader=())
    return concepts


def _plain(concept: Concept) -> dict[str, object]:
    return {
        "id": concept.id,
        "labels": {language: list(labels) for language, labels in concept.labels.items()},
        "broader": list(concept.broader),
        "related": list(concept.related),
    }
