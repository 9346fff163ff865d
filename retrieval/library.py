"""What retrieval needs of a library: its rows and vectors, and who may write its index cards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from corpus.documents import Document
from corpus.indexed import Block, Stamp
from corpus.passages import Passage
from corpus.records import IndexCard


class LibraryRow(Protocol):
    """One passage under the number that indexes know it by."""

    @property
    def row(self) -> int:
        """Number above 0, never given to another passage."""

    @property
    def passage(self) -> Passage:
        """The passage."""

    @property
    def language(self) -> str | None:
        """Language of its document."""


class CardWriter(Protocol):
    """Whoever holds the library's write lock."""

    def save_index_card(self, kind: str, card: IndexCard) -> bool:
        """Save a card."""


class Library(Protocol):
    """What is used of ``corpus.store.Store``."""

    folder: Path

    def generation(self) -> int:
        """Return the number of the last change."""

    def encoder(self) -> str | None:
        """Return the fingerprint of the encoder that made the vectors."""

    def documents(self) -> tuple[Document, ...]:
        """Return every document."""

    def passages(self, ids: tuple[str, ...]) -> tuple[Passage, ...]:
        """Return passages by id."""

    def rows(self, documents: Collection[str] | None = None) -> Iterable[LibraryRow]:
        """Yield passages, or those of some documents, by rising row number."""

    def vector_blocks(self, after: int = 0) -> Iterable[Block]:
        """Yield row numbers above ``after``, rising, and their vectors, a document at a time."""

    def stamps(self) -> Mapping[str, Stamp]:
        """Return the stamp of every document that has passages, in the order of their rows."""

    def connection(self) -> AbstractContextManager[Any]:
        """Give a connection that reads."""

    def index_card(self, kind: str) -> IndexCard | None:
        """Return the card saved last."""

    def writer(self, wait_s: float = 10.0) -> AbstractContextManager[CardWriter]:
        """Give the writer."""
