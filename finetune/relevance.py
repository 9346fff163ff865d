"""RelevanceModel and SentenceModel: does this passage, does this sentence answer the question?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from finetune.features import NAMES, Candidate, Question, features
from finetune.relevance_card import TaskCard, load
from finetune.sentences import NAMES as OF_SENTENCE
from finetune.sentences import Asked, Told, sentence_features


@dataclass(frozen=True, slots=True)
class RelevanceModel:
    """Plain logistic arithmetic over the features of one card."""

    card: TaskCard

    def probability(self, question: Question, candidate: Candidate) -> float:
        """Return the probability in [0, 1] that the passage answers the question."""
        return self.of(dict(zip(NAMES, features(question, candidate), strict=True)))

    def of(self, known: Mapping[str, float]) -> float:
        """Return the probability for features by name."""
        total = self.card.bias + sum(
            weight * known[name] for name, weight in zip(self.card.features, self.card.weights, strict=True)
        )
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))

    @property
    def threshold(self) -> float:
        """The least probability that counts as an answer."""
        return self.card.threshold


@cache
def relevance_model(*, encoder_knows: bool) -> RelevanceModel:
    """Return the shipped model, with or without the features of the encoder (ArtifactError)."""
    return RelevanceModel(load("relevance" if encoder_knows else "relevance-lexical"))


@cache
def across_model() -> RelevanceModel:
    """Return the shipped model for questions in another language than the passage (ArtifactError)."""
    return RelevanceModel(load("relevance-across"))


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """How well one sentence answers, by plain arithmetic over the features of one card."""

    card: TaskCard

    def log_odds(self, of: Asked, told: Told) -> float:
        """Return the log-odds that the sentence answers the question."""
        known = dict(zip(OF_SENTENCE, sentence_features(of, told), strict=True))
        return self.card.bias + sum(
            weight * known[name] for name, weight in zip(self.card.features, self.card.weights, strict=True)
        )

    @staticmethod
    def probability(log_odds: float) -> float:
        """Return log-odds as a probability in [0, 1]."""
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, log_odds))))


@cache
def sentence_model(*, encoder_knows: bool) -> SentenceModel:
    """Return the shipped model of sentences, with or without the encoder's features (ArtifactError)."""
    return SentenceModel(load("sentence" if encoder_knows else "sentence-lexical"))
