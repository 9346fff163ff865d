"""What a licence of training data asks of a model that was trained on it."""

from __future__ import annotations

import re
from typing import Literal

Terms = Literal["open", "share-alike", "non-commercial", "no-derivatives", "unknown"]

_ASKS: tuple[tuple[Terms, re.Pattern[str]], ...] = (
    ("non-commercial", re.compile(r"\bNC\b|non[- ]?commercial|research (use )?only|academic", re.I)),
    ("no-derivatives", re.compile(r"\bND\b|no[- ]?deriv", re.I)),
    ("share-alike", re.compile(r"\bSA\b|share[- ]?alike|\b[AL]?GPL\b|\bODbL\b", re.I)),
    (
        "open",
        re.compile(
            r"\bCC ?BY\b|\bCC ?0\b|public domain|\bPDDL\b|\bMIT\b|\bApache\b|\bBSD\b|\bOGL\b"
            r"|open government|etalab|licence ouverte|\bODC BY\b",
            re.I,
        ),
    ),
)


def terms(licence: str) -> Terms:
    """Return what a licence's name asks, the strictest first; a name not known is never open.

    >>> terms("CC BY-NC-SA 4.0"), terms("CC BY-SA 3.0"), terms("CC BY 4.0"), terms("see website")
    ('non-commercial', 'share-alike', 'open', 'unknown')
    """
    plain = re.sub(r"[-_/]", " ", licence)
    return next((asked for asked, pattern in _ASKS if pattern.search(plain)), "unknown")
