"""The cited documents for a reference manager: RIS, BibTeX and CSL-JSON, with page locators."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from ui.outline import Note, Outline, Source, note_page

_RIS_TYPES = {
    "law": "STAT",
    "treaty": "LEGAL",
    "decision": "GOVDOC",
    "policy": "GOVDOC",
    "ndc": "GOVDOC",
    "plan": "GOVDOC",
    "glossary": "DICT",
}
_CSL_TYPES = {"law": "legislation", "treaty": "treaty", "decision": "regulation", "glossary": "book"}
_BIBTEX_MISC = {"law", "treaty", "decision", "glossary"}
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: "\\" + c for c in "&%$#_{}"},
}


def ris(outline: Outline) -> str:
    """Return one RIS record a document: ``SP`` lists the cited pages, each ``N1`` has one's words."""
    return "".join(_ris_record(outline, source) for source in outline.sources)


def _ris_record(outline: Outline, source: Source) -> str:
    rows = [
        ("TY", _RIS_TYPES.get(source.kind or "", "RPRT")),
        ("ID", source.id),
        ("TI", source.title),
        ("AU", f"{source.publisher}," if source.publisher else None),
        ("PB", source.publisher),
        ("PY", str(source.year) if source.year else None),
        ("LA", source.language),
        ("SP", _pages(source)),
        ("UR", source.link),
        *(("N1", _locator(outline, note)) for note in _notes(outline, source)),
        ("C1", f"sha256 {source.sha256}" if source.sha256 else None),
    ]
    lines = [f"{tag}  - {value}" for tag, value in rows if value]
    return "\r\n".join([*lines, "ER  - "]) + "\r\n\r\n"


def bibtex(outline: Outline) -> str:
    """Return one BibTeX entry a document; ``pages`` lists the cited pages, ``annote`` their words."""
    return "\n".join(_bibtex_entry(outline, source) for source in outline.sources)


def _bibtex_entry(outline: Outline, source: Source) -> str:
    kind = "misc" if not source.kind or source.kind in _BIBTEX_MISC else "techreport"
    annotations = " ".join(_locator(outline, note) for note in _notes(outline, source))
    fields = {
        "title": f"{{{_latex(source.title)}}}",
        "author": f"{{{_latex(source.publisher)}}}" if source.publisher else "",
        "institution" if kind == "techreport" else "publisher": _latex(source.publisher or ""),
        "year": str(source.year or ""),
        "pages": _pages(source),
        "language": source.language or "",
        "url": _latex_url(source.link or ""),
        "annote": _latex(annotations),
        "note": f"sha256 {source.sha256}" if source.sha256 else "",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{gb{re.sub('[^0-9A-Za-z]', '', source.id)},\n{body}\n}}\n"


def _latex(text: str) -> str:
    escaped = "".join(_LATEX.get(character, character) for character in text)
    return re.sub(r"(?<=([-`']))(?=\1)|(?<=[?!])(?=`)|(?<=([<>,]))(?=\2)", "{}", escaped)  # no ligatures


def _latex_url(url: str) -> str:
    return re.sub(r"([%#&_])", r"\\\1", url)


def csl(outline: Outline) -> str:
    """Return CSL-JSON, one item a document; ``page`` lists the cited pages, ``note`` their words."""
    items = [_csl_item(outline, source) for source in outline.sources]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _csl_item(outline: Outline, source: Source) -> dict[str, Any]:
    known = {
        "publisher": source.publisher,
        "author": [{"literal": source.publisher}] if source.publisher else None,
        "issued": {"date-parts": [[source.year]]} if source.year else None,
        "language": source.language,
        "URL": source.link,
    }
    return {
        "id": source.id,
        "type": _CSL_TYPES.get(source.kind or "", "report"),
        "title": source.title,
        **{key: value for key, value in known.items() if value},
        "page": _pages(source),
        "note": "\n".join(_locator(outline, note) for note in _notes(outline, source)),
        "custom": {
            "sha256": source.sha256,
            "locators": [
                {"label": "page", "locator": str(note.page), "printed": note.page_label, "quote": note.quote}
                for note in _notes(outline, source)
            ],
        },
    }


def _notes(outline: Outline, source: Source) -> Iterable[Note]:
    return (outline.notes[number - 1] for number in source.notes)


def _pages(source: Source) -> str:
    return ", ".join(map(str, source.pages))


def _locator(outline: Outline, note: Note) -> str:
    return f"[{note.number}] {note_page(note, outline.words)}: “{note.quote}”"
