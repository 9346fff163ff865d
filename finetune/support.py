"""SupportModel: a claim and the sentences cited for it into a verdict, with its reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from finetune.support_card import SupportCard, load
from finetune.support_features import lay
from finetune.support_reasons import reasons
from finetune.support_text import likely
from finetune.support_trees import Trees
from finetune.support_words import WordTable, word_table

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SupportAnswer:
    """What the evidence says of a claim.

    ``label`` is supported, partial, not_supported or contradicted, ``probability`` its calibrated
    probability and ``each`` that of every label. ``why`` names in words what speaks for the label
    first, then what speaks against it; ``sentence`` is the place of the sentence nearest to the
    claim, from 0. ``accepted`` says whether "supported" reaches the card's threshold.
    """

    label: str
    probability: float
    each: Mapping[str, float]
    why: tuple[str, ...]
    sentence: int
    accepted: bool
    card: str


@dataclass(frozen=True, slots=True)
class SupportModel:
    """Plain arithmetic over the features of one card."""

    card: SupportCard
    trees: Trees
    table: WordTable

    def probabilities(self, rows: Floats) -> Floats:
        """Return probabilities, shape (rows, labels), for features in the order of the card."""
        return calibrated(self.trees.logits(rows), self.card.shift, self.card.temperature)

    def answer(self, claim: str, evidence: Sequence[str], vectors: Floats) -> SupportAnswer:
        """Return what the evidence says of a claim (see ``finetune.predict.claim_support``)."""
        kept = likely(claim, evidence)
        rows = vectors[[0, *(at + 1 for at in kept)]] if len(vectors) == len(evidence) + 1 else vectors
        laid = lay(claim, [evidence[at] for at in kept], rows, self.table)
        row = self.probabilities(laid.values[None])[0]
        order = sorted(range(len(row)), key=lambda at: (-float(row[at]), at))
        label = self.card.labels[order[0]]
        each = {self.card.labels[at]: round(float(row[at]), 4) for at in order}
        accepted = each["supported"] >= self.card.threshold
        why = reasons(claim, laid, label)
        place = kept[laid.chosen]
        return SupportAnswer(label, each[label], MappingProxyType(each), why, place, accepted, self.card.id)


def calibrated(logits: Floats, shift: Sequence[float], temperature: float) -> Floats:
    """Return the softmax of shifted and scaled logits, row by row."""
    raw = (logits + np.asarray(shift, np.float32)) / np.float32(temperature)
    raw -= raw.max(1, keepdims=True)
    each = np.exp(raw)
    out: Floats = (each / each.sum(1, keepdims=True)).astype(np.float32)
    return out


@cache
def support_model() -> SupportModel:
    """Return the shipped model (ArtifactError: it is absent, altered, or for other code)."""
    return SupportModel(*load(), word_table())
