"""The whole library into the vectors of another encoder; its text and passages stay."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from corpus.encoder import Embedder
from corpus.ingest_events import Progress
from corpus.store import Store

_SLICE = 128


def reembed(
    store: Store, encoder: Embedder, *, clock: Callable[[], float] = time.monotonic
) -> Iterator[Progress]:
    """Yield progress while every passage is embedded again; nothing changes until all are done.

    Raises:
        LibraryError: documents came or went meanwhile, or the library is busy.
    """
    start = clock()
    documents = store.documents()
    total = sum(document.page_count for document in documents)
    vectors: dict[str, NDArray[np.float32]] = {}
    texts: dict[str, list[str]] = {document.id: [] for document in documents}
    for row in store.rows():
        texts.setdefault(row.passage.document_id, []).append(row.passage.searched)
    done = 0
    for document in documents:
        rows = [texts[document.id][at : at + _SLICE] for at in range(0, len(texts[document.id]), _SLICE)]
        parts = [encoder.embed(part) for part in rows]
        vectors[document.id] = np.concatenate(parts) if parts else np.empty((0, encoder.dim), np.float32)
        done += document.page_count
        rate = done / max(clock() - start, 1e-9)
        if done < total:
            yield Progress(done, total, rate, (total - done) / rate)
    with store.writer() as writer:
        writer.replace_vectors(vectors, encoder.fingerprint)
    yield Progress(total, total, total / max(clock() - start, 1e-9), 0.0)
