"""Footnotes for python-docx, which reads none and writes none: the part, its styles, its marks."""

from __future__ import annotations

from collections.abc import Mapping

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.styles import Styles
from docx.text.paragraph import Paragraph

from ui.export_words import pair
from ui.outline import Note, note_opens, note_source
from ui.plain import shorten

_BEFORE_FOOTNOTES = ("w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:themeFontLang", "w:clrSchemeMapping")


class Footnotes:
    """The footnotes part of one document; footnote n has the id n, so notes and marks agree."""

    def __init__(self, document: Document, right_to_left: bool) -> None:
        """Make the styles, and the part with the two separators that Word asks for."""
        self._right_to_left = right_to_left
        _add_styles(document.styles)
        self._root = OxmlElement("w:footnotes")
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            self._root.append(_separator(number, kind))
        self._part = XmlPart(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, self._root, document.part.package
        )
        self._document = document

    def add(self, note: Note, words: Mapping[str, str]) -> None:
        """Add the note: document, publisher, year, page, the words, and the way to the page."""
        footnote = _element("w:footnote", id=str(note.number))
        paragraph = OxmlElement("w:p")
        properties = OxmlElement("w:pPr")
        properties.append(_element("w:pStyle", val="FootnoteText"))
        if self._right_to_left:
            properties.append(OxmlElement("w:bidi"))
        paragraph.append(properties)
        paragraph.append(_reference_run("w:footnoteRef"))
        paragraph.append(_run(" "))
        paragraph.append(_run(note.title, italic=True))
        paragraph.append(_run(f". {note_source(note, words)} “{note.quote}” "))
        if note.link:
            told = note_opens(note, words) if note.here else shorten(note.link, 90)
            add_link(paragraph, self._part, note.link, told)
        if note.named and (note.here or not note.link):
            file = pair(words, "file", note.named)
            paragraph.append(_run(f". {file}" if note.link else file))
        footnote.append(paragraph)
        self._root.append(footnote)

    def close(self) -> None:
        """Tie the part to the document; without a note none is written."""
        if len(self._root) == 2:
            return
        self._document.part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = self._document.settings.element
        listed = OxmlElement("w:footnotePr")
        for number in ("-1", "0"):
            listed.append(_element("w:footnote", id=number))
        follower = next((c for c in settings if c.tag in {qn(name) for name in _BEFORE_FOOTNOTES}), None)
        if follower is None:
            settings.append(listed)
        else:
            follower.addprevious(listed)


def mark(paragraph: Paragraph, number: int) -> None:
    """Set the footnote's mark at the end of a paragraph, bookmarked for later marks."""
    target = {"id": str(number), "name": f"note{number}"}
    paragraph._p.append(_element("w:bookmarkStart", **target))
    run = _reference_run("w:footnoteReference")
    run[-1].set(qn("w:id"), str(number))
    paragraph._p.append(run)
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def to_mark(paragraph: Paragraph, number: int) -> None:
    """Point from a repeated citation to the first mark of the same note, inside the document."""
    link = _element("w:hyperlink", anchor=f"note{number}")
    link.append(_run(str(number), style="FootnoteReference"))
    paragraph._p.append(link)


def comma(paragraph: Paragraph) -> None:
    """Part two marks that stand side by side."""
    paragraph._p.append(_run(", ", style="FootnoteReference"))


def add_link(paragraph: BaseOxmlElement, part: XmlPart, url: str, text: str) -> None:
    """Append a link; ``url`` has passed ``safe_link``."""
    relation = part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    link.append(_run(text, style="Hyperlink"))
    paragraph.append(link)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _run(text: str, *, italic: bool = False, style: str | None = None) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    if italic or style:
        properties = OxmlElement("w:rPr")
        properties.append(_element("w:rStyle", val=style) if style else OxmlElement("w:i"))
        run.append(properties)
    words = OxmlElement("w:t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run


def _reference_run(tag: str) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    properties.append(_element("w:rStyle", val="FootnoteReference"))
    run.append(properties)
    run.append(OxmlElement(tag))
    return run


def _separator(number: int, kind: str) -> BaseOxmlElement:
    footnote = _element("w:footnote", type=kind, id=str(number))
    paragraph, run = OxmlElement("w:p"), OxmlElement("w:r")
    run.append(OxmlElement(f"w:{kind}"))
    paragraph.append(run)
    footnote.append(paragraph)
    return footnote


def _add_styles(styles: Styles) -> None:
    text = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = styles["Normal"]
    text.font.size = Pt(8.5)
    text.paragraph_format.space_after = Pt(2)
    text.element.set(qn("w:styleId"), "FootnoteText")
    reference = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    reference.font.superscript = True
    reference.element.set(qn("w:styleId"), "FootnoteReference")
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor(0x0B, 0x4F, 0x6C), True
