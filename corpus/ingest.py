"""PDFs into the library: found, read in parallel, cut, embedded, stored one transaction a document."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.database import decoded
from corpus.documents import Document
from corpus.encoder import Embedder
from corpus.errors import LibraryError, UnreadablePdfError
from corpus.ingest_events import Failure as Failure
from corpus.ingest_events import FileDone as FileDone
from corpus.ingest_events import IngestEvent as IngestEvent
from corpus.ingest_events import IngestReport as IngestReport
from corpus.ingest_events import Progress as Progress
from corpus.ingest_events import Started as Started
from corpus.ingest_files import find_pdfs
from corpus.ingest_progress import Meter
from corpus.ingest_read import Known, Outcome, PdfReader, Prepared, Reader, Refused, Twin
from corpus.ingest_reembed import reembed as reembed
from corpus.manifest import Manifest, clean_fields, read_manifest
from corpus.passage_readings import ReadPassages
from corpus.passages import Passage
from corpus.pdf import LIMITS, Limits, read_pdf
from corpus.split import split
from corpus.store import Store

MAX_PASSAGES = 20_000
MAX_UPLOADS = 50  # files in one request to the web page; a folder on the disk may hold any number
TARGET_TOKENS = 200
_SLICE = 128  # passages embedded between two signs of life
_AHEAD = 2  # documents read beyond those that the readers hold, waiting to be embedded


def ingest(
    store: Store,
    paths: Sequence[Path],
    encoder: Embedder,
    *,
    jobs: int | None = None,
    ocr: bool | None = None,
    overrides: Mapping[str, Any] | None = None,
    limits: Limits = LIMITS,
    read: PdfReader = read_pdf,
    tools: ReadPassages | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[IngestEvent]:
    """Yield events while PDFs go into the library, an IngestReport last.

    Files whose bytes the library has are skipped, so the same call again goes on where an earlier
    one was cut off. Closing the iterator leaves every document whole or absent.

    Args:
        store: the library.
        paths: files and folders; a folder is searched to its depth.
        encoder: makes the vectors; the same one for the whole library.
        jobs: files read at once; as many as there are processors by default.
        ocr: recognise pages that have no text layer; None where it is installed.
        overrides: metadata for every one of these files, over what they and their manifest say.
        limits: what one file may cost.
        read: reads one file.
        tools: says what tool models read in passages; it is stored with them.
        clock: gives seconds.

    Raises:
        ManifestError: an override cannot be used.
        LibraryError: the library has vectors of another encoder, is busy, or cannot be written.
    """
    fields = clean_fields(overrides or {}, where="command line")
    stored = store.encoder()
    if stored not in (None, encoder.fingerprint):
        raise LibraryError(
            str(store.folder),
            f"its vectors were made by another encoder than {encoder.name}",
            f"Use that one, or run `globalbrain library rebuild --encoder {encoder.name.rpartition('/')[0]}`",
        )
    reader = Reader(store, read, fields, limits, ocr)
    return _Ingestion(store, encoder, reader, jobs or os.cpu_count() or 1, tools, clock).run(paths)


class _Ingestion:
    """One run: readers in threads (each waits for its child process), the rest in this thread."""

    def __init__(
        self,
        store: Store,
        encoder: Embedder,
        reader: Reader,
        jobs: int,
        tools: ReadPassages | None,
        clock: Callable[[], float],
    ) -> None:
        self._store = store
        self._encoder = encoder
        self._reader = reader
        self._jobs = jobs
        self._tools = tools
        self._clock = clock
        self._meter = Meter({}, clock)
        self._done: list[FileDone] = []
        self._failures: list[Failure] = []
        self._twins: list[Twin] = []
        self._refused: dict[Path, Failure] = {}

    def run(self, paths: Sequence[Path]) -> Iterator[IngestEvent]:
        found = find_pdfs(paths, leave_out=self._store.folder)
        self._meter = Meter(dict(found.files), self._clock)
        manifests = {folder: read_manifest(folder) for folder in sorted({p.parent for p, _ in found.files})}
        yield Started(len(found.files) + len(found.failures), found.ignored)
        for failure in found.failures:
            yield self._fail(failure)
        yield from self._pipeline([path for path, _ in found.files], manifests)
        for twin in self._twins:
            yield self._settle_twin(twin)
        yield self._report(found.ignored, manifests.values())

    def _pipeline(self, files: Sequence[Path], manifests: Mapping[Path, Manifest]) -> Iterator[IngestEvent]:
        waiting = iter(files)
        pool = ThreadPoolExecutor(self._jobs, thread_name_prefix="read-pdf")
        under_way: set[Future[Outcome]] = set()

        def submit() -> None:
            for path in waiting:
                under_way.add(pool.submit(self._reader, path, manifests[path.parent]))
                return

        try:
            for _ in range(self._jobs + _AHEAD):
                submit()
            while under_way:
                finished, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in finished:
                    under_way.remove(future)
                    yield from self._settle(future.result())
                    submit()
        finally:
            # Not waited for: a reader ends by its own limits, and what it returns is dropped.
            pool.shutdown(wait=False, cancel_futures=True)

    def _settle(self, outcome: Outcome) -> Iterator[IngestEvent]:
        """Bring one file to its end."""
        match outcome:
            case Prepared():
                self._meter.read(outcome.path, outcome.read.document.page_count)
                yield from self._store_document(outcome)
            case Known():
                self._meter.read(outcome.path, 0)
                yield self._settle_known(outcome)
            case Twin():
                self._meter.read(outcome.path, 0)
                self._twins.append(outcome)
            case Refused():
                self._meter.read(outcome.path, 0)
                yield self._fail(outcome.failure, outcome.path)
        yield self._meter.progress()

    def _store_document(self, ready: Prepared) -> Iterator[IngestEvent]:
        document = ready.read.document
        passages = split(
            ready.read.pages,
            ready.read.headings,
            count_tokens=self._encoder.count_tokens,
            target_tokens=TARGET_TOKENS,
            language=document.language,
            tables=ready.read.tables,
        )
        if len(passages) > MAX_PASSAGES:
            reason = f"it has {len(passages)} passages, more than {MAX_PASSAGES}"
            self._meter.done(document.page_count)
            yield self._fail(
                Failure(document.file, reason, "Split the file and ingest its parts"), ready.path
            )
            return
        vectors = np.empty((len(passages), self._encoder.dim), np.float32)
        for start in range(0, len(passages), _SLICE):
            texts = [passage.searched for passage in passages[start : start + _SLICE]]
            vectors[start : start + len(texts)] = self._encoder.embed(texts)
            if start + len(texts) < len(passages):
                yield self._meter.progress(document.page_count * start // len(passages))
        yield self._commit(ready, passages, vectors)

    def _commit(self, ready: Prepared, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> FileDone:
        document = ready.read.document
        texts = [passage.searched for passage in passages]
        readings = self._tools(texts, vectors) if self._tools else None
        try:
            with self._store.writer() as writer:
                added = writer.add(
                    ready.read,
                    passages,
                    vectors,
                    self._encoder.fingerprint,
                    ready.path,
                    sidecar=ready.sidecar,
                    readings=readings,
                )
        except UnreadablePdfError as error:
            return self._fail(Failure(document.file, error.reason, error.remedy), ready.path)
        self._meter.done(document.page_count)
        if not added:
            return self._skip(document.file, document)
        return self._note(
            FileDone(
                document.file,
                "added",
                document.page_count,
                len(passages),
                None,
                document.id,
                document.unread_pages,
                document.warnings,
            )
        )

    def _settle_known(self, known: Known) -> FileDone:
        """Skip a file, or take up what its manifest or the command line now say otherwise."""
        with decoded(self._store.folder):
            before = json.loads(self._store.sidecar(known.document.id))
        changes = {name: value for name, value in known.sidecar.items() if before.get(name) != value}
        changes |= self._reader.fields
        changes = {n: value for n, value in changes.items() if getattr(known.document, n) != value}
        if not changes and before == known.sidecar:
            return self._skip(known.file, known.document)
        with self._store.writer() as writer:
            writer.correct(known.document.id, sidecar=known.sidecar, **changes)
        if not changes:
            return self._skip(known.file, known.document)
        reason = f"{', '.join(sorted(changes))} updated"
        return self._note(FileDone(known.file, "updated", reason=reason, document_id=known.document.id))

    def _settle_twin(self, twin: Twin) -> FileDone:
        document = self._store.known(twin.sha256)
        if document is not None:
            return self._skip(twin.file, document)
        gone = Failure(twin.file, "the library lost its twin meanwhile", "Ingest it again")
        first = self._refused.get(twin.first, gone)
        return self._fail(replace(first, file=twin.file))

    def _skip(self, file: str, document: Document) -> FileDone:
        reason = f"already ingested as #{document.id}"
        if self._reader.ocr and document.unread_pages:
            count = len(document.unread_pages)
            reason += f"; for OCR to try its {count} pages without text, remove it and ingest it again"
        return self._note(FileDone(file, "skipped", reason=reason, document_id=document.id))

    def _fail(self, failure: Failure, path: Path | None = None) -> FileDone:
        self._failures.append(failure)
        if path:
            self._refused[path] = failure
        return self._note(FileDone(failure.file, "failed", reason=f"{failure.reason}. {failure.remedy}"))

    def _note(self, done: FileDone) -> FileDone:
        self._done.append(done)
        return done

    def _report(self, ignored: int, manifests: Iterable[Manifest]) -> IngestReport:
        added = [done for done in self._done if done.outcome == "added"]
        return IngestReport(
            documents=len(added),
            pages=sum(done.pages for done in added),
            passages=sum(done.passages for done in added),
            skipped=sum(done.outcome == "skipped" for done in self._done),
            failed=tuple(self._failures),
            unread_pages=sum(len(done.unread_pages) for done in added),
            updated=sum(done.outcome == "updated" for done in self._done),
            ignored=ignored,
            manifest_errors=tuple(
                Failure(error.what, error.reason, error.remedy)
                for manifest in manifests
                for error in manifest.errors
            ),
            seconds=self._meter.seconds(),
        )
