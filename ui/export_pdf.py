"""An outline into a PDF: embedded fonts for many scripts, numbered notes, bookmarks, no actions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import TableCellFillMode, TextMode, VAlign, XPos, YPos
from fpdf.fonts import FontFace

from ui.export_pdf_fonts import BODY, EAST_ASIAN, add_fonts
from ui.export_pdf_review import set_decisions, set_state
from ui.export_words import pair
from ui.grids import plain_rows
from ui.outline import Line, Note, Outline, Part, note_opens, note_page, note_source, partly
from ui.plain import shorten

_INK, _ACCENT, _MUTED, _WASH = (0x1F, 0x2A, 0x37), (0x0B, 0x4F, 0x6C), (0x55, 0x5F, 0x6B), (0xEE, 0xF3, 0xF6)
_TITLE_MOST = 255
_CELL_MOST = 800
_LEAD = 1.45
_MM_PER_POINT = 25.4 / 72


def pdf(outline: Outline, created: datetime) -> bytes:
    """Return the bytes of the PDF; the same outline and time give the same bytes."""
    sheet = _Sheet(outline, created)
    try:
        for write in (_front, _body, _searches, _notes, _references, _methods):
            write(sheet, outline)
        return bytes(sheet.output())
    finally:
        for font in sheet.fonts.values():
            font.ttfont.close()  # fpdf2 reads glyphs late and leaves the files open


class _Sheet(FPDF):  # type: ignore[misc]  # mypy does not follow fpdf
    """The page with its fonts, footer and the few ways in which text is set."""

    def __init__(self, outline: Outline, created: datetime) -> None:
        super().__init__(format="A4")
        self.outline = outline
        add_fonts(self, repr(outline))
        self.set_margins(23, 22, 23)
        self.set_auto_page_break(auto=True, margin=22)
        self.set_creation_date(created)
        self.set_title(shorten(outline.question, _TITLE_MOST))
        self.set_author("Global Brain")
        self.set_creator("Global Brain")
        self.set_subject(outline.words["brief"])
        self.set_lang(outline.language)
        self.alias_nb_pages("{total}")
        self.add_page()
        # A link needs some target when it is set; its note moves it once it is written.
        self.note_links = {note.number: self.add_link(page=1) for note in outline.notes}

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-15)
        self.font(8, color=_MUTED)
        text = self.outline.words["page_of"].replace("{n}", str(self.page_no()))
        self.cell(0, 6, text)  # on the left: the width of the total is not known yet

    def font(self, size: float, style: str = "", color: tuple[int, int, int] = _INK) -> float:
        """Set the font and return its line height in mm."""
        self.set_font(BODY, style, size)
        self.set_text_color(*color)
        return size * _LEAD * _MM_PER_POINT

    def block(
        self,
        text: str,
        size: float = 10,
        style: str = "",
        color: tuple[int, int, int] = _INK,
        after: float = 2,
    ) -> None:
        """Set one paragraph over the full width."""
        height = self.font(size, style, color)
        align = "R" if self.outline.right_to_left else "L"
        with self.thickened(text, size, style, color):
            self.multi_cell(0, height, text or " ", align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(after)

    def thickened(
        self, text: str, size: float, style: str, color: tuple[int, int, int]
    ) -> AbstractContextManager[object]:
        """Draw an outline around bold Chinese, Japanese and Korean: their font has no bold face."""
        if "B" not in style or not re.search(EAST_ASIAN, text):
            return nullcontext()
        width = size * _MM_PER_POINT * 0.03
        context: AbstractContextManager[object] = self.local_context(
            text_mode=TextMode.FILL_STROKE, line_width=width, draw_color=color
        )
        return context

    def heading(self, text: str, level: int) -> None:
        """Set a heading that stays with what follows, and its bookmark."""
        if self.will_page_break(24):
            self.add_page()
        self.ln(4 if level == 0 else 1)
        self.start_section(shorten(text, 200), level=level, strict=False)
        self.block(text, 13 if level == 0 else 10.5, "B", _ACCENT, after=1.5 if level == 0 else 0.5)

    def item(self, sign: str, pieces: Iterable[Callable[[float], None]], size: float = 10) -> None:
        """Set a hanging paragraph from pieces that write themselves at the given line height."""
        height = self.font(size)
        if self.will_page_break(height * 2):
            self.add_page()
        indent = max(5.0, self.get_string_width(sign) + 2.5)
        self.set_x(self.l_margin)
        self.cell(indent, height, sign)
        left = self.l_margin
        self.set_left_margin(left + indent)
        for piece in pieces:
            piece(height)
        self.set_left_margin(left)
        self.ln(height + 1.2)

    def text_piece(
        self, text: str, size: float = 10, style: str = "", color: tuple[int, int, int] = _INK, link: str = ""
    ) -> Callable[[float], None]:
        """Return a writer of running text."""

        def write(height: float) -> None:
            self.font(size, style, color)
            with self.thickened(text, size, style, color):
                self.write(height, text, link=link)

        return write

    def mark_piece(self, number: int) -> Callable[[float], None]:
        """Return a writer of a raised note number that leads to the note."""

        def write(height: float) -> None:
            self.font(10, color=_ACCENT)
            self.char_vpos = "SUP"
            self.write(height, f"[{number}]", link=self.note_links[number])
            self.char_vpos = "LINE"

        return write

    def grid(self, rows: Sequence[Sequence[str]], widths: tuple[int, ...], heads: bool) -> None:
        """Set a table of text, or a list where a cell could outgrow a page, which fpdf2 refuses."""
        if max(len(cell) for row in rows for cell in row) > _CELL_MOST:
            for row in rows[int(heads) :]:
                self.item("•", [self.text_piece(" · ".join(row), 8)], 8)
            return
        height = self.font(8)
        self.set_fill_color(255, 255, 255)
        self.set_draw_color(0xD5, 0xDD, 0xE3)
        align = "RIGHT" if self.outline.right_to_left else "LEFT"
        bold = FontFace(emphasis="BOLD", fill_color=_WASH)
        with self.table(
            col_widths=widths,
            line_height=height,
            first_row_as_headings=heads,
            headings_style=bold,
            cell_fill_mode=TableCellFillMode.NONE,
            text_align=align,
            v_align=VAlign.T,
            padding=0.8,
        ) as table:
            for cells in rows:
                row = table.row()
                for cell in cells:
                    row.cell(cell or " ")
        self.ln(2)


def _front(sheet: _Sheet, outline: Outline) -> None:
    word = outline.words
    sheet.block(word["brief"] if outline.answered else word["refusal"], 10, "B", _ACCENT, after=0.5)
    sheet.block(outline.question, 18, "B", after=3)
    made = f"Global Brain {dict(outline.methods).get('Global Brain', '')}".strip()
    signed = (word["checked_by"], outline.review.signed or "_" * 22)
    columns = ((word["prepared"], made), (word["date"], outline.date), signed)
    top, width = sheet.get_y(), sheet.epw / len(columns)
    sheet.set_fill_color(*_WASH)
    sheet.rect(sheet.l_margin, top, sheet.epw, 14, style="F")
    for index, (label, value) in enumerate(columns):
        for offset, text, size, color in ((1.5, label, 8, _MUTED), (6.5, value, 10, _INK)):
            sheet.set_xy(sheet.l_margin + index * width + 2, top + offset)
            sheet.cell(width - 4, sheet.font(size, color=color), text)
    sheet.set_xy(sheet.l_margin, top + 17)
    set_state(sheet.block, outline.review)
    if not outline.answered:
        sheet.block(word["refusal_note"])


def _body(sheet: _Sheet, outline: Outline) -> None:
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
        sheet.block(grid.note, 8, color=_MUTED, after=1)
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


def _part(sheet: _Sheet, part: Part) -> None:
    for line in part.lines:
        sheet.item("•", _pieces(sheet, line))
    word = sheet.outline.words
    read = f"\n{pair(word, 'how_read', part.read)}" if part.read else ""
    sheet.block(f"{pair(word, 'strength', part.strength)}{read}", 8, color=_MUTED, after=1)


def _pieces(sheet: _Sheet, line: Line) -> Iterable[Callable[[float], None]]:
    yield sheet.text_piece(line.text + " ")
    for number in line.notes:
        yield sheet.mark_piece(number)
    if marked := partly(line, sheet.outline.words):
        yield sheet.text_piece(f" [{marked}]", 8, color=_MUTED)


def _searches(sheet: _Sheet, outline: Outline) -> None:
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
        pieces = [sheet.text_piece(f"“{note.quote}” "), sheet.text_piece(where, 9, color=_MUTED)]
        sheet.item("•", [*pieces, *_opening(sheet, note)])


def _opening(sheet: _Sheet, note: Note, size: float = 9) -> Iterable[Callable[[float], None]]:
    if note.link:
        told = note_opens(note, sheet.outline.words)
        yield sheet.text_piece(told, size, color=_ACCENT, link=note.link)
    if note.named and (note.here or not note.link):
        file = pair(sheet.outline.words, "file", note.named)
        yield sheet.text_piece(f". {file}" if note.link else file, size, color=_MUTED)


def _notes(sheet: _Sheet, outline: Outline) -> None:
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


def _references(sheet: _Sheet, outline: Outline) -> None:
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
            pieces.append(sheet.text_piece(shorten(source.link, 90), 9, color=_ACCENT, link=source.link))
        sheet.item("•", pieces, 9)


def _methods(sheet: _Sheet, outline: Outline) -> None:
    sheet.heading(outline.words["methods"], 0)
    sheet.block(outline.words["methods_note"], 9)
    sheet.grid(outline.methods, (32, 68), heads=False)
    set_decisions(sheet.heading, sheet.block, sheet.grid, outline.review)
