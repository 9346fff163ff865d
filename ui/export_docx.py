"""An outline into a Word file with real footnotes, each naming and linking to its page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

from docx import Document as new_document
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from ui.export_docx_notes import Footnotes, add_link, comma, mark, to_mark
from ui.export_docx_styles import DRAFT, FINAL, MUTED, pale_borders, set_page, set_properties, shade
from ui.export_words import pair
from ui.grids import Grid
from ui.outline import Line, Note, Outline, Part, note_opens, note_page, partly
from ui.plain import shorten


def docx(outline: Outline, created: datetime) -> bytes:
    """Return the bytes of the .docx; the same outline and time give the same bytes."""
    document = new_document()
    set_page(document, outline)
    set_properties(document, outline, created)
    footnotes = Footnotes(document, outline.right_to_left)
    writer = _Writer(document, outline, footnotes)
    writer.front()
    writer.body()
    writer.searches()
    writer.references()
    writer.methods()
    footnotes.close()
    raw = io.BytesIO()
    document.save(raw)
    return _repeatable(raw.getvalue())


class _Writer:
    """The parts of the document in the order they are read."""

    def __init__(self, document: Document, outline: Outline, footnotes: Footnotes) -> None:
        self.document = document
        self.outline = outline
        self.words = outline.words
        self.footnotes = footnotes
        self.shown: set[int] = set()

    def paragraph(self, text: str = "", style: str | None = None) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        if self.outline.right_to_left:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        if text:
            self.run(paragraph, text)
        return paragraph

    def run(self, paragraph: Paragraph, text: str, *, bold: bool = False, muted: bool = False) -> Run:
        run = paragraph.add_run(text)
        run.bold = bold or None
        if muted:
            run.font.color.rgb = MUTED
        if self.outline.right_to_left:
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
        return run

    def heading(self, text: str, level: int) -> None:
        self.paragraph(text, f"Heading {level}")

    def front(self) -> None:
        word = self.words
        self.paragraph(word["brief"] if self.outline.answered else word["refusal"], "Subtitle")
        self.paragraph(self.outline.question, "Title")
        table = self.document.add_table(rows=1, cols=3)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        shade(table)
        texts = (
            (word["prepared"], f"Global Brain {dict(self.outline.methods).get('Global Brain', '')}".strip()),
            (word["date"], self.outline.date),
            (word["checked_by"], self.outline.review.signed or "______________________"),
        )
        for cell, (label, value) in zip(table.rows[0].cells, texts, strict=True):
            self.run(cell.paragraphs[0], label, muted=True).font.size = Pt(8.5)
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            self.run(cell.add_paragraph(), value)
        self.state()
        if not self.outline.answered:
            self.paragraph(word["refusal_note"]).paragraph_format.space_before = Pt(12)

    def state(self) -> None:
        """How far the review is, below the table that is signed."""
        review = self.outline.review
        if review.badge:
            paragraph = self.paragraph()
            paragraph.paragraph_format.space_before = Pt(8)
            run = self.run(paragraph, review.badge, bold=True)
            run.font.color.rgb = FINAL if review.final else DRAFT

    def body(self) -> None:
        outline = self.outline
        if outline.bottom_line.lines:
            self.heading(outline.bottom_line.heading, 1)
            self.part(outline.bottom_line)
        if outline.options:
            self.heading(self.words["options"], 1)
        for part in outline.options:
            self.heading(part.heading, 2)
            self.part(part)
        for grid in outline.grids:
            self.grid(grid)
        self.listed(self.words["unanswered"], outline.unanswered)
        self.listed(
            self.words["left_out"],
            [f"{line.text} ({line.why})" if line.why else line.text for line in outline.left_out],
        )

    def grid(self, grid: Grid) -> None:
        self.heading(grid.heading, 1)
        self.run(self.paragraph(style="Evidence"), grid.note)
        widths = [Cm(16.4 * share) for share in grid.shares]
        texts = [[cell.text for cell in row] for row in grid.rows]
        table = self.table(grid.heads, texts, widths)
        for added, row in zip(table.rows[1:], grid.rows, strict=True):
            for place, cell in zip(added.cells, row, strict=True):
                for at, number in enumerate(cell.notes):
                    if at:
                        comma(place.paragraphs[0])
                    to_mark(place.paragraphs[0], number)

    def part(self, part: Part) -> None:
        for line in part.lines:
            self.line(line)
        if part.lines:  # what a part rests on stays with its last sentence
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        if part.facts:
            self.facts(part)
        else:
            self.run(self.paragraph(style="Evidence"), pair(self.words, "strength", part.strength))
        if part.read:
            self.run(self.paragraph(style="Evidence"), pair(self.words, "how_read", part.read))

    def facts(self, part: Part) -> None:
        rows = [(fact.label, "") for fact in part.facts]
        table = self.table(None, rows, (Cm(3.4), Cm(13.0)))
        for row, fact in zip(table.rows, part.facts, strict=True):
            place = row.cells[1]
            for at, line in enumerate(fact.lines):
                paragraph = place.add_paragraph() if at else place.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(1)
                self.run(paragraph, line.text).font.size = Pt(8.5)
                self.marks(paragraph, line.notes)
            for run in row.cells[0].paragraphs[0].runs:
                run.bold = True
        if not part.read:
            self.paragraph().paragraph_format.space_after = Pt(0)

    def line(self, line: Line) -> None:
        paragraph = self.paragraph(line.text, "List Bullet")
        self.marks(paragraph, line.notes)
        if marked := partly(line, self.words):
            self.run(paragraph, f" [{marked}]", muted=True)

    def marks(self, paragraph: Paragraph, notes: Sequence[int]) -> None:
        for place, number in enumerate(notes):
            if place:
                comma(paragraph)
            if number in self.shown:
                to_mark(paragraph, number)
            else:
                mark(paragraph, number)
                self.footnotes.add(self.outline.notes[number - 1], self.words)
                self.shown.add(number)

    def listed(self, heading: str, texts: Sequence[str]) -> None:
        if texts:
            self.heading(heading, 1)
        for text in texts:
            self.paragraph(text, "List Bullet")

    def searches(self) -> None:
        word, outline = self.words, self.outline
        if outline.searched:
            self.heading(word["searched"], 1)
            heads = (word["sub_question"], word["query"], word["found"], word["answered"])
            rows = [
                (s.sub_question, s.query, str(s.found), word["yes" if s.answered else "no"])
                for s in outline.searched
            ]
            self.table(heads, rows, (Cm(6.6), Cm(5.4), Cm(2.0), Cm(2.4)))
        if outline.nearest:
            self.heading(word["nearest"], 1)
        for note in outline.nearest:
            self.nearest(note)

    def nearest(self, note: Note) -> None:
        paragraph = self.paragraph(f"“{note.quote}” ", "List Bullet")
        self.run(paragraph, f"{note.title}, {note_page(note, self.words)}", muted=True)
        if note.link:
            self.run(paragraph, ". ", muted=True)
            add_link(paragraph._p, paragraph.part, note.link, note_opens(note, self.words))

    def references(self) -> None:
        if self.outline.sources:
            self.heading(self.words["references"], 1)
        for source in self.outline.sources:
            paragraph = self.paragraph(style="Reference")
            self.run(paragraph, source.title, bold=True)
            known = (
                source.publisher or self.words["publisher_unknown"],
                str(source.year or self.words["year_unknown"]),
            )
            pages = self.words["pages_cited"].format(pages=", ".join(map(str, source.pages)))
            self.run(paragraph, f". {', '.join(known)}. {source.named}{pages}.")
            if source.link:
                self.run(paragraph, " ")
                add_link(paragraph._p, paragraph.part, source.link, shorten(source.link, 90))

    def methods(self) -> None:
        self.heading(self.words["methods"], 1)
        self.paragraph(self.words["methods_note"])
        self.table(None, self.outline.methods, (Cm(5.2), Cm(11.2)))
        review = self.outline.review
        if review.rows:
            self.heading(review.heading, 2)
            self.run(self.paragraph(style="Evidence"), review.note)
            self.table(review.heads, review.rows, [Cm(16.4 * share) for share in review.shares])

    def table(
        self, heads: Sequence[str] | None, rows: Sequence[Sequence[str]], widths: Sequence[Cm]
    ) -> Table:
        table = self.document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        pale_borders(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for index, row in enumerate([heads, *rows] if heads else rows):
            added = table.add_row()
            added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            cells = added.cells
            for cell, text, width in zip(cells, row or (), widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(1)
                self.run(paragraph, text, bold=bool(heads) and index == 0).font.size = Pt(8.5)
        if heads:
            table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        return table


def _repeatable(data: bytes) -> bytes:
    """Return the same package with fixed times and without the template's thumbnail."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(
                zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), old.read(item), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
