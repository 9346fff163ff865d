"""An outline into a PDF: embedded fonts for many scripts, numbered notes, bookmarks, no actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from fpdf.enums import XPos, YPos

from ui.export_pdf_review import set_decisions, set_state
from ui.export_pdf_sheet import ACCENT, INK, MUTED, WASH, Sheet
from ui.export_words import pair
from ui.grids import plain_rows
from ui.outline import Line, Note, Outline, Part, note_opens, note_page, note_source, partly
from ui.plain import shorten


def pdf(outline: Outline, created: datetime) -> bytes:
    """Return the bytes of the PDF; the same outline and time give the same bytes."""
    sheet = Sheet(outline, created)
    try:
        for write in (_front, _body, _searches, _notes, _references, _methods):
            write(sheet, outline)
        return bytes(sheet.output())
    finally:
        for font in sheet.fonts.values():
            font.ttfont.close()  # fpdf2 reads glyphs late and leaves the files open


def _front(sheet: Sheet, outline: Outline) -> None:
    word = outline.words
    sheet.block(word["brief"] if outline.answered else word["refusal"], 10, "B", ACCENT, after=0.5)
    sheet.block(outline.question, 18, "B", after=3)
    made = f"Global Brain {dict(outline.methods).get('Global Brain', '')}".strip()
    signed = (word["checked_by"], outline.review.signed or "_" * 22)
    columns = ((word["prepared"], made), (word["date"], outline.date), signed)
    top, width = sheet.get_y(), sheet.epw / len(columns)
    sheet.set_fill_color(*WASH)
    sheet.rect(sheet.l_margin, top, sheet.epw, 14, style="F")
    for index, (label, value) in enumerate(columns):
        for offset, text, size, color in ((1.5, label, 8, MUTED), (6.5, value, 10, INK)):
            sheet.set_xy(sheet.l_margin + index * width + 2, top + offset)
            sheet.cell(width - 4, sheet.font(size, color=color), text)
    sheet.set_xy(sheet.l_margin, top + 17)
    set_state(sheet.block, outline.review)
    if not outline.answered:
        sheet.block(word["refusal_note"])


def _body(sheet: Sheet, outline: Outline) -> None:
    if outline.bottom_line.lines:
        sheet.heading(outline.bottom_line.heading, 0)
        _part(sheet, outline.bottom_line)
    if outline.options:
        sheet.heading(outline.words["options"], 0)
    for part in outline.options:
        sheet.heading(part.heading, 1)
        _part(sheet, part)
    for grid in outline.grids:
        if sheet.will_page_break(45):  # a heading stays with its table
            sheet.add_page()
        sheet.heading(grid.heading, 0)
        sheet.block(grid.note, 8, color=MUTED, after=1)
        widths = tuple(round(100 * share) for share in grid.shares)
        sheet.grid([grid.heads, *plain_rows(grid)], widths, heads=True)
    left_out = [f"{line.text} ({line.why})" if line.why else line.text for line in outline.left_out]
    for heading, texts in (
        (outline.words["unanswered"], outline.unanswered),
        (outline.words["left_out"], left_out),
    ):
        if texts:
            sheet.heading(heading, 0)
        for text in texts:
            sheet.item("•", [sheet.text_piece(text)])


def _part(sheet: Sheet, part: Part) -> None:
    for line in part.lines:
        sheet.item("•", _pieces(sheet, line))
    word = sheet.outline.words
    told = [pair(word, "how_read", part.read)] if part.read else []
    if part.facts:
        _facts(sheet, part)
    else:
        told.insert(0, pair(word, "strength", part.strength))
    if told:
        sheet.block("\n".join(told), 8, color=MUTED, after=1)


def _facts(sheet: Sheet, part: Part) -> None:
    """The table of an option: a label on the left, lines with their marks on the right."""
    side, height, left = 34.0, sheet.font(8), sheet.l_margin
    sheet.ln(1)
    sheet.set_draw_color(0xD5, 0xDD, 0xE3)
    for fact in part.facts:
        if sheet.will_page_break(height * 3):
            sheet.add_page()
        top, page = sheet.get_y(), sheet.page_no()
        sheet.line(left, top, left + sheet.epw, top)
        sheet.set_y(top + 0.8)
        sheet.font(8, "B", MUTED)
        with sheet.thickened(fact.label, 8, "B", MUTED):
            sheet.multi_cell(side - 3, height, fact.label, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        under = sheet.get_y()
        sheet.set_xy(left + side, top + 0.8)
        sheet.set_left_margin(left + side)
        for line in fact.lines:
            sheet.text_piece(f"{line.text} ", 8)(height)
            for number in line.notes:
                sheet.mark_piece(number, 8)(height)
            sheet.ln(height + 0.4)
        sheet.set_left_margin(left)
        sheet.set_y(max(sheet.get_y(), under) if sheet.page_no() == page else sheet.get_y())
    sheet.line(left, sheet.get_y(), left + sheet.epw, sheet.get_y())
    sheet.ln(1.5)


def _pieces(sheet: Sheet, line: Line) -> Iterable[Callable[[float], None]]:
    yield sheet.text_piece(line.text + " ")
    for number in line.notes:
        yield sheet.mark_piece(number)
    if marked := partly(line, sheet.outline.words):
        yield sheet.text_piece(f" [{marked}]", 8, color=MUTED)


def _searches(sheet: Sheet, outline: Outline) -> None:
    word = outline.words
    if outline.searched:
        sheet.heading(word["searched"], 0)
        heads = (word["sub_question"], word["query"], word["found"], word["answered"])
        rows = [
            (s.sub_question, s.query, str(s.found), word["yes" if s.answered else "no"])
            for s in outline.searched
        ]
        sheet.grid([heads, *rows], (40, 34, 12, 14), heads=True)
    if outline.nearest:
        sheet.heading(word["nearest"], 0)
    for note in outline.nearest:
        where = f"{note.title}, {note_page(note, word)} "
        pieces = [sheet.text_piece(f"“{note.quote}” "), sheet.text_piece(where, 9, color=MUTED)]
        sheet.item("•", [*pieces, *_opening(sheet, note)])


def _opening(sheet: Sheet, note: Note, size: float = 9) -> Iterable[Callable[[float], None]]:
    if note.link:
        told = note_opens(note, sheet.outline.words)
        yield sheet.text_piece(told, size, color=ACCENT, link=note.link)
    if note.named and (note.here or not note.link):
        file = pair(sheet.outline.words, "file", note.named)
        yield sheet.text_piece(f". {file}" if note.link else file, size, color=MUTED)


def _notes(sheet: Sheet, outline: Outline) -> None:
    if outline.notes:
        sheet.heading(outline.words["notes"], 0)
    for note in outline.notes:
        if sheet.will_page_break(12):
            sheet.add_page()
        sheet.set_link(sheet.note_links[note.number], y=sheet.get_y(), page=sheet.page_no())
        pieces = [
            sheet.text_piece(f"{note.title}. ", 9, "I"),
            sheet.text_piece(f"{note_source(note, outline.words)} “{note.quote}” ", 9),
        ]
        sheet.item(f"[{note.number}]", [*pieces, *_opening(sheet, note)], 9)


def _references(sheet: Sheet, outline: Outline) -> None:
    word = outline.words
    if outline.sources:
        sheet.heading(word["references"], 0)
    for source in outline.sources:
        known = f"{source.publisher or word['publisher_unknown']}, {source.year or word['year_unknown']}"
        pages = word["pages_cited"].format(pages=", ".join(map(str, source.pages)))
        pieces = [
            sheet.text_piece(source.title, 9, "B"),
            sheet.text_piece(f". {known}. {source.named}{pages}. ", 9),
        ]
        if source.link:
            pieces.append(sheet.text_piece(shorten(source.link, 90), 9, color=ACCENT, link=source.link))
        sheet.item("•", pieces, 9)


def _methods(sheet: Sheet, outline: Outline) -> None:
    sheet.heading(outline.words["methods"], 0)
    sheet.block(outline.words["methods_note"], 9)
    sheet.grid(outline.methods, (32, 68), heads=False)
    set_decisions(sheet.heading, sheet.block, sheet.grid, outline.review)
