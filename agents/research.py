"""Researcher: a sub-question into the passages that may answer it, and how likely they do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Protocol

import numpy as np

from agents.brief import Searched
from agents.places import countries_in, country_name, names_country
from agents.plan import SubQuestion
from agents.prose import is_quotable
from agents.wording import years_in
from corpus.documents import Document
from corpus.encoder import Embedder
from corpus.passages import CharSpan, Passage
from finetune.predict import (
    Candidate,
    Question,
    RelevanceModel,
    coverage,
    relevance_model,
    words,
    written,
)
from retrieval.hits import NO_FILTERS, Evidence, Filters

READ = 12
"""So many of the best passages are read sentence by sentence."""
MOST_TRIES = 3
KNOWN = ("en",)
"""Languages that the embedded encoder knows; for others its cosines say nothing."""

NOTHING_ABOUT = {
    "en": "No passage that was found is about {}.",
    "fr": "Aucun passage trouvé ne porte sur {}.",
    "es": "Ningún pasaje encontrado trata de {}.",
    "zh": "没有找到关于{}的段落。",
}


class Finder(Protocol):
    """What the researcher needs of a retriever."""

    def evidence(self, query: str, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Evidence, ...]:
        """Return at most ``k`` passages, best first."""

    def passage_count(self) -> int:
        """Return the number of passages that can be found."""

    def document_frequency(self, asked: Sequence[str]) -> tuple[int, ...]:
        """Return for each word the number of passages that hold it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage; ``cosine`` is its likeness to the question, 0 where not known."""

    span: CharSpan
    text: str
    cosine: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that was read: the probability that it answers, and its sentences."""

    evidence: Evidence
    probability: float
    sentences: tuple[Sentence, ...]

    @property
    def passage(self) -> Passage:
        """The passage."""
        return self.evidence.passage

    @property
    def document(self) -> Document:
        """Its document."""
        return self.evidence.document


@dataclass(frozen=True, slots=True)
class Finding:
    """What one researcher brings: readings from best to worst, and what is missing in words."""

    sub_question: SubQuestion
    readings: tuple[Reading, ...]
    searched: Searched
    missing: tuple[str, ...]


def research(sub: SubQuestion, language: str, finder: Finder, embedder: Embedder, *, k: int) -> Finding:
    """Return the passages that were found for a sub-question, read and judged.

    A passage counts only where it is about the countries and years that the question names. Where
    it names a country, the documents of that country are searched by themselves as well.
    """
    known = language in KNOWN and embedder.name.startswith("all-MiniLM")
    model = relevance_model(encoder_knows=known)
    found = _find(sub, finder, k)
    question = Question(sub.query, _weights(sub.query, finder))
    readings = tuple(
        _reading(question, item, candidate, model)
        for item, candidate in _candidates(question, sub, found, embedder if known else None)
    )
    readings = tuple(sorted(readings, key=lambda r: (-r.probability, r.evidence.rank, r.passage.id)))
    best = readings[0].probability if readings else 0.0
    answered = best >= model.threshold
    searched = Searched(sub.text, sub.query, sub.filters, len(found), round(best, 4), answered)
    nearest = readings or tuple(Reading(item, 0.0, _sentences(question, item, ())) for item in found[:3])
    return Finding(sub, nearest, searched, () if answered else (_absent(sub, bool(readings), language),))


def readable(
    sub: SubQuestion, finder: Finder, embedder: Embedder, *, k: int
) -> tuple[Question, tuple[Candidate, ...]]:
    """Return the question and the passages as the relevance model sees them, for its training."""
    question = Question(sub.query, _weights(sub.query, finder))
    found = _candidates(question, sub, _find(sub, finder, k), embedder)
    return question, tuple(candidate for _, candidate in found)


def _find(sub: SubQuestion, finder: Finder, k: int) -> tuple[Evidence, ...]:
    found: dict[str, Evidence] = {}
    for query, filters in _tries(sub):
        for item in finder.evidence(query, k=k, filters=filters):
            found.setdefault(item.passage.id, item)
    return tuple(found.values())


def is_about(item: Evidence, sub: SubQuestion) -> bool:
    """Return whether a passage is about every country, and any of the years, that are asked for."""
    around = " ".join((item.document.name, *item.passage.heading, item.passage.text))
    places = all(item.document.country == code or names_country(around, code) for code in sub.countries)
    years = not sub.years or item.document.year in sub.years or any(str(year) in around for year in sub.years)
    return places and years


def _tries(sub: SubQuestion) -> list[tuple[str, Filters]]:
    tries = [(sub.query, sub.filters)]
    if sub.countries and not sub.filters.countries:
        tries.append((sub.query, replace(sub.filters, countries=sub.countries)))
    bare = sub.query
    for place in reversed(countries_in(bare)):
        bare = bare[: place.start] + bare[place.end :]
    if sub.countries and words(bare):
        tries.append((" ".join(bare.split()), replace(sub.filters, countries=sub.countries)))
    return tries[:MOST_TRIES]


def _candidates(
    question: Question, sub: SubQuestion, found: Sequence[Evidence], embedder: Embedder | None
) -> list[tuple[Evidence, Candidate]]:
    """The best passages that are about what is asked, read sentence by sentence."""
    fitting = [item for item in found if is_about(item, sub) and _has_prose(item.passage)]
    ranked = sorted(fitting, key=lambda item: (-item.score, item.rank, item.passage.id))[:READ]
    texts = [[_slice(item.passage, span) for span in item.passage.sentences] for item in ranked]
    cosines = _cosines(question.text, texts, embedder)
    middle = median([item.cosine for item in found]) if found else 0.0
    return [
        (
            item,
            Candidate(item.passage.text, _context(item), tuple(own), item.cosine, near, item.cosine - middle),
        )
        for item, own, near in zip(ranked, texts, cosines, strict=True)
    ]


def _context(item: Evidence) -> str:
    parts = (item.document.name, item.document.publisher, *item.passage.heading)
    return " ".join(part for part in parts if part)


def _reading(question: Question, item: Evidence, candidate: Candidate, model: RelevanceModel) -> Reading:
    sentences = _sentences(question, item, candidate.sentence_cosines)
    return Reading(item, model.probability(question, candidate), sentences)


def _sentences(question: Question, item: Evidence, cosines: Sequence[float]) -> tuple[Sentence, ...]:
    wanted = words(question.text)
    texts = [_slice(item.passage, span) for span in item.passage.sentences]
    return tuple(
        Sentence(span, text, cosine, coverage(question, wanted, frozenset(words(text))))
        for span, text, cosine in zip(
            item.passage.sentences, texts, cosines or [0.0] * len(texts), strict=True
        )
    )


def _has_prose(passage: Passage) -> bool:
    """A cover page or a list of headings cannot answer, however well its words fit."""
    return any(is_quotable(_slice(passage, span)) for span in passage.sentences)


def _slice(passage: Passage, span: CharSpan) -> str:
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]


def _cosines(query: str, texts: list[list[str]], embedder: Embedder | None) -> list[tuple[float, ...]]:
    flat = [text for own in texts for text in own]
    if embedder is None or not flat:
        return [tuple(0.0 for _ in own) for own in texts]
    vectors = embedder.embed([query, *flat])
    values = iter(np.asarray(vectors[1:] @ vectors[0], dtype=np.float64).tolist())
    return [tuple(round(next(values), 5) for _ in own) for own in texts]


def _weights(query: str, finder: Finder) -> Mapping[str, float]:
    """How much each word of the question counts: the rarer in the library, the more."""
    wanted = written(query)
    holding = finder.document_frequency(list(wanted.values()))
    count = finder.passage_count()
    return {word: _weight(count, number) for word, number in zip(wanted, holding, strict=True)}


def _weight(count: int, holding: int) -> float:
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5)) if count else 1.0


def _absent(sub: SubQuestion, about: bool, language: str) -> str:
    """What found nothing: the sub-question, or the country and year that no passage is about."""
    named = [country_name(code) for code in sub.countries]
    wanted = years_in(sub.query)
    named += [f"{sub.years[0]}-{sub.years[-1]}"] if wanted.spread else [str(year) for year in sub.years]
    if about or not named:
        return sub.text
    return NOTHING_ABOUT.get(language, NOTHING_ABOUT["en"]).format(", ".join(named))
