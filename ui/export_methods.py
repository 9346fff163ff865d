"""What made a brief, as rows of a table: the last part of every export."""

from __future__ import annotations

from collections.abc import Mapping

from agents.brief import Brief
from ui.plain import clean
from ui.strings_tools import tool_name, tool_names


def methods(brief: Brief, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (what, value) rows in the language of ``words``; the first is the version of Global Brain."""
    made = brief.provenance
    files = {document.id: document.file for document in brief.sources}
    settings = "; ".join(f"{name} {value}" for name, value in sorted(made.settings.items()))
    rows = [
        ("Global Brain", made.code),
        (words["made_mind"], made.mind),
        (words["made_encoder"], made.encoder),
        (words["made_library"], made.library),
        (words["made_index"], made.index),
        (words["made_created"], brief.created.isoformat(timespec="seconds")),
        (words["made_passages"], str(len(made.passages))),
        (words["made_settings"], settings),
        (words["made_tools"], _tools(made.tools, brief.language)),
        (words["made_missing"], _missing(brief)),
        *((f"SHA-256, {files.get(key, key)}", value) for key, value in made.documents.items()),
    ]
    return tuple((clean(name), clean(value)) for name, value in rows if clean(value))


def _missing(brief: Brief) -> str:
    """The tools that could not read, with the reason."""
    return "; ".join(f"{tool_name(own.tool, brief.language)}: {own.why}" for own in brief.missing_tools)


def _tools(tools: Mapping[str, str], language: str) -> str:
    """The models with the tools that read with them."""
    by_model: dict[str, list[str]] = {}
    for tool, models in tools.items():
        by_model.setdefault(models.replace("+", ", "), []).append(tool)
    return "; ".join(f"{tool_names(names, language)}: {models}" for models, names in by_model.items())
