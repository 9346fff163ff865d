"""What a library costs as it grows: ``python -m benchmarks.scale [--sizes N ...] [--scratch FOLDER]``.

Each size is a generated library in its own folder, kept for the next run; each step runs in a process of
its own, so that times and memory are its own. A million passages take some ten minutes of processor time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import middle, p95, run, tree_bytes
from benchmarks.questions import library, read_questions
from benchmarks.report import shared_folder, write
from benchmarks.scale_corpus import REPORT_PAGES, Generator, add
from benchmarks.scale_page import body
from corpus.store import Store
from retrieval import index
from retrieval.candidates import Parts
from retrieval.dense import DenseIndex
from retrieval.hybrid import HybridRetriever
from retrieval.judged import read_judged
from retrieval.openvino_encoder import load_embedded
from retrieval.state import Watcher

SIZES = (10_000, 100_000, 1_000_000)
STEPS = ("build", "search", "change")
QUERIES, K = 200, 10
FUSED = Parts(rerank=False)
GROUPS = {
    "dense": "vectors",
    "lexical": "words",
    "terms": "terms",
    "entries": "entries",
    "parts.json": "entries",
}

Numbers = dict[str, Any]


class KnownQuestions:
    """An encoder for questions whose vectors were made before, so that only the search is measured."""

    name = "known"

    def __init__(self, fingerprint: str, questions: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep the vectors of the questions."""
        self.fingerprint = fingerprint
        self.dim = vectors.shape[1]
        self.languages = ("en",)
        self._known = dict(zip(questions, vectors, strict=True))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of known questions."""
        return np.stack([self._known[text] for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of words of each text."""
        return [len(text.split()) for text in texts]


class Clock:
    """Wall and processor seconds since it was made."""

    def __init__(self) -> None:
        """Start."""
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def taken(self, name: str) -> Numbers:
        """Return what was taken, under names that begin so."""
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        return {f"{name}_s": wall, f"{name}_cpu_s": cpu}


def questions() -> list[str]:
    """Return our own questions and claims of a public set, in an order that does not change."""
    own = [one.question for one in read_questions()]
    claims = read_judged(shared_folder() / "corpus" / "bench" / "climate-fever-sent").queries
    return [*own, *(one.text for one in claims)][:QUERIES]


def known_questions(store: Store, scratch: Path) -> tuple[list[str], KnownQuestions]:
    """Return the questions and an encoder that knows them."""
    asked, path = questions(), scratch / "questions.npy"
    if not path.exists():
        np.save(path, load_embedded().embed(asked))
    return asked, KnownQuestions(store.encoder() or "", asked, np.load(path))


def build(store: Store, scratch: Path) -> Numbers:
    """Make the indexes anew."""
    shutil.rmtree(store.index_folder, ignore_errors=True)
    clock = Clock()
    made = index.rebuild(store)
    found: Numbers = {**clock.taken("build"), "kind": made.dense.kind, "passages": len(made.entries)}
    folder = store.index_folder / made.card.folder
    sizes: dict[str, int] = {}
    for name in made.card.files:
        group = GROUPS[name.partition("/")[0]]
        sizes[group] = sizes.get(group, 0) + (folder / name).stat().st_size
    return {**found, "bytes": sizes}


def search(store: Store, scratch: Path) -> Numbers:
    """Open and search, and compare the nearest vectors with all vectors."""
    asked, encoder = known_questions(store, scratch)
    before = tree_bytes(os.getpid())
    clock = Clock()
    retriever = HybridRetriever.open(store, encoder)
    found = clock.taken("open")
    clock = Clock()
    retriever.search(asked[0], k=K)
    found |= clock.taken("first")
    found |= times(retriever, asked)
    plain = times(retriever, asked, Parts(concepts=False, rerank=False))
    found |= {f"plain_{name}": value for name, value in plain.items()}
    found["memory_mib"] = (tree_bytes(os.getpid()) - before) / 2**20
    found["recall"] = recall(store, retriever.state().indexes.dense, encoder.embed(asked))
    return found


def times(retriever: HybridRetriever, asked: Sequence[str], parts: Parts = FUSED) -> Numbers:
    """Return milliseconds of a fused search, after each question was asked once to warm up."""
    for question in asked:
        retriever.search(question, k=K, parts=parts)
    wall, cpu = [], []
    for question in asked:
        started, began = time.perf_counter(), time.process_time()
        retriever.search(question, k=K, parts=parts)
        wall.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - began))
    return {"p50": middle(wall), "p95": p95(wall), "cpu_p50": middle(cpu), "cpu_p95": p95(cpu)}


def recall(store: Store, dense: DenseIndex, vectors: NDArray[np.float32]) -> float:
    """Return the share of the ten nearest vectors that the index finds, over all questions."""
    best = np.full((len(vectors), K), -2.0, np.float32)
    rows = np.zeros((len(vectors), K), np.int64)
    for numbers, block in store.vector_blocks():
        scores = np.concatenate([best, vectors @ block.T], axis=1)
        names = np.concatenate([rows, np.tile(numbers, (len(vectors), 1))], axis=1)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :K]
        best = np.take_along_axis(scores, order, axis=1)
        rows = np.take_along_axis(names, order, axis=1)
    found = [{row for row, _ in dense.search(vector, k=K)} for vector in vectors]
    return float(np.mean([len(own & set(true)) / K for own, true in zip(found, rows.tolist(), strict=True)]))


def change(store: Store, scratch: Path) -> Numbers:
    """Add a report and remove one, and search again; the library is left as it was but for that."""
    asked, encoder = known_questions(store, scratch)
    watcher = Watcher(store, encoder.fingerprint, at_once_up_to=0)
    generator = Generator(Store.open(scratch / "reports"))
    chance = np.random.default_rng(time.time_ns())
    read, passages = generator.report(REPORT_PAGES, f"new {time.time_ns()}", chance)
    original = store.folder / "generated"
    original.write_text(read.document.file.removesuffix(".pdf"), "utf-8")
    vectors = generator.vectors(len(passages), chance)
    clock = Clock()
    with store.writer() as writer:
        writer.add(read, passages, vectors, encoder.fingerprint, original)
    found = clock.taken("store_add") | {"report_passages": len(passages)}
    clock = Clock()
    index.open_or_build(store, encoder.fingerprint)
    found |= clock.taken("add")
    watcher = Watcher(store, encoder.fingerprint, at_once_up_to=0)
    held = store.documents()
    gone = held[len(held) // 2].id
    clock = Clock()
    with store.writer() as writer:
        writer.remove(gone, keep_index=True)
    found |= clock.taken("store_remove")
    clock = Clock()
    state = watcher.state()
    found |= clock.taken("hide")
    if gone in state.documents:
        raise SystemExit("a removed document can still be found")
    clock = Clock()
    index.forget(store)
    found |= clock.taken("forget")
    retriever = HybridRetriever.open(store, encoder)
    return found | {f"after_{name}": value for name, value in times(retriever, asked).items()}


def measured(size: int, scratch: Path) -> Numbers:
    """Return what every step took for a library of that size."""
    folder = scratch / str(size)
    found: Numbers = {}
    if not folder.exists():
        store, clock = Store.open(folder, create=True), Clock()
        add(store, Generator(Store.open(scratch / "reports")), size)
        found = clock.taken("generate")
    for step in STEPS:
        command = [sys.executable, "-m", "benchmarks.scale", "--step", step, "--sizes", str(size)]
        taken = run([*command, "--scratch", str(scratch)])
        found |= json.loads(taken.output.splitlines()[-1])
        found[f"{step}_peak_mib"] = taken.peak_mib
        print(size, step, f"{taken.wall_s:.0f} s", flush=True)
        (scratch / f"{size}.json").write_text(json.dumps(found), "utf-8")
    return found


def main() -> None:
    """Measure every size and write ``results/scale.md``, or take one step and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), metavar="N")
    default_scratch = Path(tempfile.gettempdir()) / "globalbrain-scale"
    parser.add_argument("--scratch", type=Path, default=default_scratch, metavar="FOLDER")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--again", action="store_true", help="measure sizes that were measured before too")
    chosen = parser.parse_args()
    chosen.scratch.mkdir(parents=True, exist_ok=True)
    if chosen.step:
        steps: dict[str, Callable[[Store, Path], Numbers]] = {
            "build": build,
            "search": search,
            "change": change,
        }
        store = Store.open(chosen.scratch / str(chosen.sizes[0]))
        print(json.dumps(steps[chosen.step](store, chosen.scratch)))
        return
    reports(chosen.scratch)
    found = {size: known(size, chosen.scratch, again=chosen.again) for size in chosen.sizes}
    page = body(found)
    print("\n\n".join(page))
    if set(chosen.sizes) >= set(SIZES):
        write("scale", "Scale", "python -m benchmarks.scale", page)


def known(size: int, scratch: Path, *, again: bool) -> Numbers:
    """Return what was measured before, or measure."""
    path = scratch / f"{size}.json"
    if path.exists() and not again:
        numbers: Numbers = json.loads(path.read_text("utf-8"))
        if "forget_s" in numbers:
            return numbers
    return measured(size, scratch)


def reports(scratch: Path) -> None:
    """Ingest the real reports, whose words and vectors the generated ones have, where that was not done."""
    if not (scratch / "reports").exists():
        library(scratch / "reports")


if __name__ == "__main__":
    main()
