"""The index folder: built from the library's rows, checked before a byte of it is read, rebuilt at will."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.errors import LibraryBusyError
from corpus.records import IndexCard
from retrieval.concepts import shelf
from retrieval.dense import DenseIndex
from retrieval.errors import IndexMismatchError
from retrieval.index_build import DENSE, LEXICAL, PAGES, Indexes, build, read_entries, versions
from retrieval.lexical import LexicalIndex
from retrieval.library import Library

KIND = "hybrid"
_KEEP_OLD_S = 60.0  # readers of the generation before may still be at work
_TRIES = 5
_WAIT_S = 1.0
_logger = logging.getLogger(__name__)


def open_or_build(library: Library, fingerprint: str) -> Indexes:
    """Return the library's indexes: those on disk where every byte is as recorded, else new ones.

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
    card = library.index_card(KIND)
    if card is not None and trusted(library, card, fingerprint):
        try:
            return _read(library, card)
        except OSError as error:
            _logger.info("index built again: it cannot be opened (%s)", error.strerror)
    return rebuild(library, fingerprint)


def trusted(library: Library, card: IndexCard, fingerprint: str) -> bool:
    """Whether the card is of this state of the library and every file has the sha256 it names."""
    current = (library.generation(), fingerprint, versions())
    made_from = (card.generation, card.encoder, {name: card.facts.get(name) for name in versions()})
    if card.facts.get("concepts") != shelf.fingerprint(library.folder):
        return False
    if made_from != current or not card.files or Path(card.folder).name != card.folder:
        return False
    folder = library.folder / "index" / card.folder
    try:
        # A pipe or a device in the place of a file would be read for ever.
        paths = {folder / name: sha256 for name, sha256 in card.files.items()}
        return all(path.is_file() and _sha256(path) == sha256 for path, sha256 in paths.items())
    except OSError:
        return False


def rebuild(library: Library, fingerprint: str | None = None) -> Indexes:
    """Return new indexes from the stored passages and vectors, published where the library is free."""
    encoder = fingerprint or library.encoder() or ""
    root = library.folder / "index"
    try:
        root.mkdir(parents=True, exist_ok=True)
        making = root / f".building-{os.getpid()}-{secrets.token_hex(4)}"
        making.mkdir()
    except OSError as error:
        _logger.warning("index kept in memory: %s cannot be written (%s)", root, error.strerror)
        return _settled(library, encoder, lambda: None)[0]
    try:
        return _published(library, encoder, making)
    except OSError as error:
        _logger.warning("index kept in memory: it cannot be written (%s)", error.strerror)
        return _settled(library, encoder, lambda: None)[0]
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _published(library: Library, encoder: str, making: Path) -> Indexes:
    """Built beside, made durable, renamed into place, then named in the database: old or new, never half."""
    counter = iter(range(_TRIES + 1))

    def fresh() -> Path:
        folder = making / str(next(counter))
        folder.mkdir()
        return folder

    built, made = _settled(library, encoder, fresh)
    if made is None:  # never: fresh() gives a folder each time
        return built
    files = {path.relative_to(made).as_posix(): _sha256(path) for path in _files(made)}
    for path in [*_files(made), *(path for path in made.rglob("*") if path.is_dir()), made]:
        _sync(path)
    _keep_for_readers(library)
    place = making.parent / f"g{built.card.generation}-{secrets.token_hex(4)}"
    made.rename(place)
    _sync(making.parent)
    card = IndexCard(built.card.generation, encoder, place.name, files, built.card.facts)
    try:
        with library.writer(wait_s=_WAIT_S) as writer:
            writer.save_index_card(KIND, card)
    except LibraryBusyError:
        _logger.info("index used but not recorded: the library is being written to")
    _sweep(making.parent, place.name)
    if not place.is_dir():  # documents were removed meanwhile, and their words with it
        return rebuild(library, encoder)
    lexical, pages = _words(place, card)
    return Indexes(lexical, pages, built.dense, built.entries, card)


def _settled(library: Library, encoder: str, fresh: Callable[[], Path | None]) -> tuple[Indexes, Path | None]:
    """Indexes of one state of the library: read again where a writer came in between."""
    concepts, tagger = shelf.fingerprint(library.folder), shelf.tagger(library.folder)
    for attempt in range(_TRIES):
        folder = fresh()
        before = library.generation()
        rows, vectors = library.vectors()
        built = build(
            library.rows(), (rows, vectors), encoder, library.documents(), folder=folder, tagger=tagger
        )
        steady = library.generation() == before and list(built.entries) == rows.tolist()
        if steady or attempt == _TRIES - 1:
            break
    # An unsteady card carries a generation that never comes, so that the next look builds again.
    facts = {**built.card.facts, "concepts": concepts}
    card = IndexCard(before if steady else -1, encoder, "", {}, facts)
    return replace(built, card=card), folder


def _read(library: Library, card: IndexCard) -> Indexes:
    """The one way to the files of an index; ``trusted`` has just checked them."""
    folder = library.folder / "index" / card.folder
    lexical, pages = _words(folder, card)
    meaning = DenseIndex.read(folder / DENSE, card.facts["kind"])
    return Indexes(lexical, pages, meaning, read_entries(folder), card)


def _words(folder: Path, card: IndexCard) -> tuple[LexicalIndex, LexicalIndex]:
    languages = card.facts["languages"].split(" ")
    return LexicalIndex.read(folder / LEXICAL, languages), LexicalIndex.read(folder / PAGES, languages)


def _files(folder: Path) -> list[Path]:
    """The files that hold data; locks do not."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep_for_readers(library: Library) -> None:
    """Let the hour of death of the index in use count from now."""
    old = library.index_card(KIND)
    if old is not None:
        with suppress(OSError):
            os.utime(library.folder / "index" / Path(old.folder).name)


def _sweep(root: Path, current: str) -> None:
    """Delete index folders that no reader can need any more."""
    now = time.time()
    for path in root.iterdir():
        try:
            if path.name != current and now - path.stat().st_mtime > _KEEP_OLD_S:
                shutil.rmtree(path, ignore_errors=True)
        except FileNotFoundError:
            continue
