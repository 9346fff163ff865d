"""What came of questions with known answers as shares with intervals, and what they took."""

from __future__ import annotations

from collections.abc import Sequence

from agents.questioning import DEPTH, Answered
from retrieval.measures import Measured, measured


def scores(outcomes: Sequence[Answered]) -> dict[str, Measured | None]:
    """Return each measure by name as a share in [0, 1] with its interval; None where it is undefined.

    Sentences and citations are pooled over questions, and the bootstrap draws questions. Refusal
    precision is the share of refusals that are right, recall that of unanswerable questions refused.
    """
    yes = [one for one in outcomes if one.asked.answerable]
    no = [one for one in outcomes if not one.asked.answerable]
    refused = [one for one in outcomes if not one.answered]
    paged = [one for one in outcomes if one.found is not None]
    return {
        f"expected page in the first {DEPTH} found (page-hit@{DEPTH})": _mean(
            [float(bool(one.found)) for one in paged]
        ),
        "expected pages that the answer cites": _mean([one.covered or 0.0 for one in paged]),
        "answerable and answered": _mean([float(one.answered) for one in yes]),
        "refusals that are right (precision)": _mean([float(not one.asked.answerable) for one in refused]),
        "unanswerable and refused (recall)": _mean([float(not one.answered) for one in no]),
        "sentences with a citation": _pooled([(one.cited, one.sentences) for one in outcomes]),
        "citations whose source and page were supplied": _pooled(
            [(one.valid, one.citations) for one in outcomes]
        ),
        "sentences that the verifier supports": _pooled([(one.supported, one.sentences) for one in outcomes]),
        "sentences with another number, unit or year than their page": _pooled(
            [(one.mismatched, one.sentences) for one in outcomes]
        ),
        "answers without any passage": _mean([float(one.unshown) for one in outcomes if one.answered]),
    }


def spent(outcomes: Sequence[Answered]) -> dict[str, Measured | None]:
    """Return what a question takes, with intervals: seconds, and of a chat model tokens and cost."""
    costs = [one.cost for one in outcomes if one.cost is not None]
    return {
        "seconds a question, median": middle([one.seconds for one in outcomes]),
        "tokens a question, mean": _mean([float(one.tokens) for one in outcomes]),
        "cost a question, mean": _mean(costs) if any(one.tokens for one in outcomes) else Measured(0, 0, 0),
    }


def middle(values: Sequence[float], *, seed: int = 0) -> Measured | None:
    """Return the median of some values with its interval, None without values.

    >>> middle([3.0, 1.0, 2.0]).mean
    2.0
    """
    import numpy as np

    if not values:
        return None
    held = np.array(values, np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(held), (2_000, len(held)))
    low, high = np.quantile(np.median(held[drawn], axis=1), (0.025, 0.975))
    return Measured(float(np.median(held)), float(low), float(high))


def _mean(values: Sequence[float]) -> Measured | None:
    return measured(values) if values else None


def _pooled(counts: Sequence[tuple[int, int]]) -> Measured | None:
    """The share over all questions; drawn by question, since sentences of one answer are alike."""
    import numpy as np

    held = np.array([pair for pair in counts if pair[1]], np.float64).reshape(-1, 2)
    if not len(held):
        return None
    drawn = np.random.default_rng(0).integers(0, len(held), (2_000, len(held)))
    sums = held[drawn].sum(axis=1)
    low, high = np.quantile(sums[:, 0] / sums[:, 1], (0.025, 0.975))
    whole = held.sum(axis=0)
    return Measured(float(whole[0] / whole[1]), float(low), float(high))
