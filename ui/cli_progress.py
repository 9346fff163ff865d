"""An ingestion as it is followed on a terminal, and the report at its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from agents.assistant import FileDone, IngestEvent, IngestReport, Started
from agents.assistant import Progress as PagesDone
from ui.terminal import Terminal, plain

_LINE_EVERY_S = 5.0
NOTHING = IngestReport(0, 0, 0, 0, (), 0)


def follow(
    events: Iterator[IngestEvent], terminal: Terminal, clock: Callable[[], float] = time.monotonic
) -> IngestReport:
    """Return the report after every event was shown: a bar on a terminal, else a line now and then."""
    if terminal.err.is_terminal:
        return _with_bar(events, terminal)
    report, told = NOTHING, clock()
    for event in events:
        match event:
            case Started():
                terminal.tell(f"{event.files} PDFs")
            case FileDone():
                terminal.tell(_file(event))
            case PagesDone() if clock() - told >= _LINE_EVERY_S:
                told = clock()
                terminal.tell(f"{event.pages_done}/{event.pages_total} pages, {_speed(event)}")
            case IngestReport():
                report = event
            case _:
                pass
    return report


def _with_bar(events: Iterator[IngestEvent], terminal: Terminal) -> IngestReport:
    report = NOTHING
    columns = (
        TextColumn("pages"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task("pages", total=None, speed="")
        for event in events:
            if isinstance(event, IngestReport):
                report = event
            else:
                _advance(bar, task, event, terminal)
    return report


def _advance(bar: Progress, task: TaskID, event: IngestEvent, terminal: Terminal) -> None:
    match event:
        case PagesDone():
            bar.update(task, completed=event.pages_done, total=event.pages_total, speed=_speed(event))
        case FileDone() if event.outcome == "failed" or event.warnings:
            terminal.tell(_file(event))
        case _:
            pass


def _rate(per_s: float) -> str:
    return f"{per_s:.0f}" if per_s >= 10 else f"{per_s:.1f}"


def _speed(event: PagesDone) -> str:
    pages = "" if event.pages_per_s is None else f"{_rate(event.pages_per_s)} pages/s"
    if event.seconds_left is None:
        return pages
    minutes, seconds = divmod(round(event.seconds_left), 60)
    return f"{pages}, {minutes}:{seconds:02d} left"


def _count(n: int, word: str) -> str:
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def _file(event: FileDone) -> str:
    name = plain(event.file).replace("\n", " ")
    if event.outcome == "added":
        unread = f", {len(event.unread_pages)} without readable text" if event.unread_pages else ""
        warned = "".join(f"\n  note: {warning}" for warning in event.warnings)
        size = f"{_count(event.pages, 'page')}, {_count(event.passages, 'passage')}"
        return f"added {name}: {size}{unread}{warned}"
    return f"{event.outcome} {name}" + (f": {event.reason}" if event.reason else "")


def report_json(report: IngestReport) -> dict[str, Any]:
    """Return the report as plain JSON values."""
    return asdict(report)


def show(report: IngestReport, terminal: Terminal) -> None:
    """Write the report: what is in, what was in already, what failed and what to do about it."""
    speed = f", {_rate(report.pages / report.seconds)} pages/s" if report.seconds and report.pages else ""
    terminal.say(
        f"{_count(report.documents, 'document')} in: "
        f"{_count(report.pages, 'page')}, {_count(report.passages, 'passage')}"
        + (f" ({report.seconds:.1f} s{speed})" if report.seconds else "")
    )
    for count, text in (
        (report.skipped, "skipped: in the library already"),
        (report.updated, "updated: in the library already, new metadata taken over"),
        (report.ignored, "ignored: not PDFs"),
        (report.unread_pages, "pages without readable text"),
    ):
        if count:
            terminal.say(f"{count} {text}")
    for failure in report.manifest_errors:
        terminal.say(f"manifest: {failure.file}: {failure.reason}. {failure.remedy}")
    if report.failed:
        terminal.say(f"{len(report.failed)} failed; every other file is in:")
    for failure in report.failed:
        terminal.say(f"{failure.file}: {failure.reason}. {failure.remedy}", indent=2)
