"""Researcher: a sub-question into the passages that may answer it, and how likely they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from agents.about import absent, is_about
from agents.across import rendered
from agents.brief import Searched
from agents.called import is_called, names_in, unknown
from agents.finder import Finder as Finder
from agents.finder import rarity
from agents.neighbours import with_lead
from agents.on_topic import on_topic
from agents.option_words import asks_for_options
from agents.places import countries_in
from agents.plan import SubQuestion
from agents.prose import quotable
from agents.reading import Read, Reading, Sentence, judge, read, sentences_of
from agents.rows import as_reading, rows_for
from agents.topic import named, phrases, topic
from agents.wording import asks_of_several
from corpus.encoder import Embedder
from corpus.passages import Passage
from finetune.predict import (
    Question,
    across_model,
    asked,
    kind_of,
    relevance_model,
    sentence_model,
    words,
    written,
)
from retrieval.embed import is_embedded
from retrieval.hits import NO_FILTERS, Evidence, Filters
from retrieval.spread import Spread, choose, is_summary

READ = 16
"""So many of the best passages are read sentence by sentence."""
NAMED = 0.3
"""What a passage gains, from 0 to 1, for a name that the question holds."""
NEAR = 0.15
"""What a passage of a document of a country that a query names gains, where passages alone are asked for."""
HOME = 0.0
"""What a passage gains where its document is of a country that the question names."""
PER_DOCUMENT = 3
"""So many passages of a document come before any more of it, where a question asks what several say."""
SUMMARIES = 0.2
"""The least share both of summaries and of full reports among what is read, where there are so many."""
KNOWN = ("en",)
"""Languages that the embedded encoder knows; for others its cosines say nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one researcher brings: readings from best to worst, and what is missing in words."""

    sub_question: SubQuestion
    readings: tuple[Reading, ...]
    searched: Searched
    missing: tuple[str, ...]


def research(
    sub: SubQuestion,
    language: str,
    finder: Finder,
    embedder: Embedder,
    *,
    k: int,
    per_document: int = PER_DOCUMENT,
) -> Finding:
    """Return the passages that were found for a sub-question, read and judged.

    A passage counts only where it is about the countries and years that the question names. Where
    it names a country or a document, those documents are searched by themselves as well. Where it asks
    what several documents say, at most ``per_document`` passages of one come before the others.
    """
    sub = _within(sub, finder)
    reads = is_embedded(embedder)
    known = reads and language in KNOWN
    model, sentences = relevance_model(encoder_knows=known), sentence_model(encoder_knows=known)
    question, found, passages = read_for(
        sub, finder, embedder if known else None, k=k, per_document=per_document
    )
    of = asked(question)
    readings = [with_lead(judge(question, of, one, sentences, model), finder.before) for one in passages]
    answering = {one.passage.id for one in readings if one.probability >= model.threshold}
    if reads and not known and not answering:
        others, answering = across(sub, finder, embedder, k=k)
        if answering:
            readings = [*others, *(one for one in readings if not _in_known(one.evidence))]
    rows = rows_for(sub, found, question.idf)
    readings += [as_reading(row, model.threshold) for row in rows]
    answering |= {row.evidence.passage.id for row in rows}
    readings, answering = on_topic(sub, readings, answering, found, finder, ordered=not known)
    readings.sort(
        key=lambda r: (r.passage.id not in answering, -r.probability, r.evidence.rank, r.passage.id)
    )
    best, answered = readings[0].probability if readings else 0.0, bool(answering)
    searched = Searched(sub.text, sub.query, sub.filters, len(found), round(best, 4), answered)
    nearest = tuple(readings) or tuple(Reading(item, 0.0, _unread(item)) for item in found[:3])
    missing = () if answered else (absent(sub, bool(readings), language),)
    return Finding(sub, nearest, searched, missing)


def _within(sub: SubQuestion, finder: Finder) -> SubQuestion:
    """The sub-question as it can be searched: a limit of its own is lifted where it leaves no document."""
    if not sub.limited or finder.evidence(sub.query, k=1, filters=sub.filters):
        return sub
    return replace(sub, filters=replace(sub.filters, countries=()), limited=False)


def across(
    sub: SubQuestion, finder: Finder, embedder: Embedder, *, k: int
) -> tuple[tuple[Reading, ...], set[str]]:
    """Return passages in the encoder's language, read with the question put into it.

    Returns:
        Readings, and the ids of those passages that answer.
    """
    said = rendered(sub.query, finder.tagger())
    if not said.judged(sub.query):
        return (), set()
    model, sentences = across_model(), sentence_model(encoder_knows=True)
    question, passages = read_across(sub, finder, embedder, k=k)
    of = replace(asked(question), kind="do" if asks_for_options(sub.query) else kind_of(sub.query))
    judged = (
        judge(question, of, one, sentences, model)
        for one in passages
        if said.understood or one.evidence.document.country in sub.countries
    )
    readings = tuple(with_lead(one, finder.before) for one in judged)
    return readings, {one.passage.id for one in readings if one.probability >= model.threshold}


def read_across(
    sub: SubQuestion, finder: Finder, embedder: Embedder, *, k: int
) -> tuple[Question, tuple[Read, ...]]:
    """Return the question in the encoder's language, and the best passages in it as the models see them."""
    said = rendered(sub.query, finder.tagger())
    if not words(said.text):
        return Question(said.text, explained=said.explained), ()
    put = replace(sub, query=said.text)
    places = tuple(name for name in names_in(sub.query) if name.other)
    question, _, passages = read_for(
        put, finder, embedder, k=k, only=lambda item: _in_known(item) and is_called(item, places)
    )
    return replace(question, explained=said.explained), passages


def _in_known(item: Evidence) -> bool:
    return item.document.language in KNOWN


def read_for(
    sub: SubQuestion,
    finder: Finder,
    embedder: Embedder | None,
    *,
    k: int,
    per_document: int = PER_DOCUMENT,
    only: Callable[[Evidence], bool] = lambda _: True,
) -> tuple[Question, tuple[Evidence, ...], tuple[Read, ...]]:
    """Return the question, all that was found, and the best fitting passages as the models see them."""
    question = Question(sub.query, _weights(sub.query, finder))
    spread = Spread(per_document if asks_of_several(sub.text) else None, summaries=SUMMARIES)
    found = _find(sub, finder, k, spread)
    wanted = names_in(sub.query)
    about = () if unknown(wanted, finder, found) else found
    fitting = [
        item
        for item in about
        if only(item) and is_about(item, sub) and is_called(item, wanted) and _has_prose(item.passage)
    ]
    ranked = _ranked(fitting, phrases(sub.query), sub.countries)
    ranked = [ranked[at] for at in _chosen(ranked, spread)]
    cosines = _cosines(question.text, ranked, embedder)
    middle = median([item.cosine for item in found]) if found else 0.0
    passages = (
        read(item, near, rank, middle)
        for rank, (item, near) in enumerate(zip(ranked, cosines, strict=True), 1)
    )
    return question, found, tuple(passages)


def _ranked(items: Sequence[Evidence], wanted: Sequence[str], countries: Sequence[str]) -> list[Evidence]:
    """Best first; before its likes comes a passage that holds a name of several words as it was asked.

    And one of a document of a country that is named.
    """

    def score(item: Evidence) -> float:
        text = " ".join(item.passage.text.lower().split()) if wanted else ""
        named = NAMED * sum(phrase in text for phrase in wanted)
        return item.score + named + HOME * (item.document.country in countries)

    return sorted(items, key=lambda item: (-score(item), item.rank, item.passage.id))


def _chosen(ranked: Sequence[Evidence], spread: Spread) -> list[int]:
    """The places of those that are read sentence by sentence."""
    kinds = [is_summary(item.passage, item.document) for item in ranked]
    scores, homes = [item.score for item in ranked], [item.document.id for item in ranked]
    return choose(scores, homes, kinds, None, spread, READ)


def _find(sub: SubQuestion, finder: Finder, k: int, spread: Spread) -> tuple[Evidence, ...]:
    """The passages of every try, each as the try found it that ranked it highest."""
    found: dict[str, Evidence] = {}
    first = finder.evidence(sub.query, k=k, filters=sub.filters, spread=spread)
    tries = [first, *(finder.evidence(query, k=k, filters=f) for query, f in _narrower(sub, first))]
    for item in (item for items in tries for item in items):
        known = found.get(item.passage.id)
        if known is None or item.score > known.score:
            found[item.passage.id] = item
    return tuple(found.values())


def search(query: str, finder: Finder, *, k: int, filters: Filters = NO_FILTERS) -> tuple[Evidence, ...]:
    """Return at most ``k`` passages, best first; those of a country that the query names gain ``NEAR``."""
    codes = tuple(dict.fromkeys(place.code for place in countries_in(query)))
    spread = Spread(summaries=SUMMARIES)
    found = {item.passage.id: item for item in finder.evidence(query, k=k, filters=filters, spread=spread)}
    if codes and not filters.countries:
        for item in finder.evidence(query, k=k, filters=replace(filters, countries=codes)):
            known = found.get(item.passage.id, item)
            found[item.passage.id] = replace(item, score=NEAR + max(item.score, known.score))
    best = sorted(found.values(), key=lambda item: (-item.score, item.rank, item.passage.id))[:k]
    return tuple(replace(item, rank=rank) for rank, item in enumerate(best, 1))


def _narrower(sub: SubQuestion, first: Sequence[Evidence]) -> list[tuple[str, Filters]]:
    """The topic by itself, in the documents of the country and in those that the question names."""
    documents = {item.document.id: item.document for item in first}
    tries = []
    if sub.countries and (sub.limited or not sub.filters.countries):
        within = sub.filters.countries or sub.countries
        tries.append((_bare(sub.query), replace(sub.filters, countries=within)))
    chosen = named(sub.query, documents.values())
    if chosen and not sub.filters.documents:
        tries.append((topic(sub.query, documents[chosen[0]]), replace(sub.filters, documents=chosen)))
    return tries


def _bare(query: str) -> str:
    """The query without countries, or as it is where nothing else is left."""
    bare = query
    for place in reversed(countries_in(bare)):
        bare = bare[: place.start] + bare[place.end :]
    return " ".join(bare.split()) if words(bare) else query


def _has_prose(passage: Passage) -> bool:
    """A cover page or a list of headings cannot answer, however well its words fit."""
    texts = sentences_of(passage)
    return any(quotable(texts, at) for at in range(len(texts)))


def _unread(item: Evidence) -> tuple[Sentence, ...]:
    spans, texts = item.passage.sentences, sentences_of(item.passage)
    return tuple(Sentence(span, text, 0.0, 0.0) for span, text in zip(spans, texts, strict=True))


def _cosines(query: str, items: Sequence[Evidence], embedder: Embedder | None) -> list[tuple[float, ...]]:
    """The likeness of each sentence to the query or to its topic in that document, whichever is more.

    Nothing for a passage where the encoder does not know the language.
    """
    texts = [sentences_of(item.passage) for item in items]
    if embedder is None or not any(texts):
        return [() for _ in items]
    topics = [topic(query, item.document) for item in items]
    wanted = list(dict.fromkeys([query, *topics]))
    vectors = embedder.embed([*wanted, *(text for own in texts for text in own)])
    known = dict(zip(wanted, vectors, strict=False))
    rest, found = iter(vectors[len(wanted) :]), []
    for own, about in zip(texts, topics, strict=True):
        both = np.stack([known[query], known[about]])
        found.append(tuple(round(float(np.max(both @ next(rest))), 5) for _ in own))
    return found


def _weights(query: str, finder: Finder) -> Mapping[str, float]:
    """How much each word of the question counts: the rarer in the library, the more."""
    wanted = written(query)
    holding = finder.document_frequency(list(wanted.values()))
    count = finder.passage_count()
    return {word: rarity(count, number) for word, number in zip(wanted, holding, strict=True)}
