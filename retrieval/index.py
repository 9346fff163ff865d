"""The index folder: made from the library's rows, checked before a byte of it is read, made again at will."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from corpus.errors import LibraryBusyError
from corpus.indexed import Stamp
from corpus.records import IndexCard
from retrieval import index_build, index_files
from retrieval.concepts import shelf
from retrieval.dense import DenseIndex
from retrieval.entries import Entries
from retrieval.errors import IndexMismatchError
from retrieval.index_build import DENSE, LEXICAL, TERMS, Before, Indexes, versions
from retrieval.index_files import BUILDING, SEEN
from retrieval.index_parts import read_parts
from retrieval.lexical import LexicalIndex
from retrieval.library import Library
from retrieval.term_table import TermPart, TermTable

KIND = "hybrid"
_TRIES = 5
_WAIT_S, _LONG_WAIT_S = 1.0, 10.0  # for a writer; long where words are to leave the disk
_NEVER = -1  # a generation that no library has, so that the next look makes the index again
_making = threading.Lock()
_logger = logging.getLogger(__name__)


def open_or_build(library: Library, fingerprint: str) -> Indexes:
    """Return the library's indexes: those on disk, brought up to date, where every byte is as recorded.

    Raises:
        IndexMismatchError: the library's vectors come from another encoder.
    """
    stored = library.encoder()
    if stored not in (None, fingerprint):
        raise IndexMismatchError(
            str(library.folder),
            f"its vectors were made by another encoder ({str(stored)[:12]}, not {fingerprint[:12]})",
            "Choose the encoder that made them, or run `globalbrain library rebuild --encoder NAME`",
        )
    if (found := _opened(library, fingerprint)) is not None:
        return found
    with _making:  # a thread that waited here may find that the other one has made it
        return _opened(library, fingerprint) or _made(library, fingerprint, _base(library, fingerprint))


def trusted(library: Library, card: IndexCard, fingerprint: str) -> bool:
    """Whether the card is of this state of the library and every file has the bytes it names."""
    current = card.generation == library.generation()
    return current and _fits(library, card, fingerprint) and _intact(library, card)


def rebuild(library: Library, fingerprint: str | None = None) -> Indexes:
    """Return new indexes from the stored passages and vectors, published where the library is free."""
    with _making:
        return _made(library, fingerprint or library.encoder() or "", None)


def forget(library: Library) -> None:
    """Take the words of removed documents out of the index files, now; where that fails, the files go."""
    fingerprint = library.encoder()
    if fingerprint is not None and library.index_card(KIND) is not None:
        open_or_build(library, fingerprint)
    if fingerprint is None or not _forgotten(library):
        shutil.rmtree(library.folder / "index", ignore_errors=True)


def _forgotten(library: Library) -> bool:
    """Whether the index on disk holds documents of the library only."""
    card = library.index_card(KIND)
    try:
        held = read_parts(library.folder / "index" / card.folder) if card else None
    except OSError:
        return False
    stamps = library.stamps()
    return held is not None and all(one in stamps for part in held for one in part.documents)


def _opened(library: Library, fingerprint: str) -> Indexes | None:
    """The indexes on disk, where they are of this moment and whole."""
    for _ in range(2):  # another process may publish the next ones, and delete these, between two looks
        card = library.index_card(KIND)
        if card is None or not trusted(library, card, fingerprint):
            return None
        try:
            return _read(library, card)
        except OSError as error:
            _logger.info("the index cannot be opened (%s)", error.strerror)
    return None


def _fits(library: Library, card: IndexCard, fingerprint: str) -> bool:
    """Whether an index was made by this encoder, these concepts and this version."""
    made_by = (card.encoder, {name: card.facts.get(name) for name in versions()})
    concepts = card.facts.get("concepts") == shelf.fingerprint(library.folder)
    return concepts and made_by == (fingerprint, versions())


def _intact(library: Library, card: IndexCard) -> bool:
    folder = library.folder / "index" / card.folder
    if not index_files.intact(folder, card):
        return False
    found = index_files.seen(folder, card.files)
    if card.facts.get(SEEN) != found and index_files.bytes_of(folder, card.files) > index_files.READ_UP_TO:
        _record(library, replace(card, facts={**card.facts, SEEN: found}))
    return True


def _base(library: Library, fingerprint: str) -> Before | None:
    """The index on disk as what the next one is made of: of any state of the library, but whole."""
    card = library.index_card(KIND)
    if card is None or not _fits(library, card, fingerprint) or not _intact(library, card):
        return None
    folder = library.folder / "index" / card.folder
    try:
        return Before(folder, read_parts(folder), card.facts["kind"])
    except OSError:
        return None


def _made(library: Library, encoder: str, before: Before | None) -> Indexes:
    root = library.folder / "index"
    making = root / f"{BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
    try:
        making.mkdir(parents=True)
        return _published(library, encoder, making, before)
    except OSError as error:
        _logger.warning("index kept in memory: it cannot be written (%s)", error.strerror)
        return _in_memory(library, encoder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _in_memory(library: Library, encoder: str) -> Indexes:
    """Indexes of one state of the library: read again where a writer came in between."""
    concepts, tagger = shelf.fingerprint(library.folder), shelf.tagger(library.folder)
    for attempt in range(_TRIES):
        before = library.generation()
        vectors = index_build.joined(library.vector_blocks())
        built = index_build.build(library.rows(), vectors, encoder, library.documents(), tagger=tagger)
        steady = library.generation() == before and list(built.entries) == vectors[0].tolist()
        if steady or attempt == _TRIES - 1:
            break
    facts = {**built.card.facts, "concepts": concepts}
    return replace(built, card=IndexCard(before if steady else _NEVER, encoder, "", {}, facts))


def _published(library: Library, encoder: str, making: Path, before: Before | None) -> Indexes:
    """Made beside, brought onto the disk, renamed into place, then named in the database: old or new."""
    generation, facts, made = _settled(library, making, before)
    was = library.index_card(KIND)
    known = was.files if was is not None and before is not None else {}
    old = before.folder if before else None
    files = index_files.hashes(made.folder, old, known)
    index_files.settle(made.folder, old)
    if was is not None:
        index_files.keep_for_readers(making.parent / Path(was.folder).name)
    place = making.parent / f"g{generation}-{secrets.token_hex(4)}"
    made.folder.rename(place)
    index_files.sync(making.parent)
    facts[SEEN] = index_files.seen(place, files)
    card = IndexCard(generation, encoder, place.name, files, facts)
    lost = _lost(before, made)
    recorded = generation != _NEVER and _record(library, card, _LONG_WAIT_S if lost else _WAIT_S)
    kept = {place.name} | (set() if recorded or was is None or lost else {was.folder})
    index_files.sweep(making.parent, kept, at_once=lost and recorded)
    try:
        return _read(library, card)
    except OSError:  # documents were removed meanwhile and their words with it, or another process was first
        if place.is_dir():
            raise
    return _opened(library, encoder) or _made(library, encoder, _base(library, encoder))


def _lost(before: Before | None, now: Before) -> bool:
    """Whether documents of the index before are in the new one no more."""
    held = {one for part in now.parts for one in part.documents}
    return before is not None and any(one not in held for part in before.parts for one in part.documents)


def _record(library: Library, card: IndexCard, wait_s: float = _WAIT_S) -> bool:
    try:
        with library.writer(wait_s=wait_s) as writer:
            return writer.save_index_card(KIND, card)
    except LibraryBusyError:
        _logger.info("index used but not recorded: the library is being written to")
        return False


def _settled(library: Library, making: Path, before: Before | None) -> tuple[int, dict[str, str], Before]:
    """The indexes of one state of the library: what a writer changed meanwhile is made again."""
    concepts, tagger = shelf.fingerprint(library.folder), shelf.tagger(library.folder)
    for attempt in range(_TRIES):
        generation, stamps = _moment(library)
        folder = making / str(attempt)
        folder.mkdir()
        facts, made = index_build.write(library, stamps, folder, tagger, before, index_files.link)
        now = library.stamps()
        if all(now.get(one) == stamp for one, stamp in stamps.items()):
            return generation, {**facts, "concepts": concepts}, made
        before = made if _whole(made, stamps) else before
    return _NEVER, {**facts, "concepts": concepts}, made


def _moment(library: Library) -> tuple[int, Mapping[str, Stamp]]:
    """A generation of the library, and what its documents are in it."""
    for _ in range(_TRIES):
        generation = library.generation()
        stamps = library.stamps()
        if library.generation() == generation:
            break
    return generation, stamps


def _whole(made: Before, stamps: Mapping[str, Stamp]) -> bool:
    """Whether every document was still there when it was read."""
    return sum(part.count for part in made.parts) == sum(stamp.count for stamp in stamps.values())


def _read(library: Library, card: IndexCard) -> Indexes:
    """The one way to the files of an index; ``trusted`` has just checked them, or they were just made."""
    folder = library.folder / "index" / card.folder
    languages = card.facts["languages"].split(" ")
    parts = read_parts(folder)
    entries = Entries([part.table(folder) for part in parts])
    terms = TermTable([TermPart.read(folder / TERMS, part.name) for part in parts])
    meaning = DenseIndex.read(folder / DENSE, card.facts["kind"], entries.rows)
    words = LexicalIndex.read(folder / LEXICAL, languages)
    return Indexes(words, terms, meaning, entries, card)
