"""Conditions of a quote that a claim leaves out, and parties that it puts in each other's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.claims import Outcome, Reason
from agents.places import Mention, countries_in

_CONDITION = re.compile(
    r"\b(?:if|unless|provided(?: that)?|providing that|subject to|conditional(?:ly)?|contingent (?:up)?on"
    r"|depend(?:s|ing|ent) (?:up)?on|as long as|in case|assuming|à condition|sous réserve|pourvu que"
    r"|sauf si"
    r"|conditionn\w+"
    r"|siempre que|a condición|sujet[oa]s? a|a menos que|condicionad[oa]s?|condicional(?:mente)?)\b"
    r"|(?<![\w-])(?:si|s['’]il)(?![\w-])(?=\s)|如果|若|倘若|条件是|前提是|取决于|有条件",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[\s,;、]*(?:and|or|et|ou|y|o|e|和|与|及|the|la|le|les|el)?[\s,;、]*", re.IGNORECASE)


def conditions(claim: str, sentence: str) -> Iterator[tuple[Outcome, Reason]]:
    """Yield the condition that a sentence sets and a claim leaves out.

    >>> [r.stands for _, r in conditions("It cuts 32 % by 2030.", "It cuts 32 % by 2030 if aid comes.")]
    ['if']
    >>> list(conditions("It cuts 32 % if aid comes.", "It cuts 32 % by 2030 if aid comes."))
    []
    """
    stands = _CONDITION.search(sentence)
    if stands and not _CONDITION.search(claim):
        yield Outcome.LACKS, Reason("term_lost", "", stands[0])


def swapped(claim: str, sentence: str) -> Iterator[tuple[Outcome, Reason]]:
    """Yield the countries that a claim names in another order, and not as a list: who did what to whom.

    >>> [r.said for _, r in swapped("Kenya lends to Uganda.", "Uganda lends to Kenya.")]
    ['Kenya, Uganda']
    >>> list(swapped("Kenya and Uganda plant trees.", "Uganda and Kenya plant trees."))
    []
    """
    said, stands = _first(claim), _first(sentence)
    both = [code for code in said if code in stands]
    order = [code for code in stands if code in said]
    if len(both) < 2 or both == order or _is_list(claim) or _is_list(sentence):
        return
    names = (
        ", ".join(text[place[code].start : place[code].end] for code in codes)
        for text, place, codes in ((claim, said, both), (sentence, stands, order))
    )
    yield Outcome.LACKS, Reason("name_other", *names)


def _first(text: str) -> dict[str, Mention]:
    found: dict[str, Mention] = {}
    for mention in countries_in(text):
        found.setdefault(mention.code, mention)
    return found


def _is_list(text: str) -> bool:
    """Whether all countries of a text are named in one breath."""
    mentions = countries_in(text)
    return all(_LISTED.fullmatch(text[one.end : other.start]) for one, other in pairwise(mentions))
