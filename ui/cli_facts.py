"""The options that say what a document is."""

from __future__ import annotations

from typing import Annotated

import typer

Title = Annotated[str | None, typer.Option(metavar="TEXT", help="As it is to be cited.")]
Publisher = Annotated[str | None, typer.Option(metavar="TEXT", help="Who published it.")]
Year = Annotated[
    int | None, typer.Option(metavar="YEAR", min=1800, max=2200, help="When it was published, four digits.")
]
Country = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Whose it is: an English name or an ISO code.")
]
Language = Annotated[str | None, typer.Option(metavar="TEXT", help="Of its text: en, fr, zh ...")]
Kind = Annotated[str | None, typer.Option(metavar="TEXT", help="report, ndc, law, treaty, plan ...")]
Address = Annotated[str | None, typer.Option("--url", metavar="TEXT", help="Where it can be found.")]
Licence = Annotated[str | None, typer.Option(metavar="TEXT", help="Under which its publisher gives it.")]
