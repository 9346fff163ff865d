"""CharSpan and Passage: the citable units, exact slices of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CELL = "\t"
"""Stands between the cells of a row in a page's text; two where a cell between is empty."""


@dataclass(frozen=True, slots=True, order=True)
class CharSpan:
    """Half-open range of characters (Unicode code points) of ``Page.text``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse an empty, reversed or negative range."""
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that the span covers.

        >>> CharSpan(2, 5).of("abcdefg")
        'cde'
        """
        if self.end > len(text):
            raise ValueError(f"span {self.start}-{self.end} leaves a text of {len(text)} characters")
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class TableHead:
    """What rows of a table stand under, copied from their page: searched and shown beside them, never quoted.

    ``columns`` are the names of the columns, "" for one without; ``above`` has for each row the label
    that it stands under, "" where there is none.
    """

    caption: str
    columns: tuple[str, ...]
    above: tuple[str, ...]

    def row(self, at: int, text: str) -> str:
        r"""Return caption, names of columns and label of a row with its text, a line each.

        >>> TableHead("Table 3", ("Year", "Rain"), ("North",)).row(0, "2020\t7 mm")
        'Table 3\nYear | Rain\nNorth\n2020 | 7 mm'
        """
        cells = " | ".join(cell for cell in text.split(CELL) if cell)
        return "\n".join(filter(None, (*self._top(), self.above[at], cells)))

    def around(self, rows: Sequence[str]) -> str:
        """Return the rows with what they stand under, each label once over the rows that share it."""
        lines, last = self._top(), ""
        for label, text in zip(self.above, rows, strict=True):
            lines += [label] if label and label != last else []
            lines.append(text)
            last = label
        return "\n".join(lines)

    def _top(self) -> list[str]:
        return [part for part in (self.caption, " | ".join(filter(None, self.columns))) if part]


@dataclass(frozen=True, slots=True)
class Passage:
    """Some 200 tokens of one page: ``text == page.text[span.start:span.end]``.

    ``heading`` is the path of headings above it, outermost first. ``sentences`` are the spans of
    its sentences in characters of ``Page.text``, in order, each inside ``span``. A passage of a table
    has its rows as sentences, and what they stand under as ``table``.
    """

    document_id: str
    page: int
    span: CharSpan
    text: str
    heading: tuple[str, ...] = ()
    sentences: tuple[CharSpan, ...] = ()
    table: TableHead | None = None

    def __post_init__(self) -> None:
        """Check the length against the span, and the sentences against its borders."""
        if len(self.text) != self.span.end - self.span.start:
            raise ValueError(f"passage {self.id}: text length differs from its span")
        for sentence in self.sentences:
            if sentence.start < self.span.start or sentence.end > self.span.end:
                raise ValueError(f"passage {self.id}: sentence outside the passage")
        if self.table and len(self.table.above) != len(self.sentences):
            raise ValueError(f"passage {self.id}: {len(self.table.above)} labels of rows")

    @property
    def id(self) -> str:
        """``document:pPAGE:START-END``, unique in a library."""
        return f"{self.document_id}:p{self.page}:{self.span.start}-{self.span.end}"

    @property
    def searched(self) -> str:
        """What is embedded and indexed: the text, the rows of a table with what they stand under."""
        if self.table is None:
            return self.text
        first = self.span.start
        return self.table.around([self.text[s.start - first : s.end - first] for s in self.sentences])
