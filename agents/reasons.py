"""What a check can find, in words: one sentence a code, the page's own words quoted in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from agents.claims import Check, Outcome, Reason

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "no_citation": "no citation",
        "verbatim": "word for word the page: the quotation decides",
        "row": "a row of a table as it is stored, each cell with the name of its column",
        "same_words": "the words of the page, figures written in another way",
        "not_verbatim": "the sentence is not the one on the page",
        "number_absent": "{said} is not in the words cited",
        "number_other": "it says {said}, the page {stands}",
        "unit_other": "it says {said}, the page {stands}: another unit",
        "rise_for_fall": "{said} is a rise here, a fall on the page",
        "fall_for_rise": "{said} is a fall here, a rise on the page",
        "year_role": "{said} has another part here than on the page: “{stands}”",
        "bound": "the page says “{stands}”, not “{said}”",
        "rounded": "{said} is rounded; the page says {stands}",
        "misplaced": "for this the page gives {stands}, not {said}",
        "term_added": "the page does not say “{said}”",
        "term_lost": "the page says “{stands}”, which is missing here",
        "term_other": "it says “{said}”, the page “{stands}”",
        "negated": "the page says no where this does not, or the other way round: “{stands}”",
        "name_absent": "{said} is not named in the words cited or above them",
        "name_other": "it names {said}, the page {stands}",
        "inner": "the page itself points to {stands}: cited in",
        "inner_absent": "{said} is not where this was read, and the words cited do not point to it",
        "meaning": "the page supports it ({said})",
        "meaning_unsure": "the page may not say all of it: {said}",
        "meaning_absent": "the page does not say it: {said}",
        "meaning_against": "the page says another thing: {said}",
        "meaning_unread": "whether the page means it was not judged: the model of claim support is missing",
    }
)
"""English, for files; ``ui.strings_checks`` has the other languages."""
_LONGEST = 160


def told(reason: Reason, sentences: Mapping[str, str] = SENTENCES) -> str:
    """Return a reason as a sentence.

    >>> told(Reason("number_other", "34 %", "43 %"))
    'it says 34 %, the page 43 %'
    """
    return sentences[reason.code].format(said=reason.said, stands=reason.stands)


def check(name: str, found: Iterable[tuple[Outcome, Reason]]) -> Check:
    """Return the check of what was found; the worst outcome is its own, reasons of others fall away."""
    listed = list(dict.fromkeys(found))
    worst = max((outcome for outcome, _ in listed), key=lambda own: own.worse, default=Outcome.AGREES)
    kept = [reason for outcome, reason in listed if outcome.worse or not worst.worse]
    return from_reasons(name, worst, kept)


def from_reasons(name: str, outcome: Outcome, reasons: Sequence[Reason]) -> Check:
    """Return a check with its reasons, at most six, told in English too."""
    kept = tuple(Reason(r.code, r.said[:_LONGEST], r.stands[:_LONGEST]) for r in reasons[:6])
    return Check(name, not outcome.worse, "; ".join(map(told, kept))[:900], outcome, kept)
