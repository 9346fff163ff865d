"""A question put into another language: its concepts by their labels there, names and numbers as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.option_words import asks_for_options
from agents.places import countries_in, country_name
from agents.wording import asks
from finetune.predict import words
from retrieval.analysis import words as written
from retrieval.concepts.tagger import Tagger
from retrieval.small_words import only_small

_MARKS = "\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"  # they belong to their word
_TOKEN = re.compile(
    rf"[\u3040-\u30ff\u4e00-\u9fff]+|\d+(?:[.,]\d+)*|[^\W\d_](?:[^\W\d_]|[{_MARKS}])*(?:['’-][^\W\d_]+)*"
)
MOST_LOST = 0.3
"""Of a question of which one thing alone can be said, small words aside; more, and it is not understood."""
_ELISION = re.compile(r"^(?:[dlnsjcmt]|qu)['’]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What of a question could be said in another language.

    ``explained`` is the share of its letters; ``particular`` says that it names a country, a number or
    something in capitals; ``placed`` that countries are all that is particular; ``narrow`` that one thing
    alone could be said of it, and that much was lost.
    """

    text: str
    explained: float
    particular: bool
    narrow: bool = False
    placed: bool = False

    def judged(self, query: str) -> bool:
        """Return whether it may be judged: where it is understood, or where it asks for options of a country.

        What can be done there is told in words of the topic, as is a topic that is only named ("forests in
        India"); a passage must be of the country.
        """
        told = asks_for_options(query) or not (asks(query) or query.rstrip().endswith(("?", "？", "؟")))
        return self.understood or (told and self.placed and not self.narrow)

    @property
    def understood(self) -> bool:
        """Whether it may be judged so: one about something particular turns on words that labels lose.

        And so does one of which one thing alone can be said: "how many tigers live in mangroves?"
        """
        return bool(self.text) and not self.particular and not self.narrow


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a question with what it is called there; ``label`` is empty where nothing is known."""

    start: int
    end: int
    label: str


def rendered(query: str, tagger: Tagger, language: str = "en") -> Rendered:
    """Return a question's countries, concepts, names and numbers, in their order.

    Names in capitals and numbers stay as they are and count as said; words that nothing explains are
    left out and counted, small words aside.
    """
    pieces = list(_known(query, tagger, language))
    unexplained = lost = 0
    own = tagger.language_of(query) or language
    placed = bool(countries_in(query))
    named = False
    for token in _TOKEN.finditer(query):
        letters = [at for at in range(*token.span()) if not any(one.start <= at < one.end for one in pieces)]
        if not letters or not words(token[0]):
            continue
        bare = _ELISION.sub("", token[0])
        opens = not query[: token.start()].strip(" ¿¡«\"'(")
        if len(letters) == len(token[0]) and (bare[:1].isdigit() or (bare[:1].isupper() and not opens)):
            pieces.append(_Piece(token.start(), token.end(), bare))
            named = True
        else:
            unexplained += len(letters)
            lost += 0 if only_small(written("".join(query[at] for at in letters)), own) else len(letters)
    explained = sum(one.end - one.start for one in pieces)
    labels = dict.fromkeys(one.label for one in sorted(pieces, key=lambda one: one.start) if one.label)
    share = explained / (explained + unexplained) if explained else 0.0
    narrow = len(labels) == 1 and lost > MOST_LOST * (explained + lost)
    said = " ".join(labels)
    return Rendered(said, share, placed or named, narrow, bool(said) and placed and not named)


def _known(query: str, tagger: Tagger, language: str) -> Iterator[_Piece]:
    """Countries, then the concepts that are not inside their names."""
    places = countries_in(query)
    for place in places:
        yield _Piece(place.start, place.end, country_name(place.code, language))
    concepts = tagger.thesaurus.concepts
    for match in tagger.matches(query, tagger.language_of(query)):
        if not any(place.start < match.end and match.start < place.end for place in places):
            yield _Piece(
                match.start, match.end, next(iter(concepts[match.concept].labels.get(language, ())), "")
            )
