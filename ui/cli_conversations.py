"""The commands about kept conversations: list, show, rename, delete, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli_options import Json, examples, named_path
from ui.cli_session import FAILURE, session
from ui.errors import UsageError
from ui.terminal import check_target, write_whole

if TYPE_CHECKING:
    from agents.conversations import Conversation

conversations = typer.Typer(
    help="See, rename, delete and export the conversations that the chat has kept.",
    epilog=examples(
        "conversations list --search methane",
        "conversations export 1d64 --out methane.md",
        "conversations delete 1d64",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)
Named = Annotated[
    str, typer.Argument(metavar="CONVERSATION", help="Id, its first digits (four at least), or whole name.")
]
_SHOWN = 8


@conversations.command("list", epilog=examples("conversations list", 'conversations list --search "coal"'))
def list_conversations(
    context: typer.Context,
    search: Annotated[str, typer.Option(metavar="WORDS", help="That name or questions must hold.")] = "",
    as_json: Json = False,
) -> None:
    """List the conversations, the latest first."""
    run = session(context, as_json=as_json)
    kept = run.assistant().conversations()
    found = kept.listed(search)
    if as_json:
        run.terminal.json({"conversations": [_plain(own) for own in found]})
        return
    rows = [
        (own.id[:_SHOWN], f"{own.changed:%Y-%m-%d %H:%M}", str(len(own.questions)), own.name) for own in found
    ]
    run.terminal.table(("id", "changed (UTC)", "questions", "name"), rows)
    run.terminal.tell(f"{len(found)} conversations" + ("" if kept.keeps else "; new ones are not kept"))


@conversations.command(epilog=examples("conversations show 1d64", "conversations show 1d64 --json"))
def show(context: typer.Context, conversation: Named, as_json: Json = False) -> None:
    """Show a conversation: each question with its answer, as `ask` shows it."""
    from agents.conversations import conversation_json
    from ui.cli_brief import show as show_brief

    run = session(context, as_json=as_json)
    kept = run.assistant().conversations()
    found = kept.found(conversation)
    turns = kept.turns(found.id)
    if as_json:
        run.terminal.json(conversation_json(found, turns))
        return
    run.terminal.say(found.name, style="bold")
    for turn in turns:
        run.terminal.say()
        run.terminal.say(f"> {turn.question} ({turn.asked:%Y-%m-%d %H:%M} UTC)", style="bold")
        if turn.limits:
            run.terminal.say(f"limited to: {turn.limits}", style="dim")
        if turn.brief is None:
            reason = "what was kept cannot be read" if turn.damaged else "it was never answered"
            run.terminal.say(turn.trouble or reason)
            continue
        show_brief(turn.brief, run.terminal)
        for document in sorted(kept.removed(turn.brief)):
            run.terminal.say(f"document removed from the library since: {_title(turn.brief, document)}")


@conversations.command(epilog=examples('conversations rename 1d64 "Methane, for the minister"'))
def rename(
    context: typer.Context,
    conversation: Named,
    name: Annotated[str, typer.Argument(metavar="NAME", help="In quotes; at most 120 characters are kept.")],
    as_json: Json = False,
) -> None:
    """Give a conversation another name."""
    run = session(context, as_json=as_json)
    kept = run.assistant().conversations()
    found = kept.found(conversation)
    now = kept.rename(found.id, name)
    if as_json:
        run.terminal.json({"id": found.id, "name": now})
    else:
        run.terminal.say(f"{found.id[:_SHOWN]}: {now}")


@conversations.command(epilog=examples("conversations delete 1d64", "conversations delete 1d64 --yes"))
def delete(
    context: typer.Context,
    conversation: Named,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a conversation for good: its words are wiped from the disk."""
    run = session(context, as_json=as_json)
    kept = run.assistant().conversations()
    found = kept.found(conversation)
    if not yes and not typer.confirm(f"Delete “{found.name}” ({len(found.questions)} questions)?", err=True):
        raise typer.Exit(FAILURE)
    kept.delete(found.id)
    if as_json:
        run.terminal.json({"id": found.id, "deleted": True})
    else:
        run.terminal.say(f"deleted: {found.name}")


@conversations.command(
    epilog=examples(
        "conversations export 1d64 --out methane.md",
        "conversations export 1d64 --out methane.json",
        "conversations export 1d64 --out methane.zip    a Word file for each answer",
        "conversations export 1d64 --out methane.docx   where there is one answer",
    )
)
def export(
    context: typer.Context,
    conversation: Named,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="FILE", parser=named_path, help="Ends in md, json, docx or zip."),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write a whole conversation as one file."""
    from agents.reviews import Reviews
    from ui.export_conversation import KINDS, as_they_stand, conversation_file

    run = session(context, as_json=as_json)
    wanted = out.suffix.lstrip(".").lower()
    if wanted not in (*KINDS, "zip"):
        raise UsageError(
            out.name, "no export of a conversation is called so", "End it in md, json, docx or zip"
        )
    check_target(out, force=force)
    assistant = run.assistant()
    kept = assistant.conversations()
    found = kept.found(conversation)
    here = f"http://{assistant.settings.host}:{assistant.settings.port}"
    kind = "docx" if wanted == "zip" else wanted
    turns = as_they_stand(kept.turns(found.id), Reviews(assistant.settings.library).of)
    data, suffix, _ = conversation_file(found, turns, kind, here)
    if suffix != wanted:
        answers = "are several answers" if suffix == "zip" else "is one answer"
        raise UsageError(out.name, f"there {answers} to write", f"End it in {suffix}")
    write_whole(out, data)
    if as_json:
        run.terminal.json({"id": found.id, "file": str(out)})
    else:
        run.terminal.say(f"{out}: {len(found.questions)} questions")


def _plain(own: Conversation) -> dict[str, Any]:
    return {
        "id": own.id,
        "name": own.name,
        "created": own.created.isoformat(),
        "changed": own.changed.isoformat(),
        "questions": list(own.questions),
    }


def _title(brief: Any, document_id: str) -> str:  # noqa: ANN401 - a brief, which is heavy to import
    return next((own.name for own in brief.sources if own.id == document_id), document_id)
