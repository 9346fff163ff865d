"""A claim and its evidence into numbers: what is covered, what is missing, what clashes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from finetune.errors import DataError
from finetune.support_align import NEAR, Alignment, Reading, align, reading
from finetune.support_clauses import CLAUSE_NAMES, of_clauses
from finetune.support_numbers import Compared, compared
from finetune.support_signs import KINDS
from finetune.support_words import WordTable

Floats = NDArray[np.float32]
_TURNS = ("negations", "weak", "strong", "all", "most", "some", "none", "only", "at_least", "at_most")
_CERTAIN = ("likely", "unlikely", "sure", "unsure", "up", "down", "steady")
_THAN = frozenset({"than", "que", "most", "least", "highest", "lowest", "比", "更"})
NAMES: tuple[str, ...] = (
    "claim words", "sentences",
    "words found", "telling words found", "words answered", "telling words answered", "least answered",
    "words unanswered", "telling words unanswered",
    "best: words found", "best: telling words answered", "best: least answered", "best: words unanswered",
    "best: tokens in order", "best: order kept", "best: extra words", "best: bigrams found",
    "pair: telling words answered", "bigrams found", "trigrams found",
    "names of claim", "names found", "names missing", "best: names missing", "best: names instead",
    "figures of claim", "figures found", "figures missing", "figures clashing",
    "best: figures found", "best: figures clashing", "dates clashing", "units clashing",
    "cosine", "cosine of second", "mean cosine", "cosine of sum", "left over", "cosine of best",
    "replaced words", "one word replaced", "likeness of replaced", "opposites", "opposites in place",
    "negation differs", "negation in claim only", "negation in evidence only", "direction differs",
    *(f"more {kind}" for kind in (*_TURNS, *_CERTAIN)), *(f"fewer {kind}" for kind in (*_TURNS, *_CERTAIN)),
    "near copy", "near copy, negation differs", "near copy, opposites", "near copy, figures clash",
    "near copy, word replaced", "near copy, order differs",
    *CLAUSE_NAMES, "claim compares",
)  # fmt: skip
"""What each feature says, in order."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A claim laid beside its evidence, with all that reasons are told from."""

    claim: Reading
    evidence: tuple[Reading, ...]
    best: tuple[Floats, ...]
    chosen: int
    beside: Alignment
    answered: Floats
    figures: Compared
    best_figures: Compared
    values: Floats


def lay(claim: str, evidence: Sequence[str], vectors: Floats, table: WordTable) -> Laid:
    """Return a claim laid beside its evidence, with the features in the order of ``NAMES``.

    Args:
        claim: one sentence.
        evidence: at least one sentence.
        vectors: shape (1 + sentences, dim), of norm 1: of the claim, then of each sentence.
        table: of words.

    Raises:
        DataError: no evidence, or vectors that do not fit.
    """
    if not claim.strip() or not evidence:
        raise DataError("claim", "it or its evidence is empty", "Give one claim and a sentence or more.")
    if vectors.ndim != 2 or len(vectors) != 1 + len(evidence):
        said = f"vectors of shape {vectors.shape} for {len(evidence)} sentences"
        raise DataError("vectors", said, "Give that of the claim, then one a sentence.")
    own, texts = reading(claim), tuple(reading(text) for text in evidence)
    weights = table.weigh(own.stems)
    likeness = table.likeness(own.stems, tuple(stem for text in texts for stem in text.stems))
    ends = np.cumsum([0, *(len(text.stems) for text in texts)])
    parts = [likeness[:, start:end] for start, end in pairwise(ends)]
    best = tuple(_highest(part) for part in parts)
    cosines = np.asarray(vectors[1:] @ vectors[0], np.float32)
    covered = [_weighed(one, weights) for one in best]
    chosen = max(range(len(texts)), key=lambda at: (round(covered[at] + 0.5 * float(cosines[at]), 6), -at))
    beside = align(own, texts[chosen], parts[chosen])
    whole = compared(own.figures, tuple(figure for text in texts for figure in text.figures))
    one = compared(own.figures, texts[chosen].figures)
    laid = Laid(own, texts, best, chosen, beside, np.stack(best).max(0), whole, one, np.zeros(0, np.float32))
    values = [
        float(len(own.stems)), float(len(texts)),
        *_coverage(laid, weights), *_of_names(laid), *_of_figures(laid),
        *_of_vectors(vectors, cosines, chosen), *_of_edits(laid, table), *_of_signs(laid),
    ]  # fmt: skip
    values += _of_copies(dict(zip(NAMES, values, strict=False)))
    values += of_clauses(own, evidence[chosen], table, weights)
    values.append(float(bool(_THAN & set(own.tokens))))
    return replace(laid, values=np.array(values, np.float32))


def _highest(likeness: Floats) -> Floats:
    """For each stem of the claim its highest likeness in a sentence; 0 where that has no words."""
    return likeness.max(axis=1) if likeness.shape[1] else np.zeros(len(likeness), np.float32)


def _weighed(best: Floats, weights: Floats) -> float:
    return float((best * weights).sum() / max(float(weights.sum()), 1e-6))


def _grams(tokens: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1)}


def _share(part: set[tuple[str, ...]], whole: set[tuple[str, ...]]) -> float:
    return len(part & whole) / len(part) if part else 1.0


def _coverage(laid: Laid, weights: Floats) -> list[float]:
    answered, best = laid.answered, laid.best[laid.chosen]
    has = answered >= 1
    telling = max(float(weights.sum()), 1e-6)
    size = max(1, len(answered))
    text = laid.evidence[laid.chosen]
    pairs = [_weighed(np.maximum(a, b), weights) for a, b in pairwise(laid.best)]
    twos, threes = (_grams(laid.claim.tokens, size) for size in (2, 3))
    all_twos, all_threes = (set().union(*(_grams(t.tokens, size) for t in laid.evidence)) for size in (2, 3))
    extra = len(set(text.stems) - set(laid.claim.stems)) / max(1, len(text.stems))
    return [
        float(has.mean()) if len(has) else 1.0,
        float((has * weights).sum() / telling),
        float(answered.mean()) if len(answered) else 1.0,
        _weighed(answered, weights),
        float(answered.min()) if len(answered) else 1.0,
        float((answered < NEAR).sum()),
        float(((answered < NEAR) * weights).sum()),
        float((best >= 1).sum() / size),
        _weighed(best, weights),
        float(best.min()) if len(best) else 1.0,
        float((best < NEAR).sum()),
        laid.beside.ratio,
        laid.beside.order,
        extra,
        _share(twos, _grams(text.tokens, 2)),
        max([*pairs, _weighed(best, weights)]),
        _share(twos, all_twos),
        _share(threes, all_threes),
    ]


def _of_names(laid: Laid) -> list[float]:
    own = laid.claim.names
    have = set().union(*(set(text.stems) for text in laid.evidence))
    best = laid.evidence[laid.chosen]
    missing = own - have
    away = own - set(best.stems)
    instead = best.names - set(laid.claim.stems)
    return [
        float(len(own)),
        1.0 - len(missing) / len(own) if own else 1.0,
        float(len(missing)),
        float(len(away)),
        float(len(instead)) if away else 0.0,
    ]


def _of_figures(laid: Laid) -> list[float]:
    whole, best = laid.figures, laid.best_figures
    return [
        float(whole.of_claim),
        whole.found / whole.of_claim if whole.of_claim else 1.0,
        float(len(whole.lacking)),
        float(len(whole.clashing)),
        best.found / best.of_claim if best.of_claim else 1.0,
        float(len(best.clashing)),
        float(sum(a.unit == "date" for a, _ in best.clashing)),
        float(sum(a.unit not in ("", "date") for a, _ in best.clashing)),
    ]


def _of_vectors(vectors: Floats, cosines: Floats, chosen: int) -> list[float]:
    ordered = sorted((float(value) for value in cosines), reverse=True)
    total = vectors[1:].sum(0)
    basis, _ = np.linalg.qr(vectors[1:].T.astype(np.float64))
    left = 1.0 - float(np.square(basis.T @ vectors[0]).sum())
    return [
        ordered[0],
        ordered[1] if len(ordered) > 1 else ordered[0],
        sum(ordered) / len(ordered),
        float(total @ vectors[0] / max(float(np.linalg.norm(total)), 1e-6)),
        max(0.0, left),
        float(cosines[chosen]),
    ]


def _of_edits(laid: Laid, table: WordTable) -> list[float]:
    best, text = laid.beside, laid.evidence[laid.chosen]
    one = float(len(best.swapped) == 1 and best.ratio > 0.5)
    likeness = 1.0
    if best.swapped:
        from_claim, from_text = reading(best.swapped[0][0]).stems, reading(best.swapped[0][1]).stems
        likeness = float(table.likeness(from_claim, from_text).max()) if from_claim and from_text else 0.5
    in_place = sum(a in one_ and b in other for a, b in best.opposites for one_, other in best.swapped)
    negated = laid.claim.signs.of("negations") % 2, text.signs.of("negations") % 2
    up = laid.claim.signs.of("up") - laid.claim.signs.of("down")
    text_up = text.signs.of("up") - text.signs.of("down")
    return [
        float(len(best.swapped)),
        one,
        likeness,
        float(len(best.opposites)),
        float(in_place),
        float(negated[0] != negated[1]),
        float(negated[0] > negated[1]),
        float(negated[0] < negated[1]),
        float(up * text_up < 0),
    ]


def _of_signs(laid: Laid) -> list[float]:
    own, text = laid.claim.signs, laid.evidence[laid.chosen].signs
    chosen = [KINDS.index(kind) for kind in (*_TURNS, *_CERTAIN)]
    gap = [min(2, max(-2, own.counts[at] - text.counts[at])) for at in chosen]
    return [float(max(0, value)) for value in gap] + [float(max(0, -value)) for value in gap]


def _of_copies(known: dict[str, float]) -> list[float]:
    """What counts only where the sentence is all but the claim: an edit, not another way to say it."""
    near = max(0.0, known["best: telling words answered"] - 0.6) / 0.4
    return [
        near,
        near * known["negation differs"],
        near * min(1.0, known["opposites"]),
        near * min(1.0, known["best: figures clashing"]),
        near * known["one word replaced"] * (1.0 - known["likeness of replaced"]),
        near * (1.0 - known["best: order kept"]),
    ]
