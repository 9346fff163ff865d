"""BM25 over terms, by tantivy."""

from __future__ import annotations

import errno
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Index, Occur, Query

from retrieval.analysis import asked, stems, terms, words

BODY, ROW, DOCUMENT, LANGUAGE = "body", "row", "document", "language"
CONCEPTS, BROADER = "concepts", "broader"
ABOVE = 0.3  # of a concept's weight, where a passage names only what is narrower
_OTHER_NAMES = 0.1  # of their score, for the names of a thing beside the best one
_MOST_TERMS = 256  # of one query; the rarest are kept
IN_FULL_UP_TO = 50_000
"""Passages; in a larger index ``likely`` finds the candidates, and ``scores`` scores them all the same."""
_MOST_BY_TERM = 2_000  # values looked up one by one, several times as fast as a set while they are few
FREQUENCIES = "freq"


@dataclass(frozen=True, slots=True)
class OtherNames:
    """What things that a query names are called in another language, looked for in passages of that one.

    ``names`` has one group a thing; ``weight`` says how much they count beside the words of the query.
    """

    language: str
    names: tuple[tuple[str, ...], ...]
    weight: float


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
        self._schema = index.schema
        self._searcher = index.searcher()
        self._gone = gone
        self.languages = tuple(languages)

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
        return self._ranked(self._worded(query, others), k, self._restrictions(documents, rows))

    def likely(
        self,
        query: str,
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
        others: Sequence[OtherNames] = (),
    ) -> list[int]:
        """Return the rows that ``search`` would likely rank first, and as many in other languages.

        Much faster in a large index: the forms of a word are added up, not compared, so that passages
        which cannot be among the best are never looked at. ``scores`` then says which are.
        """
        limits = self._restrictions(documents, rows)
        own = [self._term(BODY, form, weight) for word in self._weighted(query) for form, weight in word]
        wanted = (_any(own), self._abroad(others))
        return list(dict.fromkeys(row for each in wanted for row, _ in self._ranked(each, k, limits)))

    def scores(self, query: str, rows: Sequence[int]) -> dict[int, float]:
        """Return the BM25 score of each of these rows that holds a word of the query."""
        return dict(self._ranked(self._query(query), len(rows), [self._among(ROW, list(rows))]))

    def scores_abroad(self, others: Sequence[OtherNames], rows: Sequence[int]) -> dict[int, float]:
        """Return what other names add to the score of each of these rows that is in their language."""
        return dict(self._ranked(self._abroad(others), len(rows), [self._among(ROW, list(rows))]))

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
        parts = [Query.disjunction_max_query(list(pair), 0.0) for pair in self._concepts(concepts)]
        return self._ranked(_any(parts), k, self._restrictions(documents, rows))

    def likely_by_concepts(
        self,
        concepts: Sequence[str],
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
    ) -> list[int]:
        """Return the rows that ``by_concepts`` would most likely rank first, much faster in a large index."""
        parts = [part for pair in self._concepts(concepts) for part in pair]
        return [row for row, _ in self._ranked(_any(parts), k, self._restrictions(documents, rows))]

    def rows_naming(self, concepts: Sequence[str]) -> list[int]:
        """Return the rows, rising, of the passages that name one of these concepts, or what is narrower."""
        return sorted(row for row, _ in self._ranked(self._naming(concepts), self.count, []))

    def count_naming(self, concept: str) -> int:
        """Return how many rows ``rows_naming`` has for one concept, without reading them."""
        return int(self._searcher.search(self._naming([concept]), 1, count=True).count)

    def _naming(self, concepts: Sequence[str]) -> Query:
        fields = [self._among(field, list(concepts)) for field in (CONCEPTS, BROADER)]
        return Query.boolean_query([(Occur.Should, field) for field in fields])

    def document_frequency(self, wanted: Sequence[str]) -> tuple[int, ...]:
        """Return for each word in how many passages it stands, in its commonest form."""
        found = []
        for word in wanted:
            forms = [form for variants in self._variants(words(word)) for form in variants]
            found.append(max((self._frequency(form) for form in forms), default=0))
        return tuple(found)

    def _frequency(self, term: str) -> int:
        return int(self._searcher.doc_freq(BODY, term))

    def _rarity(self, frequency: int) -> float:
        """The weight of a term that so many passages hold, as BM25 reckons it."""
        return math.log(1 + (self.count - frequency + 0.5) / (frequency + 0.5))

    def _among(self, field: str, values: Sequence[Any]) -> Query:
        """Entries with one of these values; they add nothing to a score."""
        if len(values) > _MOST_BY_TERM:
            return Query.const_score_query(Query.term_set_query(self._schema, field, values), 0.0)
        each = [(Occur.Should, Query.term_query(self._schema, field, one, "basic")) for one in values]
        return Query.const_score_query(Query.boolean_query(each), 0.0)

    def _variants(self, folded: Sequence[str]) -> list[tuple[str, ...]]:
        """The forms of each word, one a language of the index, the same form once."""
        by_language = [stems(folded, language or None) for language in self.languages or ("",)]
        return [tuple(dict.fromkeys(forms)) for forms in zip(*by_language, strict=True)]

    def _term(self, field: str, term: str, weight: float = 1.0) -> Query:
        return Query.boost_query(Query.term_query(self._schema, field, term, FREQUENCIES), weight)

    def _concepts(self, concepts: Sequence[str]) -> list[tuple[Query, Query]]:
        return [(self._term(CONCEPTS, one), self._term(BROADER, one, ABOVE)) for one in concepts]

    def _weighted(self, query: str) -> list[list[tuple[str, float]]]:
        """The forms of each word of a query that passages hold, with their weights.

        A form weighs as rare as the word in all its forms: one that a single passage in another
        language has would else outweigh every word of the question.
        """
        counts = Counter(self._variants(asked(query)))
        held = {
            forms: {form: frequency for form in forms if (frequency := self._frequency(form))}
            for forms in counts
        }
        known = [forms for forms, frequencies in held.items() if frequencies]
        if len(known) > _MOST_TERMS:
            known = sorted(known, key=lambda forms: (max(held[forms].values()), forms))[:_MOST_TERMS]
        words = []
        for forms in known:
            rarity = counts[forms] * self._rarity(min(sum(held[forms].values()), self.count))
            words.append(
                [(form, rarity / self._rarity(frequency)) for form, frequency in held[forms].items()]
            )
        return words

    def _query(self, query: str) -> Query | None:
        """Each word counts once, by the form that a passage scores highest with."""
        parts = []
        for word in self._weighted(query):
            each = [self._term(BODY, form, weight) for form, weight in word]
            parts.append(each[0] if len(each) == 1 else Query.disjunction_max_query(each, 0.0))
        return _any(parts)

    def _worded(self, query: str, others: Sequence[OtherNames]) -> Query | None:
        """The words of a query, and beside them other names of what it names."""
        return _any([self._query(query), self._abroad(others)])

    def _abroad(self, others: Sequence[OtherNames]) -> Query | None:
        """What a query names, by the names in other languages, in passages of these."""
        parts = []
        for one in others:
            names = _any([self._named(group, one.language) for group in one.names])
            if names is not None:
                there = Query.term_query(self._schema, LANGUAGE, one.language, "basic")
                within = Query.const_score_query(there, 0.0)
                both = Query.boolean_query([(Occur.Must, names), (Occur.Must, within)])
                parts.append(Query.boost_query(both, one.weight))
        return _any(parts)

    def _named(self, names: Sequence[str], language: str) -> Query | None:
        """The best of several names of one thing; a name of several terms counts their mean."""
        each = []
        for name in names:
            every = dict.fromkeys(terms(name, language))
            found = [term for term in every if self._frequency(term)]
            if found:
                parts = [(Occur.Should, self._term(BODY, term)) for term in found]
                each.append(Query.boost_query(Query.boolean_query(parts), 1.0 / len(every)))
        return Query.disjunction_max_query(each, _OTHER_NAMES) if each else None

    def _restrictions(self, documents: frozenset[str] | None, rows: Sequence[int] | None) -> list[Query]:
        found = [] if documents is None else [self._among(DOCUMENT, sorted(documents))]
        return found + ([] if rows is None else [self._among(ROW, rows)])

    def _ranked(
        self, wanted: Query | None, k: int, restrictions: Sequence[Query]
    ) -> tuple[tuple[int, float], ...]:
        if wanted is None or k < 1:
            return ()
        limits = [(Occur.Must, restriction) for restriction in restrictions]
        if self._gone:
            limits.append((Occur.MustNot, self._among(DOCUMENT, sorted(self._gone))))
        if limits:
            wanted = Query.boolean_query([(Occur.Must, wanted), *limits])
        hits = self._searcher.search(wanted, min(k, max(self.count, 1)), count=False).hits
        rows = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _any(parts: Sequence[Query | None]) -> Query | None:
    """What any of the parts finds; None where there is none."""
    there = [(Occur.Should, part) for part in parts if part is not None]
    return Query.boolean_query(there) if there else None
