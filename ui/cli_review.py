"""The command that reviews: claims of a brief accepted, edited or rejected, each by name."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli_options import Json
from ui.cli_session import Session, session
from ui.cli_sources import SourcesFile, opened
from ui.encodings import refuse_encoding
from ui.errors import UsageError
from ui.plain import clean

if TYPE_CHECKING:
    from agents.brief import Brief
    from agents.review import Wish
    from agents.reviewed import Row
    from agents.reviews import Kept
    from ui.terminal import Terminal

_NUMBERS = re.compile(r"\s*\d{1,18}(\s*-\s*\d{1,18})?(\s*,\s*\d{1,18}(\s*-\s*\d{1,18})?)*\s*", re.ASCII)
_MOST_TYPED = 20_000
_ALL = "all"


def review(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[BRIEF]", help="A brief.json, or the name of a brief that the library keeps; none: list."
        ),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="N,N|all", help="Claims that stand as they are."),
    ] = None,
    reject: Annotated[
        list[str] | None, typer.Option("--reject", metavar="N,N", help="Claims that leave the answer.")
    ] = None,
    edit: Annotated[
        tuple[int, str] | None,
        typer.Option("--edit", metavar="N TEXT", help="Another text, verified anew against its page."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="Who decides; else the setting reviewer, else you."),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; kept with each decision.")] = "",
    state: Annotated[bool, typer.Option("--state", help="Only how far the review is.")] = False,
    sources: SourcesFile = None,
    as_json: Json = False,
) -> None:
    """Review a brief claim by claim, and the quotations in its tables of options after them.

    Edits count first, then rejections, then acceptances: all of them are taken, or none. A brief is final
    once every claim that stands is accepted. Decisions are added to the file, and none is ever removed.
    """
    from agents.reviews import Reviews, change

    run = session(context, as_json=as_json)
    kept = Reviews(run.settings().library)
    deciding = any((accept, reject, edit))
    if source is None:
        if deciding or state:
            raise UsageError("review", "no brief is named", "Name a brief.json, or one that `review` lists")
        _list(kept.all(), run.terminal)
        return
    path = (
        Path(source) if Path(source).is_file() or "." in source or "/" in source else kept.find(source).path
    )
    refuse_encoding(path)
    if deciding:
        wanted = partial(_wishes, accept or (), reject or (), edit)
        _show(change(path, partial(_decide, run, wanted, by, note, sources)), run.terminal, state=state)
    else:
        from agents.reviews import read

        _show(read(path), run.terminal, state=state)


def _decide(
    run: Session,
    wanted: Callable[[Brief], list[Wish]],
    by: str | None,
    note: str,
    sources: Path | None,
    brief: Brief,
) -> Brief:
    from agents.review import review as decide

    assistant, given = run.assistant(), opened(sources)
    name = by if by is not None else _name(run)
    edited = partial(assistant.edited, sources=given) if given else assistant.edited
    return decide(brief, wanted(brief), name, note, datetime.now(UTC).replace(microsecond=0), edited)


def _name(run: Session) -> str:
    """The reviewer's name where none was given, and where it comes from, said."""
    chosen = run.settings().reviewer
    if chosen:
        run.terminal.tell(f"reviewer: {chosen} (the setting reviewer; --by names another)")
        return chosen
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
    run.terminal.tell(f"reviewer: {user} (the user of this computer; --by names another)")
    return user


def _wishes(
    accept: Sequence[str], reject: Sequence[str], edit: tuple[int, str] | None, brief: Brief
) -> list[Wish]:
    """What was typed, in the order in which it counts."""
    from agents.decisions import Action
    from agents.review import Wish
    from agents.reviewed import numbered

    rows = numbered(brief)
    gone = _numbers(reject, "--reject", len(rows))
    if _ALL in (text.strip().lower() for text in accept):
        taken = [row.number for row in rows if not row.rejected and row.number not in gone]
    else:
        taken = _numbers(accept, "--accept", len(rows))
    if both := sorted(set(gone) & set(taken)):
        raise UsageError(f"claim {both[0]}", "it is to be accepted and rejected", "Give one of the two")
    wishes = [Wish(edit[0], Action.EDIT, edit[1])] if edit else []
    wishes += [Wish(number, Action.REJECT) for number in gone]
    return wishes + [Wish(number, Action.ACCEPT) for number in taken]


def _numbers(texts: Sequence[str], option: str, claims: int) -> list[int]:
    """Numbers and ranges of numbers, each once, all of them those of claims."""
    from agents.errors import ReviewError

    found: dict[int, None] = {}
    has = f"the brief has claims 1 to {claims}" if claims else "the brief has no claims: it is a refusal"
    for text in texts:
        if len(text) > _MOST_TYPED or not _NUMBERS.fullmatch(text):
            raise UsageError(f"{option} {text[:40]}", "these are no numbers", "Write 1,2,5 or 1-4")
        for part in text.split(","):
            first, _, last = part.partition("-")
            end = int(last or first)
            said = f"{option} {part.strip()[:40]}"
            if end < int(first):
                raise UsageError(said, "it ends before it begins", "Write 1-4")
            if last and not 1 <= int(first) <= end <= claims:
                raise UsageError(said, has, "`globalbrain review BRIEF` lists them")
            if not 1 <= end <= claims:
                raise ReviewError(f"claim {end}", has, "Look at the claims with `globalbrain review`.")
            found.update(dict.fromkeys(range(int(first), end + 1)))
    return list(found)


def _list(kept: Sequence[Kept], terminal: Terminal) -> None:
    from agents.reviewed import state_of
    from ui.export_words import words
    from ui.review_words import badge

    if terminal.as_json:
        rows = [
            {"name": own.name, "file": str(own.path), "question": own.brief.question, **_state(own.brief)}
            for own in kept
        ]
        terminal.json({"briefs": rows})
        return
    if not kept:
        terminal.tell("no brief is under review here; `globalbrain review BRIEF.json` reviews one in a file")
        return
    english = words("en")
    rows_said = [(own.name, badge(state_of(own.brief), "en"), own.brief.question) for own in kept]
    terminal.table(("name", "state", english["question"].lower()), rows_said)


def _show(brief: Brief, terminal: Terminal, *, state: bool) -> None:
    from agents.reviewed import numbered, state_of
    from ui.review_words import badge

    rows = numbered(brief)
    if terminal.as_json:
        claims = [] if state else [_row(row) for row in rows]
        terminal.json({**_state(brief), **({} if state else {"question": brief.question, "rows": claims})})
        return
    said = badge(state_of(brief), "en")
    if state:
        terminal.say(said or "a refusal: there is nothing to review")
        return
    terminal.say(brief.question, style="bold")
    terminal.say(said or "a refusal: there is nothing to review")
    for row in rows:
        terminal.say()
        _say_row(row, terminal)


def _say_row(row: Row, terminal: Terminal) -> None:
    from ui.review_words import moment

    partly = " (supported in part)" if row.claim.support.value == "partial" else ""
    terminal.say(f"{row.number}. {clean(row.claim.text)}{partly}", style="bold" if row.accepted else "")
    if row.topic:
        terminal.say(f"quoted in the table of an option ({row.topic})", style="dim", indent=3)
    for citation in row.claim.citations[:3]:
        terminal.say(f"{citation.title or citation.file}, p. {citation.page}", style="dim", indent=3)
    if row.edited:
        terminal.say(f"it read: {clean(row.made.text)}", style="dim", indent=3)
    for own in row.decisions:
        why = f": {clean(own.note)}" if own.note else ""
        done = f"{_DONE[own.action.value]} by {clean(own.by)}, {moment(own.at)} UTC{why}"
        terminal.say(done, indent=3)
    if not row.decisions:
        terminal.say("open", style="dim", indent=3)


_DONE = {"accept": "accepted", "edit": "edited", "reject": "rejected"}


def _row(row: Row) -> dict[str, Any]:
    done = "open" if row.last is None else _DONE[row.last.action.value]
    return {
        "number": row.number,
        "text": row.claim.text,
        "made": row.made.text,
        "topic": row.topic,
        "support": row.claim.support.value,
        "status": "accepted" if row.accepted else done,
        "decisions": [
            {
                **{name: value for name, value in asdict(own).items() if name not in ("edited", "sha256")},
                "at": own.at.isoformat(),
            }
            for own in row.decisions
        ],
    }


def _state(brief: Brief) -> dict[str, Any]:
    from agents.reviewed import state_of

    state = state_of(brief)
    values = {name: value for name, value in asdict(state).items() if name not in ("stage", "at", "by")}
    at = state.at.isoformat() if state.at else None
    return {"state": state.stage.value, **values, "by": list(state.by), "at": at}
