"""Tagger: texts in any language into the concepts that they name, with their places.

Each word becomes one character, known words by their form, all others the same; one automaton a language
then finds the longest labels in that short string. ``counts`` is for libraries, ``matches`` for highlighting.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from retrieval.analysis import OTHER_SCRIPTS, guess_language, primary
from retrieval.concepts.forms import BREAK, folded, is_abbreviation, pattern
from retrieval.concepts.thesaurus import Thesaurus, glossary

_UNKNOWN = "\x01"
_FIRST, _SURROGATES = 0x100, 0xD800
_MOST_WORDS_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Match:
    """A concept named in a text at ``text[start:end]``."""

    concept: str
    start: int
    end: int


class Tagger:
    """Finds the labels of a thesaurus; any number of threads may tag at once."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        """Take the concepts; the automaton of a language is made when it is first needed."""
        self.thesaurus = thesaurus
        self._codes = frozenset(thesaurus.languages)
        self._guard = threading.Lock()
        self._languages: dict[str, _Language] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}

    def matches(self, text: str, language: str | None = None) -> tuple[Match, ...]:
        """Return the concepts named in a text, the longest labels, none inside another, in their order.

        Args:
            text: any text.
            language: a BCP 47 tag; guessed where absent.
        """
        chosen = self._chosen(text, language)
        spans = [found.span() for found in pattern(chosen.code).finditer(text)]
        return tuple(
            Match(one, spans[start][0], spans[end - 1][1])
            for one, start, end in chosen.found([text[head:tail] for head, tail in spans])
        )

    def counts(self, text: str, language: str | None = None) -> Counter[str]:
        """Return how often each concept is named in a text."""
        chosen = self._chosen(text, language)
        return Counter(one for one, _, _ in chosen.found(pattern(chosen.code).findall(text)))

    def language_of(self, text: str, among: Sequence[str] = ()) -> str | None:
        """Return the language that names most of a short text: the guessed one, or one of ``among``.

        A guess that is as good as another stands, and only languages of its script are tried beside it;
        where there is none, every language is.
        """
        guess = guess_language(text)
        alike = {one for one in among if not OTHER_SCRIPTS & {one, guess}}
        codes = {guess, *alike} if guess in self._codes else self._codes
        known = sorted(code for code in codes if code in self._codes)
        return max(known, key=lambda code: (self._covered(text, code), code == guess), default=guess)

    def _covered(self, text: str, code: str) -> int:
        """How many words of a text belong to labels of a language."""
        return self._of(code).covered(pattern(code).findall(text))

    def terms(self, text: str, language: str | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what an index holds of a text: concepts as often as named, and what is above them."""
        own = self.counts(text, language)
        above: Counter[str] = Counter()
        for concept, count in own.items():
            for one in self._above(concept):
                above[one] += count
        return tuple(own.elements()), tuple(above.elements())

    def _above(self, concept: str) -> tuple[str, ...]:
        if concept not in self._ancestors:
            self._ancestors[concept] = self.thesaurus.ancestors(concept)
        return self._ancestors[concept]

    def _chosen(self, text: str, language: str | None) -> _Language:
        """The language of the text; where it is not known or has no labels, that of most words."""
        code = primary(language) or guess_language(text)
        if code in self._codes:
            return self._of(code)
        sample = text[:2000]
        return self._of(max(sorted(self._codes), key=lambda one: self._covered(sample, one)))

    def _of(self, code: str) -> _Language:
        with self._guard:
            if code not in self._languages:
                self._languages[code] = _Language(self.thesaurus, code)
            return self._languages[code]


class _Language:
    """The labels of one language as an automaton over words, each of them one character."""

    def __init__(self, thesaurus: Thesaurus, code: str) -> None:
        self.code = code
        self._signs: dict[str, str] = {}
        self._capitals: dict[str, str] = {}
        self._words: dict[str, str] = {}
        labels = _labels(thesaurus, code)
        keyed = self._keyed(labels)
        self._targets = list(keyed.values())
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(keyed), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        )

    def found(self, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """Yield concept, first word and word after the last of each match."""
        signs = self._known(words)
        for key, start, end in self._automaton.find_matches_as_indexes(
            "".join(map(signs.__getitem__, words))
        ):
            wordings = self._targets[key]
            first = next(iter(wordings.values()))
            if len(wordings) > 1:  # stems that several concepts share: the words themselves decide
                first = wordings.get(_plain(words[start:end]), first)
            yield first, start, end

    def covered(self, words: Sequence[str]) -> int:
        """Return how many words belong to a label."""
        return sum(end - start for _, start, end in self.found(words))

    def _keyed(self, labels: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
        """The labels as strings of signs, each with the concept of every wording that it stands for."""
        words = [[one for one in pattern(self.code).findall(label) if one != BREAK] for label, _ in labels]
        forms = self._folded(list(dict.fromkeys(one for group in words for one in group)))
        for (label, _), group in zip(labels, words, strict=True):
            if is_abbreviation(label):
                for one in group:
                    self._sign(self._capitals, one)
        keyed: dict[str, dict[str, str]] = {}
        for (_, concept), group in zip(labels, words, strict=True):
            key = "".join(self._capitals.get(one) or self._sign(self._signs, forms[one]) for one in group)
            if key:
                keyed.setdefault(key, {}).setdefault(_plain(group), concept)
        return keyed

    def _sign(self, signs: dict[str, str], form: str) -> str:
        if form not in signs:
            number = _FIRST + len(self._signs) + len(self._capitals)
            signs[form] = chr(number if number < _SURROGATES else number + 0x800)
        return signs[form]

    def _folded(self, words: Sequence[str]) -> dict[str, str]:
        return dict(zip(words, folded(words, self.code), strict=True))

    def _known(self, words: Sequence[str]) -> Mapping[str, str]:
        """The sign of every word; a word is folded once in a library, not each time it occurs."""
        signs = self._words
        missing = set(words).difference(signs)
        if missing:
            if len(signs) > _MOST_WORDS_KEPT:
                self._words = signs = {}
                missing = set(words)
            forms = self._folded(list(missing))
            for word in missing:
                short = word[:-1] if word.endswith("s") and word[:-1].isupper() else word
                signs[word] = self._capitals.get(short) or self._signs.get(forms[word], _UNKNOWN)
        return signs


def _labels(thesaurus: Thesaurus, code: str) -> list[tuple[str, str]]:
    """Label and concept in that language, preferred labels first; then what English abbreviates."""
    concepts = thesaurus.concepts.values()
    own = [(label, one.id) for one in concepts for label in one.labels.get(code, ())[:1]]
    own += [(label, one.id) for one in concepts for label in one.labels.get(code, ())[1:]]
    taken = {label for label, _ in own}
    english = [
        (label, one.id)
        for one in concepts
        for label in one.labels.get("en", ())
        if is_abbreviation(label) and label not in taken
    ]
    return own + english


def _plain(words: Sequence[str]) -> str:
    return " ".join(words).casefold()


@cache
def embedded_tagger() -> Tagger:
    """Return the tagger of the glossary that comes along."""
    return Tagger(glossary())
