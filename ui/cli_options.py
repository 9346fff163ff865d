"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from agents.assistant import Assistant, Filters, UnknownFilterError

Countries = Annotated[
    list[str] | None,
    typer.Option("--country", metavar="NAME", help="Name or code, in several languages; may be repeated."),
]
Years = Annotated[str | None, typer.Option("--year", metavar="YEARS", help="2019, or 2015-2023.")]
Publishers = Annotated[list[str] | None, typer.Option("--publisher", metavar="NAME", help="May be repeated.")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", metavar="CODE", help="Of the documents: en, fr, zh ...")
]
Kinds = Annotated[
    list[str] | None, typer.Option("--kind", metavar="KIND", help="report, ndc, law, treaty, plan ...")
]
Documents = Annotated[
    list[str] | None, typer.Option("--document", metavar="NAME", help="Id or file name; may be repeated.")
]
Goals = Annotated[
    list[str] | None,
    typer.Option("--sdg", metavar="N", help="Passages that serve this goal, as a tool read them; 1 to 17."),
]
Hazards = Annotated[
    list[str] | None,
    typer.Option("--hazard", metavar="NAME", help="Passages about this hazard: flood, drought, heat ..."),
]
Risk = Annotated[
    int | None,
    typer.Option("--risk", metavar="GRADE", min=0, max=4, help="Passages of at least this risk grade."),
]
Regions = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="NAME", help="Of the country: Southern Asia, Afrique, 南美洲 ..."),
]
Instruments = Annotated[
    list[str] | None,
    typer.Option(
        "--instrument", metavar="KIND", help="Passages about incentive, regulation, information, planning ..."
    ),
]
Concepts = Annotated[
    list[str] | None,
    typer.Option("--concept", metavar="TERM", help="Passages that name it, in any language: mangroves ..."),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
DocumentName = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id, its first digits, or file name.")]


def named_path(text: str) -> Path:
    """Return the path; an empty one would be the folder where the user happens to stand."""
    if not text:
        raise typer.BadParameter("the path is empty")
    return Path(text)


def examples(*lines: str) -> str:
    """Return the end of a command's help: lines that can be typed as they stand."""
    return "\b\nExamples:\n" + "\n".join(f"  globalbrain {line}" for line in lines)


def as_typed(error: UnknownFilterError) -> UnknownFilterError:
    """Return the error with every filter called by its option, as it was typed."""
    from agents.assistant import NoMatchError

    if isinstance(error, NoMatchError):
        fields = error.what.removeprefix("filters ").split(", ")
        remedy = error.remedy
        for one in error.lifted:
            remedy = remedy.replace(f"Without {one.field},", f"Without --{one.field},")
        return NoMatchError(", ".join(f"--{field}" for field in fields), error.reason, remedy, error.lifted)
    return type(error)(f"--{error.what}", error.reason, error.remedy)


def to_filters(
    assistant: Assistant,
    countries: list[str] | None,
    years: str | None,
    publishers: list[str] | None,
    languages: list[str] | None,
    kinds: list[str] | None,
    documents: list[str] | None,
    goals: list[str] | None = None,
    hazards: list[str] | None = None,
    risk: int | None = None,
    regions: list[str] | None = None,
    instruments: list[str] | None = None,
    concepts: list[str] | None = None,
) -> Filters:
    """Return the filters that the options name; none of them asks nothing of the library."""
    from agents.assistant import NO_FILTERS

    asked: dict[str, Any] = {
        "goals": goals,
        "hazards": hazards,
        "risk": risk,
        "regions": regions,
        "instruments": instruments,
        "concepts": concepts,
    }
    read = {name: value for name, value in asked.items() if value is not None}
    if not any((countries, years, publishers, languages, kinds, documents, read)):
        return NO_FILTERS
    return assistant.filters(
        documents=documents or (),
        countries=countries or (),
        years=years,
        publishers=publishers or (),
        languages=languages or (),
        kinds=kinds or (),
        **read,
    )
