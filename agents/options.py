"""What the sources say of carrying an option out, and of whom it touches: sentences, quoted as they stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from agents.brief import Consideration, Considered
from agents.claims import Claim, DraftClaim, Support
from agents.finder import Finder, rarity
from agents.option_words import TOOLS, aspects, says, topics_of
from agents.prose import core, is_note, leans_back, quotable
from agents.reading import sentences_of, sliced
from agents.sections import is_section_title
from agents.verify import plain
from agents.write import ReadPage, cited
from corpus.documents import Document
from corpus.passages import CharSpan, Passage
from finetune.predict import words, written
from retrieval.concepts.tagger import Tagger
from retrieval.hits import NO_FILTERS, Filters

PASSAGES = 20
"""So many of the passages nearest to an option are read for it."""
MOST_OPTIONS = 6
MOST_CHARACTERS = 420
FIRST_WORDS = 10
"""Of an option's own words, the rarest that are searched."""
COMMON = 0.12
"""A word that this share of all passages hold tells no subject."""
OF_SUBJECT = 0.35
"""The share of what is asked, by weight, that a sentence must name."""
FAR = 0.6
"""The same in a document that the option does not rest on."""
OWN = 0.5
"""What a word counts that the option says and the question does not, beside one that is asked for."""
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
    tools = _Search(finder, finder.tagger(), page, cache(documents), judge, filters)
    return tuple(_consider(offer, tools) for offer in offers[:MOST_OPTIONS])


@dataclass(frozen=True, slots=True)
class _Speaking:
    """A sentence that speaks of some topics; what of the question it and its headings name."""

    passage: Passage
    span: CharSpan
    text: str
    topics: tuple[str, ...]
    words: frozenset[str]
    named: frozenset[str]
    headed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Search:
    """What is used to consider the options of one question; passages are read once for all of them."""

    finder: Finder
    tagger: Tagger
    page: ReadPage
    documents: Callable[[str], Document]
    judge: Callable[[Sequence[Passage]], Judge]
    filters: Filters
    read: dict[str, tuple[_Speaking, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an option is about: the weight of each word, how it is written, which the option adds.

    ``asked`` are the concepts of the question, in any language, or else its words, with their weights.
    """

    weights: Mapping[str, float]
    forms: Mapping[str, str]
    added: frozenset[str]
    asked: Mapping[str, float]
    by_concepts: bool


def _consider(offer: Offer, tools: _Search) -> Considered:
    subject = _subject(offer, tools)
    languages = {tools.documents(one).language or "en" for one in offer.documents}
    found: list[Consideration] = []
    for aspect, topics in topics_of().items():
        own: list[Consideration] = []
        for limit in (offer.documents, ()) if subject.weights else ():
            if own:
                break
            chosen = replace(tools.filters, documents=limit) if limit else tools.filters
            passages = tools.finder.worded(_query(subject, topics, languages), k=PASSAGES, filters=chosen)
            own = _quoted(aspect, _best(passages, topics, subject, tools, near=bool(limit)), tools)
        found += own
    return Considered(tuple(aspects()), tuple(found))


def _quoted(aspect: str, best: Mapping[str, _Speaking], tools: _Search) -> list[Consideration]:
    """What was found as claims, those that the verifier finds as they are on their page; none twice."""
    judge = tools.judge([one.passage for one in best.values()])
    quoted = []
    for topic, one in best.items():
        document = tools.documents(one.passage.document_id)
        draft = DraftClaim(plain(one.text), (cited(document, one.passage, one.span, tools.page),))
        claim = judge(draft)
        if claim.support is Support.SUPPORTED:
            quoted.append(Consideration(aspect, topic, claim))
    return quoted


def _subject(offer: Offer, tools: _Search) -> _Subject:
    """The words of question and option, and what the question is about, by concepts where it names some."""
    bare = TOOLS.sub(" ", offer.question)
    finder, known = tools.finder, tools.tagger.thesaurus.concepts
    names = {
        one.concept: [
            written(label)
            for label in (
                bare[one.start : one.end],
                *(own for code in LANGUAGES for own in known[one.concept].labels.get(code, ())[:1]),
            )
        ]
        for one in tools.tagger.matches(bare)
    }
    asked = written(bare)
    for labels in names.values():
        for label in labels:
            asked = {**label, **asked}
    forms = {**written(" ".join(claim.text for claim in offer.claims)), **asked}
    held = dict(zip(forms, finder.document_frequency(list(forms.values())), strict=True))
    count = finder.passage_count()
    weights = {
        word: rarity(count, number) * (1.0 if word in asked else OWN)
        for word, number in held.items()
        if not word[0].isdigit() and number and (number <= COMMON * count or word in asked)
    }
    concepts = {
        one: rarity(count, max(min(held[word] for word in label) for label in labels if label)) ** 2
        for one, labels in names.items()
        if any(labels)
    }
    told = concepts or {word: weights[word] for word in written(bare) if word in weights}
    added = frozenset(word for word in weights if word not in asked)
    return _Subject(weights if told else {}, forms, added, told, bool(concepts))


def _query(subject: _Subject, topics: Mapping[str, Any], languages: Iterable[str]) -> str:
    heaviest = sorted(subject.weights, key=lambda word: -subject.weights[word])[:FIRST_WORDS]
    known = [code for code in LANGUAGES if code in languages] or ["en"]
    named = [topic["search"][code] for topic in topics.values() for code in known]
    return " ".join([*(subject.forms[word] for word in heaviest), *named])


def _best(
    passages: Sequence[Passage], topics: Collection[str], subject: _Subject, tools: _Search, *, near: bool
) -> dict[str, _Speaking]:
    """The sentence of each of these topics that names most of the subject; no sentence for two of them."""
    ranked = [
        (worth, one)
        for passage in passages
        for one in _speaking(passage, subject, tools)
        if (worth := _worth(one, subject, near=near))
    ]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].passage.id, pair[1].span))
    best: dict[str, _Speaking] = {}
    used: set[str] = set()
    for _, one in ranked:
        topic = next((own for own in one.topics if own in topics and own not in best), None)
        if topic is not None and plain(one.text) not in used:
            best[topic] = one
            used.add(plain(one.text))
    return best


def _speaking(passage: Passage, subject: _Subject, tools: _Search) -> tuple[_Speaking, ...]:
    if passage.id not in tools.read:
        tools.read[passage.id] = () if passage.table else tuple(_sentences(passage, subject, tools))
    return tools.read[passage.id]


def _sentences(passage: Passage, subject: _Subject, tools: _Search) -> Iterator[_Speaking]:
    document = tools.documents(passage.document_id)
    headed = _named(" ".join([*passage.heading, document.name]), document, subject, tools)
    if not _enough(_named(passage.text, document, subject, tools), headed, subject):
        return
    aspect = [(topic, own) for topic, own in says().items() if own.search(passage.text)]
    texts = sentences_of(passage) if aspect else ()
    for at, text in enumerate(texts):
        speaks = tuple(topic for topic, own in aspect if own.search(text))
        if not speaks or len(text) > MOST_CHARACTERS:
            continue
        named = _named(text, document, subject, tools)
        fits = _enough(named, headed, subject) and quotable(texts, at) and not is_section_title(texts, at)
        if not fits or leans_back(text) or is_note(text):
            continue
        start, end = core(text)
        span = CharSpan(passage.sentences[at].start + start, passage.sentences[at].start + end)
        mine = frozenset(words(text))
        yield _Speaking(passage, span, sliced(passage, span), speaks, mine, named, headed)


def _named(text: str, document: Document, subject: _Subject, tools: _Search) -> frozenset[str]:
    """Which of what is asked a text names, or something narrower."""
    if not subject.by_concepts:
        return frozenset(words(text)) & subject.asked.keys()
    own, above = tools.tagger.terms(text, document.language)
    return frozenset((*own, *above)) & subject.asked.keys()


def _enough(named: frozenset[str], headed: frozenset[str], subject: _Subject) -> float:
    """How much of what is asked is named, 0 where it is too little; what the headings name counts half."""
    asked = sum(subject.asked[one] for one in named) + sum(subject.asked[one] for one in headed - named) / 2
    return asked if named and asked >= OF_SUBJECT * sum(subject.asked.values()) else 0.0


def _worth(one: _Speaking, subject: _Subject, *, near: bool) -> float:
    """How much of the subject a sentence names.

    In a document that the option does not rest on (not ``near``), it must name more of what is asked, or
    something that the option adds.
    """
    asked = _enough(one.named, one.headed, subject)
    fits = near or one.words & subject.added or asked >= FAR * sum(subject.asked.values())
    if not fits:
        return 0.0
    return asked + sum(weight for word, weight in subject.weights.items() if word in one.words)
