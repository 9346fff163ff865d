"""Makes the small PDFs of this folder: `python tests/data/make_pdfs.py`. Their text is known to the tests."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter

HERE = Path(__file__).resolve().parent
LEFT = (
    "Forests store carbon in wood and in soil. Their loss adds to emis-",
    "sions every year. Countries should halt deforestation by 2030, as",
    "many of them promised in Glasgow. The left column ends here with",
)
RIGHT = (
    "a sentence that goes on in the right column. Restoration of peat",
    "costs less than 50 US dollars a tonne. It also protects species.",
)
PARAGRAPHS = (
    "Emissions must fall by 43% by 2030. Delay makes the task harder for every country.",
    "Adaptation finance needs to double. See Fig. 2 for details, and Smith et al. (2019) for methods.",
)


def new_pdf() -> FPDF:
    """An empty file with a fixed date, so that it is the same each time."""
    pdf = FPDF(format="A4", unit="pt")
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    pdf.set_auto_page_break(False)
    return pdf


def lines(pdf: FPDF, x: float, y: float, texts: tuple[str, ...], size: float = 10) -> None:
    """Write lines below one another."""
    pdf.set_font("Helvetica", size=size)
    for step, text in enumerate(texts):
        pdf.text(x, y + step * size * 1.25, text)


def two_columns() -> FPDF:
    """Four pages with a running head and foot; the first in two columns with a footnote."""
    pdf = new_pdf()
    pdf.set_title("Forests and Peat: a Test Report 2024")
    for number in range(1, 5):
        pdf.add_page()
        lines(pdf, 60, 40, ("Forests and Peat | Test Institute",), 9)
        lines(pdf, 290, 810, (str(number),), 9)
        if number == 1:
            pdf.set_font("Helvetica", "B", 16)
            pdf.text(60, 80, "1 Why forests matter")
            lines(pdf, 60, 110, LEFT, 8)
            lines(pdf, 60, 700, ("1 A note at the foot of the left column, in small print.",), 6)
            lines(pdf, 320, 110, RIGHT, 8)
        else:
            for step, text in enumerate(PARAGRAPHS):
                lines(pdf, 60, 110 + 40 * step, (f"Page {number}. {text}",))
    return pdf


def rotated() -> FPDF:
    """One page turned a quarter, which shows its text upright."""
    pdf = new_pdf()
    pdf.add_page()
    with pdf.rotation(90, 300, 420):
        lines(pdf, 60, 420, PARAGRAPHS)
    return pdf


def scan() -> FPDF:
    """One page that is a picture of text."""
    image = Image.new("L", (1654, 1200), 255)
    pen = ImageDraw.Draw(image)
    for step, text in enumerate(("Emissions must fall by 2030.", "Forests should be protected by law.")):
        pen.text((150, 200 + 90 * step), text, fill=0, font=ImageFont.load_default(48))
    data = io.BytesIO()
    image.save(data, "PNG")
    pdf = new_pdf()
    pdf.add_page()
    pdf.image(data, 0, 0, 595)
    return pdf


if __name__ == "__main__":
    for name, made in (("two_columns", two_columns()), ("rotated", rotated()), ("scan", scan())):
        made.output(str(HERE / f"{name}.pdf"))
    # A viewer turns this page back, so that its text is read upright.
    turned = PdfWriter(HERE / "rotated.pdf")
    turned.pages[0].rotate(90)
    turned.write(HERE / "rotated.pdf")
