"""The starter library's PDFs, set from the Markdown beside this file: the same bytes each time.

No paragraph runs over a page end, since a citation points to one page. Fonts are embedded in part:
Liberation Sans and Noto Sans CJK, both under the SIL Open Font Licence, which allows it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from corpus.errors import CorpusError
from corpus.starter.digests import CITATION, HERE, Block, Digest, Source, digests, shown, sources, used
from corpus.starter.lines import lines

FONTS = Path("/usr/share/fonts")
LIBERATION = FONTS / "truetype" / "liberation2"
NOTO = FONTS / "opentype" / "noto"
LATIN = {"": LIBERATION / "LiberationSans-Regular.ttf", "B": LIBERATION / "LiberationSans-Bold.ttf"}
CHINESE = {"": NOTO / "NotoSansCJK-Regular.ttc", "B": NOTO / "NotoSansCJK-Bold.ttc"}
SIMPLIFIED = 2  # the face of the collections that holds the forms used in mainland China
PUBLISHER = "Global Brain"
LICENCE = "CC BY 4.0"
COLUMNS = ("file", "title", "publisher", "year", "country", "language", "kind", "url", "licence")
INK, SOFT, GREEN, PALE = (32, 36, 40), (104, 112, 118), (22, 92, 74), (236, 243, 240)
LEFT, TOP, WIDTH_MM = 24, 24, 162
TEXTS = {
    "en": ("Digest by the Global Brain project, not the original", "Sources", "Digest of {date}"),
    "fr": ("Condensé du projet Global Brain, pas l’original", "Sources", "Condensé du {date}"),
    "es": (
        "Resumen del proyecto Global Brain, no es el original",
        "Fuentes",
        "Resumen del {date}",
    ),
    "zh": ("Global Brain 项目编写的摘要，并非原文", "来源", "摘要日期：{date}"),
}


class Sheet(FPDF):  # type: ignore[misc]
    """An A4 page that says on every sheet that it is a digest and not the original."""

    def __init__(self, digest: Digest) -> None:
        """Prepare fonts, margins and metadata."""
        super().__init__(format="A4")
        self.digest = digest
        self.mark, self.sources_word, self.dated = TEXTS[digest.language]
        for style, file in (CHINESE if digest.language == "zh" else LATIN).items():
            number = SIMPLIFIED if digest.language == "zh" else 0
            self.add_font("text", style, file, collection_font_number=number)
        self.set_margins(LEFT, TOP, 210 - LEFT - WIDTH_MM)
        self.set_auto_page_break(auto=True, margin=22)
        self._describe()

    def _describe(self) -> None:
        moment = datetime.fromisoformat(self.digest.date).replace(tzinfo=UTC)
        self.set_creation_date(moment)
        self.set_title(self.digest.title)
        self.set_author(PUBLISHER)
        self.set_subject(f"{self.mark}. {self.digest.about}")
        self.set_keywords(self.digest.keywords)
        self.set_lang(self.digest.language)
        self.set_creator("globalbrain corpus.starter")
        self.set_producer("fpdf2")
        self.set_display_mode("fullwidth")

    def header(self) -> None:
        """Print the mark that this is a digest."""
        self.set_y(11)
        self.set_font("text", "", 8)
        self.set_text_color(*GREEN)
        self.cell(0, 4, self.mark, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(*GREEN)
        self.set_line_width(0.3)
        self.line(LEFT, 16.5, LEFT + WIDTH_MM, 16.5)
        self.set_y(TOP)

    def footer(self) -> None:
        """Print the date, the publisher and the page's number; a reader drops them as running feet."""
        self.set_y(-14)
        self.set_font("text", "", 8)
        self.set_text_color(*SOFT)
        dated = self.dated.format(date=self.digest.date)
        self.cell(0, 4, f"{dated} · {PUBLISHER} · {LICENCE}")
        self.set_x(LEFT)
        self.cell(0, 4, f"{self.page_no()}", align="R")

    def heading(self, text: str, following_mm: float) -> None:
        """Set a heading that stays with what follows it and stands in the outline."""
        self.keep(following_mm + 13)
        if self.get_y() > TOP + 1:
            self.ln(2.5)
        self.start_section(text)
        self.set_font("text", "B", 12.5)
        self.set_text_color(*GREEN)
        self.multi_cell(0, 6.2, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1.6)

    def keep(self, height_mm: float) -> None:
        """Begin a page where less than this is left of the old one."""
        if self.will_page_break(height_mm):
            self.add_page()

    def wrapped(self, text: str, size: float) -> str:
        """Break Chinese into lines, since it has no spaces to break at; other text stays as it is."""
        self.set_font("text", "", size)
        if self.digest.language != "zh":
            return text
        return "\n".join(lines(text, WIDTH_MM - 2.5, self.get_string_width))

    def height_mm(self, text: str, size: float, line_mm: float) -> float:
        """The height that a paragraph will take."""
        wrapped = self.wrapped(text, size)
        taken = self.multi_cell(0, line_mm, wrapped, align="L", dry_run=True, output="HEIGHT")
        return float(taken)

    def paragraph(self, text: str, size: float = 10.2, line_mm: float = 5.2, after_mm: float = 2.4) -> None:
        """Set a paragraph whole on one page."""
        self.keep(self.height_mm(text, size, line_mm))
        self.set_text_color(*INK)
        wrapped = self.wrapped(text, size)
        self.multi_cell(0, line_mm, wrapped, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(after_mm)

    def grid(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Set a table: the first row is its head, the first column the widest."""
        lines = tuple(rows)
        self.keep(8.0 * len(lines) + 4)
        self.set_font("text", "", 9)
        self.set_text_color(*INK)
        self.set_draw_color(*SOFT)
        others = len(lines[0]) - 1
        head = FontFace(emphasis="BOLD", color=INK, fill_color=PALE)
        with self.table(
            col_widths=(max(2.0, others * 0.9), *([1.0] * others)),
            headings_style=head,
            borders_layout="HORIZONTAL_LINES",
            line_height=5,
            text_align="LEFT",
            padding=0.9,
        ) as table:
            for line in lines:
                table.row(line)
        self.ln(3)


def pdf(digest: Digest, known: dict[str, Source]) -> bytes:
    """One digest as the bytes of a PDF."""
    sheet = Sheet(digest)
    sheet.add_page()
    _open(sheet)
    blocks = [*digest.blocks]
    for number, block in enumerate(blocks):
        if block.kind == "heading":
            sheet.heading(block.text, _lead(sheet, blocks[number + 1 : number + 2], known))
        elif block.kind == "table":
            sheet.grid(block.rows)
        else:
            sheet.paragraph(_prose(block.text, digest, known))
    _close(sheet, known)
    return bytes(sheet.output())


def _prose(text: str, digest: Digest, known: dict[str, Source]) -> str:
    return CITATION.sub(lambda match: shown(match[1], digest.language, known), text)


def _lead(sheet: Sheet, following: list[Block], known: dict[str, Source]) -> float:
    if not following or following[0].kind != "paragraph":
        return 30.0
    return sheet.height_mm(_prose(following[0].text, sheet.digest, known), 10.2, 5.2)


def _open(sheet: Sheet) -> None:
    sheet.set_font("text", "B", 16)
    sheet.set_text_color(*INK)
    sheet.multi_cell(0, 6.4, sheet.digest.title, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.ln(3)


def _close(sheet: Sheet, known: dict[str, Source]) -> None:
    entries = [
        f"[{number}] {source.short}: {source.title}. {source.publisher}, {source.year}. {source.url}"
        for number, source in enumerate(used(sheet.digest, known), 1)
    ]
    sheet.heading(sheet.sources_word, 12)
    for entry in entries:
        sheet.paragraph(entry, size=8.6, line_mm=4.4, after_mm=1.2)


def manifest(written: Iterable[Digest]) -> str:
    """The sidecar that tells the ingestion what each digest is."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for digest in written:
        year = digest.date[:4]
        row = (f"{digest.name}.pdf", digest.title, PUBLISHER, year, digest.country, digest.language)
        table.writerow((*row, "digest", "", LICENCE))
    return file.getvalue()


def fonts() -> str:
    """A hash of the fonts, so that a build can be compared only with one from the same fonts.

    Raises:
        CorpusError: a font is not installed.
    """
    seen = sha256()
    for path in (*LATIN.values(), *CHINESE.values()):
        if not path.is_file():
            raise CorpusError(
                path.name, "this font is not installed", "Install fonts-liberation2 and fonts-noto-cjk."
            )
        seen.update(path.read_bytes())
    return seen.hexdigest()


def build(folder: Path = HERE / "pdf") -> tuple[Path, ...]:
    """Write every PDF and the manifest; the files written, the manifest last."""
    stamp, known, written = fonts(), sources(), digests()
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for digest in written:
        paths.append(folder / f"{digest.name}.pdf")
        paths[-1].write_bytes(pdf(digest, known))
    (folder / "manifest.csv").write_text(manifest(written), "utf-8")
    (folder / "fonts.sha256").write_text(stamp + "\n", "utf-8")
    return (*paths, folder / "manifest.csv")
