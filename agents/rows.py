"""Rows of tables as sentences of an answer: each cell with the name of its column, as they are stored."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from agents.places import countries_in, names_country
from agents.plan import SubQuestion
from agents.reading import Reading, Sentence, sliced
from corpus.passages import CELL, CharSpan, Passage
from finetune.predict import kind_of, names, words
from retrieval.hits import Evidence

MOST_CHARACTERS = 700
COVERED = 0.62
"""The share of what is asked, by weight, that a row and what it stands under must name."""
OWN = 0.12
"""The share that the row itself must name: else every row of its table would answer."""
FITTING = 0.5
"""The least that both together may be, in the middle."""
AHEAD = 0.03
"""So much more than the next rows must the best one name, or they are told beside it."""
MOST_ROWS = 3
_FIGURE = re.compile(r"\d")
_STARTS = re.compile(r"[^\w(]{0,2}\(?\d|n/?a\b|ND\b|[-–—]$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that answers a question for a number; ``fits`` in [0, 1] is how much it names of it."""

    evidence: Evidence
    span: CharSpan
    fits: float


def as_sentence(passage: Passage, span: CharSpan) -> str | None:
    """Return a row of a passage as "Column: cell; …", None where the span is no row with named cells.

    It is made of the stored cells alone, so that it comes out the same again.
    """
    head = passage.table
    if head is None or span not in passage.sentences:
        return None
    at = passage.sentences.index(span)
    named = _named(passage, at)
    if named is None or _is_head([cell for _, cell in named], head.columns):
        return None
    told = [f"{name}: {cell}" if name else cell for name, cell in named if cell]
    text = "; ".join(told)
    return text if len(told) > 1 and len(text) <= MOST_CHARACTERS else None


def _named(passage: Passage, at: int) -> list[tuple[str, str]] | None:
    """The cells of a row with the names of their columns; None where it is not sure which belongs to which.

    A row with as many cells as there are columns is sure. One with a cell less, under a label, has that as
    its first cell where its figures then stand where those of a whole row do, and would not else.
    """
    head = passage.table
    if head is None or not any(head.columns):
        return None
    cells, columns = _cells(passage, at), head.columns
    above = " ".join(head.above[at].split())
    if len(cells) == len(columns):
        return [("", above), *zip(columns, cells, strict=True)]
    if not above or len(cells) != len(columns) - 1:
        return None
    every = [_cells(passage, other) for other in range(len(passage.sentences))]
    whole = [own for own in every if len(own) == len(columns) and not _is_head(own, columns)]
    figures = [bool(_STARTS.match(cell)) for cell in cells]
    if whole:
        shifted = any(figures == [bool(_STARTS.match(cell)) for cell in own[1:]] for own in whole)
        plain = any(figures == [bool(_STARTS.match(cell)) for cell in own[:-1]] for own in whole)
        sure = shifted and not plain
    else:
        sure = figures[0]
    return list(zip(columns, (above, *cells), strict=True)) if sure else None


def _cells(passage: Passage, at: int) -> list[str]:
    return [" ".join(cell.split()) for cell in sliced(passage, passage.sentences[at]).split(CELL)]


def rows_for(sub: SubQuestion, found: Sequence[Evidence], weights: Mapping[str, float]) -> tuple[Row, ...]:
    """Return the rows that answer a question for a number, best first; mostly one or none.

    A row must name much of what is asked, with its columns, caption and headings, and some of it in its
    own cells; every name, figure and country of the question must stand there, and no word of it in another
    row alone. It has a figure.
    """
    query = sub.query
    if kind_of(query) not in ("amount", "what", "when", "compare") or not weights:
        return ()
    pages: dict[tuple[str, int], set[str]] = {}
    for item in found:
        if item.passage.table:
            pages.setdefault(_page(item), set()).update(words(item.passage.text))
    ranked = sorted(
        (
            row
            for item in found
            if _about(item, sub)
            for row in _rows(query, item, weights, pages[_page(item)])
        ),
        key=lambda row: (-row.fits, row.evidence.rank, row.span),
    )
    return tuple(row for row in ranked if row.fits >= ranked[0].fits - AHEAD)[:MOST_ROWS]


def _page(item: Evidence) -> tuple[str, int]:
    return item.passage.document_id, item.passage.page


def _rows(query: str, item: Evidence, weights: Mapping[str, float], rows: Collection[str]) -> list[Row]:
    passage, head = item.passage, item.passage.table
    if head is None:
        return []
    around = " ".join([head.caption, *head.columns, *passage.heading, item.document.name])
    context = set(words(around))
    total = sum(weights.values())
    placed = {word for one in countries_in(query) for word in words(query[one.start : one.end])}
    wanted = set(names(query)) - placed
    found = []
    for at, span in enumerate(passage.sentences):
        told = as_sentence(passage, span)
        if told is None or not any(map(_FIGURE.search, sliced(passage, span).split(CELL)[1:])):
            continue
        label = f"{head.above[at]} {sliced(passage, span)}"
        own = set(words(label))
        mine = sum(weight for word, weight in weights.items() if word in own) / total
        whole = sum(weight for word, weight in weights.items() if word in own | context) / total
        years = {word for word in wanted if _YEAR.fullmatch(word)}
        lacks = wanted - own - context - set(names(around)) - set(names(f"x {label}"))
        lacks -= {str(item.document.year)} if years else set()
        named = not any(len(word) > 1 or word.isdigit() for word in lacks)
        another = (weights.keys() - own - context - placed).intersection(
            rows
        )  # what is asked stands in another row
        if named and not another and whole >= COVERED and mine >= OWN and whole + mine >= 2 * FITTING:
            found.append(Row(item, span, min(0.98, (whole + mine) / 2)))
    return found


def as_reading(row: Row, probability: float) -> Reading:
    """Return a row as a passage that was read, with the row as its one sentence that can be quoted."""
    passage = row.evidence.passage
    worth = 0.5 + row.fits / 2
    text = as_sentence(passage, row.span) or ""
    sentence = Sentence(row.span, text, 0.0, row.fits, row.span, math.log(worth / (1 - worth)))
    return Reading(row.evidence, probability, (sentence,))


def _about(item: Evidence, sub: SubQuestion) -> bool:
    """Whether a table is of a document of the countries and of one of the years, or names them."""
    document = item.document
    near = " ".join([item.passage.searched, *item.passage.heading, document.name])
    placed = all(document.country == code or names_country(near, code) for code in sub.countries)
    years = not sub.years or document.year in sub.years or any(str(year) in near for year in sub.years)
    return item.passage.table is not None and placed and years


def _is_head(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether a row is one of those that name the columns."""
    named = " ".join(columns).casefold()
    said = [cell.casefold() for cell in cells if cell]
    return bool(said) and all(cell in named for cell in said)
