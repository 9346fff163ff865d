"""What a licence of training data asks of a model that was trained on it."""

from __future__ import annotations

import re
from typing import Literal

Terms = Literal["open", "share-alike", "non-commercial", "unknown"]

_NON_COMMERCIAL = re.compile(r"\bNC\b|non[- ]?commercial|research (use )?only|academic", re.I)
_SHARE_ALIKE = re.compile(r"\bSA\b|share[- ]?alike|\b[AL]?GPL\b|\bODbL\b", re.I)
_OPEN = re.compile(
    r"\bCC[- ]?BY\b|\bCC0\b|public domain|\bPDDL\b|\bMIT\b|\bApache\b|\bBSD\b|\bOGL\b|open government"
    r"|etalab|licence ouverte|\bODC[- ]?BY\b",
    re.I,
)


def terms(licence: str) -> Terms:
    """Return what a licence's name asks; a name that is not known is ``unknown``, never open.

    >>> terms("CC BY-NC-SA 4.0"), terms("CC BY-SA 3.0"), terms("CC BY 4.0"), terms("see website")
    ('non-commercial', 'share-alike', 'open', 'unknown')
    """
    plain = re.sub(r"[-_/]", " ", licence)
    plain = re.sub(r"(?<=\d)\.(?=\d)", "", plain)
    for name, pattern in (
        ("non-commercial", _NON_COMMERCIAL),
        ("share-alike", _SHARE_ALIKE),
        ("open", _OPEN),
    ):
        if pattern.search(plain):
            return name  # type: ignore[return-value]
    return "unknown"
