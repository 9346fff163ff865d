"""What the sources say of carrying an option out, and of whom it touches: sentences, quoted as they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from agents.brief import Consideration, Considered
from agents.checks.tables import whole
from agents.claims import Claim, DraftClaim, Support
from agents.finder import Finder, rarity
from agents.prose import core, is_note, leans_back, quotable
from agents.reading import sentences_of, sliced
from agents.verify import plain
from agents.write import ReadPage, cited
from corpus.documents import Document
from corpus.passages import CharSpan, Passage
from finetune.predict import kind_of, words, written
from retrieval.hits import NO_FILTERS, Filters

PASSAGES = 24
"""So many of the passages nearest to an option are read for each aspect."""
MOST_OPTIONS = 6
MOST_CHARACTERS = 420
FIRST_WORDS = 10
"""Of an option's own words, the rarest that are searched."""
COMMON = 0.12
"""A word that this share of all passages hold tells no subject."""
OWN = 0.5
"""What a word counts that the option says and the question does not, beside one that is asked for."""
_TOOLS = re.compile(
    whole(
        [
            r"polic(?:y|ies)", "measures?", "instruments?", "options?", r"strateg(?:y|ies)", "actions?",
            "incentives?", "interventions?", "solutions?", r"programmes?", "programs?", "politiques?",
            "mesures?", r"stratégies?", "políticas?", "medidas?", "instrumentos?", "opciones", "estrategias?",
            "acciones", "政策", "措施", "手段", "办法", "方案", "战略", "行动",
        ]
    ),
    re.IGNORECASE,
)  # fmt: skip
LANGUAGES = ("en", "fr", "es", "zh")
Judge = Callable[[DraftClaim], Claim]


@dataclass(frozen=True, slots=True)
class Offer:
    """An option as it is considered: its claims, and the documents that they rest on."""

    question: str
    claims: tuple[Claim, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents, each once."""
        return tuple(dict.fromkeys(c.document_id for claim in self.claims for c in claim.citations))


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence that speaks of an aspect, and how much of the option's subject it names."""

    passage: Passage
    document: Document
    span: CharSpan
    text: str
    worth: float


def asks_for_options(question: str) -> bool:
    """Return whether a question asks what can be done, so that its groups of claims are options.

    >>> asks_for_options("Which measures protect the coast?"), asks_for_options("How much rain fell?")
    (True, False)
    """
    return kind_of(question) == "do" or (
        kind_of(question) in ("what", "compare", "say") and bool(_TOOLS.search(question))
    )


def aspects() -> Mapping[str, tuple[str, ...]]:
    """Return the topics of each aspect, in their order."""
    return {aspect: tuple(topics) for aspect, topics in _table().items()}


def consider(
    offers: Sequence[Offer],
    finder: Finder,
    page: ReadPage,
    documents: Callable[[str], Document],
    judge: Callable[[Sequence[Passage]], Judge],
    filters: Filters = NO_FILTERS,
) -> tuple[Considered, ...]:
    """Return for each option what its sources say of each aspect, and the passages that were read for it.

    The documents that an option rests on are searched first; where they say nothing of an aspect, all
    that the filters leave is. A sentence is taken where it speaks of the aspect and of the option's
    subject, stands by itself, and the verifier finds it as it is on its page.

    Args:
        offers: the options, at most ``MOST_OPTIONS`` of which are considered.
        finder: searches the library by words.
        page: reads a page.
        documents: reads a document.
        judge: returns the verifier for passages that were shown.
        filters: what the user limited the search to.
    """
    taken: set[str] = set()
    return tuple(
        _consider(offer, _Search(finder, page, documents, judge, filters), taken)
        for offer in offers[:MOST_OPTIONS]
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """What is used to consider an option."""

    finder: Finder
    page: ReadPage
    documents: Callable[[str], Document]
    judge: Callable[[Sequence[Passage]], Judge]
    filters: Filters


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an option is about: the weight of each word, how it is written, and how much must be named."""

    weights: Mapping[str, float]
    forms: Mapping[str, str]
    least: float


def _consider(offer: Offer, tools: _Search, taken: set[str]) -> Considered:
    subject = _subject(offer, tools.finder)
    languages = {tools.documents(one).language or "en" for one in offer.documents}
    found: list[Consideration] = []
    for aspect, topics in _table().items():
        own: dict[str, _Found] = {}
        for limit in (offer.documents, ()) if subject.weights else ():
            chosen = replace(tools.filters, documents=limit) if limit else tools.filters
            query = _query(subject, topics, languages)
            passages = tools.finder.worded(query, k=PASSAGES, filters=chosen)
            own = own or _best(passages, topics, subject, tools, taken)
            if own:
                break
        judge = tools.judge([one.passage for one in own.values()])
        for topic, one in own.items():
            citation = cited(one.document, one.passage, one.span, tools.page)
            claim = judge(DraftClaim(plain(one.text), (citation,)))
            if claim.support is Support.SUPPORTED:
                taken.add(claim.text)
                found.append(Consideration(aspect, topic, claim))
    return Considered(tuple(aspects()), tuple(found))


def _subject(offer: Offer, finder: Finder) -> _Subject:
    """What is asked counts in full, by the names that it has in other languages too; what is added, less."""
    bare = _TOOLS.sub(" ", offer.question)
    asked = written(bare)
    matches = finder.tagger().matches(bare)
    concepts = {word for one in matches for word in words(bare[one.start : one.end])}
    names = _names([one.concept for one in matches], finder)
    forms = {**written(" ".join(claim.text for claim in offer.claims)), **asked, **names}
    held = finder.document_frequency(list(forms.values()))
    count = finder.passage_count()
    own = {word for claim in offer.claims for word in words(claim.text)}
    weights = {
        word: rarity(count, max(number, 1)) * (OWN if word in own and word not in asked else 1.0)
        for word, number in zip(forms, held, strict=True)
        if not word[0].isdigit() and number and (number <= COMMON * count or word in asked)
    }
    named = {word for word in asked if word in weights and word in concepts} or weights.keys() & asked.keys()
    heavy = sorted((weights[word] for word in named), reverse=True)
    least = sum(heavy[:1]) + (heavy[1] / 2 if len(heavy) > 2 else 0.0)
    return _Subject(weights if heavy else {}, forms, least)


def _names(concepts: Iterable[str], finder: Finder) -> dict[str, str]:
    """The words of what concepts are called in the languages of a brief."""
    known = finder.tagger().thesaurus.concepts
    labels = [known[one].labels.get(code, ())[:1] for one in concepts for code in LANGUAGES]
    return written(" ".join(label for own in labels for label in own))


def _query(subject: _Subject, topics: Mapping[str, Any], languages: Iterable[str]) -> str:
    heaviest = sorted(subject.weights, key=lambda word: -subject.weights[word])[:FIRST_WORDS]
    known = [code for code in LANGUAGES if code in languages] or ["en"]
    named = [topic["search"][code] for topic in topics.values() for code in known]
    return " ".join([*(subject.forms[word] for word in heaviest), *named])


def _best(
    passages: Sequence[Passage],
    topics: Mapping[str, Any],
    subject: _Subject,
    tools: _Search,
    taken: set[str],
) -> dict[str, _Found]:
    """The sentence of each topic that names most of the subject; no sentence for two of them."""
    found: dict[str, list[_Found]] = {}
    for passage in passages:
        for topic, one in _sentences(passage, topics, subject, tools):
            if plain(one.text) not in taken:
                found.setdefault(topic, []).append(one)
    best: dict[str, _Found] = {}
    for topic in topics:
        used = {plain(one.text) for one in best.values()}
        rest = [one for one in found.get(topic, ()) if plain(one.text) not in used]
        if rest:
            best[topic] = max(rest, key=lambda one: (one.worth, one.passage.id, -one.span.start))
    return best


def _sentences(
    passage: Passage, topics: Mapping[str, Any], subject: _Subject, tools: _Search
) -> Iterator[tuple[str, _Found]]:
    if passage.table is not None:
        return
    aspect = [(topic, says) for topic in topics if (says := _says(topic)).search(passage.text)]
    if not aspect:
        return
    texts = sentences_of(passage)
    document = tools.documents(passage.document_id)
    above = {*words(" ".join([*passage.heading, document.name]))}
    for at, text in enumerate(texts):
        speaks = [topic for topic, says in aspect if says.search(text)]
        if not speaks or len(text) > MOST_CHARACTERS:
            continue
        worth = _worth(text, above, subject)
        if worth <= 0 or not quotable(texts, at) or leans_back(text) or is_note(text):
            continue
        start, end = core(text)
        span = CharSpan(passage.sentences[at].start + start, passage.sentences[at].start + end)
        for topic in speaks:
            yield topic, _Found(passage, document, span, sliced(passage, span), worth)


def _worth(text: str, above: set[str], subject: _Subject) -> float:
    """How much of the subject a sentence names; 0 where it is too little to be about it."""
    own = set(words(text))
    named = sum(weight for word, weight in subject.weights.items() if word in own)
    headed = sum(weight for word, weight in subject.weights.items() if word in above and word not in own)
    return named + headed / 4 if named >= subject.least else 0.0


@cache
def _table() -> Mapping[str, Any]:
    return json.loads(Path(__file__).with_name("option_words.json").read_text("utf-8"))  # type: ignore[no-any-return]


@cache
def _says(topic: str) -> re.Pattern[str]:
    says = next(topics[topic]["says"] for topics in _table().values() if topic in topics)
    return re.compile(whole(says), re.IGNORECASE)
