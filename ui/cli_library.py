"""The commands about the library: what goes in, what is in it, what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui import cli_facts as facts
from ui.cli_options import DocumentName, Json, examples, named_path
from ui.cli_session import ANSWER, FAILURE, INTERRUPTED, Session, session
from ui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.assistant import Document, IngestEvent

library = typer.Typer(
    help="See and mend the library.",
    epilog=examples("library list", "library check --read-data", "library remove old-report.pdf"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


def ingest(
    context: typer.Context,
    paths: Annotated[
        # Not checked further: one file that may not be read must not keep the others out.
        list[Path] | None,
        typer.Argument(metavar="PATH", parser=named_path, help="PDFs and folders of PDFs."),
    ] = None,
    starter: Annotated[bool, typer.Option("--starter", help="Take in the starter library.")] = False,
    title: facts.Title = None,
    publisher: facts.Publisher = None,
    year: facts.Year = None,
    country: facts.Country = None,
    language: facts.Language = None,
    kind: facts.Kind = None,
    url: facts.Address = None,
    licence: facts.Licence = None,
    jobs: Annotated[int | None, typer.Option(metavar="N", min=1, max=256, help="Files read at once.")] = None,
    ocr: Annotated[
        bool | None,
        typer.Option("--ocr/--no-ocr", help="Recognise scanned pages; default: if tesseract is there."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Take PDFs into the library.

    Safe to run twice, and again after an interruption. --title and the like hold for every file of
    the call; a manifest.csv beside the PDFs may state them file by file. Code 1 if a file failed.
    """
    given = _given(
        title=title,
        publisher=publisher,
        year=year,
        country=country,
        language=language,
        kind=kind,
        url=url,
        licence=licence,
    )
    run = session(context, as_json=as_json)
    if not paths and not starter:
        raise UsageError("ingest", "no PDF or folder was named", "Name some, or give --starter")
    if given and not paths:
        raise UsageError("ingest --starter", "its digests keep their own metadata", "Name PDFs of your own")
    assistant = run.assistant()
    parts: list[Callable[[], Iterator[IngestEvent]]] = [assistant.ingest_starter] if starter else []
    if paths:
        parts.append(lambda: assistant.ingest(paths, overrides=given, jobs=jobs, ocr=ocr))
    raise typer.Exit(FAILURE if _follow(run, *parts) else ANSWER)


def _given(**fields: str | int | None) -> dict[str, str | int]:
    return {key: value for key, value in fields.items() if value is not None}


def _follow(run: Session, *parts: Callable[[], Iterator[IngestEvent]]) -> bool:
    from ui.cli_progress import follow, joined, report_json, show

    try:
        report = joined([follow(events(), run.terminal) for events in parts])
    except KeyboardInterrupt:
        run.terminal.tell("interrupted: what was added is safe; the same command again goes on from there")
        raise typer.Exit(INTERRUPTED) from None
    if run.terminal.as_json:
        run.terminal.json(report_json(report))
    else:
        show(report, run.terminal)
    return bool(report.failed)


@library.command("list", epilog=examples("library list", "library list --json"))
def list_documents(context: typer.Context, as_json: Json = False) -> None:
    """List the documents."""
    run = session(context, as_json=as_json)
    found = run.assistant().documents()
    if as_json:
        run.terminal.json({"documents": [asdict(document) for document in found]})
        return
    heads = ("id", "year", "country", "language", "kind", "pages", "title")
    run.terminal.table(heads, [_row(document) for document in found])
    run.terminal.tell(f"{len(found)} documents")


def _row(document: Document) -> tuple[str, ...]:
    known = (document.year, document.country, document.language, document.kind)
    texts = ("?" if value is None else str(value) for value in known)
    return (document.id, *texts, str(document.page_count), document.name)


@library.command(epilog=examples("library show kenya-ndc.pdf", "library show 1d64 --json"))
def show(context: typer.Context, document: DocumentName, as_json: Json = False) -> None:
    """Show what is known of one document."""
    run = session(context, as_json=as_json)
    _show(run, run.assistant().document(document))


def _show(run: Session, found: Document) -> None:
    values: dict[str, Any] = asdict(found)
    if run.terminal.as_json:
        run.terminal.json(values)
        return
    for key in ("unread_pages", "warnings"):
        values[key] = "; ".join(map(str, values[key])) or "none"
    run.terminal.pairs(values)


@library.command(epilog=examples("library page kenya-ndc.pdf 3", "library page kenya-ndc.pdf 3 --json"))
def page(
    context: typer.Context,
    document: DocumentName,
    number: Annotated[int, typer.Argument(metavar="N", help="Position in the file, from 1.")],
    as_json: Json = False,
) -> None:
    """Show the stored text of one page.

    A citation's quote is exactly text[start:end] of it.
    """
    run = session(context, as_json=as_json)
    assistant = run.assistant()
    of, found = assistant.document(document), assistant.page(document, number)
    if not as_json:
        run.terminal.say(found.text)
        return
    run.terminal.json(
        {
            "document_id": of.id,
            "file": of.file,
            "page": found.number,
            "page_label": found.label,
            "text_from": found.text_from,
            "text": found.text,
        }
    )


@library.command(epilog=examples("library correct kenya-ndc.pdf --country Kenya --year 2020 --kind ndc"))
def correct(
    context: typer.Context,
    document: DocumentName,
    title: facts.Title = None,
    publisher: facts.Publisher = None,
    year: facts.Year = None,
    country: facts.Country = None,
    language: facts.Language = None,
    kind: facts.Kind = None,
    url: facts.Address = None,
    licence: facts.Licence = None,
    as_json: Json = False,
) -> None:
    """Correct what the library says of one document."""
    run = session(context, as_json=as_json)
    given = _given(
        title=title,
        publisher=publisher,
        year=year,
        country=country,
        language=language,
        kind=kind,
        url=url,
        licence=licence,
    )
    if not given:
        raise UsageError("correct", "nothing to correct was given", "Give --title, --year or the like")
    _show(run, run.assistant().correct(document, **given))


@library.command(epilog=examples("library remove kenya-ndc.pdf", "library remove 1d6401095e02 --json"))
def remove(context: typer.Context, document: DocumentName, as_json: Json = False) -> None:
    """Remove one document with its pages, passages and stored PDF."""
    run = session(context, as_json=as_json)
    assistant = run.assistant()
    gone = assistant.remove(document)
    quoted = assistant.conversations().quoting(gone.id)
    if as_json:
        run.terminal.json({"removed": asdict(gone), "quoted_by": quoted})
    else:
        run.terminal.say(f"removed {gone.id} {gone.name}; conversations that quote it still: {quoted}")


@library.command(
    epilog=examples("library rebuild", "library rebuild --encoder intfloat/multilingual-e5-small")
)
def rebuild(
    context: typer.Context,
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder",
            metavar="NAME",
            help="Embed every passage again by this encoder: all-MiniLM-L6-v2, or a sentence-transformers "
            "model by name or folder.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make the indexes again; nothing is embedded unless an encoder is named."""
    run = session(context, as_json=as_json)
    if encoder is None:
        run.assistant().rebuild()
    else:
        from ui.cli_progress import follow

        follow(run.assistant().reembed(encoder), run.terminal)
    if as_json:
        run.terminal.json({"rebuilt": True} if encoder is None else {"rebuilt": True, "encoder": encoder})
        return
    run.terminal.say("indexes rebuilt")
    if encoder is not None:
        run.terminal.say(f'From now on this library needs encoder = "{encoder}" in config.toml')


@library.command(epilog=examples("library read", "library read --json"))
def read(context: typer.Context, as_json: Json = False) -> None:
    """Let the tool models read every passage again; nothing is embedded.

    After a model was promoted; it is what --sdg, --hazard and --risk ask for.
    """
    run = session(context, as_json=as_json)
    documents = 0
    for done, total in run.assistant().read_passages():
        documents = done
        run.terminal.tell(f"read {done} of {total} documents")
    if as_json:
        run.terminal.json({"documents": documents})
    else:
        run.terminal.say(f"{documents} documents read")


@library.command(epilog=examples("library check", "library check --read-data --json"))
def check(
    context: typer.Context,
    read_data: Annotated[
        bool, typer.Option("--read-data", help="Read every original again and compare its sha256.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Tell the truth about the store; code 1 if it is bad."""
    run = session(context, as_json=as_json)
    report = run.assistant().check(read_data=read_data)
    if as_json:
        run.terminal.json({"ok": report.ok, **asdict(report)})
    for problem in () if as_json else report.problems:
        run.terminal.say(f"{problem.kind}: {problem.what}. {problem.remedy}", style="red")
    if not as_json and not report.problems:
        run.terminal.say("no problem found")
    raise typer.Exit(FAILURE if report.problems else ANSWER)


@library.command(epilog=examples("library pull ipcc-ar6-synthesis-spm"))
def pull(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of a public original.")],
    as_json: Json = False,
) -> None:
    """Download a public original.

    From its official address; no other command uses the network.
    """
    run = session(context, as_json=as_json)
    path = run.assistant().pull(name)
    if as_json:
        run.terminal.json({"file": str(path)})
    else:
        run.terminal.say(f"{path}\nTake it in: globalbrain ingest '{path}'")


@library.command(epilog=examples("library starter"))
def starter(context: typer.Context, as_json: Json = False) -> None:
    """Take in the starter library, as `ingest --starter` does."""
    run = session(context, as_json=as_json)
    raise typer.Exit(FAILURE if _follow(run, run.assistant().ingest_starter) else ANSWER)
