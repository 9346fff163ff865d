from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.check import check
from corpus.layout import LaidTable, lay_out
from corpus.layout_lines import Cell, Line, Sheet
from corpus.passages import CharSpan, Passage, TableHead
from corpus.pdf import quote_boxes, read_pdf
from corpus.split import split
from corpus.store import Store
from corpus.tables import facts, tables_of
from retrieval.hybrid import HybridRetriever
from tests.corpus.libraries import ENCODER, put
from tests.shared import shared

DATA = Path(__file__).resolve().parents[1] / "data"
RAIN = (
    ("Region", "2019", "2020"),
    ("North", "310", "287"),
    ("South", "1,204", "1,198"),
    ("West of the river", "n/a", "640"),
)


def printed(*rows: tuple[str, ...], top: float = 200, step: float = 14) -> list[Line]:
    """Rows as pdfium gives them: one line each, its cells 120 points apart."""
    lines = []
    for at, row in enumerate(rows):
        y = top + step * at
        cells = [Cell(t, 60 + 120 * c, y, 62 + 120 * c + 5 * len(t), y + 10) for c, t in enumerate(row) if t]
        parts = tuple(cells) if len(cells) > 1 else ()
        text = " ".join(cell.text for cell in cells)
        lines.append(Line(text, cells[0].x0, y, cells[-1].x1, y + 10, 10, cells=parts))
    return lines


def line(text: str, top: float, x0: float = 60, width: float = 400) -> Line:
    return Line(text, x0, top, x0 + width, top + 10, 10)


def laid(*lines: Line) -> tuple[str, tuple[LaidTable, ...]]:
    page = lay_out([Sheet(tuple(lines), 595, 842)])[0]
    return page.text, page.tables


def pdf_of(path: Path, rows: tuple[tuple[str, ...], ...], above: str = "", below: str = "") -> Path:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=10)
    if above:
        pdf.multi_cell(0, 6, above)
        pdf.ln(2)
    for row in rows:
        for text in row:
            pdf.cell(55, 6, text)
        pdf.ln(6)
    if below:
        pdf.ln(8)
        pdf.multi_cell(0, 6, below)
    pdf.output(str(path))
    return path


CAPTION = "Table 4: Rainfall in millimetres by region"
PROSE = (
    "The regions differ in more than rain. Fields in the north are small and their owners many, and in the "
    "south the old canals still carry water to every village on the plain."
)


def test_each_row_is_a_line_of_its_own_under_the_names_of_its_columns() -> None:
    text, (table,) = laid(line(CAPTION, 170, width=220), *printed(*RAIN), line(PROSE, 300))
    assert [row.of(text) for row in table.rows] == ["\t".join(row) for row in RAIN]
    assert (table.caption, table.head.columns, table.head.rows) == (CAPTION, RAIN[0], 1)
    assert text.splitlines()[-1] == PROSE


def test_a_cell_of_several_lines_is_one_cell() -> None:
    first = Line("West of the", 60, 242, 120, 252, 10)
    rest = Line("river and the lake", 60, 253, 150, 263, 10)
    figures = printed(("", "n/a", "640"), top=242)
    text, (table,) = laid(*printed(*RAIN[:3]), first, rest, *figures)
    assert table.rows[-1].of(text) == "West of the river and the lake\tn/a\t640"


def test_heads_over_several_columns_stand_before_the_names_below_them() -> None:
    rows = (
        ("", "Rain", "", "Snow", ""),
        ("Region", "best", "range", "best", "range"),
        ("North", "310", "290-330", "12", "9-15"),
        ("South", "204", "180-220", "1", "0-2"),
    )
    _, (table,) = laid(*printed(*rows))
    assert table.head.columns == ("Region", "Rain · best", "Rain · range", "Snow · best", "Snow · range")


def test_a_row_knows_the_label_that_it_stands_under() -> None:
    rows = printed(("Fuel", "2019", "2020"), ("Industry", "90", "85"), ("Homes", "70", "65"))
    inner = [
        Line(f"{name} 1 2", 75, y, 330, y + 10, 10, cells=(
            Cell(name, 75, y, 110, y + 10), Cell("41", 180, y, 190, y + 10), Cell("42", 300, y, 310, y + 10)))
        for name, y in (("Gas", 242), ("Coal", 256))
    ]  # fmt: skip
    inner = [
        Line(f"{one.cells[0].text} 41 42", one.x0, one.top, one.x1, one.bottom, 10, cells=one.cells)
        for one in inner
    ]
    _, (table,) = laid(*rows, *inner)
    assert table.head.above == ("", "", "", "Homes", "Homes")


@pytest.mark.parametrize(
    "lines",
    [
        printed(("a)", "Plant trees along roads"), ("b)", "Protect the wetlands"), ("c)", "Teach farmers")),
        printed(("Forests", "…", "12"), ("Water", "…", "15"), ("Soil", "…", "19"), ("Air", "…", "23")),
        [line(PROSE[:70], 200 + 12 * n, x0, 230) for x0 in (60, 320) for n in range(8)],
    ],
    ids=["list", "contents", "two columns of prose"],
)
def test_what_is_no_table_is_left_as_text(lines: list[Line]) -> None:
    assert laid(*lines)[1] == ()


def test_prose_in_a_real_file_holds_no_table() -> None:
    assert read_pdf(DATA / "two_columns.pdf").tables == {}


WORDS = st.text("abcdefgh0123456789%.,", min_size=1, max_size=14)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(tuple), min_size=1, max_size=12))
def test_no_letter_is_lost_or_said_twice(rows: list[tuple[str, ...]]) -> None:
    lines = printed(*rows)
    text, tables = laid(*lines)
    found = sorted(letter for letter in text if letter.isalnum())
    assert found == sorted(letter for one in lines for letter in one.text if letter.isalnum())
    assert all(row.of(text).strip() for table in tables for row in table.rows)


def count(texts: Sequence[str]) -> list[int]:
    return [len(re.findall(r"\w+", text)) for text in texts]


def test_rows_of_a_file_are_whole_passages_found_under_caption_and_names(tmp_path: Path) -> None:
    rows = (RAIN[0], *((f"District {n}", str(300 + n), str(400 + n)) for n in range(60)))
    rows = rows[:36]
    read = read_pdf(pdf_of(tmp_path / "rain.pdf", rows, CAPTION, PROSE))
    page, (table,) = read.pages[0], read.tables[1]
    passages = split(
        read.pages,
        read.headings,
        count_tokens=count,
        target_tokens=60,
        language="en",
        tables=read.tables,
    )
    of_table = [one for one in passages if one.table]
    assert [row.of(page.text) for row in table.rows] == ["\t".join(row) for row in rows]
    assert [s for one in of_table for s in one.sentences] == list(table.rows)
    assert len(of_table) > 1
    for passage in passages:
        assert passage.text == page.text[passage.span.start : passage.span.end]
    for passage in of_table:
        assert passage.searched.startswith(f"{CAPTION}\nRegion | 2019 | 2020\n")
        assert CAPTION not in passage.text
    assert all(one.table is None and one.searched == one.text for one in passages if PROSE[:20] in one.text)


def test_a_row_is_marked_on_the_picture_of_its_page(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "rain.pdf", RAIN, CAPTION)
    read = read_pdf(path)
    row = read.tables[1][0].rows[2]
    boxes = quote_boxes(path, read.pages[0], row)
    assert row.of(read.pages[0].text) == "South\t1,204\t1,198"
    assert max(box.bottom for box in boxes) - min(box.top for box in boxes) < 20


def stored(folder: Path) -> Store:
    store = Store.open(folder / "library", create=True)
    put(store, pdf_of(folder / "rain.pdf", RAIN, CAPTION, PROSE), read=read_pdf)
    return store


def test_what_rows_stand_under_is_kept_and_read_back(tmp_path: Path) -> None:
    with stored(tmp_path) as store:
        (row,) = (row for row in store.rows() if row.passage.table)
        assert row.passage.table == TableHead(CAPTION, RAIN[0], ("",) * 4)
        assert store.passages([row.passage.id]) == (row.passage,)
        assert check(store, read_data=True).problems == ()


def test_a_head_that_was_changed_is_noticed(tmp_path: Path) -> None:
    with stored(tmp_path) as store:
        folder = store.folder
    with sqlite3.connect(folder / "library.db") as connection:
        connection.execute("UPDATE table_heads SET head = replace(head, 'millimetres', 'metres')")
    connection.close()
    with Store.open(folder) as store:
        kinds = [problem.kind for problem in check(store, read_data=True).problems]
    assert kinds == ["changed-text"]


def test_a_library_made_before_tables_reads_as_it_was(tmp_path: Path) -> None:
    with stored(tmp_path) as store:
        before = [row.passage.text for row in store.rows()]
        folder = store.folder
    with sqlite3.connect(folder / "library.db") as connection:
        connection.execute("DROP TABLE table_heads")
    connection.close()
    with Store.open(folder) as store:
        rows = list(store.rows())
        assert [row.passage.text for row in rows] == before
        assert [row.passage.table for row in rows] == [None] * len(rows)
        assert store.passages([rows[0].passage.id])[0].table is None


def test_a_removed_document_leaves_no_head(tmp_path: Path) -> None:
    with stored(tmp_path) as store:
        (document,) = store.documents()
        with store.writer() as writer:
            writer.remove(document.id)
        with store.connection() as connection:
            assert connection.execute("SELECT count(*) FROM table_heads").fetchone() == (0,)


def test_rows_are_found_by_a_word_of_the_caption_that_is_not_in_their_text(tmp_path: Path) -> None:
    with stored(tmp_path) as store:
        retriever = HybridRetriever.open(store, ENCODER)
        hits = retriever.lexical.search("millimetres", k=5)
        found = store.passages([hit.passage_id for hit in hits])
    (rows,) = (one.text for one in found if one.table)
    assert "South\t1,204\t1,198" in rows
    assert "millimetres" not in rows


def test_a_table_that_goes_on_over_the_page_keeps_its_names() -> None:
    def table(columns: tuple[str, ...], caption: str) -> dict[str, object]:
        _, (one,) = laid(*printed(*RAIN))
        return {**facts(one), "columns": columns, "caption": caption}

    found = tables_of([(3, [table(RAIN[0], CAPTION)]), (4, [table((), "")]), (6, [table((), "")])])
    assert [(found[n][0].caption, found[n][0].columns) for n in (3, 4, 6)] == [
        (CAPTION, RAIN[0]),
        (CAPTION, RAIN[0]),
        ("", ()),
    ]


def test_labels_that_do_not_fit_the_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="labels of rows"):
        Passage("d" * 12, 1, CharSpan(0, 3), "a b", (), (CharSpan(0, 1),), TableHead("", (), ()))


def test_vectors_are_of_rows_with_what_they_stand_under(tmp_path: Path) -> None:
    with stored(tmp_path) as store:
        numbers, vectors = store.vectors()
        for row in store.rows():
            at = int(np.searchsorted(numbers, row.row))
            assert np.allclose(vectors[at], ENCODER.embed([row.passage.searched])[0])


@pytest.mark.parametrize(
    ("file", "number", "row", "column"),
    [
        ("ipcc-ar6-wg1-spm.pdf", 14, "SSP5-8.5\t1.6\t1.3 to 1.9\t2.4\t1.9 to 3.0\t4.4\t3.3 to 5.7",
         "Long term, 2081–2100 · Very likely range (°C)"),
        ("unfccc-cp1-berlin.pdf", 49, "Germany\t9.19\t9.19", "1997"),
        ("co-ctreit-esg-2022.pdf", 29, "Industrial\t2,028.2\t752.1\t24.9", "2022"),
    ],
)  # fmt: skip
def test_rows_of_real_reports(file: str, number: int, row: str, column: str) -> None:
    read = read_pdf(shared("corpus", "pdf", file))
    text = next(page.text for page in read.pages if page.number == number)
    (table,) = (one for one in read.tables[number] if row in [span.of(text) for span in one.rows])
    assert table.columns[-1] == column
    assert len(row.split("\t")) == len(table.columns)
