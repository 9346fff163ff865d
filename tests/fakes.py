"""Plain stand-ins: an encoder of hashed words, and a retriever over a few pages of known text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from agents.checks.meaning import Meant
from agents.state import Facts, Toolbox
from corpus.documents import Document, DocumentKind, Page
from corpus.errors import UnknownDocumentError
from corpus.passages import CharSpan, Passage
from retrieval.concepts.tagger import Tagger, embedded_tagger
from retrieval.hits import NO_FILTERS, Evidence, Filters
from retrieval.spread import AS_RANKED, Spread

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


class HashingEmbedder:
    """Unit vectors that are close where texts share words; nothing is loaded."""

    name = "hashing/fake"
    fingerprint = "hashing-64"
    dim = 64

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _words(text) or ["nothing"]:
                place = int(hashlib.sha256(word.encode()).hexdigest(), 16)
                vectors[row, place % self.dim] += 1.0
            vectors[row] /= np.linalg.norm(vectors[row])
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def sentence_spans(text: str) -> tuple[CharSpan, ...]:
    """Whole sentences, cut after a full stop that a space or the end follows."""
    return tuple(CharSpan(*found.span()) for found in re.finditer(r"\S.*?(?:[.!?](?=\s|$)|。|$)", text))


class Shelf:
    """Documents of one passage a page, searched by shared words; reads like a store and a retriever."""

    def __init__(self) -> None:
        self.held: dict[str, Document] = {}
        self.pages: dict[tuple[str, int], Page] = {}
        self.passages: list[Passage] = []
        self.asked: list[tuple[str, Filters]] = []
        self.spreads: list[Spread] = []

    def add(
        self,
        title: str,
        *texts: str,
        country: str | None = None,
        year: int | None = None,
        heading: tuple[str, ...] = (),
    ) -> Document:
        sha256 = hashlib.sha256("\n".join((title, *texts)).encode()).hexdigest()
        document = Document(
            sha256[:12],
            sha256,
            f"{title.lower().replace(' ', '-')}.pdf",
            len(texts),
            title=title,
            country=country,
            year=year,
            language="en",
            kind=DocumentKind.REPORT,
        )
        self.held[document.id] = document
        for number, text in enumerate(texts, start=1):
            self.pages[document.id, number] = Page(document.id, number, text, label=f"p{number}")
            span = CharSpan(0, len(text))
            self.passages.append(Passage(document.id, number, span, text, heading, sentence_spans(text)))
        return document

    def document(self, document_id: str) -> Document:
        if document_id not in self.held:
            raise UnknownDocumentError(document_id, "it is not in the library", "See `library list`.")
        return self.held[document_id]

    def page(self, document_id: str, number: int) -> Page:
        if (document_id, number) not in self.pages:
            raise UnknownDocumentError(f"{document_id}:p{number}", "no such page", "See `library show`.")
        return self.pages[document_id, number]

    def worded(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Passage, ...]:
        found = self.evidence(query, k=len(self.passages) or 1, filters=filters)
        self.asked.pop(), self.spreads.pop()
        return tuple(item.passage for item in found if item.lexical)[:k]

    def before(self, passage: Passage) -> Passage | None:
        at = self.passages.index(passage)
        found = self.passages[at - 1] if at else None
        return found if found and found.document_id == passage.document_id else None

    def evidence(
        self, query: str, *, k: int, filters: Filters = NO_FILTERS, spread: Spread = AS_RANKED
    ) -> tuple[Evidence, ...]:
        self.spreads.append(spread)
        self.asked.append((query, filters))
        encoder = HashingEmbedder()
        own = [
            passage
            for passage in self.passages
            if (not filters.documents or passage.document_id in filters.documents)
            and (not filters.countries or self.held[passage.document_id].country in filters.countries)
        ]
        if not own:
            return ()
        vectors = encoder.embed([query, *(passage.text for passage in own)])
        cosines = vectors[1:] @ vectors[0]
        shared = [len(set(_words(query)) & set(_words(passage.text))) for passage in own]
        order = sorted(range(len(own)), key=lambda at: (-shared[at] - float(cosines[at]), own[at].id))
        return tuple(
            Evidence(
                own[at],
                self.held[own[at].document_id],
                query,
                rank,
                shared[at] + float(cosines[at]),
                float(cosines[at]),
                float(shared[at]),
            )
            for rank, at in enumerate(order[:k], start=1)
        )

    def passage_count(self) -> int:
        return len(self.passages)

    def document_frequency(self, asked: Sequence[str]) -> tuple[int, ...]:
        bags = [set(_words(passage.text)) for passage in self.passages]
        return tuple(sum(word.lower() in bag for bag in bags) for word in asked)

    def stored(self) -> Stored:
        return Stored(self)

    def tagger(self) -> Tagger:
        return embedded_tagger()

    def toolbox(self) -> Toolbox:
        return Toolbox(
            finder=self,
            embedder=HashingEmbedder(),
            page=self.page,
            document=self.document,
            facts=lambda: Facts("0", "generation 1", "fake", "hashing-64", {"k": 12}),
            clock=lambda: NOON,
            k=12,
        )


class Stored:
    """A shelf as the verifier reads it."""

    def __init__(self, shelf: Shelf) -> None:
        self.document, self.page = shelf.document, shelf.page
        self._held = {passage.id: passage for passage in shelf.passages}

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        if set(ids) - set(self._held):
            raise UnknownDocumentError(str(ids), "no such passage", "Search again")
        return tuple(self._held[one] for one in ids)


class SayingMeaning:
    """Stands where the model of claim support does: the same probabilities, whatever is asked."""

    card = "0123456789ab"

    def __init__(self, **each: float) -> None:
        self.each = each or {"supported": 0.95}
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(self, claim: str, evidence: Sequence[str]) -> Meant:
        self.asked.append((claim, tuple(evidence)))
        return Meant(self.each, ("words answered",), len(evidence) - 1)
