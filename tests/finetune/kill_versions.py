"""Kill a change of the models before each of its steps on disk, and look at what is left.

Run as a program, since it forks. Prints for each change how many moments it was killed at.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from finetune.versions import ACTIVE, LOCK, Versions
from tests.finetune.cards import LABELS, card, change, score, trained

STEPS = ("open", "os.", "shutil.")


def kill_before(step: int) -> None:
    """Have this process killed just before its ``step``-th touch of the disk."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event.startswith(STEPS) and event not in ("os.kill", "os.listdir", "os.scandir"):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def survives(change_: Callable[[Versions], object], prepared: Path, place: Path, step: int) -> bool:
    """Kill ``change_`` at one step and check the rest; gives False where it ended before that step."""
    shutil.copytree(prepared, place)
    models = Versions(place, LABELS)
    child = os.fork()
    if not child:
        kill_before(step)
        change_(models)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed or status == 0, status
    active = models.active("commitment")
    assert active, "nothing is active"
    listed = models.listed()
    for own in listed:
        assert models.open(own.id).card == own.card
    change_again = models.promote(active.id)
    assert change_again.id == active.id
    visible = {path.name for path in place.iterdir()}
    assert visible <= {own.id for own in listed} | {ACTIVE, LOCK}, visible
    shutil.rmtree(place)
    return killed


def main() -> None:
    """Two versions, the second active; each change on a copy, killed at each step in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared = Versions(folder / "models", LABELS)
        first = prepared.promote(prepared.add(trained(folder / "1", 1), card(1)).id)
        scores = replace(card().scores[0], active=score(0.8), active_id=first.id, change=change(0.8, 0.9))
        second = prepared.add(trained(folder / "2", 2), card(2, scores=(scores,)))
        prepared.promote(second.id)
        files = trained(folder / "3", 3)
        changes: dict[str, Callable[[Versions], object]] = {
            "add": lambda models: models.add(files, card(3)),
            "promote": lambda models: models.promote(first.id, force=True),
            "roll_back": lambda models: models.roll_back(),
            "delete": lambda models: models.delete(first.id),
        }
        for named, own in changes.items():
            step = 1
            while survives(own, folder / "models", folder / "copy", step):
                step += 1
            sys.stdout.write(f"{named} {step - 1}\n")


if __name__ == "__main__":
    main()
