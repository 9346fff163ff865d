"""How well a passage fits a question, as numbers: what the relevance model looks at."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from finetune.words import names, words

NAMES = (
    "cosine",
    "sentence_cosine",
    "coverage",
    "sentence_coverage",
    "rarest_covered",
    "names_covered",
    "pairs_covered",
    "type_fits",
    "margin",
    "agreement",
    "length",
    "answer",
    "explained",
)
_WANTS_NUMBER = re.compile(
    r"\bhow (?:much|many|far|deep|large|big|high|long|often|old|tall)\b|\bwhich year\b|\bwhen\b|\bpercent"
    r"|\bwhat (?:share|part|percentage|proportion|number|amount|fraction|rate)\b|\bcombien\b|\bquelle part\b"
    r"|\bquand\b|\bjusqu'où\b|\bcuánt[oa]s?\b|\bcuándo\b|\bqué (?:parte|porcentaje|proporción)\b"
    r"|多少|几|哪一?年|何时",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|twice|double"
    r"|tripl|dozen|hundred|thousand|million|billion)|[一二三四五六七八九十百千万亿]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the model sees it; ``idf`` weighs its words, an absent word weighs ``unseen``.

    ``explained`` is the share in [0, 1] of it that could be put into the language of the passages.
    """

    text: str
    idf: Mapping[str, float] = field(default_factory=dict)
    unseen: float = 1.0
    explained: float = 1.0

    def weight(self, word: str) -> float:
        """Return how much a word of the question counts."""
        return self.idf.get(word, self.unseen)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what is known about it; ``context`` is its title, headings and publisher.

    ``sentence_cosines`` are in the order of ``sentences``; ``margin`` is how far the passage's
    cosine stands above the middle of what else was found; ``answer`` is the probability that its best
    sentence answers. Without an encoder for the language the
    cosines are 0 and are not looked at.
    """

    text: str
    context: str
    sentences: tuple[str, ...]
    cosine: float = 0.0
    sentence_cosines: tuple[float, ...] = ()
    margin: float = 0.0
    answer: float = 0.0


def coverage(question: Question, wanted: Sequence[str], held: frozenset[str]) -> float:
    """Return the share in [0, 1] of the weight of ``wanted`` words that ``held`` has; 1 of nothing."""
    total = sum(question.weight(word) for word in dict.fromkeys(wanted))
    return (
        sum(question.weight(word) for word in dict.fromkeys(wanted) if word in held) / total if total else 1.0
    )


def features(question: Question, candidate: Candidate) -> tuple[float, ...]:
    """Return one number for each of NAMES, in that order, each finite and mostly in [0, 1]."""
    wanted = words(question.text)
    context = frozenset(words(candidate.context))
    inside = words(candidate.text)
    held = frozenset(inside) | context
    by_sentence = [frozenset(words(sentence)) | context for sentence in candidate.sentences] or [held]
    covered = coverage(question, wanted, held)
    sentence_covered = max(coverage(question, wanted, own) for own in by_sentence)
    heaviest = max((question.weight(word) for word in wanted), default=1.0)
    missing = max((question.weight(word) for word in wanted if word not in held), default=0.0)
    best_cosine = max(candidate.sentence_cosines, default=candidate.cosine)
    return (
        candidate.cosine,
        best_cosine,
        covered,
        sentence_covered,
        1.0 - missing / heaviest if heaviest else 1.0,
        coverage(question, names(question.text), held),
        _pairs(wanted, inside),
        float(not _WANTS_NUMBER.search(question.text) or bool(_NUMBER.search(candidate.text))),
        candidate.margin,
        best_cosine * sentence_covered,
        math.log1p(len(set(wanted))),
        candidate.answer,
        question.explained,
    )


def _pairs(wanted: Sequence[str], inside: Sequence[str]) -> float:
    """The share of neighbouring words of the question that stand near each other in the passage."""
    pairs = [pair for pair in pairwise(wanted) if pair[0] != pair[1]]
    near = {frozenset((word, other)) for at, word in enumerate(inside) for other in inside[at + 1 : at + 5]}
    return sum(frozenset(pair) in near for pair in pairs) / len(pairs) if pairs else 1.0
