from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.check import check
from corpus.store import Store
from tests.corpus.operations import OPERATIONS, expected, found, write_files

ROOT = Path(__file__).resolve().parents[2]
MOST_S = 0.25  # a run to the end takes longer; the next one goes on where this one was killed


@pytest.mark.parametrize("kills", [50, pytest.param(200, marks=pytest.mark.soak)])
@pytest.mark.timeout(900)
def test_after_a_kill_the_library_is_that_of_some_prefix_with_every_acknowledged_operation(
    kills: int, tmp_path: Path
) -> None:
    chance = random.Random(kills)
    pdfs = tmp_path / "pdfs"
    pdfs.mkdir()
    write_files(pdfs)
    command = [sys.executable, "-m", "tests.corpus.kill_target"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as target:
        library, first, left, round_ = tmp_path / "library-0", 0, kills, 0
        while left:
            acknowledged, killed = _run(target, library, pdfs, first, chance.uniform(0, MOST_S))
            left -= killed
            first = _examine(library, pdfs, max(first, acknowledged))
            if first == len(OPERATIONS):
                round_ += 1
                library, first = tmp_path / f"library-{round_}", 0
        assert _run(target, library, pdfs, first, None) == (len(OPERATIONS), False)
        target.communicate()
    with Store.open(library) as store:
        assert found(store) == expected(pdfs, len(OPERATIONS))
        assert check(store, read_data=True).problems == ()


def _run(
    target: subprocess.Popen[str], library: Path, pdfs: Path, first: int, kill_after_s: float | None
) -> tuple[int, bool]:
    """Run the operations from ``first`` on and kill the process some time after it began.

    Gives how many operations are acknowledged, and whether it was killed before it ended.
    """
    assert target.stdin
    assert target.stdout
    target.stdin.write(json.dumps([str(library), str(pdfs), first]) + "\n")
    target.stdin.flush()
    killer = threading.Timer(kill_after_s or 0, lambda: _kill(pid))
    acknowledged, pid = first, 0
    for line in target.stdout:
        match line.split():
            case ["pid", number]:
                pid = int(number)
                if kill_after_s is not None:
                    killer.start()
            case ["end", status]:
                killer.cancel()
                assert status in ("0", "-9")
                return acknowledged, status == "-9"
            case [number]:
                acknowledged = int(number) + 1
    raise AssertionError("the process ended by itself")


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):  # it was faster
        os.kill(pid, signal.SIGKILL)


def _examine(library: Path, pdfs: Path, acknowledged: int) -> int:
    """Check the state that the kill left; gives the number of operations that it holds."""
    if not (library / "library.db").exists():
        assert acknowledged == 0
        return 0
    with Store.open(library, create=True) as store:
        state = found(store)
        matching = [n for n in (acknowledged, acknowledged + 1) if state == expected(pdfs, n)]
        assert matching, f"after {acknowledged} acknowledged operations: {sorted(state)}"
        problems = {problem.kind for problem in check(store, read_data=True).problems}
        assert problems <= {"stray-original", "unfinished-removal"}  # what the next writer puts right
        return matching[0]
