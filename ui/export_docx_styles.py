"""The look of the Word file: page, styles, language, page numbers, properties, table borders."""

from __future__ import annotations

from datetime import datetime

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.styles.styles import Styles
from docx.table import Table
from docx.text.paragraph import Paragraph

from ui.outline import Outline
from ui.plain import shorten

_INK = RGBColor(0x1F, 0x2A, 0x37)
_ACCENT = RGBColor(0x0B, 0x4F, 0x6C)
MUTED = RGBColor(0x55, 0x5F, 0x6B)
DRAFT = RGBColor(0x8A, 0x5A, 0x00)
FINAL = RGBColor(0x0F, 0x5F, 0x4C)
_TITLE_MOST = 255
_EAST_ASIA = {"zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR"}
_EAST_ASIA_FONTS = {"zh": "Microsoft YaHei", "ja": "Yu Gothic", "ko": "Malgun Gothic"}
_REGION = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}


def pale_borders(table: Table) -> None:
    """Draw thin grey lines between and around the cells."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "D5DDE3")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    if layout is not None:
        layout.addprevious(borders)
    else:
        table._tbl.tblPr.append(borders)


def shade(table: Table) -> None:
    """Give the first row a pale ground."""
    for cell in table.rows[0].cells:
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF3F6")):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def set_page(document: Document, outline: Outline) -> None:
    """Set an A4 page, its styles, and the page number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    _set_styles(document, outline)
    _number_pages(section.footer.paragraphs[0], outline.words["page_of"])


def _set_styles(document: Document, outline: Outline) -> None:
    styles = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(10.5)
    styles["Normal"].paragraph_format.space_after = Pt(5)
    styles["Normal"].paragraph_format.widow_control = True
    for name, size, before in (
        ("Title", 19, 0),
        ("Subtitle", 10.5, 0),
        ("Heading 1", 14, 16),
        ("Heading 2", 11.5, 9),
    ):
        style = styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.font.color.rgb = _ACCENT if name != "Title" else _INK
        style.font.bold, style.font.italic = name != "Subtitle", False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(5)
        style.paragraph_format.keep_with_next = True
        _plain_theme(style)
        _set_east_asia(style, outline.language)
    _set_east_asia(styles["Normal"], outline.language)
    styles["Title"].paragraph_format.space_after = Pt(10)
    evidence = styles.add_style("Evidence", WD_STYLE_TYPE.PARAGRAPH)
    evidence.base_style = styles["Normal"]
    evidence.font.size, evidence.font.color.rgb = Pt(8.5), MUTED
    reference = styles.add_style("Reference", WD_STYLE_TYPE.PARAGRAPH)
    reference.base_style = styles["Normal"]
    reference.paragraph_format.left_indent, reference.paragraph_format.first_line_indent = Cm(0.8), Cm(-0.8)
    _set_language(styles, outline.language)


def _plain_theme(style: ParagraphStyle) -> None:
    """Drop the theme's font and the rule under the title: they overrule the names set here."""
    fonts = style.element.rPr.rFonts
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    spacing = style.element.rPr.find(qn("w:spacing"))
    if spacing is not None:
        style.element.rPr.remove(spacing)
    border = style.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)


def _set_east_asia(style: ParagraphStyle, tag: str) -> None:
    """Name a font for Chinese, Japanese and Korean, or Word takes a serif one beside Calibri."""
    font = _EAST_ASIA_FONTS.get(tag.split("-")[0].lower(), _EAST_ASIA_FONTS["zh"])
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _set_language(styles: Styles, tag: str) -> None:
    base = tag.split("-")[0].lower()
    language = styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    language.set(qn("w:val"), _REGION.get(base, "en-GB" if base in _EAST_ASIA else tag))
    language.set(qn("w:eastAsia"), _EAST_ASIA.get(base, "zh-CN"))
    language.set(qn("w:bidi"), tag if base in {"ar", "fa", "he", "ur"} else "ar-SA")


def _number_pages(paragraph: Paragraph, pattern: str) -> None:
    paragraph.alignment = 2
    for index, piece in enumerate(
        pattern.replace("{n}", "\0PAGE\0").replace("{total}", "\0NUMPAGES\0").split("\0")
    ):
        run = paragraph.add_run("" if index % 2 else piece)
        run.font.size, run.font.color.rgb = Pt(8.5), MUTED
        if index % 2:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), piece)
            paragraph._p.append(field)
            inner = paragraph.add_run("1")
            inner.font.size, inner.font.color.rgb = Pt(8.5), MUTED
            field.append(inner._r)


def set_properties(document: Document, outline: Outline, created: datetime) -> None:
    """Set title (at most 255 characters, or Word files break), author, language and dates."""
    core = document.core_properties
    core.title = shorten(outline.question, _TITLE_MOST)
    core.author, core.last_modified_by = "Global Brain", "Global Brain"
    core.subject, core.keywords, core.comments = outline.words["brief"], "", outline.words["prepared"]
    core.language = shorten(outline.language, 35)
    moment = created.replace(tzinfo=None)
    core.created = core.modified = moment
