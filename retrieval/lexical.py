"""BM25 over terms, by tantivy."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Index, Occur, Query

from retrieval.analysis import words
from retrieval.lexical_query import BODY, DOCUMENT, ROW, OtherNames, Queries, any_of

IN_FULL_UP_TO = 50_000
"""Passages; in a larger index ``likely`` finds the candidates, and ``scores`` scores them all the same."""
_AT_ONCE = 32  # parts of one query; each is copied into the next


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

    def __init__(self, index: Index, languages: Sequence[str], gone: frozenset[str] = frozenset()) -> None:
        """Take an index and the languages whose stems it holds; documents that are ``gone`` are not found."""
        index.config_reader("manual")  # an index never changes once made; nothing to watch for
        self._index = index
        self._searcher = index.searcher()
        self._gone = gone
        self._ask = Queries(index.schema, self._frequency, self.count, languages)

    @classmethod
    def read(cls, folder: Path, languages: Sequence[str]) -> LexicalIndex:
        """Return the index in a folder whose files were checked by ``retrieval.index``.

        Raises:
            OSError: no lock can be set beside the files, as on a disk that may not be written.
        """
        with disk_errors():
            return cls(Index.open(str(folder)), languages)

    def without(self, documents: frozenset[str]) -> LexicalIndex:
        """Return the index where these documents are not found any more; scores are still of all."""
        return LexicalIndex(self._index, self.languages, self._gone | documents)

    @property
    def count(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages whose stems it holds."""
        return self._ask.languages

    @languages.setter
    def languages(self, languages: Sequence[str]) -> None:
        self._ask.languages = tuple(languages)

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
        return self._ranked(self._ask.worded(query, others), k, self._ask.within(documents, rows))

    def likely(
        self,
        query: str,
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
    ) -> list[int]:
        """Return the rows that ``search`` would likely rank first, much faster in a large index.

        The forms of a word are added up, not compared, so that passages which cannot be among the best
        are never looked at. ``scores`` then says which are.
        """
        own = [
            self._ask.term(BODY, form, weight) for word in self._ask.weighted(query) for form, weight in word
        ]
        return [row for row, _ in self._ranked(any_of(own), k, self._ask.within(documents, rows))]

    def likely_abroad(
        self,
        others: Sequence[OtherNames],
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
    ) -> list[int]:
        """Return the rows for which ``scores_abroad`` likely has most: all names' telling terms added up."""
        wanted = self._ask.telling(others)
        return [row for row, _ in self._ranked(wanted, k, self._ask.within(documents, rows))]

    def scores(self, query: str, rows: Sequence[int]) -> dict[int, float]:
        """Return the BM25 score of each of these rows that holds a word of the query."""
        return self._scored(self._ask.parts(query), rows)

    def scores_abroad(
        self, others: Sequence[OtherNames], rows: Mapping[str, Sequence[int]]
    ) -> dict[int, float]:
        """Return what other names add to the scores of these rows, given by their language."""
        found: dict[int, float] = {}
        for one in others:
            if there := rows.get(one.language):
                names = [self._ask.named(group, one.language) for group in one.names]
                scores = self._scored([part for part in names if part is not None], there)
                found |= {row: one.weight * score for row, score in scores.items()}
        return found

    def scores_by_concepts(self, concepts: Sequence[str], rows: Sequence[int]) -> dict[int, float]:
        """Return the score that ``by_concepts`` has for each of these rows that names one of them."""
        return self._scored(self._ask.either(concepts), rows)

    def _scored(self, parts: Sequence[Query], rows: Sequence[int]) -> dict[int, float]:
        """What the parts together give each of these rows, where they give it anything.

        Each part is an optional one beside the rows before it, so that it is looked up where they are: a
        union of all parts would be made for every passage between the first row and the last.
        """
        found: dict[int, float] = {}
        for first in range(0, len(parts) if rows else 0, _AT_ONCE):
            wanted = self._ask.among(ROW, list(rows))
            for part in parts[first : first + _AT_ONCE]:
                wanted = Query.boolean_query([(Occur.Must, wanted), (Occur.Should, part)])
            for row, score in self._ranked(wanted, len(rows), []):
                found[row] = found.get(row, 0.0) + score
        return {row: score for row, score in found.items() if score > 0.0}

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
        return self._ranked(any_of(self._ask.either(concepts)), k, self._ask.within(documents, rows))

    def likely_by_concepts(
        self,
        concepts: Sequence[str],
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
    ) -> list[int]:
        """Return the rows that ``by_concepts`` would most likely rank first, much faster in a large index."""
        parts = [part for pair in self._ask.pairs(concepts) for part in pair]
        return [row for row, _ in self._ranked(any_of(parts), k, self._ask.within(documents, rows))]

    def rows_naming(self, concepts: Sequence[str]) -> list[int]:
        """Return the rows, rising, of the passages that name one of these concepts, or what is narrower."""
        return sorted(row for row, _ in self._ranked(self._ask.naming(concepts), self.count, []))

    def count_naming(self, concept: str) -> int:
        """Return how many rows ``rows_naming`` has for one concept, without reading them."""
        return int(self._searcher.search(self._ask.naming([concept]), 1, count=True).count)

    def document_frequency(self, wanted: Sequence[str]) -> tuple[int, ...]:
        """Return for each word in how many passages it stands, in its commonest form."""
        found = []
        for word in wanted:
            forms = [form for variants in self._ask.variants(words(word)) for form in variants]
            found.append(max((self._frequency(form) for form in forms), default=0))
        return tuple(found)

    def _frequency(self, term: str) -> int:
        return int(self._searcher.doc_freq(BODY, term))

    def _ranked(
        self, wanted: Query | None, k: int, restrictions: Sequence[Query]
    ) -> tuple[tuple[int, float], ...]:
        if wanted is None or k < 1:
            return ()
        limits = [(Occur.Must, restriction) for restriction in restrictions]
        if self._gone:
            limits.append((Occur.MustNot, self._ask.among(DOCUMENT, sorted(self._gone))))
        if limits:
            wanted = Query.boolean_query([(Occur.Must, wanted), *limits])
        hits = self._searcher.search(wanted, min(k, max(self.count, 1)), count=False).hits
        rows = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
