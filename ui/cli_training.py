"""A training as it is followed at the command line: a bar on a terminal, else lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ui.terminal import Terminal

STAGES: Mapping[str, str] = {
    "read": "texts read",
    "folds": "settings tried",
    "fit": "heads fitted",
    "step": "steps",
}
"""What is counted in each stage."""
_QUARTERS = 4
Listener = Callable[[Mapping[str, Any]], None]


@contextmanager
def following(terminal: Terminal) -> Iterator[Listener]:
    """Give what hears the events of a training, and shows them on standard error."""
    if not terminal.err.is_terminal:
        yield Lines(terminal).hear
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        yield Bar(terminal, bar).hear


class Lines:
    """Every event a line; of a stage, each quarter."""

    def __init__(self, terminal: Terminal) -> None:
        """Start with no stage."""
        self._terminal = terminal
        self._last = ("", -1)

    def hear(self, told: Mapping[str, Any]) -> None:
        """Show one event."""
        if told["event"] != "stage":
            tell(self._terminal, told)
            return
        stage, done, total = str(told["stage"]), int(told["done"]), int(told["total"])
        now = (stage, _QUARTERS * done // max(1, total))
        if now != self._last and (done == total or now[0] == self._last[0]):
            self._terminal.tell(f"{STAGES[stage]}: {done}/{total}")
        self._last = now


class Bar:
    """A bar for the stage that is under way, or for the steps; other events above it as lines."""

    def __init__(self, terminal: Terminal, bar: Progress) -> None:
        """Start without a bar."""
        self._terminal = terminal
        self._bar = bar
        self._stage = ""

    def hear(self, told: Mapping[str, Any]) -> None:
        """Show one event."""
        match told["event"]:
            case "stage":
                self._at(str(told["stage"]), int(told["done"]), int(told["total"]))
            case "step":
                self._at("step", int(told["step"]), int(told["steps"]), f", loss {told['loss']}")
            case _:
                tell(self._terminal, told)

    def _at(self, stage: str, done: int, total: int, more: str = "") -> None:
        if stage != self._stage or not self._bar.tasks or done < self._bar.tasks[0].completed:
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
            self._bar.add_task(STAGES[stage], total=total)
        self._stage = stage
        self._bar.update(self._bar.task_ids[0], completed=done, total=total, description=STAGES[stage] + more)


def tell(terminal: Terminal, told: Mapping[str, Any]) -> None:
    """One event of a training as a line."""
    match told["event"]:
        case "data":
            terminal.tell(f"{told['task']}: " + "\n  ".join(told["lines"]))
            if told["left_out"]:
                near = f"{told['near_duplicates']} near-duplicates across parts"
                terminal.tell(f"  {near}; {told['left_out']} rows left out")
        case "start" if "steps" in told:
            terminal.tell(
                f"seed {told['seed']}: {told['trained']} of {told['of']} numbers, {told['steps']} steps"
            )
        case "step":
            terminal.tell(f"step {told['step']}/{told['steps']}: loss {told['loss']}")
        case "validation" | "scores":
            terminal.tell(
                f"{told['event']}: " + ", ".join(f"{name} {value}" for name, value in told["scores"].items())
            )
        case "export" if told["scores"]:
            both = (f"{task} {fp32} in fp32, {int8} in int8" for task, (fp32, int8) in told["scores"].items())
            terminal.tell(f"served in {told['kept']}: {', '.join(both)}")
        case _:
            pass
