"""Questions that want one kind of thing, as a sum of money or a name, and whether an answer holds any."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from agents.focus import Term, spoken_in
from agents.places import names_country
from agents.plan import SubQuestion
from agents.reading import Reading
from agents.wording import years_in
from finetune.predict import figures, kind_of
from retrieval.concepts.tagger import Tagger

LIKELIEST = 8
"""An answer is made of so many sentences at most."""
_MANY = re.compile(
    r"[٠-٩०-९]|\b(?:dozens?|deux|trois|quatre|cinq|dix|dos|tres|cuatro|cinco|diez|dois|duas|três|quatro)\b"
    r"|(?<!\w)(?:два|две|три|четыре|пять|десять|दो|तीन|चार|पाँच|दस)(?!\w)|两",
    re.IGNORECASE,
)
"""Numbers as words, beside those of ``figures``."""
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|févr|avril|mai|juin|juil|août|déc|enero|abril|agosto|dic"
)
_ENUMERATED = re.compile(
    r"^\W*\(?(?:\d{1,3}|[a-z]|[ivx]+)[.)]\s|(?<=[a-z])-?20\d\d|\b\d+\s?(?:ª|º|th|st|nd|rd)\b"
    r"|\b(?:de|del) \d{4}\b"
    rf"|\b\d{{1,2}}\s(?:de\s)?(?:{_MONTHS})\w*|\b(?:{_MONTHS})\w*\s\d{{1,2}}\b"
    r"|\b(?:articles?|artículos?|párrafos?|paragraphs?|paragraphes?|decisión|sections?|secciones?|clauses?|第)"
    r"\s?\d[\d./A-Z]*(?:\s?(?:\w\)|,|y|a|à|to|and|et|or|–|-)\s?\d[\d./]*)*",
    re.IGNORECASE | re.MULTILINE,
)
"""What is numbered rather than counted."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One kind of thing: how it is asked for, and how it is given; a count is given by any figure.

    ``anywhere`` says that it may stand in any sentence that was read: what forbids seldom says the penalty.
    """

    kind: str
    asked: re.Pattern[str]
    given: re.Pattern[str] | None
    anywhere: bool = False

    def met_by(self, text: str) -> bool:
        """Return whether a text holds such a thing."""
        return bool(self.given.search(text)) if self.given else counts(text)


@cache
def demands() -> tuple[Demand, ...]:
    """Return every kind of thing, as the table has it."""
    table = json.loads(Path(__file__).with_name("demands.json").read_text("utf-8"))
    return tuple(
        Demand(
            one["kind"],
            _any(one["asked"]),
            _any(one["given"]) if one["given"] else None,
            one.get("anywhere", False),
        )
        for one in table
    )


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def demanded(question: str) -> tuple[Demand, ...]:
    """Return the kinds of things that a question wants.

    >>> [one.kind for one in demanded("What fine does a driver pay?")]
    ['money']
    >>> demanded("Who pays for it?")
    ()
    """
    return tuple(one for one in demands() if one.asked.search(question))


def counts(text: str) -> bool:
    """Return whether a text counts something: a figure that is no year, no number of a paragraph.

    >>> counts("It has 12 members."), counts("It was established by decision 1/CP.21, paragraph 84.")
    (True, False)
    """
    bare = _ENUMERATED.sub(" ", text)
    return bool(figures(bare) or _MANY.search(bare))


def lacks(
    sub: SubQuestion,
    answering: Sequence[Reading],
    read: Sequence[Reading],
    topics: Sequence[Term],
    tagger: Tagger,
) -> bool:
    """Return whether the likeliest sentences hold nothing of the kind that a question wants.

    A row of a table stands for what its columns say. In a document of another country, only sentences count
    that stand by the name of the one asked after. Where an amount of one year is asked for, and sentences
    of what was read name that year, one of them must speak of the topics asked after as well.

    Args:
        sub: what is asked.
        answering: the passages that answer.
        read: all that was read.
        topics: the topics asked after; those that none is narrower than count.
        tagger: finds concepts.
    """
    if not answering or any(one.passage.table is not None for one in answering):
        return False
    every = _around(read, sub.countries)
    likeliest = [text for text, _ in _around(answering, sub.countries)[:LIKELIEST]]
    texts = [text for text, _ in every]
    if any(not any(map(one.met_by, texts if one.anywhere else likeliest)) for one in demanded(sub.query)):
        return True
    years = years_in(sub.query)
    own = tuple(one for one in topics if one.concept not in _wider(tagger))
    if years.spread or not years.wanted or not own or kind_of(sub.query) != "amount":
        return False
    dated = [one for one in every if any(str(year) in one[0] for year in years.wanted)]
    return bool(dated) and not any(
        all(spoken_in((text,), reading.document.language, tagger).of(thing) for thing in own)
        for text, reading in dated
    )


@lru_cache(maxsize=4)
def _wider(tagger: Tagger) -> frozenset[str]:
    """Concepts that another is narrower than."""
    thesaurus = tagger.thesaurus
    return frozenset(above for one in thesaurus.concepts for above in thesaurus.ancestors(one))


def _around(readings: Sequence[Reading], countries: Sequence[str]) -> list[tuple[str, Reading]]:
    """The sentences that can be quoted, likeliest first, each with what stands around it."""
    quotable = (
        (reading, at)
        for reading in readings
        for at, sentence in enumerate(reading.sentences)
        if sentence.quote is not None
    )
    ranked = sorted(quotable, key=lambda own: (-own[0].sentences[own[1]].score, own[0].passage.id, own[1]))
    texts = ((_with_neighbours(reading, at), reading) for reading, at in ranked)
    return [(text, reading) for text, reading in texts if _is_of(text, reading, countries)]


def _is_of(text: str, reading: Reading, countries: Sequence[str]) -> bool:
    return all(reading.document.country == code or names_country(text, code) for code in countries)


def _with_neighbours(reading: Reading, at: int) -> str:
    near = [one.text for one in reading.sentences[max(0, at - 1) : at + 2]]
    return "\n".join([*reading.passage.heading[-1:], *near])
