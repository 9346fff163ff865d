"""The part of an ingestion that runs in threads: one file's bytes into pages with their metadata."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from corpus.documents import Document
from corpus.errors import UnreadablePdfError
from corpus.ingest_events import Failure
from corpus.manifest import Fields, Manifest
from corpus.originals import file_sha256
from corpus.pdf import Limits, ReadPdf, clean_name
from corpus.store import Store


class PdfReader(Protocol):
    """``corpus.pdf.read_pdf``, or a fake of it."""

    def __call__(self, path: Path, *, file: str | None, limits: Limits, ocr: bool | None) -> ReadPdf:
        """Return what one file holds."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read, its metadata corrected by the manifest and the command line."""

    path: Path
    read: ReadPdf
    sidecar: Fields


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose bytes the library has."""

    path: Path
    file: str
    document: Document
    sidecar: Fields


@dataclass(frozen=True, slots=True)
class Twin:
    """A file with the same bytes as ``first``, another one of this run."""

    path: Path
    file: str
    first: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be read."""

    path: Path
    failure: Failure


Outcome = Prepared | Known | Twin | Refused


class Reader:
    """Reads files of one run; many threads call it at once."""

    def __init__(
        self, store: Store, read: PdfReader, fields: Mapping[str, Any], limits: Limits, ocr: bool | None
    ) -> None:
        """Keep what is the same for every file; ``fields`` stand above every manifest."""
        self.fields = fields
        self._store = store
        self._read = read
        self._limits = limits
        self.ocr = ocr
        self._claims: dict[str, Path] = {}
        self._guard = threading.Lock()

    def __call__(self, path: Path, manifest: Manifest) -> Outcome:
        """Return what is to be done about a file."""
        file = clean_name(path.name)
        try:
            return self._prepare(path, file, manifest.fields(path.name))
        except UnreadablePdfError as error:
            return Refused(path, Failure(file, error.reason, error.remedy))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            return Refused(path, Failure(file, reason, "Check the file and the right to read it"))

    def _prepare(self, path: Path, file: str, sidecar: Fields) -> Outcome:
        size = path.stat().st_size
        if size > self._limits.max_bytes:
            megabytes = self._limits.max_bytes / 2**20
            raise UnreadablePdfError(
                file, f"it is larger than {megabytes:g} MB", "Split it, or raise max_file_mb in config.toml"
            )
        sha256 = file_sha256(path)
        if document := self._store.known(sha256):
            return Known(path, file, document, sidecar)
        with self._guard:
            first = self._claims.setdefault(sha256, path)
        if first != path:
            return Twin(path, file, first, sha256)
        read = self._read(path, file=file, limits=self._limits, ocr=self.ocr)
        document = replace(read.document, **{**sidecar, **self.fields})
        return Prepared(path, replace(read, document=document), sidecar)
