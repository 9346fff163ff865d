"""The golden files, made anew: ``make golden`` writes them, to be read in review before a commit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from agents.graph import graph
from corpus.pdf import read_pdf
from corpus.split import split
from tests.ui.briefs import a_read_answer, a_reviewed_answer
from ui.export import Format, export

FOLDER = Path(__file__).parent
STARTER = Path(__file__).resolve().parents[2] / "corpus" / "starter" / "pdf"


def brief() -> str:
    """Return an answer that tools have read as Markdown."""
    return export(a_read_answer(), Format.MARKDOWN).decode()


def reviewed() -> str:
    """Return an answer under review as Markdown."""
    return export(a_reviewed_answer(), Format.MARKDOWN).decode()


def drawing() -> str:
    """Return the agents' graph as Mermaid."""
    return str(graph().get_graph().draw_mermaid(with_styles=False))


def passages() -> str:
    """Return the passages of one starter PDF, one JSON line each; a word stands for a token."""
    read = read_pdf(STARTER / "paris-agreement.pdf", ocr=False)
    found = split(
        read.pages,
        read.headings,
        count_tokens=lambda texts: [len(text.split()) for text in texts],
        target_tokens=200,
        language="en",
    )
    rows = (
        {
            "page": one.page,
            "span": [one.span.start, one.span.end],
            "heading": one.heading,
            "sentences": [sentence.of(text) for sentence in one.sentences],
        }
        for one in found
        for text in [next(page.text for page in read.pages if page.number == one.page)]
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


GOLDEN: Mapping[str, Callable[[], str]] = {
    "brief.md": brief,
    "reviewed.md": reviewed,
    "graph.mmd": drawing,
    "passages.jsonl": passages,
}

if __name__ == "__main__":
    for name, make in GOLDEN.items():
        (FOLDER / name).write_text(make(), "utf-8")
