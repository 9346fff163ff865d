"""The command that lists what a search can be limited to."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli_options import Json
from ui.cli_session import session
from ui.errors import UsageError

if TYPE_CHECKING:
    from agents.assistant import Facet, Facets

OPTIONS = {
    "country": "countries",
    "region": "regions",
    "year": "years",
    "publisher": "publishers",
    "language": "languages",
    "kind": "kinds",
    "sdg": "goals",
    "hazard": "hazards",
    "risk": "risks",
    "instrument": "instruments",
    "concept": "concepts",
}
"""Each option of ``ask``, ``brief`` and ``search`` with the field of ``Facets`` that holds its values."""
_MOST_SHOWN = 40


def list_values(
    context: typer.Context,
    field: Annotated[
        str | None, typer.Option("--field", metavar="NAME", help="One only: country, year, concept ...")
    ] = None,
    as_json: Json = False,
) -> None:
    """List what `ask`, `brief` and `search` can be limited to.

    Each value with how many documents and passages have it; --json gives every one.
    """
    if field is not None and field not in OPTIONS:
        raise UsageError(field, "no filter is called so", f"Filters are: {', '.join(OPTIONS)}")
    run = session(context, as_json=as_json)
    known = run.assistant().facets()
    fields = [field] if field else list(OPTIONS)
    if as_json:
        run.terminal.json({name: [asdict(one) for one in _values(known, name)] for name in fields})
        return
    for name in fields:
        values = _values(known, name)
        run.terminal.say(f"--{name}", style="bold")
        for one in values[:_MOST_SHOWN]:
            run.terminal.say(_line(one), indent=2)
        if len(values) > _MOST_SHOWN:
            run.terminal.say(f"... and {len(values) - _MOST_SHOWN} more; --json gives all", indent=2)
        if not values:
            run.terminal.say("nothing in the library has one", indent=2)


def _values(known: Facets, name: str) -> tuple[Facet, ...]:
    found: tuple[Facet, ...] = getattr(known, OPTIONS[name])
    return found


def _line(one: Facet) -> str:
    named = one.value if one.name == one.value else f"{one.value} ({one.name})"
    documents = f"{one.count} document{'' if one.count == 1 else 's'}, " if one.count else ""
    return f"{named}: {documents}{one.passages} passage{'' if one.passages == 1 else 's'}"
