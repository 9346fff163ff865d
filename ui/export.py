"""A brief into the bytes of one file, in any of the formats it can be handed on in."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import PurePath

from agents.brief import Brief
from agents.contract import to_json
from ui.export_html import html
from ui.export_markdown import markdown
from ui.export_refs import bibtex, csl, ris
from ui.outline import outline


class Format(StrEnum):
    """What a brief can be exported as; the value is the file suffix."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"
    RIS = "ris"
    BIBTEX = "bib"
    CSL = "csl.json"


MEDIA_TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.JSON: "application/json",
    Format.RIS: "application/x-research-info-systems",
    Format.BIBTEX: "application/x-bibtex",
    Format.CSL: "application/vnd.citationstyles.csl+json",
}
_OTHER_NAMES = {"markdown": Format.MARKDOWN, "htm": Format.HTML, "bibtex": Format.BIBTEX, "csl": Format.CSL}


def format_named(name: str) -> Format | None:
    """Return the format that a name or file name ends in, or None.

    >>> format_named("brief.DOCX"), format_named("refs.csl.json"), format_named("csl")
    (<Format.DOCX: 'docx'>, <Format.CSL: 'csl.json'>, <Format.CSL: 'csl.json'>)
    """
    parts = PurePath(name).name.lower().split(".")
    if parts[-2:] == ["csl", "json"]:
        return Format.CSL
    return _OTHER_NAMES.get(parts[-1]) or next((f for f in Format if f.value == parts[-1]), None)


def export(brief: Brief, format: Format, base: str = "") -> bytes:
    """Return the whole file; a refusal exports too, with what was searched.

    ``base`` is where Global Brain serves its pages; see ``ui/outline.py: outline``.
    """
    if format is Format.JSON:
        return (json.dumps(to_json(brief), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
    parts = outline(brief, base)
    match format:
        case Format.DOCX:
            from ui.export_docx import docx  # python-docx and lxml: only when asked for

            return docx(parts, brief.created)
        case Format.PDF:
            from ui.export_pdf import pdf  # fpdf2 and its fonts: only when asked for

            return pdf(parts, brief.created)
        case Format.HTML:
            return html(parts).encode()
        case Format.MARKDOWN:
            return markdown(parts).encode()
        case Format.RIS:
            return ris(parts).encode()
        case Format.BIBTEX:
            return bibtex(parts).encode()
        case Format.CSL:
            return csl(parts).encode()
