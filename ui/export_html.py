"""An outline into one self-contained HTML page: no script, nothing loaded, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape

from ui.export_words import pair
from ui.grids import Cell
from ui.outline import Line, Note, Outline, Part, note_opens, note_page, note_source, partly
from ui.plain import shorten

_STYLE = """
:root{color-scheme:light;--ink:#1f2a37;--accent:#0b4f6c;--muted:#555f6b;--rule:#d5dde3;--wash:#eef3f6}
*{box-sizing:border-box}
body{margin:0;background:#f6f8f9;color:var(--ink);
  font:16px/1.6 Calibri,Carlito,"Segoe UI","Noto Sans",sans-serif}
main{max-width:46rem;margin:2.5rem auto;padding:3rem 3.5rem;background:#fff;border:1px solid var(--rule)}
.kind{margin:0;color:var(--accent);font-weight:600;letter-spacing:.04em}
h1{margin:.2rem 0 1.2rem;font-size:1.75rem;line-height:1.25}
h2{margin:2.2rem 0 .6rem;color:var(--accent);font-size:1.25rem;
  border-bottom:1px solid var(--rule);padding-bottom:.25rem}
h3{margin:1.4rem 0 .3rem;font-size:1.05rem;color:var(--accent)}
.sign{display:flex;gap:2rem;margin:0;padding:.8rem 1rem;background:var(--wash)}
.sign div{flex:1}.sign dt,.evidence,.where,.partly{color:var(--muted);font-size:.82rem}
.state{display:inline-block;margin:.8rem 0 0;padding:.15rem .7rem;border-left:3px solid #8a5a00;
  background:#fdf5e3;color:#8a5a00;font-weight:600}
.state.final{border-color:#0f5f4c;background:#e7f2ee;color:#0f5f4c}
.read{margin-top:-.7rem}.sign dd{margin:0}
ul,ol{padding-inline-start:1.3rem}li{margin:.35rem 0;overflow-wrap:anywhere}
sup{font-size:.72em;line-height:0}a{color:var(--accent)}sup a{text-decoration:none;padding:0 .1em}
table{width:100%;border-collapse:collapse;font-size:.85rem}
th,td{padding:.3rem .5rem;border:1px solid var(--rule);text-align:start;
  vertical-align:top;overflow-wrap:anywhere}
th{background:var(--wash);font-weight:600;overflow-wrap:normal}
.facts th{width:9.5rem}.facts p{margin:0 0 .2rem}
:target{background:#fff6d6}
@media(max-width:40rem){main{margin:0;padding:1.2rem;border:0}.sign{display:block}}
@media print{body{background:#fff;font-size:10.5pt}main{max-width:none;margin:0;padding:0;border:0}
h2,h3{break-after:avoid}li,tr{break-inside:avoid}a{text-decoration:none}}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"


def html(outline: Outline) -> str:
    """Return the whole page; its Content-Security-Policy allows its own style sheet and no more."""
    direction = "rtl" if outline.right_to_left else "ltr"
    title = escape(shorten(outline.question, 200))
    parts = [*_front(outline), *_body(outline), *_searches(outline), *_back(outline)]
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(outline.language)}" dir="{direction}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="Global Brain">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _front(outline: Outline) -> Iterable[str]:
    word = outline.words
    made = dict(outline.methods).get("Global Brain", "")
    yield f'<p class="kind">{escape(word["brief"] if outline.answered else word["refusal"])}</p>'
    yield f"<h1>{escape(outline.question)}</h1>"
    yield '<dl class="sign">'
    for label, value in (
        (word["prepared"], f"Global Brain {made}".strip()),
        (word["date"], outline.date),
        (word["checked_by"], outline.review.signed or "____________________"),
    ):
        yield f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
    yield "</dl>"
    if outline.review.badge:
        final = " final" if outline.review.final else ""
        yield f'<p class="state{final}">{escape(outline.review.badge)}</p>'
    if not outline.answered:
        yield f"<p>{escape(word['refusal_note'])}</p>"


def _body(outline: Outline) -> Iterable[str]:
    seen: set[int] = set()
    if outline.bottom_line.lines:
        yield f"<h2>{escape(outline.bottom_line.heading)}</h2>"
        yield from _part(outline, outline.bottom_line, seen)
    if outline.options:
        yield f"<h2>{escape(outline.words['options'])}</h2>"
    for part in outline.options:
        yield f"<h3>{escape(part.heading)}</h3>"
        yield from _part(outline, part, seen)
    for grid in outline.grids:
        yield f"<h2>{escape(grid.heading)}</h2>"
        yield f'<p class="evidence">{escape(grid.note)}</p>'
        rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in grid.rows)
        yield f"<table><thead>{_row(grid.heads, 'th')}</thead><tbody>{rows}</tbody></table>"
    yield from _listed(outline.words["unanswered"], outline.unanswered)
    left_out = [f"{line.text} ({line.why})" if line.why else line.text for line in outline.left_out]
    yield from _listed(outline.words["left_out"], left_out)


def _part(outline: Outline, part: Part, seen: set[int]) -> Iterable[str]:
    yield "<ul>"
    for line in part.lines:
        yield f'<li class="claim">{escape(line.text)}{_marks(outline, line, seen)}</li>'
    yield "</ul>"
    if part.facts:
        rows = "".join(
            f"<tr><th>{escape(fact.label)}</th><td>{''.join(map(_fact_line, fact.lines))}</td></tr>"
            for fact in part.facts
        )
        yield f'<table class="facts"><tbody>{rows}</tbody></table>'
    else:
        yield f'<p class="evidence">{escape(pair(outline.words, "strength", part.strength))}</p>'
    if part.read:
        yield f'<p class="evidence read">{escape(pair(outline.words, "how_read", part.read))}</p>'


def _marks(outline: Outline, line: Line, seen: set[int]) -> str:
    marks = []
    for number in line.notes:
        anchor = "" if number in seen else f' id="mark-{number}"'
        seen.add(number)
        marks.append(f'<a href="#note-{number}"{anchor}>[{number}]</a>')
    marked = partly(line, outline.words)
    shown = f' <span class="partly">[{escape(marked)}]</span>' if marked else ""
    return f"&#8288;<sup>{''.join(marks)}</sup>{shown}"


def _cell(cell: Cell) -> str:
    return f"<td>{_noted(cell)}</td>"


def _fact_line(line: Cell) -> str:
    return f"<p>{_noted(line)}</p>"


def _noted(cell: Cell) -> str:
    marks = "".join(f'<a href="#note-{number}">[{number}]</a>' for number in cell.notes)
    return f"{escape(cell.text)}{f'&#8288;<sup>{marks}</sup>' if marks else ''}"


def _listed(heading: str, texts: Iterable[str]) -> Iterable[str]:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    if items:
        yield f"<h2>{escape(heading)}</h2>\n<ul>{items}</ul>"


def _searches(outline: Outline) -> Iterable[str]:
    word = outline.words
    if outline.searched:
        heads = (word["sub_question"], word["query"], word["found"], word["answered"])
        rows = [
            (s.sub_question, s.query, str(s.found), word["yes" if s.answered else "no"])
            for s in outline.searched
        ]
        yield f"<h2>{escape(word['searched'])}</h2>"
        body = "".join(_row(row) for row in rows)
        yield f"<table><thead>{_row(heads, 'th')}</thead><tbody>{body}</tbody></table>"
    if outline.nearest:
        items = "".join(f"<li>{_near(note, outline)}</li>" for note in outline.nearest)
        yield f"<h2>{escape(word['nearest'])}</h2>\n<ul>{items}</ul>"


def _near(note: Note, outline: Outline) -> str:
    where = escape(f"{note.title}, {note_page(note, outline.words)}")
    link = _link(note.link, note_opens(note, outline.words))
    return f'“{escape(note.quote)}” <span class="where">{where}</span> {link}'


def _back(outline: Outline) -> Iterable[str]:
    word = outline.words
    if outline.notes:
        items = "".join(_note(note, outline) for note in outline.notes)
        yield f"<h2>{escape(word['notes'])}</h2>\n<ol>{items}</ol>"
        yield f"<h2>{escape(word['references'])}</h2>\n<ul>"
    for source in outline.sources:
        known = f"{source.publisher or word['publisher_unknown']}, {source.year or word['year_unknown']}"
        pages = word["pages_cited"].format(pages=", ".join(map(str, source.pages)))
        text = f"<b>{escape(source.title)}</b>. {escape(known)}. {escape(source.named)}{escape(pages)}."
        yield f"<li>{text} {_link(source.link, source.link or '')}</li>"
    if outline.notes:
        yield "</ul>"
    yield f"<h2>{escape(word['methods'])}</h2>\n<p>{escape(word['methods_note'])}</p>"
    yield f"<table><tbody>{''.join(_row(row) for row in outline.methods)}</tbody></table>"
    review = outline.review
    if review.rows:
        yield f'<h3>{escape(review.heading)}</h3>\n<p class="evidence">{escape(review.note)}</p>'
        body = "".join(_row(row) for row in review.rows)
        yield f"<table><thead>{_row(review.heads, 'th')}</thead><tbody>{body}</tbody></table>"


def _note(note: Note, outline: Outline) -> str:
    where = _link(note.link, note_opens(note, outline.words))
    file = pair(outline.words, "file", note.named) if note.named and (note.here or not note.link) else ""
    return (
        f'<li id="note-{note.number}"><i>{escape(note.title)}</i>. '
        f"{escape(note_source(note, outline.words))} “{escape(note.quote)}” "
        f"{where}{'. ' if where and file else ''}{escape(file)} "
        f'<a href="#mark-{note.number}" aria-label="{escape(outline.words["back"])}">↑</a></li>'
    )


def _link(url: str | None, text: str) -> str:
    if not url:
        return ""
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(shorten(text, 90))}</a>'


def _row(cells: Iterable[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
