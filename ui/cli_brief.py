"""A brief and its steps as lines of text."""

from __future__ import annotations

from collections.abc import Mapping

from agents.brief import Brief
from agents.events import Assessed, Consulted, Drafted, Event, Finished, Found, Planned, Verified
from ui.grids import plain_rows
from ui.limits import question_limit
from ui.outline import Line, Note, Outline, Part, note_page, note_source, outline, partly
from ui.strings_tools import tool_name, tool_names
from ui.terminal import Terminal


def step(event: Event) -> str:
    """Return one step in words."""
    match event:
        case Planned(plan):
            questions = "; ".join(part.text for part in plan.sub_questions)
            return f"planned: {len(plan.sub_questions)} to search for: {questions}"
        case Found(searched, documents):
            verdict = "answers" if searched.answered else "nothing that answers"
            return (
                f"searched: {searched.query}: {searched.found} passages of {documents} documents, {verdict}"
            )
        case Assessed(sentences, tools, missing):
            read = f"read: {sentences} sentences with {tool_names(tools, 'en')}" if tools else "read: nothing"
            missed = tool_names((own.tool for own in missing), "en")
            return f"{read}; missing: {missed}" if missing else read
        case Consulted(role, calls, seconds, tokens, failure):
            said = f"asked the chat model ({role}): {calls} times, {seconds:.1f} s, {tokens} tokens"
            return f"{said}; not used: {failure}" if failure else said
        case Drafted(sentences):
            return f"drafted: {sentences} sentences"
        case Verified(supported, left_out):
            return f"verified: {supported} stand, {left_out} left out"
        case Finished():
            return "done"


def show(brief: Brief, terminal: Terminal) -> None:
    """Write the answer and its notes, or the refusal and what was searched."""
    parts = outline(brief)
    word = parts.words
    if limit := question_limit(brief):
        terminal.say(limit, style="dim")
        terminal.say()
    if not parts.answered:
        _refuse(parts, terminal)
        return
    for part in (parts.bottom_line, *parts.options):
        if part.lines:
            _say_part(part, word, terminal)
    for grid in parts.grids:
        terminal.say(grid.heading, style="bold")
        terminal.table(grid.heads, list(plain_rows(grid)))
    for heading, texts in ((word["unanswered"], parts.unanswered), (word["left_out"], _left_out(parts))):
        if texts:
            terminal.say(heading, style="bold")
        for text in texts:
            terminal.say(f"- {text}", indent=2)
    _say_missing(brief, word, terminal)
    terminal.say(word["notes"], style="bold")
    for note in parts.notes:
        terminal.say(_note(note, parts), indent=2)


def _say_missing(brief: Brief, word: Mapping[str, str], terminal: Terminal) -> None:
    """That sentences are quoted because the chat model was no use, and why."""
    from agents.mind import CHAT_MODEL

    for missing in brief.missing_tools:
        if missing.tool == CHAT_MODEL:
            name = tool_name(missing.tool, brief.language)
            terminal.say(f"{word['made_missing']}: {name} ({missing.why})", indent=2)


def _say_part(part: Part, word: Mapping[str, str], terminal: Terminal) -> None:
    terminal.say(part.heading, style="bold")
    for line in part.lines:
        terminal.say(f"- {line.text}{_marks(line, word)}", indent=2)
    if part.read:
        terminal.say(f"{word['how_read']}: {part.read}", style="dim", indent=2)
    terminal.say()


def _left_out(parts: Outline) -> tuple[str, ...]:
    return tuple(f"{line.text} ({line.why})" if line.why else line.text for line in parts.left_out)


def _marks(line: Line, word: Mapping[str, str]) -> str:
    marks = "".join(f"[{number}]" for number in line.notes)
    marked = partly(line, word)
    return f" {marks}" + (f" ({marked})" if marked else "")


def _note(note: Note, parts: Outline) -> str:
    where = note.link or note.named
    return f"[{note.number}] {note.title}. {note_source(note, parts.words)} “{note.quote}” {where}".rstrip()


def _refuse(parts: Outline, terminal: Terminal) -> None:
    word = parts.words
    terminal.say(word["refusal"], style="bold")
    terminal.say(word["refusal_note"])
    if parts.unanswered:
        terminal.say(word["unanswered"], style="bold")
    for text in parts.unanswered:
        terminal.say(f"- {text}", indent=2)
    terminal.say(word["searched"], style="bold")
    for search in parts.searched:
        terminal.say(f"- {search.query}: {word['found']} {search.found}", indent=2)
    if parts.nearest:
        terminal.say(word["nearest"], style="bold")
    for note in parts.nearest:
        terminal.say(f"- {note.title}, {note_page(note, word)}: “{note.quote}”", indent=2)
