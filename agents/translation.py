"""Machine translations beside quotations in another language: the chat model's, marked as such.

The quotation stays what is said, cited and judged; a translation is only shown next to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from agents.brief import Brief, Option
from agents.claims import Claim
from agents.instructions import TRANSLATOR
from agents.mind import FOREIGN, Thinking, readable
from agents.quantities import quantities
from agents.replies import Translations
from agents.verify import plain
from corpus.documents import Document
from retrieval.analysis import guess_language, primary
from retrieval.passage_language import passage_language

ROLE = "translator"
TRANSLATED_BY = "translated by"
"""The setting of the provenance that names the model."""
_TOGETHER = 8
"""Sentences of one call."""


def translate(brief: Brief, document: Callable[[str], Document], thinking: Thinking) -> Brief:
    """Return the brief with translations beside the claims that are not in its language.

    A translation is dropped that holds a link or markup, other numbers than the claim, or no words of
    the brief's language. Where the model fails the brief is returned as far as it came.
    """
    foreign = [claim for claim in brief.claims if is_foreign(claim, brief.language, document)]
    said: dict[Claim, str] = {}
    for at in range(0, len(foreign), _TOGETHER):
        said |= _asked(foreign[at : at + _TOGETHER], brief.language, thinking)
    if not said:
        return brief

    def beside(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(replace(own, translation=said[own]) if own in said else own for own in claims)

    made = {**brief.provenance.settings, TRANSLATED_BY: thinking.name[:100]}
    return replace(
        brief,
        bottom_line=beside(brief.bottom_line),
        options=tuple(Option(own.heading, beside(own.claims)) for own in brief.options),
        provenance=replace(brief.provenance, settings=made),
    )


def is_foreign(claim: Claim, language: str, document: Callable[[str], Document]) -> bool:
    """Whether a claim is clearly in another language than ``language``."""
    held = document(claim.citations[0].document_id).language
    own = passage_language(claim.text, held)
    return own is not None and primary(own) != primary(language)


def stands(translation: str, claim: str, language: str) -> bool:
    """Whether a translation can be shown: its numbers are the claim's, its words of the language.

    >>> stands("Kenya réduira ses émissions de 32 % d'ici 2030.", "Kenya will cut them by 32% by 2030.", "fr")
    True
    >>> stands("Kenya réduira ses émissions de 23 % d'ici 2030.", "Kenya will cut them by 32% by 2030.", "fr")
    False
    """
    if not translation or translation == claim or len(translation) > 3 * len(claim) + 100:
        return False
    if FOREIGN.search(translation) or _numbers(translation) != _numbers(claim):
        return False
    return guess_language(translation) == primary(language)


def _numbers(text: str) -> Counter[Decimal]:
    return Counter(own.value for own in quantities(text))


def _asked(claims: list[Claim], language: str, thinking: Thinking) -> Mapping[Claim, str]:
    data = {
        "language": language,
        "sentences": [{"number": number, "text": claim.text} for number, claim in enumerate(claims, 1)],
    }
    said = thinking.consult(ROLE, TRANSLATOR, data, Translations)
    found: dict[Claim, str] = {}
    for one in said.translations if said else ():
        text = plain(readable(one.text))
        if 1 <= one.number <= len(claims) and stands(text, claims[one.number - 1].text, language):
            found.setdefault(claims[one.number - 1], text)
    return found
