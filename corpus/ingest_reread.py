"""Every passage read again by the tool models; text, passages and vectors stay."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corpus.passage_readings import ReadPassages
from corpus.store import Store


def reread(store: Store, read: ReadPassages) -> Iterator[tuple[int, int]]:
    """Yield documents done and documents in all while every passage is read again, document by document.

    Vectors are those that are stored; nothing is embedded. A document that goes meanwhile is left out.
    """
    texts: dict[str, list[tuple[int, str]]] = {}
    for row in store.rows():
        texts.setdefault(row.passage.document_id, []).append((row.row, row.passage.searched))
    numbers, vectors = store.vectors()
    for done, (document_id, own) in enumerate(texts.items(), start=1):
        places = np.searchsorted(numbers, [row for row, _ in own])
        made = read([text for _, text in own], vectors[places])
        with store.writer() as writer:
            writer.replace_readings(document_id, made)
        yield done, len(texts)
