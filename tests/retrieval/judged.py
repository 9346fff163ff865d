"""Folders of judged queries, small enough to be reckoned by hand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TEXTS: tuple[Mapping[str, Any], ...] = (
    {"_id": "kenya#p1", "title": "Kenya water plan", "text": "Rivers are dry. Wells were dug in the north."},
    {"_id": "kenya#p2", "title": "Kenya water plan", "text": "Mangroves protect the coast from storms."},
    {"_id": "fiji#p1", "title": "Fiji coast plan", "text": "Mangroves protect the coast of the islands."},
    {"_id": "fiji#p2", "title": "Fiji coast plan", "text": "Coral reefs bleach when the sea is warm."},
)
QUERIES: tuple[Mapping[str, Any], ...] = (
    {"_id": "q1", "text": "Which wells were dug?"},
    {"_id": "q2", "text": "coral reefs bleach"},
    {"_id": "q3", "text": "mangroves protect the coast", "doc": "fiji"},
)
QRELS = "query-id\tcorpus-id\tscore\nq1\tkenya#p1\t1\nq2\tfiji#p2\t2\nq3\tfiji#p1\t1\nq3\tkenya#p2\t0\n"


def folder(
    path: Path,
    texts: Sequence[object] = TEXTS,
    queries: Sequence[object] = QUERIES,
    qrels: str = QRELS,
    *,
    packed: bool = False,
) -> Path:
    """Write a folder in BEIR layout; a string is written as it stands, anything else as JSON."""
    (path / "qrels").mkdir(parents=True, exist_ok=True)
    for name, lines in (("corpus", texts), ("queries", queries)):
        body = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines).encode()
        if packed:
            (path / f"{name}.jsonl.gz").write_bytes(gzip.compress(body))
        else:
            (path / f"{name}.jsonl").write_bytes(body)
    (path / "qrels" / "test.tsv").write_text(qrels, "utf-8")
    return path
