"""The command `globalbrain`."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from types import TracebackType

import typer

from ui.cli import app
from ui.cli_session import FAILURE, INTERRUPTED, Session
from ui.terminal import plain, to_text


def main() -> None:
    """Run the command line; a fault that nobody foresaw is one line, its trace only with --debug."""
    if "--debug" not in sys.argv:
        sys.excepthook = unexpected
    try:
        typer.main.get_command(app).main(prog_name="globalbrain", obj=Session())
    finally:
        if warming := sys.modules.get("agents.warming"):
            warming.finish()
        # The interpreter's last collection would visit every object of every library, half a second's work.
        gc.freeze()


def unexpected(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """Write one line that names the fault and how to see more of it."""
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("interrupted\n")
        sys.exit(INTERRUPTED)
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    place = f"{last.tb_frame.f_globals.get('__name__', '?')}:{last.tb_lineno}" if last else "?"
    text = plain(f"{kind.__name__} at {place}: {error}").replace("\n", " ")
    sys.stderr.write(f"globalbrain: unexpected fault: {text[:500]}. Run again with --debug for the trace.\n")
    if "--json" in sys.argv:
        told = {"what": "unexpected fault", "reason": text[:500], "remedy": "Run again with --debug"}
        with suppress(OSError):
            sys.stdout.write(to_text({"error": told}) + "\n")
    sys.exit(FAILURE)


if __name__ == "__main__":
    main()
