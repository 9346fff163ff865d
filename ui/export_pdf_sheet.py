"""The sheet of an exported PDF: its fonts, its footer, and the few ways in which text is set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import TableCellFillMode, TextMode, VAlign, XPos, YPos
from fpdf.fonts import FontFace

from ui.export_pdf_fonts import BODY, EAST_ASIAN, add_fonts
from ui.outline import Outline
from ui.plain import shorten

INK, ACCENT, MUTED, WASH = (0x1F, 0x2A, 0x37), (0x0B, 0x4F, 0x6C), (0x55, 0x5F, 0x6B), (0xEE, 0xF3, 0xF6)
_TITLE_MOST = 255
MARGIN = 23
_CELL_MOST = 800
_LEAD = 1.45
_MM_PER_POINT = 25.4 / 72


class Sheet(FPDF):  # type: ignore[misc]  # mypy does not follow fpdf
    """The page with its fonts, footer and the few ways in which text is set."""

    def __init__(self, outline: Outline, created: datetime) -> None:
        super().__init__(format="A4")
        self.outline = outline
        add_fonts(self, repr(outline))
        self.set_margins(MARGIN, 22, MARGIN)
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
        self.set_xy(MARGIN, -15)  # a page may end within an indented text
        self.font(8, color=MUTED)
        text = self.outline.words["page_of"].replace("{n}", str(self.page_no()))
        self.cell(0, 6, text)  # on the left: the width of the total is not known yet

    def font(self, size: float, style: str = "", color: tuple[int, int, int] = INK) -> float:
        """Set the font and return its line height in mm."""
        self.set_font(BODY, style, size)
        self.set_text_color(*color)
        return size * _LEAD * _MM_PER_POINT

    def block(
        self,
        text: str,
        size: float = 10,
        style: str = "",
        color: tuple[int, int, int] = INK,
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
        self.block(text, 13 if level == 0 else 10.5, "B", ACCENT, after=1.5 if level == 0 else 0.5)

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
        self, text: str, size: float = 10, style: str = "", color: tuple[int, int, int] = INK, link: str = ""
    ) -> Callable[[float], None]:
        """Return a writer of running text."""

        def write(height: float) -> None:
            self.font(size, style, color)
            with self.thickened(text, size, style, color):
                self.write(height, text, link=link)

        return write

    def mark_piece(self, number: int, size: float = 10) -> Callable[[float], None]:
        """Return a writer of a raised note number that leads to the note."""

        def write(height: float) -> None:
            self.font(size, color=ACCENT)
            self.char_vpos = "SUP"
            if self.get_x() + self.get_string_width(f"[{number}]") > self.w - self.r_margin:
                self.ln(height)  # a mark is never parted
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
        bold = FontFace(emphasis="BOLD", fill_color=WASH)
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
