"""The commands about versions of tool models: what there is, what is active, what it is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli_options import Json, examples
from ui.cli_session import session

if TYPE_CHECKING:
    from agents.workshop import Shipped

models = typer.Typer(
    help="See and choose the tool models.",
    epilog=examples("models list", "models promote 2c52", "models rollback"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
Version = Annotated[str, typer.Argument(metavar="ID", help="Of a version, or its first digits.")]


@models.command("list", epilog=examples("models list", "models list --json"))
def list_models(context: typer.Context, as_json: Json = False) -> None:
    """List the versions, the newest first, with what they are active for; then the models that ship."""
    from agents.workshop import Workshop

    run = session(context, as_json=as_json)
    workshop = Workshop(run.settings().library)
    rows, ships = workshop.listed(), workshop.ships()
    if as_json:
        plain = [
            {
                "id": own.id,
                "active_for": list(own.active_for),
                "tasks": [task.name for task in own.card.tasks] if own.card else [],
                "method": own.card.method if own.card else None,
                "created": own.card.created.isoformat() if own.card else None,
                "problem": own.problem,
            }
            for own in rows
        ]
        run.terminal.json({"models": plain, "shipped": [_plain(own) for own in ships]})
        return
    table = [
        (
            own.id,
            ", ".join(own.active_for) or "-",
            ", ".join(task.name for task in own.card.tasks) if own.card else own.problem,
            "; ".join(f"{said.new.name} {said.new.value:.3f}" for said in own.card.scores)
            if own.card
            else "",
            own.card.method if own.card else "",
            f"{own.card.created:%Y-%m-%d %H:%M}" if own.card else "",
        )
        for own in rows
    ]
    table += [
        (
            own.id,
            f"- ({own.overruled_by} serves it)" if own.overruled_by else own.task,
            own.task,
            "; ".join(f"{said.name} {said.value:.3f}" for said in own.scores),
            "shipped",
            "",
        )
        for own in ships
    ]
    run.terminal.table(("id", "active for", "tasks", "score", "method", "made"), table)


def _plain(own: Shipped) -> dict[str, Any]:
    return {
        "id": own.id,
        "task": own.task,
        "active": not own.overruled_by,
        "overruled_by": own.overruled_by or None,
        "scores": {said.name: said.value for said in own.scores},
    }


@models.command(epilog=examples("models promote 2c52", "models promote 2c52 --force"))
def promote(
    context: typer.Context,
    version: Version,
    force: Annotated[bool, typer.Option("--force", help="Even if it is worse than the active one.")] = False,
    as_json: Json = False,
) -> None:
    """Make a version the active one for its tasks.

    One that is worse than the active one beyond its interval is refused.
    """
    from agents.workshop import Workshop

    run = session(context, as_json=as_json)
    card = Workshop(run.settings().library).promote(version, force=force)
    names = [task.name for task in card.tasks]
    if as_json:
        run.terminal.json({"model": card.id, "active_for": names})
    else:
        run.terminal.say(f"{card.id} is active for {', '.join(names)}")


@models.command(epilog=examples("models rollback"))
def rollback(context: typer.Context, as_json: Json = False) -> None:
    """Undo the last promotion."""
    from agents.workshop import Workshop

    run = session(context, as_json=as_json)
    active = dict(Workshop(run.settings().library).roll_back())
    if as_json:
        run.terminal.json({"active": active})
    else:
        run.terminal.say(
            ", ".join(f"{task}: {own}" for task, own in active.items()) or "no version is active"
        )


@models.command(epilog=examples("models delete 2c52"))
def delete(context: typer.Context, version: Version, as_json: Json = False) -> None:
    """Delete a version that is not active."""
    from agents.workshop import Workshop

    run = session(context, as_json=as_json)
    gone = Workshop(run.settings().library).delete(version)
    if as_json:
        run.terminal.json({"deleted": gone})
    else:
        run.terminal.say(f"{gone} is deleted")


@models.command(
    epilog=examples("models card 2c52", "models card 2c52 --json", "models card 2c52 --pictures drawn")
)
def card(
    context: typer.Context,
    version: Version,
    pictures: Annotated[
        Path | None,
        typer.Option("--pictures", metavar="FOLDER", help="Draw its numbers into it, as SVG."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the card of a version, or of a tool model that ships; every file is checked first."""
    from agents.workshop import Workshop

    run = session(context, as_json=as_json)
    workshop = Workshop(run.settings().library)
    if pictures is not None:
        drawn = workshop.draw(version, pictures)
        if as_json:
            told = {"folder": str(pictures), "files": list(drawn.files), "undrawn": list(drawn.undrawn)}
            run.terminal.json(told)
        else:
            run.terminal.say(f"{pictures}: {', '.join(drawn.files) or 'nothing to draw'}")
            for line in drawn.undrawn:
                run.terminal.say(line)
        return
    plain, text = workshop.shown(version)
    if as_json:
        run.terminal.json(plain)
    else:
        run.terminal.say(text)


@models.command(epilog=examples("models export 2c52 outlook-openvino"))
def export(
    context: typer.Context,
    version: Version,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="To be made.")],
    as_json: Json = False,
) -> None:
    """Write a version for other programs: its encoder as an OpenVINO graph, tokenizer, heads, card."""
    from agents.workshop import Workshop

    run = session(context, as_json=as_json)
    names = Workshop(run.settings().library).export(version, folder)
    if as_json:
        run.terminal.json({"folder": str(folder), "files": list(names)})
    else:
        run.terminal.say(f"{folder}: {', '.join(names)}")
