"""nDCG@10 and recall@20 of each part of the retriever on judged sets: ``python -m benchmarks.retrieval``.

The sets are folders in BEIR layout under GLOBALBRAIN_SHARED/corpus/bench. Vectors are kept in a
scratch folder, so that a second run only searches.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import Qrel, R, ScoredDoc, nDCG
from numpy.typing import NDArray

from benchmarks.report import shared_folder, table, write
from corpus.documents import Document
from corpus.encoder import Embedder
from corpus.passages import CharSpan, Passage
from retrieval import hybrid
from retrieval.fusion import min_max, reciprocal_rank_fusion
from retrieval.hits import NO_FILTERS, Filters
from retrieval.hybrid import HybridRetriever
from retrieval.openvino_encoder import load_embedded

SETS = {
    "scifact": "en",
    "pira-en": "en",
    "climretrieve-pages": "en",
    "climretrieve-passages": "en",
    "climate-fever-sent": "en",
    "xquad-es": "es",
    "xquad-zh": "zh",
}
MEASURES = (nDCG @ 10, R @ 20)
DEPTH = 100


@dataclass(frozen=True, slots=True)
class BenchRow:
    """One text of a set as the retriever sees a passage."""

    row: int
    passage: Passage
    language: str | None


@dataclass(frozen=True, slots=True)
class BenchSet:
    """A judged set; ``names`` are the ids of its texts by row, ``queries`` id, text, document."""

    name: str
    rows: tuple[BenchRow, ...]
    documents: tuple[Document, ...]
    names: tuple[str, ...]
    queries: tuple[tuple[str, str, str | None], ...]
    qrels: tuple[Qrel, ...]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSON lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read_set(folder: Path, language: str) -> BenchSet:
    """Return a set in BEIR layout; a title goes before the text, as BEIR does."""
    rows, names, documents = [], [], {}
    for number, one in enumerate(read_lines(folder / "corpus.jsonl.gz"), 1):
        text = f"{one.get('title', '')} {one['text']}".strip() or "-"
        parent = one["_id"].rsplit("#", 1)[0]
        sha256 = hashlib.sha256(parent.encode()).hexdigest()
        documents[parent] = Document(sha256[:12], sha256, parent, 1, language=language)
        rows.append(BenchRow(number, Passage(sha256[:12], number, CharSpan(0, len(text)), text), language))
        names.append(one["_id"])
    queries = [(one["_id"], one["text"], one.get("doc")) for one in read_lines(folder / "queries.jsonl.gz")]
    lines = (folder / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]
    qrels = tuple(Qrel(q, d, int(float(s))) for q, d, s in (line.split("\t") for line in lines))
    judged = {qrel.query_id for qrel in qrels}
    kept = tuple(query for query in queries if query[0] in judged)
    return BenchSet(folder.name, tuple(rows), tuple(documents.values()), tuple(names), kept, qrels)


def vectors_of(encoder: Embedder, texts: Sequence[str], scratch: Path) -> tuple[NDArray[np.float32], float]:
    """Return vectors, from the scratch folder where it has them, and the seconds it took (0: kept)."""
    key = hashlib.sha256("\0".join([encoder.name, *texts]).encode()).hexdigest()[:24]
    path = scratch / f"{key}.npy"
    if path.is_file():
        kept: NDArray[np.float32] = np.load(path, allow_pickle=False)
        return kept, 0.0
    start = time.perf_counter()
    vectors = encoder.embed(texts)
    np.save(path, vectors)
    return vectors, time.perf_counter() - start


class KeptEmbedder:
    """An encoder whose query vectors were made before, so that parts are compared on the same ones."""

    def __init__(self, encoder: Embedder, texts: Sequence[str], scratch: Path) -> None:
        """Embed the queries, or read their vectors."""
        self._encoder = encoder
        self.name, self.fingerprint, self.dim = encoder.name, encoder.fingerprint, encoder.dim
        self.languages = getattr(encoder, "languages", None)
        vectors, _ = vectors_of(encoder, texts, scratch)
        self._vectors = dict(zip(texts, vectors, strict=True))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the kept vectors."""
        return np.stack([self._vectors[text] for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens in each text."""
        return self._encoder.count_tokens(texts)


def runs(bench: BenchSet, retriever: HybridRetriever) -> dict[str, list[ScoredDoc]]:
    """Return a run for each part and each way to fuse them."""
    name_of = {row.passage.id: name for row, name in zip(bench.rows, bench.names, strict=True)}
    found: dict[str, list[ScoredDoc]] = {}
    for query_id, text, document in bench.queries:
        chosen = NO_FILTERS
        if document:
            chosen = Filters(documents=(hashlib.sha256(document.encode()).hexdigest()[:12],))
        lexical = retriever.lexical.search(text, k=DEPTH, filters=chosen)
        dense = retriever.dense.search(text, k=DEPTH, filters=chosen)
        shipped = retriever.search(text, k=DEPTH, filters=chosen)
        scores: dict[str, dict[Any, float]] = {
            "lexical": {hit.passage_id: hit.score for hit in lexical},
            "dense": {hit.passage_id: hit.score for hit in dense},
            "shipped": {hit.passage_id: hit.score for hit in shipped},
        }
        ids = list(name_of)
        number = {one: at for at, one in enumerate(ids)}
        words = [(number[hit.passage_id], hit.score) for hit in lexical]
        meaning = [(number[hit.passage_id], hit.score) for hit in dense]
        scores["RRF"] = {ids[at]: score for at, score in reciprocal_rank_fusion([words, meaning]).items()}
        for weight in (0.3, 0.4, 0.5):
            scores[f"min-max {weight}"] = blend(min_max(words), min_max(meaning), weight, ids)
        for part, values in scores.items():
            found.setdefault(part, []).extend(
                ScoredDoc(query_id, name_of[one], score) for one, score in values.items()
            )
    return found


def blend(
    words: dict[int, float], meaning: dict[int, float], weight: float, ids: Sequence[str]
) -> dict[str, float]:
    """Return the fusion with one weight of the dense part for everything."""
    rows = words.keys() | meaning.keys()
    return {ids[at]: (1 - weight) * words.get(at, 0.0) + weight * meaning.get(at, 0.0) for at in rows}


def measured(
    bench: BenchSet, encoder: Embedder, queries: Embedder, scratch: Path
) -> tuple[dict[str, Any], float]:
    """Return the measures of every part, and the passages embedded a second (0: vectors were kept)."""
    vectors, took = vectors_of(encoder, [row.passage.text for row in bench.rows], scratch)
    kept = KeptEmbedder(queries, [text for _, text, _ in bench.queries], scratch)
    retriever = HybridRetriever.over(bench.rows, vectors, kept, bench.documents)
    table = {
        part: {str(m): v for m, v in ir_measures.calc_aggregate(MEASURES, bench.qrels, run).items()}
        for part, run in runs(bench, retriever).items()
    }
    return table, len(bench.rows) / took if took else 0.0


def table_of(results: dict[str, dict[str, Any]]) -> str:
    """Return the measures of every set as a Markdown table."""
    lines = [
        (name, *(f"{part['nDCG@10']:.3f} / {part['R@20']:.3f}" for part in parts.values()))
        for name, parts in results.items()
    ]
    return table(("set", *next(iter(results.values()))), lines)


def main() -> None:
    """Measure, print, and write ``results/retrieval-baseline.md`` where every set was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    parser.add_argument("--passages", default=None, help="precision of the passages' vectors (fp32, int8)")
    parser.add_argument("--queries", default=None, help="precision of the queries' vectors")
    default_scratch = Path(tempfile.gettempdir()) / "globalbrain-bench-vectors"
    parser.add_argument("--scratch", type=Path, default=default_scratch)
    chosen = parser.parse_args()
    chosen.scratch.mkdir(parents=True, exist_ok=True)
    encoder = load_embedded(precision=chosen.passages)
    queries = load_embedded(precision=chosen.queries) if chosen.queries else encoder
    results = {}
    for name in chosen.sets:
        bench = read_set(shared_folder() / "corpus" / "bench" / name, SETS[name])
        results[name], speed = measured(bench, encoder, queries, chosen.scratch)
        print(name, f"{speed:.1f} passages/s" if speed else "vectors were kept", flush=True)
    body = [
        f"nDCG@10 / recall@20. Passages by {encoder.name}, questions by {queries.name}. {METHOD}",
        table_of(results),
        NOTES,
    ]
    print("\n\n".join(body))
    if set(chosen.sets) == set(SETS) and not (chosen.passages or chosen.queries):
        write("retrieval-baseline", "Retrieval, first measures", "python -m benchmarks.retrieval", body)


METHOD = (
    f'"shipped" is the default: min-max scores with {hybrid.DENSE_WEIGHT} for the dense part, or '
    f"{hybrid.DENSE_WEIGHT_UNKNOWN_LANGUAGE} where the encoder does not know the language. A title goes "
    "before its text, and the encoder cuts at 256 tokens."
)
NOTES = (
    "The weight was fixed before these runs, from other measures. climretrieve-pages has 12 questions and "
    "climretrieve-passages 16, so that differences there are noise. Published for scifact: BM25 .676, "
    "all-MiniLM-L6-v2 .645."
)

if __name__ == "__main__":
    main()
