"""The shape of the replies of ``search``, read by pydantic at the border."""

from __future__ import annotations

from agents.schema import DocumentId, Name, Number, Offset, Shape


class TableShape(Shape):
    """What the rows of a table stand under: its caption, its columns, for each row the label above it."""

    caption: str
    columns: list[str]
    above: list[str]


class HitShape(Shape):
    """One ranked passage."""

    passage_id: Name
    document_id: DocumentId
    file: Name
    page: Number
    start: Offset
    end: Offset
    text: str
    table: TableShape | None = None
    score: float
    rank: Number


class HitsShape(Shape):
    """What ``search --json`` prints."""

    hits: list[HitShape]
