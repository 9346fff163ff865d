"""The command that checks a saved brief again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ui.cli_options import Json
from ui.cli_session import ANSWER, FAILURE, session
from ui.cli_sources import SourcesFile, opened
from ui.listed import read_bytes


def verify(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="BRIEF.JSON", help="From `ask --json` or `brief`.")],
    sources: SourcesFile = None,
    without_checksums: Annotated[
        bool,
        typer.Option("--without-checksums", help="Take a file that has none; check all the rest of it."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Check a saved brief again.

    Documents, quotes, numbers, verdicts and the plan are compared with the library, or with the file of
    sources that it was made from; code 1 where one fails, and where the file has no checksums: such a file
    cannot be checked for changes.
    """
    run = session(context, as_json=as_json)
    given = opened(sources)
    report = run.assistant().verify(read_bytes(source), given, without_checksums=without_checksums)
    if as_json:
        run.terminal.json({"ok": report.ok, **asdict(report)})
    else:
        for fault in report.faults:
            run.terminal.say(f"{fault.kind}: {fault.where}: {fault.detail}", style="red")
        for remark in report.remarks:
            run.terminal.tell(remark)
        count = f"{report.claims} claims, {report.citations} citations of {report.documents} documents"
        run.terminal.say(f"{'holds' if report.ok else 'does not hold'}: {count}")
    raise typer.Exit(ANSWER if report.ok else FAILURE)
