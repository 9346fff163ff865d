"""How well one sentence answers a question, as numbers: what the sentence model looks at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from finetune.asked import SIGNS, Kind, figures, kind_of, unit_fits
from finetune.features import Question, coverage
from finetune.words import names, words

OPENING = 60
"""Characters in which a definition names what it defines."""
NEAR = 90
"""Characters before and after a figure that say what it is a figure of."""

_OF_KIND: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("strong", ("do",)),
    ("plans", ("do",)),
    ("options", ("do", "what")),
    ("imperative", ("do",)),
    ("figure", ("do", "amount")),
    ("unit", ("amount",)),
    ("near_figure", ("amount",)),
    ("year", ("when",)),
    ("defines", ("do", "what")),
    ("cause", ("why",)),
    ("actor", ("who",)),
    ("opens", ("what", "say", "who")),
)
OF_KIND = tuple((sign, kind) for sign, kinds in _OF_KIND for kind in kinds)
NAMES = (
    "cosine",
    "coverage",
    "topic",
    "heading_coverage",
    "names",
    "passage_cosine",
    "rank",
    "opens",
    "brief",
    "long",
    "of_itself",
    "strong",
    "figure",
    "density",
    *(f"{sign} for {kind}" for sign, kind in OF_KIND),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence that may be quoted, with what is known about it.

    ``context`` is what every sentence of the document is about (title, publisher, country),
    ``heading`` the headings above it, ``rank`` the passage's place in the search from 1. Cosines are
    0 without an encoder for the language.
    """

    text: str
    context: str = ""
    heading: str = ""
    cosine: float = 0.0
    passage_cosine: float = 0.0
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read once for all its sentences."""

    question: Question
    kind: Kind
    wanted: tuple[str, ...] = field(repr=False)
    named: tuple[str, ...] = field(repr=False)


def asked(question: Question) -> Asked:
    """Return the question with its kind, its words and its names."""
    return Asked(question, kind_of(question.text), tuple(words(question.text)), tuple(names(question.text)))


def sentence_features(of: Asked, told: Told) -> tuple[float, ...]:
    """Return one number for each of NAMES, in that order, each finite and mostly in [0, 1]."""
    question, wanted = of.question, of.wanted
    inside = frozenset(words(told.text))
    given = frozenset(_words(told.context))
    above = frozenset(_words(told.heading))
    signs: dict[str, float] = {name: float(bool(sign.search(told.text))) for name, sign in SIGNS.items()}
    places = figures(told.text)
    signs["figure"] = float(bool(places))
    signs["unit"] = float(bool(places) and unit_fits(question.text, told.text))
    signs["near_figure"] = _near(question, wanted, told.text, places, given | above)
    signs["opens"] = coverage(question, wanted, frozenset(words(told.text[:OPENING])) | given)
    length = len(told.text)
    return (
        told.cosine,
        coverage(question, wanted, inside | given),
        coverage(question, tuple(word for word in wanted if word not in given) or wanted, inside),
        coverage(question, wanted, above | given),
        coverage(question, of.named, inside | given | above),
        told.passage_cosine,
        1.0 / told.rank,
        signs["opens"],
        max(0.0, 1.0 - length / 80),
        max(0.0, min(1.0, (length - 320) / 480)),
        signs["of_itself"],
        signs["strong"],
        signs["figure"],
        len(inside & frozenset(wanted)) / math.sqrt(len(inside) * max(1, len(set(wanted))))
        if inside
        else 0.0,
        *(signs[sign] if kind == of.kind else 0.0 for sign, kind in OF_KIND),
    )


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def _near(
    question: Question,
    wanted: Sequence[str],
    text: str,
    places: Sequence[tuple[int, int]],
    known: frozenset[str],
) -> float:
    """How much of the question stands around the figure that has most of it; 0 without a figure."""

    def around(place: tuple[int, int]) -> frozenset[str]:
        return frozenset(words(text[max(0, place[0] - NEAR) : place[1] + NEAR]))

    return max((coverage(question, wanted, around(place) | known) for place in places[:12]), default=0.0)
