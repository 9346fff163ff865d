"""How unsure a head is of a text: what to ask a person about first."""

from __future__ import annotations

import math
from collections.abc import Mapping

from finetune.kinds import Kind


def uncertainty(kind: Kind, each: Mapping[str, float]) -> float:
    """Return the entropy of calibrated probabilities as a share of the largest possible, in [0, 1].

    Of many labels it is the mean over the labels, each a yes or a no.

    Args:
        kind: label, labels or grade.
        each: the probability of every label, at least two of them (of many labels: one).

    >>> uncertainty("label", {"risk": 0.5, "gain": 0.5}), uncertainty("label", {"risk": 1.0, "gain": 0.0})
    (1.0, 0.0)

    Source: Lewis and Gale 1994 (uncertainty sampling); Settles 2009, section 3.1, for the entropy.
    """
    if kind == "labels":
        return sum(_bits(p) + _bits(1 - p) for p in each.values()) / len(each)
    return sum(map(_bits, each.values())) / math.log2(len(each))


def _bits(p: float) -> float:
    return -p * math.log2(p) if p > 0 else 0.0
