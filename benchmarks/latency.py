"""How long an answer takes: the command from cold, an answer in a running process, a search alone.

python -m benchmarks.latency [--library FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from agents.assistant import Assistant
from benchmarks.ingestion import GLOBALBRAIN, OFFLINE
from benchmarks.measure import middle, p95, run
from benchmarks.questions import Question, library, read_questions
from benchmarks.report import table, write

COLD_RUNS = 10
STARTER_QUESTION = "What does the Paris Agreement say about limiting warming?"


Spent = tuple[float, float]
"""Seconds by the clock, and of the processor."""


def timed(action: Callable[[], object]) -> Spent:
    """Return what an action took."""
    started, began = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - started, time.process_time() - began


def cold(folder: Path, questions: Sequence[str]) -> list[Spent]:
    """Return what ``globalbrain ask`` took, a fresh process each, for each question."""
    command = [GLOBALBRAIN, "--library", str(folder), "ask", "--json"]
    return [_cold([*command, question]) for question in questions]


def _cold(command: list[str]) -> Spent:
    taken = run(command, env=OFFLINE, accept=(0, 3))
    return taken.wall_s, taken.cpu_s


def warm(assistant: Assistant, questions: Sequence[Question]) -> tuple[list[Spent], list[Spent]]:
    """Return what each answer and each search took, after one to warm up."""
    assistant.answer(questions[0].question)
    answers = [timed(partial(assistant.answer, q.question)) for q in questions]
    searches = [timed(partial(assistant.search, q.question, k=10)) for q in questions]
    return answers, searches


def line(name: str, spent: Sequence[Spent]) -> tuple[str, ...]:
    """Return one line of the table: median, 95th percentile and worst, and the median of the processor."""
    seconds = [wall for wall, _ in spent]
    numbers = (middle(seconds), p95(seconds), max(seconds), middle([cpu for _, cpu in spent]))
    return (name, str(len(seconds)), *(_ms(number) for number in numbers))


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def summary(lines: Sequence[tuple[str, ...]]) -> str:
    """Return the page's bold line: the median of every row."""
    return f"**{'; '.join(f'{name}: {median}' for name, _, median, *_ in lines)}** (medians)."


def starter(folder: Path) -> Path:
    """Return ``folder`` as a library that holds the starter documents."""
    run([GLOBALBRAIN, "--library", str(folder), "ingest", "--starter"], env=OFFLINE)
    return folder


def main() -> None:
    """Measure and write ``results/latency.md``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", type=Path, default=Path(tempfile.gettempdir()) / "globalbrain-bench")
    folder = parser.parse_args().library
    questions = read_questions()
    assistant = library(folder)
    answers, searches = warm(assistant, questions)
    with tempfile.TemporaryDirectory() as name:
        lines = [
            line(
                "cold `globalbrain ask`, 27 reports",
                cold(folder, [q.question for q in questions[:COLD_RUNS]]),
            ),
            line(
                "cold `globalbrain ask`, starter library",
                cold(starter(Path(name)), [STARTER_QUESTION] * COLD_RUNS),
            ),
            line("answer in a running process, 27 reports", answers),
            line("search alone in a running process, 27 reports", searches),
        ]
    scores = table(("", "n", "median", "95th percentile", "worst", "median, processor"), lines)
    write("latency", "Time to an answer", "python -m benchmarks.latency", [METHOD, summary(lines), scores])
    print(scores)


METHOD = (
    "Cold means a new process each time: start, imports, library and encoder opened, one answer, end. "
    "The files are in the file system's cache, as they are from a user's second question on. Questions "
    "are those of `benchmarks/questions.jsonl`, asked without their filters and conversations. What is made "
    "once and kept in the cache folder is there: the converted and compiled encoder, the vectors of words. "
    "Where other programs run, processor time says more than the clock."
)

if __name__ == "__main__":
    main()
