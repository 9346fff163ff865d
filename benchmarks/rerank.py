"""The fusion with and without the reranker, and what the reranker costs: ``python -m benchmarks.rerank``.

The sets are those of ``retrieval_quality`` in English, for the reranker leaves other languages alone;
each query is searched both ways on the same indexes.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import table, write
from benchmarks.rerank_training import ENGLISH
from benchmarks.rerank_tried import CROSS, SINCE, TRIED
from benchmarks.retrieval_quality import GOALS, SETS, cell, sets
from retrieval.candidates import ALL_PARTS, Parts
from retrieval.evaluate import Bench, Trial
from retrieval.measures import difference
from retrieval.openvino_encoder import load_embedded
from retrieval.rerank import DEPTH, Frequencies, Reranker, Seen, Vectors
from retrieval.rerank_card import load

FUSION = Parts(rerank=False)
MEASURE = "nDCG@10"
OTHERS = (
    "Questions in other languages, and English questions over passages in other languages, are ranked as "
    "before: the words of a question are compared with those of a passage, and the vectors of words know "
    "English alone. So are those of `pira-pt`, each ranking the same."
)


class Timed(Reranker):
    """The reranker that ships, with a watch: seconds by the wall and by the processor, a query each."""

    def __init__(self, shipped: Reranker) -> None:
        """Take the place of a reranker."""
        super().__init__(shipped.embedder, shipped.card)
        self.taken: list[tuple[float, float]] = []

    def scores(
        self, query: str, vector: Vectors, seen: Sequence[Seen], frequencies: Frequencies, count: int
    ) -> list[float]:
        """Return what the reranker returns."""
        wall, cpu = time.perf_counter(), time.process_time()
        found = super().scores(query, vector, seen, frequencies, count)
        if len(seen) == DEPTH:
            self.taken.append((time.perf_counter() - wall, time.process_time() - cpu))
        return found


def measured(bench: Bench, half: str) -> tuple[Trial, Trial]:
    """Return the fusion and the fusion reranked on one half."""
    return bench.trial(FUSION, half), bench.trial(ALL_PARTS, half)


def row(name: str, before: Sequence[Trial], after: Sequence[Trial]) -> list[str]:
    """Return the line of a set: test half, its gain, all queries, its goal."""
    (test_before, other_before), (test_after, other_after) = before, after
    pairs = [
        [list(one.per_query[MEASURE].values()) for one in halves] for halves in ((test_before, test_after),)
    ]
    gain = difference(*pairs[0])
    whole_before = [*test_before.per_query[MEASURE].values(), *other_before.per_query[MEASURE].values()]
    whole_after = [*test_after.per_query[MEASURE].values(), *other_after.per_query[MEASURE].values()]
    mean = statistics.fmean(whole_after)
    goal = GOALS.get(name)
    met = "" if goal is None else f"{goal:.3f} {'met' if round(mean, 3) >= goal else 'not met'}"
    return [
        name,
        str(test_after.queries),
        cell(test_before.measures[MEASURE]),
        cell(test_after.measures[MEASURE], best=gain.mean > 0),
        f"{gain.mean:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})",
        f"{statistics.fmean(whole_before):.3f} to {mean:.3f}",
        met,
    ]


def speed(taken: Sequence[tuple[float, float]]) -> str:
    """Return what the reranker took, in words."""
    wall, cpu = (sorted(own) for own in zip(*taken, strict=True))
    return (
        f"**top {DEPTH} in {statistics.median(cpu) * 1000:.0f} ms of processor time** (all threads, median "
        f"of {len(cpu):,} questions with {DEPTH} candidates; p95 {cpu[int(len(cpu) * 0.95)] * 1000:.0f} "
        f"ms; by the clock, on the machine as it was, {statistics.median(wall) * 1000:.0f} ms, p95 "
        f"{wall[int(len(wall) * 0.95)] * 1000:.0f} ms)."
    )


def main() -> None:
    """Measure, print, and write ``results/rerank.md`` where every set was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", nargs="+", default=list(ENGLISH), choices=list(SETS), metavar="SET")
    default_scratch = Path(tempfile.gettempdir()) / "globalbrain-bench-vectors"
    parser.add_argument("--scratch", type=Path, default=default_scratch, metavar="FOLDER")
    chosen = parser.parse_args()
    encoder = load_embedded()
    lines: list[list[str]] = []
    taken: list[tuple[float, float]] = []
    same: list[str] = []
    for judged in sets(chosen.sets):
        bench = Bench(judged, encoder, chosen.scratch)
        shipped = bench.retriever.reranker
        assert shipped
        timed = bench.retriever.reranker = Timed(shipped)
        test, other = measured(bench, "test"), measured(bench, "validation")
        taken += timed.taken
        before, after = (test[0], other[0]), (test[1], other[1])
        if all(one.rankings == two.rankings for one, two in zip(before, after, strict=True)):
            same.append(judged.name)
        else:
            lines.append(row(judged.name, before, after))
        print(judged.name, *(lines[-1] if judged.name not in same else ["as before"]), flush=True)
    head = ("set", "queries", "fusion", "+ reranker", "gain", "all queries", "goal")
    card = load()
    body = [
        METHOD.format(id=card.id),
        speed(taken),
        table(head, lines),
        OTHERS,
        "## What it looks at",
        table(
            ("feature", "weight"),
            [(name, f"{weight:.3f}") for name, weight in zip(card.features, card.weights, strict=True)],
        ),
        TRIED,
        SINCE,
        CROSS,
    ]
    print("\n\n".join(body))
    if set(chosen.sets) == set(ENGLISH):
        write("rerank", "Reranker", "python -m benchmarks.rerank", body)


METHOD = (
    "nDCG@10 of what ships without and with the reranker ({id}), on the same indexes, read as in "
    "[retrieval](retrieval.md): test halves with 95 per cent bootstrap intervals, the gain a question, then "
    "all queries beside the goal. Its weights were learnt from other sets (`docs/models/rerank.md`); four "
    "numbers were chosen on the validation halves: the weights of titles and of near words, the strength of "
    "regularisation, and how much of the best candidate the second look adds."
)

if __name__ == "__main__":
    main()
