"""Answers from a file of sources instead of a library: the option, and what it excludes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli_options import named_path
from ui.encodings import refuse_encoding
from ui.errors import UsageError

if TYPE_CHECKING:
    from agents.sources import Sources

SourcesFile = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="FILE.JSONL",
        parser=named_path,
        help='Only from these passages: {"title", "year", "page", "text"} a line. No library is needed.',
    ),
]


def opened(path: Path | None, *filters: object) -> Sources | None:
    """Return the sources of a file, None where none is named.

    Raises:
        SourcesError: the file cannot be used.
        EncodingError: it is not UTF-8.
        UsageError: it is named beside filters, which are of a library.
    """
    if path is None:
        return None
    if any(one is not None for one in filters):
        raise UsageError(
            "--sources",
            "filters narrow a library, and a file of sources is searched whole",
            "Leave the filters away, or give a file with fewer lines",
        )
    from agents.sources import read_sources

    refuse_encoding(path)
    return read_sources(path)
