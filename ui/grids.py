"""Grids: what a brief says across its sources, as tables of cleaned cells with the numbers of their notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.assistant import Document
from agents.brief import Brief
from agents.claims import Citation, Claim
from agents.compare import disagreements, matrix, superseded
from agents.places import country_name
from agents.reviewed import as_made
from ui.export_words import base_language
from ui.plain import clean, shorten
from ui.strings_review import review_words

MOST_ROWS = 40
MOST_CELL = 400
NARROW = 0.16


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, the numbers of the notes that it rests on, and the quotation that it is, if it is one."""

    text: str
    notes: tuple[int, ...] = ()
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A headed table; ``note`` says how to read it. ``narrow`` first columns hold a word or a number."""

    heading: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    narrow: int = 1

    @property
    def shares(self) -> tuple[float, ...]:
        """Each column's share of the width; they sum to 1."""
        wide = len(self.heads) - self.narrow
        rest = (1 - NARROW * self.narrow) / max(1, wide)
        return (*(NARROW for _ in range(self.narrow)), *(rest for _ in range(wide)))


def grids(brief: Brief, word: Mapping[str, str]) -> tuple[Grid, ...]:
    """Return the tables that this brief has: countries side by side, figures that differ, later documents."""
    numbers = {citation: n for n, citation in enumerate(brief.references, 1)}
    return tuple(
        grid
        for grid in (_matrix(brief, word, numbers), _differ(brief, word, numbers), _later(brief, word))
        if grid is not None
    )


def _matrix(brief: Brief, word: Mapping[str, str], numbers: Mapping[Citation, int]) -> Grid | None:
    found = matrix(brief)
    if found is None or not brief.answered:
        return None
    language = base_language(brief.language)
    made = matrix(as_made(brief)) or found
    empty = (Cell(word["not_stated"]), Cell(review_words(brief.language)["cell_rejected"]))
    rows = tuple(
        (
            Cell(clean(country_name(country, language))),
            *(
                _said(claim, numbers) if claim else empty[before is not None]
                for claim, before in zip(cells, earlier, strict=True)
            ),
        )
        for country, cells, earlier in zip(found.countries, found.cells, made.cells, strict=True)
    )
    heads = (word["country"], *(clean(shorten(text, 160)) for text in found.asked))
    return Grid(word["matrix"], word["matrix_note"], heads, rows[:MOST_ROWS])


def _differ(brief: Brief, word: Mapping[str, str], numbers: Mapping[Citation, int]) -> Grid | None:
    """The figures of each disagreement side by side, with the year, the sentence and where it stands."""
    rows: list[tuple[Cell, ...]] = []
    found = disagreements(brief)
    for at, group in enumerate(found, 1):
        mark = f"{at}. " if len(found) > 1 else ""
        for told in group.told:
            first = told.claim.citations[0]
            source = next((own for own in brief.sources if own.id == first.document_id), None)
            year = str((source.year if source else None) or word["year_unknown"])
            where = f"{first.title}, {year}, {word['page'].format(n=first.page)}"
            years = ", ".join(map(str, told.years)) or word["not_stated"]
            rows.append(
                (
                    Cell(clean(f"{mark}{told.figure.written}")),
                    Cell(years),
                    _said(told.claim, numbers),
                    Cell(clean(where)),
                )
            )
    if not rows:
        return None
    heads = (word["figure"], word["figure_year"], word["sentence"], word["source"])
    return Grid(word["differ"], word["differ_note"], heads, tuple(rows[:MOST_ROWS]), 2)


def _later(brief: Brief, word: Mapping[str, str]) -> Grid | None:
    rows = tuple(
        (Cell(_named(pair.older, word)), Cell(_named(pair.newer, word))) for pair in superseded(brief)
    )
    if not rows:
        return None
    return Grid(word["later"], word["later_note"], (word["older"], word["newer"]), rows[:MOST_ROWS], 0)


def _named(document: Document, word: Mapping[str, str]) -> str:
    return clean(f"{document.name} ({document.year or word['year_unknown']})")


def _said(claim: Claim, numbers: Mapping[Citation, int]) -> Cell:
    notes = dict.fromkeys(numbers[citation] for citation in claim.citations if citation in numbers)
    return Cell(clean(shorten(claim.text, MOST_CELL)), tuple(notes))


def plain_rows(grid: Grid) -> Iterator[tuple[str, ...]]:
    """Yield the rows as text, the numbers of the notes in brackets behind it."""
    for row in grid.rows:
        yield tuple(" ".join([cell.text, *(f"[{n}]" for n in cell.notes)]) for cell in row)
