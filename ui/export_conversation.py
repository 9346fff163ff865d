"""A whole conversation into one file: JSON, Markdown, or Word, by the exports of its briefs."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace

from agents.brief import Brief
from agents.conversations import Conversation, KeptTurn, conversation_json
from ui.errors import UsageError
from ui.export import MEDIA_TYPES, Format, export
from ui.export_markdown import escape, markdown
from ui.outline import outline
from ui.plain import clean

KINDS = ("md", "docx", "json")
ZIP = "application/zip"
_NOTE = re.compile(r"(?<!\\)\[\^(\d+)\]")


def as_they_stand(turns: Sequence[KeptTurn], now: Callable[[Brief], Brief]) -> tuple[KeptTurn, ...]:
    """Return the turns with each brief as its reviewers have left it."""
    return tuple(replace(own, brief=now(own.brief)) if own.brief else own for own in turns)


def conversation_file(
    conversation: Conversation, turns: Sequence[KeptTurn], kind: str, base: str = ""
) -> tuple[bytes, str, str]:
    """Return the bytes of the file, its suffix and its media type.

    Word files are one a question; where there are several answers, they come in one zip.

    Args:
        conversation: its name and times.
        turns: its questions in order.
        kind: one of ``KINDS``.
        base: where Global Brain serves its pages; see ``ui/outline.py: outline``.

    Raises:
        UsageError: a Word file is wanted, and nothing was answered.
    """
    if kind == "json":
        told = json.dumps(conversation_json(conversation, tuple(turns)), ensure_ascii=False, indent=2) + "\n"
        return told.encode("utf-8", "replace"), "json", MEDIA_TYPES[Format.JSON]
    if kind == "md":
        return _markdown(conversation, turns, base).encode(), "md", MEDIA_TYPES[Format.MARKDOWN]
    briefs = [turn.brief for turn in turns if turn.brief is not None]
    if not briefs:
        raise UsageError(conversation.name, "nothing in it was answered", "Export it as md or json")
    files = [export(brief, Format.DOCX, base) for brief in briefs]
    if len(files) == 1:
        return files[0], "docx", MEDIA_TYPES[Format.DOCX]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (brief, data) in enumerate(zip(briefs, files, strict=True), 1):
            when = brief.created.timetuple()[:6]
            archive.writestr(zipfile.ZipInfo(f"{number:02}-{_slug(brief.question)}.docx", when), data)
    return packed.getvalue(), "zip", ZIP


def file_name(conversation: Conversation, suffix: str) -> str:
    """Return a name for the file, of ASCII letters and digits only.

    >>> _slug("What cuts méthane, by 2030?")
    'what-cuts-methane-by-2030'
    """
    return f"{conversation.changed:%Y-%m-%d}-{_slug(conversation.name)}.{suffix}"


def _slug(text: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "conversation"


def _markdown(conversation: Conversation, turns: Sequence[KeptTurn], base: str) -> str:
    """All answers below one title; the numbers of notes tell the question, so that none meets another."""
    parts = [f"# {escape(clean(conversation.name))}\n\n*{conversation.created:%Y-%m-%d %H:%M} UTC*\n"]
    for number, turn in enumerate(turns, 1):
        if turn.brief is None:
            told = escape(clean(turn.trouble)) or "\u2013"
            parts.append(f"## {escape(clean(turn.question))}\n\n{told}\n")
            continue
        own = re.sub(r"^#", "##", markdown(outline(turn.brief, base)), flags=re.MULTILINE)
        parts.append(_NOTE.sub(rf"[^{number}-\1]", own))
    return "\n---\n\n".join(parts)
