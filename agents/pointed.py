"""Passages of a part that leans on another: they must speak of its own point, not of the first part alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.focus import Term, spoken_in, terms_in
from agents.option_words import says, topics_of
from agents.plan import SubQuestion
from agents.reading import Reading, Sentence, sliced
from agents.wording import asks, questions_in
from retrieval.concepts.tagger import Tagger

ENOUGH = 0.5
"""The share of the things that a point names, of which a sentence must speak."""
_RESOLVED = re.compile(r"^(?P<outer>.+?)\s*\((?P<inner>[^()]+)\)\s*[?？]?$", re.DOTALL)
_MEASURE = re.compile(
    r"^\W*(?:how (?:often|much|many|fast|long|far|soon|large|big|high)|à quelle fréquence|combien(?: de)?"
    r"|con qué frecuencia|cuánt[oa]s?)\b",
    re.IGNORECASE,
)
"""How a measure is asked for, which what answers does not say."""
_ALSO = {
    "finance": re.compile(
        r"\b(?:pa(?:y|ys|id)|paie(?:nt)?|paye(?:nt)?|paga[nr]?)\b|谁付|出资", re.IGNORECASE
    ),
    "institutions": re.compile(
        r"\b(?:who|qui|quién)\s(?:decides?|enforces?|governs?|is (?:responsible|in charge)|décide"
        r"|est responsable|decide|es responsable)\b|谁负责",
        re.IGNORECASE,
    ),
    "timeline": re.compile(r"\b(?:by when|when|how soon|quand|cuándo)\b|何时", re.IGNORECASE),
}
"""What asks for a topic beside the words that speak of it."""


@dataclass(frozen=True, slots=True)
class Point:
    """The own point of a part: the things that it names, and the topics that it asks for."""

    terms: tuple[Term, ...]
    topics: tuple[str, ...]


def point_of(sub: SubQuestion, tagger: Tagger) -> Point | None:
    """Return what a part asks beside the question that it leans on; None where it leans on none."""
    own, rest = _parts(sub)
    if not own:
        return None
    own = _MEASURE.sub(" ", own)
    known = {one.words for one in terms_in(rest, tagger)}
    terms = tuple(one for one in terms_in(own, tagger) if one.words not in known)
    topics = _topics(own)
    return Point(terms, topics) if terms or topics else None


def on_point(readings: Sequence[Reading], point: Point, tagger: Tagger) -> tuple[Reading, ...]:
    """Return the readings with only those sentences left to be quoted that speak of the point."""
    return tuple(replace(one, sentences=_kept(one, point, tagger)) for one in readings)


def can_be_quoted(reading: Reading) -> bool:
    """Return whether a reading has a sentence to quote."""
    return any(sentence.quote is not None for sentence in reading.sentences)


def _parts(sub: SubQuestion) -> tuple[str, str]:
    """A part's own words, and those of the question that it leans on; nothing where it leans on none."""
    parts = questions_in(sub.query)
    if sub.text != sub.query and len(parts) > 1:
        return parts[0], " ".join(parts[1:])
    found = _RESOLVED.match(sub.query)
    if not found:
        return "", ""
    outer, inner = found["outer"], found["inner"]
    return (outer, inner) if asks(inner) else (inner, outer)


def _topics(own: str) -> tuple[str, ...]:
    asked = [topic for topic, speaks in says().items() if speaks.search(own)]
    asked += [topic for topic, asking in _ALSO.items() if asking.search(own)]
    equity = topics_of()["equity"]
    return tuple(dict.fromkeys([*asked, *(equity if set(asked) & set(equity) else ())]))


def _kept(reading: Reading, point: Point, tagger: Tagger) -> tuple[Sentence, ...]:
    above = reading.passage.heading[-1:]
    kept = []
    for sentence in reading.sentences:
        quoted = sliced(reading.passage, sentence.quote) if sentence.quote else sentence.text
        speaks = _speaks((quoted, *above), reading.document.language, point, tagger)
        kept.append(sentence if speaks else replace(sentence, quote=None))
    return tuple(kept)


def _speaks(parts: Sequence[str], language: str | None, point: Point, tagger: Tagger) -> bool:
    if any(says()[topic].search(part) for topic in point.topics for part in parts):
        return True
    spoken = spoken_in(parts, language, tagger)
    held = sum(spoken.of(term) for term in point.terms)
    return bool(point.terms) and held >= ENOUGH * len(point.terms)
