"""Library: the shelf behind the assistant, opened once, by the first thread that needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.settings import Settings
from agents.warming import beside
from corpus.documents import Document, Page
from corpus.encoder import Embedder
from corpus.errors import CorpusError
from corpus.passages import CharSpan
from finetune.errors import ModelError
from retrieval.errors import RetrievalError
from retrieval.hits import NO_FILTERS, Evidence, Filters

if TYPE_CHECKING:
    from agents.filtering import Filtering
    from agents.labelling import Labelling
    from agents.tools import Tools
    from corpus.check import CheckReport
    from corpus.ingest_events import IngestEvent, Progress
    from corpus.passage_readings import ReadPassages
    from corpus.pdf import Limits
    from corpus.store import Store
    from finetune.serving import Serving
    from retrieval.facets import Facets
    from retrieval.hybrid import HybridRetriever
    from retrieval.matching import Match


class Library:
    """Documents in and out. Heavy modules are imported by the method that needs them, never before."""

    def __init__(self, settings: Settings) -> None:
        """Remember the settings; nothing is opened."""
        self._settings = settings
        self._guard = threading.RLock()
        self._store: Store | None = None
        self._embedder: Embedder | None = None
        self._retriever: HybridRetriever | None = None
        self._own: Embedder | None = None
        self._models: Serving | None = None
        self._tools: Tools | None = None
        self._late = False
        self._filters: Filtering | None = None

    def store(self, *, create: bool = False) -> Store:
        """Return the open store; ``create`` makes the folder where it is absent (LibraryError)."""
        from corpus.store import Store

        with self._guard:
            if self._store is None:
                self._store = Store.open(self._settings.library, create=create)
            return self._store

    def embedder(self) -> Embedder:
        """Return the loaded encoder (EncoderError)."""
        from retrieval.embed import load_embedder

        with self._guard:
            if self._embedder is None:
                self._embedder = load_embedder(self._settings.encoder)
            return self._embedder

    def retriever(self) -> HybridRetriever:
        """Return the retriever over the library, its indexes up to date."""
        from retrieval.hybrid import HybridRetriever

        with self._guard:
            if self._retriever is None:
                self._retriever = HybridRetriever.open(
                    self.store(),
                    self.embedder(),
                    concepts=self._settings.concepts,
                    rerank=self._settings.rerank,
                )
            return self._retriever

    def tools(self) -> Tools:
        """Return the tools of the assessor; a promoted model serves from the next question on."""
        from agents.tools import Reader, Tools

        with self._guard:
            if self._tools is None:
                self._tools = Tools(Reader(self.models().model, self._embedded), late=self._late)
            return self._tools

    def read_words(self) -> None:
        """Have the taggers read what stands, from the next question on; their encoder is loaded beside.

        One that is missing or damaged is named in each answer.
        """
        with self._guard:
            self._late, self._tools = True, None
        beside(self._warm_quietly, "warm-taggers")

    def _warm_quietly(self) -> None:
        """Whatever fails here fails again, and is told, where a question is answered."""
        with suppress(ModelError):
            self.tools().warm()

    def models(self) -> Serving:
        """Return which tool model serves which task, and the cards of all of them."""
        from finetune.serving import Serving

        with self._guard:
            if self._models is None:
                self._models = Serving(self._settings.library)
            return self._models

    def labelling(self, task: str) -> Labelling:
        """Return what asks for labels of a task and keeps them (LibraryError, DataError)."""
        from agents.labelling import Labelling

        return Labelling(task, self.store(), self.models(), self.embedder, self._embedded)

    def _embedded(self) -> Embedder:
        """The embedded encoder, which the shipped heads read with, whatever the library is searched by."""
        from retrieval.embed import as_trained, is_embedded, load_embedder

        with self._guard:
            if self._own is None:
                own = self.embedder()
                self._own = as_trained(own if is_embedded(own) else load_embedder())
            return self._own

    def open_ahead(self) -> None:
        """Begin to open encoder and indexes beside other work; the first use waits for them."""
        if self._retriever is None:
            threading.Thread(target=self._open_quietly, name="open-ahead").start()

    def _open_quietly(self) -> None:
        """Whatever fails here fails again, and is told, where the retriever is first used."""
        with suppress(CorpusError, RetrievalError):
            self.retriever()

    def search(self, query: str, *, k: int = 10, filters: Filters = NO_FILTERS) -> tuple[Evidence, ...]:
        """Return the ``k`` passages nearest to ``query``, best first (QueryError)."""
        from agents.research import search
        from retrieval.query import checked

        return search(checked(query), self.retriever(), k=k, filters=filters)

    def filters(self, **words: Any) -> Filters:  # noqa: ANN401 - see agents.filtering
        """Return the filters that a user's words name; see ``agents.filtering.Filtering.filters``."""
        return self._filtering().filters(**words)

    def match(self, filters: Filters) -> Match:
        """Return how many documents and passages pass the filters, and what would where none does."""
        return self._filtering().match(filters)

    def facets(self) -> Facets:
        """Return the values that each filter can take in this library, with counts."""
        return self._filtering().facets()

    def _filtering(self) -> Filtering:
        from agents.filtering import Filtering

        store = self.store()
        with self._guard:
            if self._filters is None:
                self._filters = Filtering(store, self.retriever)
            return self._filters

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        overrides: Mapping[str, Any] | None = None,
        jobs: int | None = None,
        ocr: bool | None = None,
    ) -> Iterator[IngestEvent]:
        """Yield what happens while PDFs and folders of PDFs are taken in; the last is the report."""
        from corpus.ingest import ingest

        chosen = self._settings
        yield from ingest(
            self.store(create=True),
            paths,
            self.embedder(),
            jobs=chosen.jobs if jobs is None else jobs,
            ocr=chosen.ocr if ocr is None else ocr,
            overrides=overrides or {},
            limits=self._limits(),
            tools=self._passage_reader(),
        )

    def ingest_starter(self) -> Iterator[IngestEvent]:
        """Yield what happens while the starter library's digests are taken in."""
        import corpus.starter

        yield from self.ingest([Path(corpus.starter.__path__[0]) / "pdf"])

    def documents(self) -> tuple[Document, ...]:
        """Return every document, in the order of the store."""
        return self.store().documents()

    def document(self, document_id: str) -> Document:
        """Return one document by id, unique head of an id, or file name (UnknownDocumentError)."""
        return self.store().document(document_id)

    def page(self, document_id: str, number: int) -> Page:
        """Return one page by position from 1 (UnknownDocumentError)."""
        return self.store().page(self.document(document_id).id, number)

    def remove(self, document_id: str) -> Document:
        """Return the document that was removed, with its pages, passages and original."""
        from retrieval.index import forget

        document = self.document(document_id)
        with self.store().writer() as writer:
            writer.remove(document.id, keep_index=True)
        forget(self.store())
        return document

    def correct(self, document_id: str, **fields: str | int | None) -> Document:
        """Return the document after its title, year, country or the like was corrected."""
        document = self.document(document_id)
        with self.store().writer() as writer:
            writer.correct(document.id, sidecar=None, **fields)
        return self.document(document.id)

    def page_picture(
        self, document_id: str, number: int, spans: Sequence[CharSpan] = (), *, width_px: int = 900
    ) -> bytes:
        """Return a PNG of one page with ``spans`` of its text marked."""
        from corpus.pdf import page_picture

        document = self.document(document_id)
        page = self.store().page(document.id, number)
        return page_picture(self.store().original(document.id), page, spans, width_px=width_px)

    def original(self, document_id: str) -> Path:
        """Return the PDF that a document was read from, inside the library."""
        return self.store().original(self.document(document_id).id)

    def rebuild(self) -> None:
        """Make the indexes again from the stored vectors; nothing is embedded."""
        from retrieval.hybrid import rebuild

        with self._guard:
            rebuild(self.store())
            self._retriever = None

    def reembed(self, encoder: str) -> Iterator[Progress]:
        """Yield progress while every passage is embedded by another encoder; then its indexes are made.

        Raises:
            EncoderError: there is no such encoder, or it is not safe to load.
            LibraryError: documents came or went meanwhile, or the library is busy.
        """
        from corpus.ingest_reembed import reembed
        from retrieval.embed import load_embedder

        other = load_embedder(encoder)
        yield from reembed(self.store(), other)
        with self._guard:
            self._settings, self._embedder = replace(self._settings, encoder=encoder), other
        self.rebuild()

    def read_passages(self) -> Iterator[tuple[int, int]]:
        """Yield documents done and in all while the tool models read every passage again."""
        from corpus.ingest_reread import reread

        yield from reread(self.store(), self._passage_reader())

    def _passage_reader(self) -> ReadPassages:
        from agents.passage_reader import passage_reader

        return passage_reader(self.models().model, self._embedded(), self.embedder())

    def check(self, *, read_data: bool = False) -> CheckReport:
        """Return what is wrong with the library; ``read_data`` reads every original again."""
        from corpus.check import check

        return check(self.store(), read_data=read_data)

    def close(self) -> None:
        """Close the store; a later call opens it again."""
        with self._guard:
            if self._store is not None:
                self._store.close()
            self._store = self._retriever = None

    def _limits(self) -> Limits:
        from corpus.pdf import LIMITS

        return replace(
            LIMITS, max_bytes=self._settings.max_file_mb * 2**20, max_pages=self._settings.max_pages
        )
