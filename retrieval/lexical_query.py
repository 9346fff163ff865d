"""What is looked for in a word index, as queries of tantivy; none of them is asked here."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from tantivy import Occur, Query, Schema

from retrieval.analysis import asked, stems, terms

BODY, ROW, DOCUMENT, LANGUAGE = "body", "row", "document", "language"
CONCEPTS, BROADER = "concepts", "broader"
FREQUENCIES = "freq"
ABOVE = 0.3  # of a concept's weight, where a passage names only what is narrower
OTHER_NAMES = 0.1  # of their score, for the names of a thing beside the best one
_MOST_TERMS = 256  # of one query; the rarest are kept
WALKED, WALKED_ABROAD = 0.4, 0.2
"""In a large index the rarest terms find candidates that passages hold so many times, as a share of all."""
LEAST = 2
"""Terms that find candidates however many passages hold them."""
SAY = 0.2
"""Of a concept beside names, where both find candidates."""
_MOST_KEPT = 65_536  # terms of the last queries, with how many passages hold them
_MOST_BY_TERM = 2_000  # values looked up one by one, several times as fast as a set while they are few


@dataclass(frozen=True, slots=True)
class OtherNames:
    """What things that a query names are called in another language, looked for in passages of that one.

    ``names`` has one group a thing; ``weight`` says how much they count beside the words of the query.
    """

    language: str
    names: tuple[tuple[str, ...], ...]
    weight: float


class Queries:
    """Makes queries over one index."""

    def __init__(
        self, schema: Schema, frequency: Callable[..., int], count: int, languages: Sequence[str]
    ) -> None:
        """Take the index's schema, in how many passages a term stands, how many there are, and languages."""
        self._schema = schema
        self.frequency: Callable[..., int] = lru_cache(_MOST_KEPT)(frequency)
        """How many passages hold a term, in their text or another field; an index never changes once made."""
        self.count = count
        """Number of passages."""
        self.languages = tuple(languages)

    def among(self, field: str, values: Sequence[Any]) -> Query:
        """Entries with one of these values; they add nothing to a score."""
        if len(values) > _MOST_BY_TERM:
            return Query.const_score_query(Query.term_set_query(self._schema, field, values), 0.0)
        each = [(Occur.Should, Query.term_query(self._schema, field, one, "basic")) for one in values]
        return Query.const_score_query(Query.boolean_query(each), 0.0)

    def variants(self, folded: Sequence[str]) -> list[tuple[str, ...]]:
        """The forms of each word, one a language of the index, the same form once."""
        by_language = [stems(folded, language or None) for language in self.languages or ("",)]
        return [tuple(dict.fromkeys(forms)) for forms in zip(*by_language, strict=True)]

    def term(self, field: str, term: str, weight: float = 1.0) -> Query:
        """Entries that hold a term, by BM25."""
        return Query.boost_query(Query.term_query(self._schema, field, term, FREQUENCIES), weight)

    def pairs(self, concepts: Sequence[str]) -> list[tuple[Query, Query]]:
        """Each concept, and what is narrower."""
        return [(self.term(CONCEPTS, one), self.term(BROADER, one, ABOVE)) for one in concepts]

    def either(self, concepts: Sequence[str]) -> list[Query]:
        """Each concept or what is narrower, whichever counts more."""
        return [Query.disjunction_max_query(list(pair), 0.0) for pair in self.pairs(concepts)]

    def forms(self, query: str) -> Counter[tuple[str, ...]]:
        """The words of a query, each as the forms it may have, with how often it is there."""
        return Counter(self.variants(asked(query)))

    def weighted(self, query: str) -> list[list[tuple[str, float]]]:
        """The forms of each word of a query that passages hold, with their weights beside tantivy's own."""
        return [
            [(form, whole / rarity(times, self.count)) for form, times in held.items()]
            for whole, held in weighted(self.forms(query), self.frequency, self.count)
        ]

    def parts(self, query: str) -> list[Query]:
        """Each word counts once, by the form that a passage scores highest with."""
        parts = []
        for word in self.weighted(query):
            each = [self.term(BODY, form, weight) for form, weight in word]
            parts.append(each[0] if len(each) == 1 else Query.disjunction_max_query(each, 0.0))
        return parts

    def worded(self, query: str, others: Sequence[OtherNames]) -> Query | None:
        """The words of a query, and beside them what it names, in other languages."""
        parts: list[Query | None] = [any_of(self.parts(query))]
        for one in others:
            names = self._spoken(
                any_of([self.named(group, one.language) for group in one.names]), one.language
            )
            parts.append(names and Query.boost_query(names, one.weight))
        return any_of(parts)

    def _spoken(self, wanted: Query | None, language: str) -> Query | None:
        """What is found in passages of a language."""
        if wanted is None:
            return None
        there = Query.term_query(self._schema, LANGUAGE, language, "basic")
        limit = Query.const_score_query(there, 0.0)
        return Query.boolean_query([(Occur.Must, wanted), (Occur.Must, limit)])

    def named(self, names: Sequence[str], language: str) -> Query | None:
        """The best of several names of one thing; a name of several terms counts their mean."""
        each = []
        for name in names:
            every = terms_of(name, language)
            found = [term for term in every if self.frequency(term)]
            if found:
                parts = [(Occur.Should, self.term(BODY, term)) for term in found]
                each.append(Query.boost_query(Query.boolean_query(parts), 1.0 / len(every)))
        return Query.disjunction_max_query(each, OTHER_NAMES) if each else None

    def likely(self, query: str) -> Query | None:
        """The forms of the words, added up."""
        weights = {form: weight for word in self.weighted(query) for form, weight in word}
        return self._rarest([(BODY, form, weight) for form, weight in weights.items()], WALKED)

    def likely_abroad(
        self, others: Sequence[OtherNames], concepts: Sequence[str], share: float
    ) -> Query | None:
        """The terms of all names, and the concepts, added up."""
        weights: dict[str, float] = {}
        for one in others:
            for name in (name for group in one.names for name in group):
                every = terms_of(name, one.language)
                for term in every:
                    weights[term] = max(weights.get(term, 0.0), one.weight / len(every))
        terms = [(BODY, term, weight) for term, weight in weights.items()]
        for concept in concepts:
            terms += [(CONCEPTS, concept, SAY), (BROADER, concept, SAY * ABOVE)]
        return self._rarest(terms, share)

    def _rarest(self, terms: Sequence[tuple[str, str, float]], share: float) -> Query | None:
        """The rarest of these terms, until passages hold them so many times together, as a share of all."""
        held = sorted((times, *one) for one in terms if (times := self.frequency(one[1], one[0])))
        walked = list(accumulate(times for times, *_ in held))
        many = max(LEAST, bisect_right(walked, share * self.count))
        return any_of([self.term(field, term, weight) for _, field, term, weight in held[:many]])

    def naming(self, concepts: Sequence[str]) -> Query:
        """Passages that name one of these concepts, or what is narrower."""
        fields = [self.among(field, list(concepts)) for field in (CONCEPTS, BROADER)]
        return Query.boolean_query([(Occur.Should, field) for field in fields])

    def within(self, documents: frozenset[str] | None, rows: Sequence[int] | None) -> list[Query]:
        """What limits a search to passages of these documents, and to these rows."""
        found = [] if documents is None else [self.among(DOCUMENT, sorted(documents))]
        return found + ([] if rows is None else [self.among(ROW, rows)])


def any_of(parts: Sequence[Query | None]) -> Query | None:
    """What any of the parts finds; None where there is none."""
    there = [(Occur.Should, part) for part in parts if part is not None]
    return Query.boolean_query(there) if there else None


def rarity(frequency: int, count: int) -> float:
    """Return the weight of a term that so many of ``count`` passages hold, as BM25 reckons it."""
    return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def weighted(
    words: Mapping[tuple[str, ...], int], frequency: Callable[[str], int], count: int
) -> list[tuple[float, dict[str, int]]]:
    """Return the weight of each word that any of ``count`` passages hold, and how many hold each form.

    A form weighs as rare as the word in all its forms: one that a single passage in another
    language has would else outweigh every word of the question.
    """
    held = {forms: {form: found for form in forms if (found := frequency(form))} for forms in words}
    known = [forms for forms, frequencies in held.items() if frequencies]
    if len(known) > _MOST_TERMS:
        known = sorted(known, key=lambda forms: (max(held[forms].values()), forms))[:_MOST_TERMS]
    return [
        (words[forms] * rarity(min(sum(held[forms].values()), count), count), held[forms]) for forms in known
    ]


@lru_cache(_MOST_KEPT)
def terms_of(name: str, language: str) -> tuple[str, ...]:
    """The terms of a name, each once."""
    return tuple(dict.fromkeys(terms(name, language)))
