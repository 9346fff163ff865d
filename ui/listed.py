"""Small steps of the commands that answer: a passage as lines, a file as bytes, what reads beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.encodings import refuse_encoding
from ui.errors import UsageError

if TYPE_CHECKING:
    from agents.assistant import Assistant
    from ui.export import Format


def listed(text: str, *, rows: bool) -> list[str]:
    r"""Return a passage as it is listed: the rows of a table each by itself, under what heads them.

    >>> listed("Table 3\nYear | Rain\n2020\t7 mm", rows=True)
    ['Table 3', 'Year | Rain', '2020 | 7 mm']
    """
    lines = text.splitlines() if rows else [text]
    return [" ".join(line.replace("\t", " | ").split()) for line in lines]


def read_bytes(source: Path) -> bytes:
    """Return what is in a file (UsageError: it cannot be read; EncodingError: it is not UTF-8)."""
    refuse_encoding(source)
    try:
        return source.read_bytes()
    except OSError as error:
        raise UsageError(
            str(source), error.strerror or str(error), "Give a brief.json that can be read"
        ) from error


def read_beside(assistant: Assistant, question: str) -> None:
    """Have the taggers read too, where anything is asked."""
    if question.strip():
        assistant.read_words()


def format_of(out: Path, name: str | None) -> Format:
    """Return what a file is to be written as: as named, else by its ending.

    Raises:
        UsageError: no format is called so, or the file's ending is of another.
    """
    from ui.export import Format, format_named

    found, ending = format_named(name or out.name), format_named(out.name)
    if found is None:
        known = ", ".join(item.value for item in Format)
        raise UsageError(name or out.name, "no export is called so", f"Formats are: {known}")
    if ending not in (None, found) and (found, ending) != (Format.CSL, Format.JSON):
        raise UsageError(
            f"--format {name}",
            f"the file is called {out.name}, and as {found.value} it would be no {ending}",
            f"Leave --format out, or call the file {out.stem}.{found.value}",
        )
    return found
