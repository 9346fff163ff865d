"""A passage read sentence by sentence: what of it can be quoted, and how well each sentence answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.prose import core, is_quotable, leans_back, quotable
from agents.sections import is_section_title, section_start
from corpus.documents import Document
from corpus.passages import CharSpan, Passage
from finetune.predict import (
    Asked,
    Candidate,
    Question,
    RelevanceModel,
    SentenceModel,
    Told,
    coverage,
    words,
)
from retrieval.hits import Evidence

MOST_TOGETHER = 600
"""Characters of two sentences that are quoted as one."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage; ``cosine`` is its likeness to the question, 0 where not known.

    ``quote`` is what is quoted of it, without the mark of a list and with the sentence before where
    it leans on that one; None where it cannot be quoted. ``score`` are the log-odds that it answers.
    """

    span: CharSpan
    text: str
    cosine: float
    coverage: float
    quote: CharSpan | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that was read: the probability that it answers, and its sentences."""

    evidence: Evidence
    probability: float
    sentences: tuple[Sentence, ...]
    before: Passage | None = None
    """The passage before it, where a sentence cannot be understood without that."""

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of the passages that are put before the writer."""
        return (self.passage.id, self.before.id) if self.before else (self.passage.id,)

    @property
    def passage(self) -> Passage:
        """The passage."""
        return self.evidence.passage

    @property
    def document(self) -> Document:
        """Its document."""
        return self.evidence.document


@dataclass(frozen=True, slots=True)
class Read:
    """A passage before it is judged: each sentence as the sentence model sees it, None where unquotable."""

    evidence: Evidence
    texts: tuple[str, ...]
    cosines: tuple[float, ...]
    quotes: tuple[CharSpan | None, ...]
    told: tuple[Told | None, ...]
    margin: float


def sliced(passage: Passage, span: CharSpan) -> str:
    """Return the characters of a span of the page that lies in the passage."""
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]


def sentences_of(passage: Passage) -> tuple[str, ...]:
    """Return the texts of a passage's sentences, in order."""
    return tuple(sliced(passage, span) for span in passage.sentences)


def read(item: Evidence, cosines: Sequence[float], rank: int, middle: float) -> Read:
    """Return a passage as the models see it; ``middle`` is the middle cosine of all that was found."""
    passage, document = item.passage, item.document
    texts = sentences_of(passage)
    known = tuple(cosines) or (0.0,) * len(texts)
    quotes = tuple(_quote(passage, texts, at) for at in range(len(texts)))
    context = " ".join(part for part in (document.name, document.publisher) if part)
    heading = " ".join(passage.heading)
    told = tuple(
        None
        if quote is None
        else Told(sliced(passage, quote), context, heading, cosine, item.cosine if cosines else 0.0, rank)
        for quote, cosine in zip(quotes, known, strict=True)
    )
    return Read(item, texts, known, quotes, told, item.cosine - middle)


def candidate(of: Read, answer: float) -> Candidate:
    """Return the passage as the relevance model sees it; ``answer`` is its best sentence's probability."""
    item = of.evidence
    context = " ".join(p for p in (item.document.name, item.document.publisher, *item.passage.heading) if p)
    return Candidate(item.passage.text, context, of.texts, item.cosine, of.cosines, of.margin, answer)


def judge(
    question: Question, asked: Asked, of: Read, model: SentenceModel, passages: RelevanceModel
) -> Reading:
    """Return the passage with its sentences scored and the probability that it answers."""
    wanted = words(question.text)
    scores = tuple(None if told is None else model.log_odds(asked, told) for told in of.told)
    sentences = tuple(
        Sentence(span, text, cosine, coverage(question, wanted, frozenset(words(text))), quote, score or 0.0)
        for span, text, cosine, quote, score in zip(
            of.evidence.passage.sentences, of.texts, of.cosines, of.quotes, scores, strict=True
        )
    )
    answer = max((model.probability(score) for score in scores if score is not None), default=0.0)
    return Reading(of.evidence, passages.probability(question, candidate(of, answer)), sentences)


def _quote(passage: Passage, texts: Sequence[str], at: int) -> CharSpan | None:
    """A sentence that leans on the one before it is quoted together with it, where that is prose.

    So is one that goes on behind the title of a section of a law.
    """
    if not quotable(texts, at) or is_section_title(texts, at):
        return None
    span = passage.sentences[at]
    if (titled := section_start(texts, at)) < at:
        span = CharSpan(passage.sentences[titled].start, span.end)
    if at and leans_back(texts[at]) and not leans_back(texts[at - 1]) and is_quotable(texts[at - 1]):
        before = passage.sentences[at - 1]
        between = passage.text[before.end - passage.span.start : span.start - passage.span.start]
        if not between.strip() and len(texts[at - 1]) + len(texts[at]) <= MOST_TOGETHER:
            span = CharSpan(before.start, span.end)
    start, end = core(sliced(passage, span))
    return CharSpan(span.start + start, span.start + end)
