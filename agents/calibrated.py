"""Calibrated language: likelihood, confidence, modality and negation, kept as they stand."""

from __future__ import annotations

import re
from collections import Counter

# Longest first, so that "very likely" is not read as "likely". One table for four languages.
_TERMS = (
    r"virtually certain|extremely likely|very likely|more likely than not|about as likely as not"
    r"|exceptionally unlikely|extremely unlikely|very unlikely|unlikely|likely"
    r"|(?:very high|very low|high|medium|low) confidence|(?:robust|medium|limited) evidence"
    r"|(?:high|medium|low) agreement|presque certain|quasiment certain|extrêmement probable|très probable"
    r"|très improbable|improbable|probable|degré de confiance (?:très élevé|élevé|moyen|faible)"
    r"|prácticamente seguro|sumamente probable|muy probable|nivel de confianza (?:muy alto|alto|medio|bajo)"
    r"|几乎确定|极有可能|很可能|可能|高信度|中等信度|低信度"
)
_MODALS = (
    r"may|might|could|can|should|shall|must|will|would|ought to|need(?:s|ed)? to|is to|are to|required?"
    r"|up to|at least|at most|no more than|no less than|more than|less than|fewer than|about|around|nearly"
    r"|approximately|almost|over|under|only|below|above|some|most|all|many|few"
    r"|peu(?:t|vent)|pourrai(?:t|ent)|doi(?:t|vent)|devrai(?:t|ent)|au moins|au plus|jusqu'à|environ|plus de"
    r"|moins de|puede[n]?|podría[n]?|debe[n]?|debería[n]?|deberá[n]?|al menos|como máximo|hasta|cerca de"
    r"|más de|menos de|应当?|必须|不得|至少|至多|不超过|约|超过"
)
_NEGATIONS = (
    r"not|no|never|none|nor|neither|without|cannot|n't|fail(?:s|ed)? to|ne|pas|jamais|aucune?|sans|ni|nunca"
    r"|ningún|ninguna|sin|不|未|没有?|无"
)
_DIRECTIONS = (
    r"increas\w*|decreas\w*|reduc\w*|ris(?:e|es|ing|en)|rose|fall(?:s|ing|en)?|fell|declin\w*|grow(?:s|th|ing)?"
    r"|higher|lower|augment\w*|diminu\w*|aument\w*|disminu\w*|增加|减少|上升|下降"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def _pattern(terms: str) -> re.Pattern[str]:
    """Whole words, and Chinese signs wherever they stand."""
    parts = terms.split("|")
    spaced = "|".join(part for part in parts if not _HAN.search(part))
    han = "|".join(part for part in parts if _HAN.search(part))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|{han}" if han else ""), re.IGNORECASE)


_PATTERNS = {
    "likelihood and confidence": _pattern(_TERMS),
    "modality and bounds": _pattern(_MODALS),
    "negation": re.compile(_pattern(_NEGATIONS).pattern + r"|n['’]t\b", re.IGNORECASE),
    "direction": _pattern(_DIRECTIONS),
}


def terms(text: str) -> dict[str, Counter[str]]:
    """Return how often each calibrated term stands in ``text``, by kind.

    >>> terms("Warming will very likely not stop.")["likelihood and confidence"]
    Counter({'very likely': 1})
    """
    plain = " ".join(text.replace("’", "'").split())
    return {
        kind: Counter(" ".join(found[0].lower().split()) for found in pattern.finditer(plain))
        for kind, pattern in _PATTERNS.items()
    }


def changed(claim: str, quote: str) -> tuple[str, ...]:
    """Return in words how the calibrated terms of ``claim`` differ from those of ``quote``."""
    said, written = terms(claim), terms(quote)
    differences = []
    for kind in _PATTERNS:
        added, lost = said[kind] - written[kind], written[kind] - said[kind]
        differences += [f"{kind}: the page does not say {word!r}" for word in sorted(added)]
        differences += [f"{kind}: {word!r} is on the page and missing here" for word in sorted(lost)]
    return tuple(differences)
