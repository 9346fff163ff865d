"""The commands about concepts: what is known, what a term means, thesauri in and out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli_options import Json, examples, named_path
from ui.cli_session import session
from ui.encodings import refuse_encoding

if TYPE_CHECKING:
    from agents.concepts import Concept, Concepts
    from ui.cli_session import Session

concepts = typer.Typer(
    help="See the concepts that texts are tagged with; import thesauri.",
    epilog=examples("concepts list", "concepts show desertification", "concepts import gemet.rdf"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _concepts(run: Session) -> Concepts:
    from agents.concepts import Concepts

    return Concepts(run.settings().library)


@concepts.command(
    "list", epilog=examples("concepts list", "concepts list --theme energy", "concepts list --json")
)
def list_concepts(
    context: typer.Context,
    theme: Annotated[
        str | None, typer.Option("--theme", metavar="NAME", help="The concepts of one theme or thesaurus.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List themes and imported thesauri, or the concepts of one."""
    run = session(context, as_json=as_json)
    held = _concepts(run)
    known = held.thesaurus().concepts.values()
    if theme is not None:
        chosen = [one for one in known if theme in (one.theme, one.scheme)]
        if as_json:
            run.terminal.json({"concepts": [_plain(one) for one in chosen]})
        else:
            rows = [(one.id, one.label("en"), one.label("fr"), one.label("zh")) for one in chosen]
            run.terminal.table(("id", "English", "French", "Chinese"), rows)
        return
    sources = held.sources()
    themes = sorted({one.theme for one in known if one.theme})
    counts = {name: sum(one.theme == name for one in known) for name in themes}
    if as_json:
        run.terminal.json({"sources": [asdict(one) for one in sources], "themes": counts})
        return
    held_in = [(one.name, str(one.concepts), one.problem or one.file or "comes along") for one in sources]
    run.terminal.table(("from", "concepts", "file"), held_in)
    run.terminal.table(("theme", "concepts"), [(name, str(count)) for name, count in counts.items()])


@concepts.command(epilog=examples("concepts show wetland", "concepts show 湿地 --json", "concepts show NDC"))
def show(
    context: typer.Context,
    term: Annotated[str, typer.Argument(metavar="TERM", help="A label in any language, or an id.")],
    as_json: Json = False,
) -> None:
    """Show the concepts that a term names: labels, broader, narrower, related."""
    run = session(context, as_json=as_json)
    held = _concepts(run)
    found = held.find(term)
    known = held.thesaurus()
    if as_json:
        below = {one.id: list(known.narrower.get(one.id, ())) for one in found}
        run.terminal.json({"concepts": [{**_plain(one), "narrower": below[one.id]} for one in found]})
        return
    for one in found:
        run.terminal.say(f"{one.id}  ({one.theme or one.scheme})", style="bold")
        for language, labels in one.labels.items():
            if labels:
                run.terminal.say(f"{language}: {'; '.join(labels)}", indent=2)
        links = {"broader": one.broader, "narrower": known.narrower.get(one.id, ()), "related": one.related}
        for kind, ids in {**links, "same as": one.exact}.items():
            if ids:
                run.terminal.say(f"{kind}: {', '.join(ids)}", indent=2)


@concepts.command(
    "import", epilog=examples("concepts import gemet.rdf", "concepts import terms.csv --name ours")
)
def bring_in(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", parser=named_path, help="SKOS (.rdf, .ttl), .csv, .tsv, .jsonl, or .gz."
        ),
    ],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Else the file's own name.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Import a thesaurus; what has the same label as a known concept becomes that one."""
    run = session(context, as_json=as_json)
    refuse_encoding(file)
    done = _concepts(run).bring_in(file, name)
    if as_json:
        run.terminal.json(asdict(done))
        return
    run.terminal.say(
        f"{done.concepts} concepts as {done.name}, {done.same} of them known under the same label."
    )
    if done.labels_left_out or done.links_left_out:
        run.terminal.tell(
            f"Left out: {done.labels_left_out} labels too short or too long, and {done.links_left_out} links "
            "that lead nowhere or in a circle."
        )
    if done.small:
        run.terminal.tell(f"Left out: {done.small} labels that are small words alone, which every text has.")
    if done.concepts_left_out:
        run.terminal.tell(f"Left out: {done.concepts_left_out} concepts of which no label was left.")


@concepts.command(epilog=examples("concepts remove gemet"))
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of an imported thesaurus.")],
    as_json: Json = False,
) -> None:
    """Take an imported thesaurus away."""
    run = session(context, as_json=as_json)
    _concepts(run).drop(name)
    if as_json:
        run.terminal.json({"removed": name})
    else:
        run.terminal.say(f"Removed {name}.")


def _plain(one: Concept) -> dict[str, Any]:
    return {
        "id": one.id,
        "labels": {language: list(labels) for language, labels in one.labels.items()},
        "broader": list(one.broader),
        "related": list(one.related),
        "theme": one.theme,
        "from": one.scheme,
        "same_as": list(one.exact),
    }
