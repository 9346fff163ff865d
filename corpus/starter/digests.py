"""The digests' Markdown, read into titles, paragraphs, tables and checkable citations.

A digest opens with ``name: value`` lines, then holds ``## headings``, paragraphs and ``| tables |``.
A citation stands in braces before the full stop: ``{syr 12 B.1.1}`` is page 12 of the file that
``sources.csv`` calls ``syr``, section B.1.1. ``{owid iso_code=KEN & year=2018}`` is the row of a
table, ``^=`` for a value that begins so. Several pointers are parted by semicolons.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError

HERE = Path(__file__).resolve().parent
CITATION = re.compile(r"\s*\{([^{}]+)\}")
NEEDED = ("title", "about", "language", "date", "keywords")
WORDS = {
    "en": ("PDF page {n}", "printed {m}"),
    "fr": ("page {n} du PDF", "imprimée {m}"),
    "es": ("página {n} del PDF", "impresa {m}"),
    "zh": ("PDF第{n}页", "印刷页码{m}"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One original: ``printed`` says which printed numbers start at which position ("i@5;1@12")."""

    key: str
    file: str
    short: str
    printed: str
    title: str
    publisher: str
    year: int
    url: str

    @property
    def paged(self) -> bool:
        """True for a PDF, False for a table."""
        return self.file.endswith(".pdf")

    def label(self, page: int) -> str | None:
        """The number printed on a page, or None where it is that of the position or none is printed."""
        runs = [run.split("@") for run in self.printed.split(";") if run]
        reached = [(first, int(start)) for first, start in runs if page >= int(start)]
        if not reached:
            return None
        first, start = reached[-1]
        steps = page - start
        found = ROMAN[ROMAN.index(first) + steps] if first in ROMAN else str(int(first) + steps)
        return None if found == str(page) else found


@dataclass(frozen=True, slots=True)
class Cited:
    """One pointer of a citation: a page (and the section on it), or a row of a table."""

    source: Source
    page: int | None
    where: str

    @property
    def keys(self) -> tuple[tuple[str, str, str], ...]:
        """Column, "=" or "^=", and value, for each part of a row's address."""
        parts = (re.fullmatch(r"\s*(.+?)\s*(\^?=)\s*(.+?)\s*", part) for part in self.where.split(" & "))
        return tuple((part[1], part[2], part[3]) for part in parts if part)

    @property
    def place(self) -> str:
        """The section on the page, or the values that address the row."""
        return self.where if self.page is not None else ", ".join(value for _, _, value in self.keys)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a table (rows of cells); ``text`` still holds the braces."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest as written: its facts and its blocks, in order."""

    name: str
    title: str
    about: str
    language: str
    date: str
    keywords: str
    country: str
    blocks: tuple[Block, ...]

    @property
    def words(self) -> str:
        """All text with its braces, one block a line, tables cell by cell."""
        cells = (" ".join((block.text, *(" ".join(row) for row in block.rows))) for block in self.blocks)
        return "\n".join(cell.strip() for cell in cells)


ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def sources(path: Path = HERE / "sources.csv") -> dict[str, Source]:
    """Every original by its key."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = tuple(csv.DictReader(file))
    return {row["key"]: _source(row) for row in rows}


def _source(row: dict[str, str]) -> Source:
    return Source(
        row["key"],
        row["file"],
        row["short"],
        row["printed"],
        row["title"],
        row["publisher"],
        int(row["year"]),
        row["url"],
    )


def digests(folder: Path = HERE) -> tuple[Digest, ...]:
    """Every digest of the folder, by name."""
    return tuple(read(path) for path in sorted(folder.glob("*.md")))


def read(path: Path) -> Digest:
    """One Markdown file as a digest; CorpusError where its first lines do not name what is needed."""
    head, _, body = path.read_text("utf-8").partition("\n\n")
    facts = {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in head.splitlines())
    }
    missing = [name for name in NEEDED if not facts.get(name)]
    if missing:
        raise CorpusError(path.name, f"no {', '.join(missing)} in its first lines", "Add them.")
    blocks = tuple(_block(part) for part in re.split(r"\n\s*\n", body.strip()))
    return Digest(
        path.stem, **{name: facts[name] for name in NEEDED}, country=facts.get("country", ""), blocks=blocks
    )


def _block(part: str) -> Block:
    if part.startswith("## "):
        return Block("heading", part[3:].strip())
    if part.startswith("|"):
        rows = (tuple(cell.strip() for cell in line.strip("| ").split("|")) for line in part.splitlines())
        return Block("table", rows=tuple(rows))
    return Block("paragraph", " ".join(part.splitlines()))


def cited(citation: str, known: dict[str, Source]) -> tuple[Cited, ...]:
    """The pointers of one brace; CorpusError for a key that ``sources.csv`` lacks.

    >>> cited("syr 4 A.1", sources())[0].page
    4
    """
    return tuple(_pointer(part.split(maxsplit=1), known) for part in citation.split(";"))


def _pointer(words: list[str], known: dict[str, Source]) -> Cited:
    key, rest = words[0], words[1] if len(words) > 1 else ""
    if key not in known:
        raise CorpusError(key, "sources.csv has no such original", f"It knows {', '.join(sorted(known))}.")
    if not known[key].paged:
        return Cited(known[key], None, rest)
    page, _, where = rest.partition(" ")
    return Cited(known[key], int(page), where.strip())


def shown(citation: str, language: str, known: dict[str, Source]) -> str:
    """A brace as the reader sees it.

    >>> shown("wg3 12 B.3", "en", sources())
    ' (IPCC AR6 WGIII SPM, B.3, PDF page 12, printed 10)'
    """
    page_word, printed_word = WORDS[language]
    parts = []
    for pointer in cited(citation, known):
        bits = [pointer.source.short, pointer.place]
        if pointer.page is not None:
            bits.append(page_word.format(n=pointer.page))
            label = pointer.source.label(pointer.page)
            bits.append(printed_word.format(m=label) if label else "")
        parts.append((", " if language != "zh" else "，").join(bit for bit in bits if bit))
    if language == "zh":
        return f"（{'、'.join(parts)}）"
    return f" ({'; '.join(parts)})"


def used(digest: Digest, known: dict[str, Source]) -> tuple[Source, ...]:
    """The originals that a digest cites, in the order in which they first appear."""
    keys: dict[str, Source] = {}
    for match in CITATION.finditer(digest.words):
        for pointer in cited(match[1], known):
            keys.setdefault(pointer.source.key, pointer.source)
    return tuple(keys.values())
