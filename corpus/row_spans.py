"""Which rows the passages of each document have: one unbroken run of numbers a document."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.passage_readings import Connected


def row_spans(store: Connected) -> Mapping[str, range]:
    """Return the rows of each document's passages by the document's id; none for one without passages."""
    statement = (
        "SELECT documents.id, first_row, count FROM vectors "
        "JOIN documents ON documents.key = vectors.document WHERE count > 0 ORDER BY first_row"
    )
    with store.connection() as connection:
        return {
            str(document): range(first, first + count)
            for document, first, count in connection.execute(statement)
        }
