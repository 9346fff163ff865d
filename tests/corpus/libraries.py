"""Small libraries for tests: PDFs that are not, a reader that reads them, an encoder that hashes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Document, Page
from corpus.errors import UnreadablePdfError
from corpus.ingest import IngestReport, PdfReader, ingest
from corpus.pdf import LIMITS, Limits, ReadPdf
from corpus.store import Store

HEADER = b"%PDF-1.4\n"


@dataclass(frozen=True, slots=True)
class HashingEncoder:
    """Unit vectors made from the hash of each text."""

    name: str = "hashing/none"
    fingerprint: str = "hashing-1"
    dim: int = 8

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raw = [hashlib.sha256(f"{self.fingerprint} {text}".encode()).digest()[: self.dim] for text in texts]
        vectors = np.array([list(digest) for digest in raw], dtype=np.float32) + 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+", text)) for text in texts]


ENCODER = HashingEncoder()


def write_pdf(path: Path, *pages: str, page_count: int | None = None) -> Path:
    """A file that begins like a PDF and holds its pages' texts, for ``read_fake``."""
    body = {"pages": pages, "page_count": page_count or len(pages)}
    path.write_bytes(HEADER + json.dumps(body, ensure_ascii=False).encode())
    return path


def read_fake(
    path: Path, *, file: str | None = None, limits: Limits = LIMITS, ocr: bool | None = None
) -> ReadPdf:
    data = path.read_bytes()
    try:
        body = json.loads(data.removeprefix(HEADER))
    except ValueError:
        raise UnreadablePdfError(path.name, "it is damaged", "Get a whole copy") from None
    sha256 = hashlib.sha256(data).hexdigest()
    texts = {number: text for number, text in enumerate(body["pages"], 1) if text}
    unread = tuple(number for number in range(1, body["page_count"] + 1) if number not in texts)
    document = Document(sha256[:12], sha256, file or path.name, body["page_count"], unread_pages=unread)
    return ReadPdf(document, tuple(Page(document.id, n, text) for n, text in texts.items()), {})


def put(store: Store, *paths: Path, read: PdfReader = read_fake, **options: object) -> IngestReport:
    """Ingest with the fakes; gives the report."""
    *_, report = ingest(store, paths, ENCODER, read=read, **options)  # type: ignore[arg-type]
    assert isinstance(report, IngestReport)
    return report


def prose(seed: int, words: int = 60) -> str:
    """Sentences whose words are found nowhere else."""
    names = [
        f"w{hashlib.md5(f'{seed} {n}'.encode(), usedforsecurity=False).hexdigest()[:9]}" for n in range(words)
    ]
    return " ".join(" ".join(names[at : at + 12]).capitalize() + "." for at in range(0, words, 12))
