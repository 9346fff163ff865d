"""BM25 over terms, by tantivy."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Index, Occur, Query

from retrieval.analysis import words
from retrieval.lexical_query import BODY, DOCUMENT, ROW, WALKED_ABROAD, OtherNames, Queries, any_of

IN_FULL_UP_TO = 50_000
"""Passages; in a larger index ``likely`` finds the candidates, and ``scores`` scores them all the same."""


def library_version() -> str:
    """Return the version of tantivy, for the index card."""
    return str(tantivy.__version__)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn tantivy's errors, each a ValueError that tells of the disk, into what they are."""
    try:
        yield
    except ValueError as error:
        raise OSError(errno.EIO, f"tantivy: {error}") from error


class LexicalIndex:
    """Ranked rows by BM25 (k1 1.2, b 0.75); any number of threads may search at once."""

    def __init__(self, index: Index, languages: Sequence[str]) -> None:
        """Take an index and the languages whose stems it holds."""
        index.config_reader("manual")  # an index never changes once made; nothing to watch for
        self._searcher = index.searcher()
        self._gone: frozenset[str] = frozenset()
        self.queries = Queries(index.schema, self._frequency, self.count, languages)

    @classmethod
    def read(cls, folder: Path, languages: Sequence[str]) -> LexicalIndex:
        """Return the index in a folder whose files were checked by ``retrieval.index``.

        Raises:
            OSError: no lock can be set beside the files, as on a disk that may not be written.
        """
        with disk_errors():
            return cls(Index.open(str(folder)), languages)

    def without(self, documents: frozenset[str]) -> LexicalIndex:
        """Return the index where these documents are not found any more; scores are still of all.

        It reads the files that are open, which may have left the folder with the words of the documents.
        """
        other = copy(self)
        other._gone = self._gone | documents
        return other

    @property
    def count(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages whose stems it holds."""
        return self.queries.languages

    @languages.setter
    def languages(self, languages: Sequence[str]) -> None:
        self.queries.languages = tuple(languages)

    def search(
        self,
        query: str,
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
        others: Sequence[OtherNames] = (),
    ) -> tuple[tuple[int, float], ...]:
        """Return at most ``k`` pairs of row and BM25 score, best first, ties by row.

        Args:
            query: plain words; no character of it has a meaning of its own.
            k: how many.
            documents: where given, only passages of these documents are ranked.
            rows: where given, only these passages are.
            others: other names of what the query names.
        """
        return self._ranked(self.queries.worded(query, others), k, self.queries.within(documents, rows))

    def likely(
        self,
        query: str,
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
    ) -> list[int]:
        """Return rows among which are nearly all that ``search`` would rank first, in a fraction of the time.

        The forms of a word are added up, and what most passages hold is left out; ``retrieval.scoring``
        then says which rows are the best.
        """
        return self._rows(self.queries.likely(query), k, self.queries.within(documents, rows))

    def likely_abroad(
        self,
        others: Sequence[OtherNames],
        concepts: Sequence[str],
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
        share: float = WALKED_ABROAD,
    ) -> list[int]:
        """Return rows that likely hold other names or are of these concepts, in whatever language.

        ``share`` says how many passages may be looked at, as a share of all, each once a term.
        """
        wanted = self.queries.likely_abroad(others, concepts, share)
        return self._rows(wanted, k, self.queries.within(documents, rows))

    def by_concepts(
        self,
        concepts: Sequence[str],
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
    ) -> tuple[tuple[int, float], ...]:
        """Return at most ``k`` pairs of row and BM25 score over concepts, as ``search`` does over words.

        A passage that names only something narrower than a concept counts ``ABOVE`` as much.
        """
        return self._ranked(any_of(self.queries.either(concepts)), k, self.queries.within(documents, rows))

    def rows_naming(self, concepts: Sequence[str]) -> list[int]:
        """Return the rows, rising, of the passages that name one of these concepts, or what is narrower."""
        return sorted(row for row, _ in self._ranked(self.queries.naming(concepts), self.count, []))

    def count_naming(self, concept: str) -> int:
        """Return how many rows ``rows_naming`` has for one concept, without reading them."""
        return int(self._searcher.search(self.queries.naming([concept]), 1, count=True).count)

    def document_frequency(self, wanted: Sequence[str]) -> tuple[int, ...]:
        """Return for each word in how many passages it stands, in its commonest form."""
        found = []
        for word in wanted:
            forms = [form for variants in self.queries.variants(words(word)) for form in variants]
            found.append(max((self._frequency(form) for form in forms), default=0))
        return tuple(found)

    def _frequency(self, term: str, field: str = BODY) -> int:
        return int(self._searcher.doc_freq(field, term))

    def _ranked(
        self, wanted: Query | None, k: int, restrictions: Sequence[Query]
    ) -> tuple[tuple[int, float], ...]:
        hits = self._hits(wanted, k, restrictions)
        found = [(row, float(score)) for row, (score, _) in zip(self._named(hits), hits, strict=True)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))

    def _rows(self, wanted: Query | None, k: int, restrictions: Sequence[Query]) -> list[int]:
        return self._named(self._hits(wanted, k, restrictions))

    def _named(self, hits: Sequence[tuple[Any, Any]]) -> list[int]:
        rows: list[int] = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        return rows

    def _hits(self, wanted: Query | None, k: int, restrictions: Sequence[Query]) -> Sequence[tuple[Any, Any]]:
        if wanted is None or k < 1:
            return ()
        limits = [(Occur.Must, restriction) for restriction in restrictions]
        if self._gone:
            limits.append((Occur.MustNot, self.queries.among(DOCUMENT, sorted(self._gone))))
        if limits:
            wanted = Query.boolean_query([(Occur.Must, wanted), *limits])
        hits: Sequence[tuple[Any, Any]]
        hits = self._searcher.search(wanted, min(k, max(self.count, 1)), count=False).hits
        return hits
