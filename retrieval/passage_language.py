"""The language of a passage, which may be another than that of most of its document."""

from __future__ import annotations

from corpus.language import language as detected
from retrieval.analysis import COMMON, guess_language, primary

_SAMPLE = 1500
_SHARE = 8
"""Of so many words one that is common in the document's language is enough for it to stand."""
_LEAST = 120


def passage_language(text: str, of_document: str | None) -> str | None:
    """Return the BCP 47 tag of a passage: its document's, unless the passage is clearly in another language.

    Two ways to tell must agree: the library by its frequencies of letters, which costs most and is asked
    last, and script and common words. A short passage, a table or a list of names stays with its document.

    >>> passage_language("森林在木材和土壤中储存碳。" * 12, "en"), passage_language("Table 3.1 CO2 4.5", "fr")
    ('zh', 'fr')
    """
    sample = text[:_SAMPLE]
    own = primary(of_document)
    if own in COMMON:
        words = sample.casefold().split()
        if sum(word in COMMON[own] for word in words) * _SHARE >= len(words):
            return of_document
    guess = guess_language(sample)
    if of_document is None or guess is None or guess == own:
        return of_document or guess
    letters = sum(char.isalpha() for char in sample)
    wide = guess in ("zh", "ja", "ko", "th")
    if letters * (4 if wide else 1) < _LEAST or primary(detected(sample)) != guess:
        return of_document
    return guess
