"""The page of ``benchmarks.scale``: one line a size, what ten million would take, and which goals are met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log
from typing import Any

from benchmarks.report import table

Numbers = Mapping[str, Any]
MILLION, PAPER = 1_000_000, 10_000_000
GOALS: tuple[tuple[str, str, Callable[[Numbers], float], float, bool], ...] = (
    ("p95 of a fused search, CPU", "ms", lambda of: of["cpu_p95"], 20, False),
    ("p95 of a fused search, wall", "ms", lambda of: of["p95"], 20, False),
    ("recall@10 of the vectors", "", lambda of: of["recall"], 0.97, True),
    ("index a passage", "bytes", lambda of: sum(of["bytes"].values()) / of["passages"], 1200, False),
    ("open, wall", "s", lambda of: of["open_s"], 1, False),
    ("add a 100-page report, CPU", "s", lambda of: of["add_cpu_s"] + of["store_add_cpu_s"], 10, False),
    ("add a 100-page report, wall", "s", lambda of: of["add_s"] + of["store_add_s"], 10, False),
    (
        "a removed report is found no more, wall",
        "s",
        lambda of: of["store_remove_s"] + of["hide_s"],
        1,
        False,
    ),
)
"""At a million passages: what, its unit, its number, the goal, and whether more is better."""


def body(found: Mapping[int, Numbers]) -> list[str]:
    """Return the paragraphs of the page."""
    largest = found[max(found)]
    return [
        METHOD.format(report=largest["report_passages"]),
        summary(largest),
        "## Growth",
        table(("", *(f"{size:,}" for size in found), f"{PAPER:,}, on paper"), lines(found)),
        PAPER_NOTE,
        "## Goals at a million passages",
        table(("", "goal", "measured", ""), goals(largest)),
        WHY,
    ]


def summary(largest: Numbers) -> str:
    """Return the line that the list of results shows."""
    return (
        f"**{largest['passages']:,} passages: fused search {largest['cpu_p50']:.1f} ms of processor time in "
        f"the middle, {largest['cpu_p95']:.1f} ms at the 95th percentile, recall@10 {largest['recall']:.3f}, "
        f"opened in {largest['open_s']:.2f} s, a 100-page report added in {largest['add_s']:.1f} s**"
    )


def goals(largest: Numbers) -> list[tuple[str, str, str, str]]:
    """Return one line a goal."""
    rows = []
    for name, unit, number, goal, more in GOALS:
        own = number(largest)
        met = own >= goal if more else own < goal
        sign = "at least" if more else "under"
        rows.append((name, f"{sign} {goal:g} {unit}".strip(), _short(own), "met" if met else "**not met**"))
    return rows


def lines(found: Mapping[int, Numbers]) -> list[list[str]]:
    """Return the lines of the growth table."""
    rows: list[list[str]] = [
        ["kind of vector index", *(str(own["kind"]) for own in found.values()), "ivf-hnsw32-sq8"]
    ]
    for name, number in NUMBERS.items():
        values = [number(own) for own in found.values()]
        steady = name.startswith(("bytes", "recall"))
        paper = _short(values[-1]) if steady else _paper(list(found), values)
        rows.append([name, *(_short(value) for value in values), paper])
    return rows


def _bytes(group: str) -> Callable[[Numbers], float]:
    return lambda of: of["bytes"].get(group, 0) / of["passages"]


def _number(name: str) -> Callable[[Numbers], float]:
    return lambda of: float(of[name])


NUMBERS: dict[str, Callable[[Numbers], float]] = {
    "passages": _number("passages"),
    "fused search, p50, CPU ms": _number("cpu_p50"),
    "fused search, p95, CPU ms": _number("cpu_p95"),
    "fused search, p50, wall ms": _number("p50"),
    "fused search, p95, wall ms": _number("p95"),
    "the same without names in other languages, p50, CPU ms": _number("plain_cpu_p50"),
    "the same without names in other languages, p95, CPU ms": _number("plain_cpu_p95"),
    "after the changes, p95, CPU ms": _number("after_cpu_p95"),
    "recall@10 of the vectors": _number("recall"),
    "bytes of vectors a passage": _bytes("vectors"),
    "bytes of words a passage": _bytes("words"),
    "bytes of the table of terms a passage": _bytes("terms"),
    "bytes of entries a passage": _bytes("entries"),
    "open, wall s": _number("open_s"),
    "open, CPU s": _number("open_cpu_s"),
    "first search, wall ms": lambda of: 1000 * of["first_s"],
    "memory of an open library, MiB": _number("memory_mib"),
    "add a report to the store, wall s": _number("store_add_s"),
    "add it to the indexes, wall s": _number("add_s"),
    "add it to the indexes, CPU s": _number("add_cpu_s"),
    "remove a report from the store, wall s": _number("store_remove_s"),
    "hide it from searches, wall ms": lambda of: 1000 * of["hide_s"],
    "take it out of the index files, wall s": _number("forget_s"),
    "take it out of the index files, CPU s": _number("forget_cpu_s"),
    "build, wall s": _number("build_s"),
    "build, CPU s": _number("build_cpu_s"),
    "build, peak memory MiB": _number("build_peak_mib"),
}


def _paper(sizes: list[int], values: list[float]) -> str:
    """The number for ten million from the slope between the two largest sizes, both on scales of powers."""
    (one, other), (first, last) = sizes[-2:], values[-2:]
    if min(first, last) <= 0:
        return ""
    slope = log(last / first) / log(other / one)
    return _short(last * (PAPER / other) ** slope)


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value >= 1 else f"{value:.3f}".rstrip("0").rstrip(".")


METHOD = (
    "Each library is generated: reports of a lognormal number of pages around 40, passages of the lengths of "
    "27 real reports, words by which follows which in those reports and in their language, with 400,000 rare "
    "words that no report has, and vectors between two real ones with noise of 0.8 times their length. It is "
    "a real library on the disk, written document by document; only parsing and embedding are left out. "
    "The 200 questions are our own and the claims of climate-fever-sent; their vectors were made before, so "
    "that a search is both rankings, all scores and the fusion, without the encoder and the reranker. "
    "Recall is against all vectors, compared one by one. A report of 100 pages ({report} passages) is added, "
    "then one in the middle is removed. One thread, and one beside it for names and concepts; other programs "
    "were at work, so that processor time says more than wall time. "
    "The files were in the file system's cache. No GPU was at hand."
)
WHY = (
    "Where the time of a search goes at a million passages (processor time of single calls, measured "
    "apart, the mean of 50 questions): what is likely by its words 3 ms, by its names in other languages and "
    "concepts 3, by vectors 2; then all scores of some 300 candidates by words, names, concepts and their "
    "pages 3 ms, of which half is reading the terms of their pages, and cosines 1 (ADR 16). What finds "
    "candidates costs 5 ns for each passage that holds a term, since tantivy's binding never skips blocks of "
    "passages that cannot be among the best. Names in other languages and concepts count only where a "
    "library holds languages that the question is not in."
)
PAPER_NOTE = (
    "Ten million is not measured: each number grows as it does between the two largest sizes, on scales of "
    "powers; bytes a passage and recall are taken to stay. Where the kind of index or the size of a part "
    "changes between the two that says little: a removal writes a part again, a sixteenth of the library, "
    "so that at ten million it would take some 200 s of processor time rather than what the slope says."
)
