"""The command line: what may be typed, option by option."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from ui.cli_answer import ask, brief, export_brief, search
from ui.cli_concepts import concepts
from ui.cli_conversations import conversations
from ui.cli_eval import evaluate
from ui.cli_filters import list_values
from ui.cli_finetune import finetune, predict
from ui.cli_label import label
from ui.cli_library import ingest, library
from ui.cli_models import models
from ui.cli_options import examples, named_path
from ui.cli_review import review
from ui.cli_serve import doctor, serve
from ui.cli_session import Commands, Session
from ui.cli_verify import verify

app = typer.Typer(
    name="globalbrain",
    cls=Commands,
    help="Ask a library of PDFs; every sentence of an answer cites a page, and every citation is checked.",
    epilog=(
        "\b\nExamples:\n"
        "  globalbrain ingest reports/            take in a folder of PDFs\n"
        '  globalbrain ask "What cuts methane?"   a cited answer\n'
        '  globalbrain brief "What cuts methane?" --out brief.docx\n'
        "  globalbrain serve                      the chat, on http://127.0.0.1:7860\n\n"
        "\b\nExit codes: 0 an answer or success, 3 a refusal (nothing in the library answers),\n"
        "2 a question, filter or option that cannot be used, 1 a failure."
    ),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"globalbrain {version('globalbrain')}")
        raise typer.Exit()


@app.callback()
def start(
    context: typer.Context,
    library_folder: Annotated[
        Path | None,
        typer.Option(
            "--library",
            metavar="FOLDER",
            parser=named_path,
            help="The library; else GLOBALBRAIN_LIBRARY, else the default.",
        ),
    ] = None,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the full trace of an unexpected fault.")
    ] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Open the session; each command does its own work."""
    if not isinstance(context.obj, Session):
        context.obj = Session()
    context.obj.library = library_folder or context.obj.library
    context.obj.debug = debug or context.obj.debug


app.command(
    epilog=examples(
        "ingest report.pdf more/                   files and folders",
        'ingest ndc.pdf --country Kenya --year 2020 --title "Kenya NDC"',
        "ingest --starter                          the digests that come along",
    )
)(ingest)
app.command(
    epilog=examples(
        'ask "What should countries do about methane?"',
        'ask "What does Kenya plan for forests?" --country Kenya --year 2015-2023',
        'ask "What do laws say?" --region "Southern Asia" --kind law --concept mangroves',
        'ask "What cuts methane?" --json > answer.json',
        'ask "What cuts methane?" --sources passages.jsonl',
        'ask "What cuts methane?" --plan > plan.json    to be changed',
        "ask --with-plan plan.json                 searches exactly that",
        'ask "What cuts methane?" --show-work      what each agent did',
    )
)(ask)
app.command(
    epilog=examples(
        'brief "What cuts methane?" --out brief.docx',
        'brief "What cuts methane?" --out refs.csl.json',
        'brief "What cuts methane?" --out brief.pdf --force --country Kenya',
    )
)(brief)
app.command(
    "export", epilog=examples("export brief.json --out brief.docx", "export answer.json --out refs.bib")
)(export_brief)
app.command(
    epilog=examples(
        "verify brief.json", "verify brief.json --json", "verify answer.json --sources passages.jsonl"
    )
)(verify)
app.command(
    epilog=examples(
        "review                                    the briefs that are under review in the library",
        "review brief.json                         its claims with their numbers and what was decided",
        'review brief.json --accept 1,2,5 --by "Amina K."',
        'review brief.json --reject 3 --note "Superseded in 2024" --by "Amina K."',
        'review brief.json --edit 4 "Kenya has 5.1 million hectares to restore."',
        "review 3f0c9a51be77 --accept all          one that the page keeps, by its name",
        "review brief.json --state --json          draft, in review, final or rejected",
    )
)(review)
app.command(
    epilog=examples('search "methane leaks" --k 5', 'search "methane" --document gap-report.pdf --json')
)(search)
app.command(
    epilog=examples("serve", "serve --port 8080 --open", "serve --host 0.0.0.0   needs GLOBALBRAIN_TOKEN")
)(serve)
app.command(epilog=examples("doctor", "doctor --json"))(doctor)
app.command(
    epilog=examples(
        "finetune sdg                              a linear head on the frozen encoder, minutes",
        "finetune commitment --data labels.jsonl --method lora --epochs 5",
        "finetune sdg incentive --method full --seeds 3 --set adversary=fgm",
        "finetune outlook --data labels.csv --look  what the rows look like, no training",
        "finetune outlook --corrections            with what you labelled, beside all it had",
        "finetune outlook --shots 16 --method setfit  a start with 16 labels of each class",
    )
)(finetune)
app.command(
    epilog=examples(
        'predict sdg "Girls go to school." --json',
        "predict claim_support --json < pairs.jsonl",
        'predict outlook "Floods cost billions." --why',
    )
)(predict)
app.command(
    epilog=examples(
        "label outlook                             twenty sentences, the least certain first",
        "label sdg --n 50 --document gap-report.pdf --who Amina",
        "label commitment --json                   the sentences alone",
        "label commitment < answers.txt            one answer a line",
    )
)(label)
library.command("filters", epilog=examples("library filters", "library filters --field concept --json"))(
    list_values
)
app.add_typer(models, name="models")
app.add_typer(concepts, name="concepts")
app.add_typer(conversations, name="conversations")
app.add_typer(library, name="library")
app.add_typer(evaluate, name="eval")
