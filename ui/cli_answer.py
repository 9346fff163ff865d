"""The commands that answer: ask, brief, export, search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli_options import (
    Concepts,
    Countries,
    Documents,
    Goals,
    Hazards,
    Instruments,
    Json,
    Kinds,
    Languages,
    Publishers,
    Regions,
    Risk,
    Years,
    to_filters,
)
from ui.cli_plan import OptionalQuestion, PlanOnly, ShowWork, WithPlan
from ui.cli_session import ANSWER, REFUSAL, session
from ui.cli_sources import SourcesFile, opened
from ui.listed import format_of, listed, read_beside, read_bytes
from ui.terminal import Terminal, check_target, write_whole

if TYPE_CHECKING:
    from agents.brief import Brief

Question = Annotated[str, typer.Argument(metavar="QUESTION", help="In quotes; any language.")]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The suffix says what to write.")]
FormatName = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help="docx, pdf, html, md, json, ris, bib, csl; default: by suffix."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
Passages = Annotated[
    int | None, typer.Option("--k", metavar="N", min=1, max=500, help="Passages a sub-question.")
]


def ask(
    context: typer.Context,
    question: OptionalQuestion = None,
    country: Countries = None,
    year: Years = None,
    publisher: Publishers = None,
    language: Languages = None,
    kind: Kinds = None,
    document: Documents = None,
    sdg: Goals = None,
    hazard: Hazards = None,
    risk: Risk = None,
    region: Regions = None,
    instrument: Instruments = None,
    concept: Concepts = None,
    k: Passages = None,
    sources: SourcesFile = None,
    plan: PlanOnly = False,
    with_plan: WithPlan = None,
    show_work: ShowWork = False,
    as_json: Json = False,
) -> None:
    """Answer a question, each sentence with its page.

    The steps go to standard error, the answer to standard output. With --sources the passages of a
    file are all there is: for pipelines, and to compare with other tools on the same evidence.
    With --plan nothing is searched: the plan is printed, to be changed and given to --with-plan.
    """
    from agents.contract import to_json
    from agents.heard import heard_json
    from ui.cli_brief import show
    from ui.cli_plan import asked, say_work, stated, told, watched

    run = session(context, as_json=as_json or plan)
    question = stated(question, with_plan)
    given = opened(
        sources,
        *(country, year, publisher, language, kind, document, sdg, hazard, risk, region, instrument, concept),
    )
    assistant = run.assistant(k=k)
    filters = to_filters(
        assistant,
        country,
        year,
        publisher,
        language,
        kind,
        document,
        sdg,
        hazard,
        risk,
        region,
        instrument,
        concept,
    )
    if plan:
        run.terminal.json(told(assistant, question, filters, given, with_plan))
        raise typer.Exit(ANSWER)
    read_beside(assistant, question or str(with_plan or ""))
    found, work = watched(asked(assistant, question, filters, given, with_plan), run.terminal)
    if as_json:
        run.terminal.json({**to_json(found), **({"work": heard_json(work)} if show_work else {})})
    else:
        show(found, run.terminal)
        if show_work:
            say_work(found, work, run.terminal)
    raise typer.Exit(ANSWER if found.answered else REFUSAL)


def brief(
    context: typer.Context,
    question: Question,
    out: Out,
    format_name: FormatName = None,
    country: Countries = None,
    year: Years = None,
    publisher: Publishers = None,
    language: Languages = None,
    kind: Kinds = None,
    document: Documents = None,
    sdg: Goals = None,
    hazard: Hazards = None,
    risk: Risk = None,
    region: Regions = None,
    instrument: Instruments = None,
    concept: Concepts = None,
    k: Passages = None,
    force: Force = False,
    allow_refusal: Annotated[
        bool, typer.Option("--allow-refusal", help="Write the file for a refusal too: what was searched.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write a brief as a file that can be sent on.

    Word, PDF, HTML, Markdown, JSON, or the references alone. A refusal ends with code 3 and
    writes nothing, unless --allow-refusal is given.
    """
    from ui.cli_plan import watched
    from ui.export import export

    run = session(context, as_json=as_json)
    wanted = format_of(out, format_name)
    check_target(out, force=force)
    assistant = run.assistant(k=k)
    filters = to_filters(
        assistant,
        country,
        year,
        publisher,
        language,
        kind,
        document,
        sdg,
        hazard,
        risk,
        region,
        instrument,
        concept,
    )
    read_beside(assistant, question)
    found, _ = watched(assistant.ask(question, filters=filters), run.terminal)
    written = found.answered or allow_refusal
    if written:
        here = f"http://{assistant.settings.host}:{assistant.settings.port}"
        write_whole(out, export(found, wanted, here))
    _told(run.terminal, found, out if written else None)
    raise typer.Exit(ANSWER if found.answered else REFUSAL)


def export_brief(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="BRIEF.JSON", help="From `ask --json` or `brief`.")],
    out: Out,
    format_name: FormatName = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Write a saved brief in another format.

    It is taken as it stands: `verify` says whether it holds.
    """
    from agents.contract import from_json
    from ui.export import export

    run = session(context, as_json=as_json)
    wanted = format_of(out, format_name)
    check_target(out, force=force)
    found = from_json(read_bytes(source))
    write_whole(out, export(found, wanted))
    _told(run.terminal, found, out)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="In quotes; any language.")],
    k: Annotated[int, typer.Option("--k", metavar="N", min=1, max=500, help="How many passages.")] = 10,
    country: Countries = None,
    year: Years = None,
    publisher: Publishers = None,
    language: Languages = None,
    kind: Kinds = None,
    document: Documents = None,
    sdg: Goals = None,
    hazard: Hazards = None,
    risk: Risk = None,
    region: Regions = None,
    instrument: Instruments = None,
    concept: Concepts = None,
    as_json: Json = False,
) -> None:
    """List the passages nearest to a query."""
    from agents.contract import search_json

    run = session(context, as_json=as_json)
    assistant = run.assistant()
    filters = to_filters(
        assistant,
        country,
        year,
        publisher,
        language,
        kind,
        document,
        sdg,
        hazard,
        risk,
        region,
        instrument,
        concept,
    )
    found = assistant.search(query, k=k, filters=filters)
    if as_json:
        run.terminal.json(search_json(found))
        return
    for item in found:
        run.terminal.say(f"{item.rank}. {item.document.name}, p. {item.passage.page}", style="bold")
        for line in listed(item.passage.searched, rows=item.passage.table is not None):
            run.terminal.say(line, indent=3)
    if not found:
        run.terminal.tell("nothing found")


def _told(terminal: Terminal, found: Brief, out: Path | None) -> None:
    if terminal.as_json:
        counts = {"claims": len(found.claims), "citations": len(found.references)}
        terminal.json({"answered": found.answered, "file": str(out) if out else None, **counts})
    elif out is None:
        terminal.tell(
            "no answer found in the library: nothing written (--allow-refusal writes what was searched)"
        )
    else:
        terminal.say(f"{out}: {len(found.claims)} claims, {len(found.references)} citations")
