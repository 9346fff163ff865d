"""Run a command as a user would and say what it took: wall time, CPU time, peak memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

SAMPLE_S = 0.2


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run of a command took.

    ``peak_mib`` is the highest sum over the command and all its descendants of the proportional set
    size, in which a page shared by n processes counts 1/n in each; ``cpu_s`` is user and system time
    of the command and every child it waited for.
    """

    wall_s: float
    cpu_s: float
    peak_mib: float
    output: str


def run(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, accept: Sequence[int] = (0,)
) -> Taken:
    """Run a command to its end and return what it took; ``accept`` are exit codes that count as success.

    Raises:
        SystemExit: it ended with an error; its last lines are shown.
    """
    peaks: list[float] = [0.0]
    with subprocess.Popen(
        command, env={**os.environ, **(env or {})}, text=True, stdout=-1, stderr=subprocess.STDOUT
    ) as child:
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(child.pid, peaks, done))
        started = time.perf_counter()
        watcher.start()
        output = child.stdout.read() if child.stdout else ""
        done.set()
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - started
        watcher.join()
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in accept:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}:\n{output[-2000:]}")
    return Taken(wall_s, usage.ru_utime + usage.ru_stime, max(peaks) / 2**20, output)


def _watch(pid: int, peaks: list[float], done: threading.Event) -> None:
    while not done.wait(SAMPLE_S):
        peaks.append(float(tree_bytes(pid)))


def tree_bytes(pid: int) -> int:
    """Return the proportional set size of a process and its descendants, in bytes."""
    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    return sum(_bytes(process) for process in family)


def _bytes(process: psutil.Process) -> int:
    try:
        return _pss(process.pid) or int(process.memory_full_info().uss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def _pss(pid: int) -> int:
    """Linux's own sum, far cheaper than adding up every mapping; 0 where there is none."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return float(median(values))


def p95(values: Sequence[float]) -> float:
    """Return the smallest value that 95 per cent of the values do not exceed.

    >>> p95([float(n) for n in range(1, 21)])
    19.0
    """
    ordered = sorted(values)
    return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]
