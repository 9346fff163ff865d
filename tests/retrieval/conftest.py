"""A small library in memory, and an encoder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.documents import Document, DocumentKind
from corpus.errors import LibraryBusyError, UnknownDocumentError
from corpus.indexed import Block, Stamp, stamp_of
from corpus.passages import CharSpan, Passage
from corpus.records import IndexCard
from retrieval.analysis import words


class HashingEmbedder:
    """Words hashed into a vector: texts that share words are near."""

    name = "hashing"
    dim = 64
    languages = ("en",)

    def __init__(self, salt: str = "") -> None:
        self.salt = salt
        self.fingerprint = hashlib.sha256(f"hashing {salt}".encode()).hexdigest()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.full((len(texts), self.dim), 1e-3, np.float32)
        for at, text in enumerate(texts):
            for word in words(text):
                digest = hashlib.sha256(f"{self.salt}{word}".encode()).digest()
                vectors[at, digest[0] % self.dim] += 1.0 if digest[1] % 2 else -1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(words(text)) for text in texts]


@dataclass(frozen=True)
class FakeRow:
    row: int
    passage: Passage
    language: str | None


def document(name: str, **fields: object) -> Document:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return replace(Document(sha256[:12], sha256, f"{name}.pdf", 9), **fields)  # type: ignore[arg-type]


@dataclass
class FakeStore:
    """The library as retrieval sees it, in memory but for its index folder."""

    folder: Path
    held: dict[int, FakeRow] = field(default_factory=dict)
    stored: dict[str, Document] = field(default_factory=dict)
    cards: dict[str, IndexCard] = field(default_factory=dict)
    changes: int = 0
    last: int = 0
    embedder: HashingEmbedder = field(default_factory=HashingEmbedder)
    busy: bool = False
    embedded: int = 0

    def add(self, one: Document, *texts: str, heading: tuple[str, ...] = ()) -> None:
        self.stored[one.id] = one
        for at, text in enumerate(texts):
            self.last += 1
            row = self.last
            passage = Passage(one.id, at + 1, CharSpan(0, len(text)), text, heading)
            self.held[row] = FakeRow(row, passage, one.language)
        self.changes += 1

    def remove(self, one: Document) -> None:
        del self.stored[one.id]
        self.held = {n: row for n, row in self.held.items() if row.passage.document_id != one.id}
        self.changes += 1

    def generation(self) -> int:
        return self.changes

    def encoder(self) -> str | None:
        return self.embedder.fingerprint if self.held else None

    def documents(self) -> tuple[Document, ...]:
        return tuple(self.stored.values())

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        known = {row.passage.id: row.passage for row in self.held.values()}
        if missing := set(ids) - set(known):
            raise UnknownDocumentError(str(missing), "gone", "search again")
        return tuple(known[one] for one in ids)

    def rows(self, documents: Collection[str] | None = None) -> Iterator[FakeRow]:
        for row in self.held.values():
            if documents is None or row.passage.document_id in documents:
                yield row

    def vector_blocks(self, after: int = 0) -> Iterator[Block]:
        held = {number: row for number, row in self.held.items() if number > after}
        if held:
            texts = [row.passage.text for row in held.values()]
            yield np.array(list(held), np.int64), self.embedder.embed(texts)

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        return next(iter(self.vector_blocks()))

    def stamps(self) -> dict[str, Stamp]:
        numbers: dict[str, list[int]] = {}
        for row in self.held.values():
            numbers.setdefault(row.passage.document_id, []).append(row.row)
        found = {}
        for one, rows in numbers.items():
            about = self.stored[one]
            words = stamp_of(about.title, about.year, about.language)
            found[one] = Stamp(rows[0], len(rows), words, self.embedder.fingerprint)
        return found

    def index_card(self, kind: str) -> IndexCard | None:
        return self.cards.get(kind)

    @contextmanager
    def writer(self, wait_s: float = 10.0) -> Iterator[FakeStore]:
        if self.busy:
            raise LibraryBusyError("library", "held by process 1", "wait")
        yield self

    def save_index_card(self, kind: str, card: IndexCard) -> bool:
        self.cards[kind] = card
        return True


KENYA = document(
    "kenya",
    country="KEN",
    year=2020,
    publisher="Ministry of Environment",
    language="en",
    kind=DocumentKind.NDC,
)
BRAZIL = document(
    "brazil", country="BRA", year=2023, publisher="Itamaraty", language="pt", kind=DocumentKind.LAW
)
FRANCE = document("france", country="FRA", year=2019, language="fr", title="Stratégie nationale")
CHINA = document("china", country="CHN", year=2021, language="zh")
UNKNOWN = document("leaflet")


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def store(tmp_path: Path) -> FakeStore:
    """Five documents in four languages."""
    made = FakeStore(tmp_path)
    made.add(
        KENYA,
        "Kenya will reduce emissions by 32 per cent by 2030 relative to business as usual.",
        "Geothermal wells in the Rift Valley supply almost half of the electricity.",
        "Drought has lowered maize yields in the northern counties of Kenya.",
        "Mangroves protect the coast; 9,000 hectares were planted.",
    )
    made.add(BRAZIL, "O Brasil reduzirá as emissões até 2030.", "O desmatamento da Amazônia deve terminar.")
    made.add(FRANCE, "La stratégie prévoit la rénovation des bâtiments et la réduction des émissions.")
    made.add(CHINA, "到2030年，单位国内生产总值二氧化碳排放比2005年下降65%以上。", "中国将提高森林蓄积量。")
    made.add(
        UNKNOWN,
        "Plastic bags are banned in shops.",
        "Mangroves protect the coast; 9,000 hectares were planted.",
    )
    return made
