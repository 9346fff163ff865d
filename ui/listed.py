"""Small steps of the commands that answer: a passage as lines, a file as bytes, what reads beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.errors import UsageError

if TYPE_CHECKING:
    from agents.assistant import Assistant


def listed(text: str, *, rows: bool) -> list[str]:
    r"""Return a passage as it is listed: the rows of a table each by itself, under what heads them.

    >>> listed("Table 3\nYear | Rain\n2020\t7 mm", rows=True)
    ['Table 3', 'Year | Rain', '2020 | 7 mm']
    """
    lines = text.splitlines() if rows else [text]
    return [" ".join(line.replace("\t", " | ").split()) for line in lines]


def read_bytes(source: Path) -> bytes:
    """Return what is in a file (UsageError: it cannot be read)."""
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
