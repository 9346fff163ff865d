"""What a question asks after, as concepts and words, and whether a text speaks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from agents.places import countries_in
from agents.same_thing import plain_words
from retrieval.concepts.tagger import Tagger


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked after: its words, and the concept that they name, "" for none."""

    written: str
    words: frozenset[str]
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a text speaks of: its words, and its concepts with those above them."""

    words: frozenset[str]
    concepts: frozenset[str]

    def of(self, term: Term, *, by_words: bool = True) -> bool:
        """Return whether the text names a term; ``by_words`` where it is in the language of the term."""
        if term.concept and term.concept in self.concepts:
            return True
        return by_words and term.words <= self.words


def terms_in(text: str, tagger: Tagger) -> tuple[Term, ...]:
    """Return what a question names, countries, numbers and words that narrow nothing aside, in its order."""
    bare = text
    for place in reversed(countries_in(text)):
        bare = f"{bare[: place.start]} , {bare[place.end :]}"
    found = {term.words: term for term in _terms(bare, tagger)}
    return tuple(found.values())


def _terms(text: str, tagger: Tagger) -> Iterator[Term]:
    at = 0
    for one in tagger.matches(text, tagger.language_of(text)):
        yield from _plain(text[at : one.start])
        named = text[one.start : one.end]
        if words := frozenset(plain_words(named)):
            yield Term(named, words, one.concept)
        at = one.end
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[Term]:
    for word in plain_words(text):
        if not word[0].isdigit():
            yield Term(word, frozenset({word}))


def spoken_in(parts: Iterable[str], language: str | None, tagger: Tagger) -> Spoken:
    """Return what some texts speak of together."""
    each = [_spoken(part, language, tagger) for part in parts if part]
    return Spoken(
        frozenset().union(*(own.words for own in each)), frozenset().union(*(own.concepts for own in each))
    )


@lru_cache(maxsize=4096)
def _spoken(text: str, language: str | None, tagger: Tagger) -> Spoken:
    own, above = tagger.terms(text, language)
    return Spoken(frozenset(plain_words(text)), frozenset(own) | frozenset(above))
