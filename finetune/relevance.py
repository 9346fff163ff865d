"""RelevanceModel: a question and a passage into a calibrated probability."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from finetune.features import NAMES, Candidate, Question, features
from finetune.relevance_card import TaskCard, load


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
