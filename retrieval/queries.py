"""Queries: which can be searched at all."""

from __future__ import annotations

from retrieval.analysis import words
from retrieval.errors import QueryError

MOST_QUERY_CHARACTERS = 200_000


def searchable(query: str) -> bool:
    """Return whether the query holds a word.

    Raises:
        QueryError: nothing was typed, or a book.
    """
    if not query.strip():
        raise QueryError("the query", "it is empty", "Ask in words")
    if len(query) > MOST_QUERY_CHARACTERS:
        raise QueryError(
            "the query", f"it has {len(query):,} characters", f"Ask in at most {MOST_QUERY_CHARACTERS:,}"
        )
    return bool(words(query[:MOST_QUERY_CHARACTERS]))
