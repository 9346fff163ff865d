"""An outline into Markdown with footnotes; text from documents is escaped, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ui.export_words import pair
from ui.grids import Cell
from ui.outline import Line, Note, Outline, Part, Source, note_opens, note_page, note_source, partly


def escape(text: str) -> str:
    r"""Return the text such that Markdown shows it as it is.

    >>> escape("![x](http://a) <b> 1. *")
    '\\!\\[x\\]\\(http\\://a\\) &lt;b&gt; 1\\. \\*'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]()#!|~^$\"])", r"\\\1", text)
    text = re.sub(r"(https?|ftp|mailto|javascript|data|file)(?=:)", r"\1\\", text, flags=re.IGNORECASE)
    text = re.sub(r"(?i)\b(www)\.", r"\1\\.", text)
    return re.sub(r"^(\d+)([.)])(?=\s|$)|^([-+=])|(?<=\s)(\d{1,3})([.)])(?=\s)", _escape_start, text).replace(
        "@", "&#64;"
    )


def _escape_start(match: re.Match[str]) -> str:
    number, point, sign, later, mark = match.groups()
    if sign:
        return f"\\{sign}"
    return f"{number or later}\\{point or mark}"


def markdown(outline: Outline) -> str:
    """Return the whole text, one block a line."""
    blocks = [*_front(outline), *_body(outline), *_searches(outline), *_back(outline)]
    return "\n\n".join(blocks) + "\n"


def _front(outline: Outline) -> Iterable[str]:
    word = outline.words
    made = dict(outline.methods).get("Global Brain", "")
    yield f"# {escape(outline.question)}"
    yield f"*{word['brief'] if outline.answered else word['refusal']}* · {outline.date}"
    blank = escape(outline.review.signed) or "\\_" * 12
    yield f"> {word['prepared']} (Global Brain {escape(made)}). {pair(word, 'checked_by', blank)}"
    if outline.review.badge:
        yield f"**{escape(outline.review.badge)}**"
    if not outline.answered:
        yield word["refusal_note"]


def _body(outline: Outline) -> Iterable[str]:
    if outline.bottom_line.lines:
        yield f"## {outline.bottom_line.heading}"
        yield from _part(outline, outline.bottom_line)
    if outline.options:
        yield f"## {outline.words['options']}"
    for part in outline.options:
        yield f"### {escape(part.heading)}"
        yield from _part(outline, part)
    for grid in outline.grids:
        yield f"## {escape(grid.heading)}"
        yield f"*{escape(grid.note)}*"
        rows = [[_cell(cell) for cell in row] for row in grid.rows]
        yield _set([*map(escape, grid.heads)], rows)
    yield from _listed(outline.words["unanswered"], outline.unanswered)
    left_out = [f"{line.text} ({line.why})" if line.why else line.text for line in outline.left_out]
    yield from _listed(outline.words["left_out"], left_out)


def _part(outline: Outline, part: Part) -> Iterable[str]:
    yield "\n".join(f"- {escape(line.text)}{_marks(outline, line)}" for line in part.lines)
    if part.facts:
        rows = [[escape(fact.label), "<br>".join(map(_cell, fact.lines))] for fact in part.facts]
        yield _set(("", ""), rows)
    else:
        yield f"*{pair(outline.words, 'strength', escape(part.strength))}*"
    if part.read:
        yield f"*{pair(outline.words, 'how_read', escape(part.read))}*"


def _marks(outline: Outline, line: Line) -> str:
    marks = "".join(f"[^{number}]" for number in line.notes)
    marked = partly(line, outline.words)
    return marks + (f" *({escape(marked)})*" if marked else "")


def _listed(heading: str, texts: Sequence[str]) -> Iterable[str]:
    if texts:
        yield f"## {heading}"
        yield "\n".join(f"- {escape(text)}" for text in texts)


def _searches(outline: Outline) -> Iterable[str]:
    word = outline.words
    if outline.searched:
        yield f"## {word['searched']}"
        yield _table(
            (word["sub_question"], word["query"], word["found"], word["answered"]),
            [
                (s.sub_question, s.query, str(s.found), word["yes" if s.answered else "no"])
                for s in outline.searched
            ],
        )
    if outline.nearest:
        yield f"## {word['nearest']}"
        yield "\n".join(f"- “{escape(note.quote)}” {_where(note, outline)}" for note in outline.nearest)


def _where(note: Note, outline: Outline) -> str:
    where = f"{escape(note.title)}, {escape(note_page(note, outline.words))}"
    return f"{where}, [{note_opens(note, outline.words)}](<{note.link}>)" if note.link else where


def _back(outline: Outline) -> Iterable[str]:
    word = outline.words
    if outline.sources:
        yield f"## {word['references']}"
        yield "\n".join(_source(source, outline) for source in outline.sources)
    yield f"## {word['methods']}"
    yield word["methods_note"]
    yield _table(("", ""), outline.methods)
    if outline.review.rows:
        yield f"### {outline.review.heading}"
        yield outline.review.note
        yield _table(outline.review.heads, outline.review.rows)
    for note in outline.notes:
        link = f" [{note_opens(note, word)}](<{note.link}>)" if note.link else ""
        if note.named and (note.here or not note.link):
            link += f"{'.' if link else ''} {pair(word, 'file', escape(note.named))}"
        source = escape(note_source(note, word))
        yield f"[^{note.number}]: *{escape(note.title)}*. {source} “{escape(note.quote)}”{link}"


def _source(source: Source, outline: Outline) -> str:
    word = outline.words
    known = f"{source.publisher or word['publisher_unknown']}, {source.year or word['year_unknown']}"
    pages = word["pages_cited"].format(pages=", ".join(map(str, source.pages)))
    text = f"- **{escape(source.title)}**. {escape(known)}. {escape(source.named)}{pages}."
    return f"{text} <{source.link}>" if source.link else text


def _cell(cell: Cell) -> str:
    return escape(cell.text) + "".join(f"[^{number}]" for number in cell.notes)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _set(heads, [[escape(cell) for cell in row] for row in rows])


def _set(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
