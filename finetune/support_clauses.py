"""The clause of a sentence that is nearest to a claim: negation and figures count only there."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from finetune.support_align import Reading, align, reading
from finetune.support_numbers import compared
from finetune.support_words import WordTable

Floats = NDArray[np.float32]
_CUT = re.compile(
    r"[;:；，]|,\s|\s[–—]\s|\b(?:but|while|whereas|although|though|unless|until|mais|tandis que|alors que"
    r"|puis|pero|mientras que|aunque|and|et|y)\b|但|而"
)
_LEAST = 3
CLAUSE_NAMES = (
    "clause: telling words answered",
    "clause: extra words",
    "clause: figures found",
    "clause: figures clashing",
    "clause: negation differs",
    "clause: direction differs",
    "clause: opposites",
    "clause: order kept",
    "clauses beside",
)


def clauses(sentence: str) -> tuple[str, ...]:
    """Return the clauses of a sentence by plain cuts; one of fewer than three words joins the one before.

    >>> clauses("Traffic in the centre fell by 22 %, but traffic on the ring road grew.")
    ('Traffic in the centre fell by 22 %', 'traffic on the ring road grew.')
    """
    found: list[str] = []
    for piece in _CUT.split(sentence):
        plain = (piece or "").strip()
        if not plain:
            continue
        if found and (len(plain.split()) < _LEAST and not re.search(r"[\u4e00-\u9fff]", plain)):
            found[-1] += ", " + plain
        else:
            found.append(plain)
    return tuple(found) or (sentence,)


def of_clauses(claim: Reading, sentence: str, table: WordTable, weights: Floats) -> list[float]:
    """Return the features of ``CLAUSE_NAMES`` for the clause of a sentence that is nearest to a claim."""
    parts = [reading(clause) for clause in clauses(sentence)]
    likeness = [table.likeness(claim.stems, part.stems) for part in parts]
    total = max(float(weights.sum()), 1e-6)
    covered = [float((own.max(1) * weights).sum()) / total if own.size else 0.0 for own in likeness]
    at = max(
        range(len(parts)), key=lambda place: (round(covered[place], 4), -len(parts[place].stems), -place)
    )
    part, figures = parts[at], compared(claim.figures, parts[at].figures)
    beside = align(claim, part, likeness[at])
    up, down = ((own.signs.of("up"), own.signs.of("down")) for own in (claim, part))
    extra = len(set(part.stems) - set(claim.stems)) / max(1, len(part.stems))
    return [
        covered[at],
        extra,
        figures.found / figures.of_claim if figures.of_claim else 1.0,
        float(len(figures.clashing)),
        float(claim.signs.of("negations") % 2 != part.signs.of("negations") % 2),
        float((up[0] - up[1]) * (down[0] - down[1]) < 0),
        float(len(beside.opposites)),
        beside.order,
        float(len(parts) - 1),
    ]
