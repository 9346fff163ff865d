"""The commands serve and doctor."""

from __future__ import annotations

import threading
import webbrowser
from dataclasses import asdict
from typing import Annotated

import typer

from ui.cli_options import Json
from ui.cli_session import ANSWER, FAILURE, session

_OPEN_AFTER_S = 2.0


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="To listen on; off loopback a token is needed.")
    ] = None,
    port: Annotated[int | None, typer.Option(metavar="N", min=1, max=65_535, help="Default 7860.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Run the chat in the browser.

    On this machine alone unless told otherwise. A token is read from GLOBALBRAIN_TOKEN.
    """
    from ui.server import serve as run_server

    run = session(context)
    assistant = run.assistant(host=host, port=port)
    chosen = assistant.settings
    if open_page:
        timer = threading.Timer(_OPEN_AFTER_S, webbrowser.open, [f"http://127.0.0.1:{chosen.port}/"])
        timer.daemon = True
        timer.start()

    def ready(address: str) -> None:
        run.terminal.tell(f"The chat is on {address} (Ctrl-C ends it)", style="bold")

    run_server(assistant, chosen.host, chosen.port, chosen.token, ready=ready)


def doctor(context: typer.Context, as_json: Json = False) -> None:
    """Say what is installed, what is missing, and what to do."""
    run = session(context, as_json=as_json)
    findings = run.assistant().doctor()
    failed = any(finding.status == "fail" for finding in findings)
    if as_json:
        run.terminal.json({"ok": not failed, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            style = {"ok": "green", "warn": "yellow", "fail": "red"}.get(finding.status, "")
            run.terminal.say(f"{finding.status:4}  {finding.name}: {finding.detail}", style=style)
            if finding.status != "ok" and finding.remedy:
                run.terminal.say(finding.remedy, indent=6)
    raise typer.Exit(FAILURE if failed else ANSWER)
