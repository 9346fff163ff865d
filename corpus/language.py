"""The language of a text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from corpus.hygiene import clean_line

if TYPE_CHECKING:
    from lingua import LanguageDetector

# Frequencies of letters do not tell the languages of a shorter text apart; their small words do.
_SHORT = 120
_SURE = 0.5
_SMALL_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in for is by with on from are this that here must should",
        "fr": "le la les des du de et en pour dans sur au aux une un est par",
        "es": "el la los las de del y en para por una un con sus que su",
        "pt": "o a os as de do da dos das e em para por uma um com",
        "de": "der die das und in für von zu mit den im ist auf des ein eine",
        "it": "il lo la gli le di del della e in per con un una che",
        "nl": "de het een en van in voor op met te is aan",
        "id": "dan di yang untuk dengan dari pada ini itu dalam",
        "sw": "na ya wa kwa ni katika la za cha",
        "pl": "i w z na do nr nie się dla oraz jest",
        "tr": "ve bir bu için ile da de",
        "vi": "và của các cho trong là một những",
    }.items()
}


@cache
def _detector() -> LanguageDetector:
    # Imported when first needed: commands that read no PDF do without it.
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = "EN FR ES PT DE IT NL ZH JA KO AR FA RU UK HI BN UR ID VI TH TR SW HE PL"
    chosen = [getattr(IsoCode639_1, code) for code in codes.split()]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*chosen).with_low_accuracy_mode().build()


def language(text: str) -> str | None:
    """Return the BCP 47 tag of a text's language, or None where there is too little of it to tell.

    >>> language("Hello world, hello you")
    """
    sample = clean_line(re.sub(r"[\d\W]+", " ", text[:200_000]))[:6000]
    if len(sample) < 20:
        return None
    ranked = [
        (each.language.iso_code_639_1.name.lower(), each.value)
        for each in _detector().compute_language_confidence_values(sample)
    ]
    if len(sample) >= _SHORT or ranked[0][0] not in _SMALL_WORDS:
        return ranked[0][0] if len(sample) >= _SHORT or ranked[0][1] >= _SURE else None
    words = set(sample.lower().split())
    small = {name: len(words & _SMALL_WORDS.get(name, frozenset())) for name, value in ranked if value > 0.02}
    best = max(small, key=lambda name: small[name])
    return best if small[best] else None
