"""Session: what one run of the command line knows, and how its errors become exit codes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from ui.cli_options import as_typed
from ui.errors import FaceError, UsageError
from ui.terminal import Terminal, plain

if TYPE_CHECKING:
    from agents.assistant import Assistant, Settings

ANSWER, FAILURE, USAGE, REFUSAL, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(slots=True)
class Session:
    """One run: ``make`` builds the assistant, which tests replace by a fake."""

    make: Callable[[Settings], Assistant] | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    library: Path | None = None
    debug: bool = False
    _terminal: Terminal | None = field(default=None, init=False)

    @property
    def terminal(self) -> Terminal:
        """Return the streams as they were when they were first needed."""
        if self._terminal is None:
            self._terminal = Terminal()
        return self._terminal

    def settings(self, **changes: Any) -> Settings:  # noqa: ANN401  # fields of Settings
        """Return the user's settings; a change that is None leaves what was set."""
        from agents.settings import Settings

        read = Settings.read(self.environ, library=self.library)
        return replace(read, **{key: value for key, value in changes.items() if value is not None})

    def assistant(self, **changes: Any) -> Assistant:  # noqa: ANN401  # fields of Settings
        """Return an assistant over the chosen library; nothing heavy is loaded by that."""
        if self.make is not None:
            return self.make(self.settings(**changes))
        from agents.assistant import Assistant

        return Assistant.from_settings(self.settings(**changes))


def session(context: typer.Context, *, as_json: bool = False) -> Session:
    """Return the run's session, told whether its result is wanted as JSON."""
    found = context.find_root().obj
    if not isinstance(found, Session):
        raise TypeError("the command was started without a session")
    found.terminal.as_json = as_json
    return found


def run_options_first(words: Sequence[str]) -> list[str]:
    """Return the words with the options of the whole run in front, so that they may stand anywhere.

    >>> run_options_first(["ask", "x", "--library", "lib", "--json", "--", "--debug"])
    ['--library', 'lib', 'ask', 'x', '--json', '--', '--debug']
    """
    front: list[str] = []
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            rest += [word, *left]
        elif word == "--library":
            front += [word, *islice(left, 1)]
        elif word == "--debug" or word.startswith("--library="):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


class Commands(TyperGroup):
    """The commands; an error that a user can act on becomes one line and an exit code."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:  # noqa: ANN401
        """Read the words before the command's name, and those of the whole run wherever they stand.

        Raises:
            TyperException: they cannot be used.
        """
        words = run_options_first(args)
        extra["obj"] = run = extra.get("obj") or Session()
        run.terminal.as_json = "--json" in words
        try:
            return super().make_context(info_name, words, parent, **extra)
        except TyperException as error:
            _misused(run, error)
            raise

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # typer's own signature
        """Run the command.

        Raises:
            TyperException: its words cannot be used.
            typer.Exit: with 2 for a question, filter or option that cannot be used, 1 for any other fault.
        """
        from agents.assistant import TOLD, ManifestError, QueryError, UnknownFilterError
        from agents.errors import PlanError, QuestionError

        try:
            return super().invoke(ctx)
        except TyperException as error:
            _misused(ctx.obj, error)
            raise
        except (*TOLD, FaceError) as error:
            session_of = ctx.find_root().obj
            session_of.terminal.fail(as_typed(error) if isinstance(error, UnknownFilterError) else error)
            # A manifest's own errors are told in the report; one that ends here was typed as an option.
            misused = isinstance(
                error,
                QuestionError | PlanError | QueryError | UnknownFilterError | UsageError | ManifestError,
            )
            raise typer.Exit(USAGE if misused else FAILURE) from error


def _misused(run: Session, error: TyperException) -> None:
    """Say on standard output what the framework says of the words on standard error, if JSON is wanted."""
    if run.terminal.as_json and getattr(error, "exit_code", FAILURE) == USAGE:
        said = plain(error.format_message())
        run.terminal.json({"error": {"what": "usage", "reason": said, "remedy": "See --help of the command"}})
