"""The index folder: built from the library's rows, checked before a byte of it is read, rebuilt at will."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import LibraryBusyError
from corpus.records import IndexCard
from retrieval import analysis, dense, lexical
from retrieval.concepts import shelf
from retrieval.concepts.tagger import Tagger, embedded_tagger
from retrieval.dense import DenseIndex, Rows, Vectors
from retrieval.errors import IndexMismatchError
from retrieval.lexical import LexicalEntry, LexicalIndex
from retrieval.library import Library as Library
from retrieval.library import LibraryRow as LibraryRow

KIND = "hybrid"
_ENTRIES_FILE, _DENSE, _LEXICAL = "passages.tsv", "dense", "lexical"
_KEEP_OLD_S = 60.0  # readers of the generation before may still be at work
_TRIES = 5
_WAIT_S = 1.0
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a ranking needs to know of a passage."""

    passage_id: str
    document_id: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Indexes:
    """Both indexes over the same passages, and the card that says what they were made from."""

    lexical: LexicalIndex
    dense: DenseIndex
    entries: Mapping[int, Entry]
    card: IndexCard


def build(
    rows: Iterable[LibraryRow],
    vectors: tuple[Rows, Vectors],
    encoder: str,
    *,
    folder: Path | None = None,
    tagger: Tagger | None = None,
) -> Indexes:
    """Return both indexes over the rows, in memory or, with an empty folder, on disk; nothing is embedded.

    The passages are tagged with concepts on the way, by the glossary where no ``tagger`` is given.
    """
    entries: dict[int, Entry] = {}
    tagger = tagger or embedded_tagger()

    def texts() -> Iterator[LexicalEntry]:
        for row in rows:
            text = row.passage.text
            language = row.language or analysis.guess_language(text)
            entries[row.row] = Entry(row.passage.id, row.passage.document_id, analysis.primary(language))
            own, above = tagger.terms(text, language)
            yield LexicalEntry(row.row, row.passage.document_id, language, text, own, above)

    if folder:
        (folder / _LEXICAL).mkdir()
        (folder / _DENSE).mkdir()
    words = LexicalIndex.build(texts(), folder and folder / _LEXICAL)
    meaning = DenseIndex.build(*vectors)
    if folder:
        meaning.write(folder / _DENSE)
        lines = (f"{row}\t{entry.passage_id}\t{entry.language or ''}\n" for row, entry in entries.items())
        (folder / _ENTRIES_FILE).write_text("".join(lines), "utf-8")
    facts = {
        **_versions(),
        "kind": meaning.kind,
        "passages": str(len(entries)),
        "languages": " ".join(words.languages),
    }
    return Indexes(words, meaning, entries, IndexCard(0, encoder, "", {}, facts))


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
    current = (library.generation(), fingerprint, dict(_versions()))
    made_from = (card.generation, card.encoder, {name: card.facts.get(name) for name in _versions()})
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
    languages = built.card.facts["languages"].split(" ")
    return Indexes(LexicalIndex.read(place / _LEXICAL, languages), built.dense, built.entries, card)


def _settled(library: Library, encoder: str, fresh: Callable[[], Path | None]) -> tuple[Indexes, Path | None]:
    """Indexes of one state of the library: read again where a writer came in between."""
    concepts, tagger = shelf.fingerprint(library.folder), shelf.tagger(library.folder)
    for attempt in range(_TRIES):
        folder = fresh()
        before = library.generation()
        rows, vectors = library.vectors()
        built = build(library.rows(), (rows, vectors), encoder, folder=folder, tagger=tagger)
        steady = library.generation() == before and list(built.entries) == rows.tolist()
        if steady or attempt == _TRIES - 1:
            break
    # An unsteady card carries a generation that never comes, so that the next look builds again.
    facts = {**built.card.facts, "concepts": concepts}
    card = IndexCard(before if steady else -1, encoder, "", {}, facts)
    return Indexes(built.lexical, built.dense, built.entries, card), folder


def _read(library: Library, card: IndexCard) -> Indexes:
    """The one way to the files of an index; ``trusted`` has just checked them."""
    folder = library.folder / "index" / card.folder
    entries = {}
    for line in (folder / _ENTRIES_FILE).read_text("utf-8").splitlines():
        row, passage_id, language = line.split("\t")
        entries[int(row)] = Entry(passage_id, passage_id.split(":", 1)[0], language or None)
    words = LexicalIndex.read(folder / _LEXICAL, card.facts["languages"].split(" "))
    return Indexes(words, DenseIndex.read(folder / _DENSE, card.facts["kind"]), entries, card)


def _versions() -> Mapping[str, str]:
    return {
        "analysis": analysis.VERSION,
        "tantivy": lexical.library_version(),
        "faiss": dense.library_version(),
    }


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
