"""Answers that miss the thing asked after: other goods, hazards or places, or another one in a row."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from agents.focus import Term, spoken_in, terms_in
from agents.reading import Reading, sliced
from agents.same_thing import plain_words
from corpus.passages import Passage
from retrieval.concepts.tagger import Tagger
from retrieval.hits import Evidence

THINGS = frozenset(
    {
        "agriculture",
        "biodiversity",
        "energy",
        "hazards",
        "health_society",
        "industry",
        "land_forest",
        "ocean_water",
        "pollution_waste",
        "transport_buildings",
    }
)
"""Themes of the glossary whose concepts, but the widest, are named by a page that is about them."""
WIDE = 8
"""A concept with so many narrower ones is too wide to be missed."""
LOST = 4.0
"""What a sentence loses, in log-odds, that speaks of none of the topics asked after, where others do."""
_GENERAL = "general"
_NO_TOPICS = frozenset({_GENERAL, "governance"})
_ORDINALS = (
    r"second|2nd|deuxième|2e|segund[oa]|2[ºª]|втор\w+|الثاني[ةه]?|दूसर\w",
    r"third|3rd|troisième|3e|tercer[oa]?|terceir[oa]|3[ºª]|трет\w+|الثالث[ةه]?|तीसर\w",
    r"fourth|4th|quatrième|4e|cuart[oa]|quart[oa]|4[ºª]|четв[её]рт\w+|الرابع[ةه]?|चौथ\w",
    r"fifth|5th|cinquième|5e|quint[oa]|5[ºª]|пят(?:ый|ая|ое|ого|ой)|الخامس[ةه]?|पाँचव\w+",
    r"sixth|6th|sixième|6e|sext[oa]|6[ºª]|шест(?:ой|ая|ое|ого)|السادس[ةه]?|छठ\w",
    r"seventh|7th|septième|7e|séptim[oa]|sétim[oa]|7[ºª]|седьм\w+|السابع[ةه]?|सातव\w+",
)
"""How the second, the third and so on are called; the first is named of too much to tell anything."""
_NUMERALS = ("2|II", "3|III", "4|IV", "5|V", "6|VI", "7|VII")
_HAN_NUMERALS = "二三四五六七"
_REACH = 60
"""So many characters around an ordinal may what it counts be named in."""
_NO_ORDER = re.compile(
    r"\b(?:per|a|each)\s+second|\bseconds\b|\b(?:third|quarter|fifth)s?\s+of\b|tercio", re.IGNORECASE
)
Before = Callable[[Passage], Passage | None]


@dataclass(frozen=True, slots=True)
class Place:
    """One in a row, 0 for the second, and what it is one of; None where the question does not tell."""

    number: int
    of: Term | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The things that a question asks after, all its topics, and which ones in a row."""

    things: tuple[Term, ...]
    topics: tuple[Term, ...]
    places: tuple[Place, ...]


def wanted_of(question: str, tagger: Tagger) -> Wanted:
    """Return what a page must speak of that answers a question."""
    concepts = tagger.thesaurus.concepts
    terms = terms_in(question, tagger)
    topics = tuple(one for one in terms if one.concept and concepts[one.concept].theme not in _NO_TOPICS)
    narrow = (
        one for one in topics if concepts[one.concept].theme in THINGS and one.concept not in _wide(tagger)
    )
    things = tuple(one for one in narrow if _is_label(one, tagger))
    return Wanted(things, topics, tuple(_places(_NO_ORDER.sub(" ", question), tagger)))


@lru_cache(maxsize=4)
def _wide(tagger: Tagger) -> frozenset[str]:
    """Concepts that so many others are narrower than that a page may well speak of one by another name."""
    thesaurus = tagger.thesaurus
    below = Counter(above for one in thesaurus.concepts for above in thesaurus.ancestors(one))
    return frozenset(one for one, count in below.items() if count >= WIDE)


def _places(question: str, tagger: Tagger) -> Iterator[Place]:
    for number in range(len(_ORDINALS)):
        for found in _ordinal(number, written=True).finditer(question):
            after = terms_in(question[found.end() : found.end() + _REACH], tagger)
            yield Place(number, next((one for one in after if one.concept), next(iter(after), None)))


@cache
def _ordinal(number: int, *, written: bool = False) -> re.Pattern[str]:
    """What names one in a row; where it need not be ``written`` as a word, "Phase II" does too."""
    words = rf"(?<!\w)(?:{_ORDINALS[number]})(?!\w)|第{_HAN_NUMERALS[number]}"
    numeral = rf"|(?<=[^\W\d_]{{2}})[ -]?(?:{_NUMERALS[number]})(?![\w.,])"
    return re.compile(words if written else words + numeral, re.IGNORECASE)


def misses(
    wanted: Wanted, answering: Sequence[Reading], found: Sequence[Evidence], before: Before, tagger: Tagger
) -> bool:
    """Return whether one of the things asked after is named nowhere near any passage that answers.

    Near a passage is what stands in it and above it, its document's name, what else was found of its page,
    and what stands before it on that page and the one before.
    """
    left = _Left(set(wanted.things), set(wanted.places))
    for reading in answering:
        for text in _near(reading, found, before):
            if not left.things and not left.places:
                return False
            left.take_out(text, reading.document.language, tagger)
    return bool(left.things or left.places)


@dataclass(slots=True)
class _Left:
    """What no text has named yet."""

    things: set[Term]
    places: set[Place]

    def take_out(self, text: str, language: str | None, tagger: Tagger) -> None:
        """Leave out what a text names."""
        if self.things:
            self.things -= {one for one in self.things if _names(text, one, language, tagger)}
        self.places -= {one for one in self.places if _has_place(text, one, language, tagger)}


def first_of_things(readings: Sequence[Reading], wanted: Wanted, tagger: Tagger) -> tuple[Reading, ...]:
    """Return the readings with what speaks of the topics asked after before what does not.

    A topic counts the more the fewer sentences speak of it; where none does, none is the worse for it.
    """
    spoken = {
        (at, number): _spoken_of(reading, number, wanted.topics, tagger)
        for at, reading in enumerate(readings)
        for number, sentence in enumerate(reading.sentences)
        if sentence.quote is not None
    }
    counts = Counter(term for own in spoken.values() for term in own)
    weights = {term: math.log(1 + len(spoken) / count) for term, count in counts.items()}
    total = sum(weights.values())
    if not total:  # no sentence speaks of any
        return tuple(readings)

    shares = {place: sum(weights[term] for term in own) / total for place, own in spoken.items()}
    most = max(shares.values())

    def lost(at: int, number: int) -> float:
        return LOST * (most - shares.get((at, number), 0.0))

    return tuple(
        replace(
            reading,
            sentences=tuple(
                replace(sentence, score=sentence.score - lost(at, number))
                for number, sentence in enumerate(reading.sentences)
            ),
        )
        for at, reading in enumerate(readings)
    )


def _spoken_of(reading: Reading, number: int, things: Sequence[Term], tagger: Tagger) -> frozenset[Term]:
    sentence = reading.sentences[number]
    quoted = sliced(reading.passage, sentence.quote) if sentence.quote else sentence.text
    before = [one.text for one in reading.sentences[max(0, number - 1) : number]]
    texts = (quoted, *before, *reading.passage.heading[-1:])
    language = reading.document.language
    return frozenset(one for one in things if any(_names(text, one, language, tagger) for text in texts))


def _near(reading: Reading, found: Sequence[Evidence], before: Before) -> Iterator[str]:
    passage = reading.passage
    yield passage.searched
    yield " . ".join([*passage.heading, reading.document.name])
    for item in found:
        own = item.passage
        if own.document_id == passage.document_id and own.page == passage.page and own.id != passage.id:
            yield own.text
    above = before(passage)
    while above is not None and above.page >= passage.page - 1:
        yield above.text
        above = before(above)


def _names(text: str, term: Term, language: str | None, tagger: Tagger) -> bool:
    """Whether a text names a thing, something narrower, or a word that one of its labels is known by."""
    spoken = spoken_in((text,), language, tagger)
    return spoken.of(term) or bool(spoken.words & _telling(term, language, tagger))


def _telling(term: Term, language: str | None, tagger: Tagger) -> frozenset[str]:
    """The words of a thing's labels that stand for no general concept: "arid" of "arid zone"."""
    concepts = tagger.thesaurus.concepts
    labels = concepts[term.concept].labels.get((language or "en").split("-")[0], ())
    return frozenset(
        word
        for label in labels
        for word in plain_words(label)
        if not any(concepts[one].theme == _GENERAL for one in tagger.counts(word, language))
    )


def _is_label(term: Term, tagger: Tagger) -> bool:
    """Whether a thing is called by its name, rather than by a verb of the same stem: "build"."""
    written = term.written.casefold()
    labels = (
        own.casefold() for each in tagger.thesaurus.concepts[term.concept].labels.values() for own in each
    )
    return any(own in written or written in own.split() for own in labels)


def _has_place(text: str, place: Place, language: str | None, tagger: Tagger) -> bool:
    return any(
        place.of is None
        or spoken_in((text[max(0, own.start() - _REACH // 2) : own.end() + _REACH],), language, tagger).of(
            place.of
        )
        for own in _ordinal(place.number).finditer(text)
    )
