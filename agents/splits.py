"""A question about several countries into one for each, with its own article, object, verb and year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.places import Mention

_ARTICLE = r"(?:the|les|la|le|los|las|el)\s+|l['’]"
_OF = r"(?:of|in|for|by|des|de|du|del|en|au|aux|para|por|pour|dans|sur|sobre)\s+|d['’]"
_LEAD = re.compile(
    rf"(?P<object>(?:{_ARTICLE})(?:[^\W\d_]+[\s-]+){{1,2}}(?={_OF}))?(?P<joint>(?:{_OF})?(?:{_ARTICLE})?)$",
    re.IGNORECASE,
)
"""What belongs to a country before its name: an object of its own, "the rivers of ", and "de l'", "la "."""
_JOINT = re.compile(
    r"[\s,、;]*(?:(?:and|or|versus|vs\.?|with|to|as well as|et|ou|ainsi que|y|e|o|así como"
    r"|和|与|及|以及)\b[\s,]*)?",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:both|either|tant|tanto)\s+$", re.IGNORECASE)
_NOT = re.compile(r"[\s,、]*(?:but not|and not|mais pas|et non|pero no|y no|而不是|而非)\s*$", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|ils|elles|ellos|ellas)\b|他们|它们", re.IGNORECASE)
_INSIDE = re.compile(r"^[ldLD]['’]")


def split(text: str, mentions: Sequence[Mention], codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return for each country the question about it alone, and its name as it is written.

    Args:
        text: a question that names countries.
        mentions: where, in order.
        codes: the countries that are asked of; the others are set apart and fall away.
    """
    run = _run(text, mentions, codes)
    first, last = run[0], run[-1]
    leads = dict(zip(run, (_lead(text, place, floor) for place, floor in _floors(run)), strict=True))
    first_object, first_joint = leads[first]
    start = first.start - len(first_object + first_joint)
    before, rest = _BOTH.sub("", text[:start]), _without(text, mentions, last.end)
    possessive = re.search(r"['’]s?$", text[first.start : first.end])
    found = []
    for code in codes:
        own = next((place for place in run if place.code == code), None)
        written = own or next(place for place in mentions if place.code == code)
        name = re.sub(r"['’]s?$", "", text[written.start : written.end])
        thing, joint = leads[own] if own else (first_object, first_joint)
        inside = _INSIDE.match(name) is not None
        if first_joint and not joint and not inside and _OF_BEFORE.match(first_joint):
            joint = first_joint
        ending = "'s" if possessive and not name.endswith("s") else ""
        asked = f"{before}{thing or first_object}{joint}{name}{ending}{rest}"
        found.append((" ".join(asked.split()), _INSIDE.sub("", name)))
    return tuple(found)


def of_them(text: str, name: str) -> str:
    """Return a question that says "they" about one country.

    >>> of_them("how do they plan to cut it?", "Kenya")
    'how do Kenya plan to cut it?'
    """
    return _THEY.sub(name, text, count=1)


_OF_BEFORE = re.compile(rf"(?:{_OF})", re.IGNORECASE)


def _run(text: str, mentions: Sequence[Mention], codes: Sequence[str]) -> list[Mention]:
    """The first country that is asked of, and those that are named in one breath with it."""
    asked = [place for place in mentions if place.code in codes]
    run = [asked[0]]
    for place in asked[1:]:
        lead = "".join(_lead(text, place, run[-1].end))
        if not _JOINT.fullmatch(text[run[-1].end : place.start - len(lead)]):
            break
        run.append(place)
    return run


def _floors(run: Sequence[Mention]) -> list[tuple[Mention, int]]:
    """Each country with where the one before it ends."""
    return list(zip(run, (0, *(place.end for place in run[:-1])), strict=True))


def _lead(text: str, place: Mention, floor: int) -> tuple[str, str]:
    """The object of a country's own, and what joins it to the name."""
    found = _LEAD.search(text[floor : place.start])
    return (found["object"] or "", found["joint"]) if found else ("", "")


def _without(text: str, mentions: Sequence[Mention], start: int) -> str:
    """What follows, without the countries in it and what leads to them."""
    parts, at = [], start
    for place in (one for one in mentions if one.start >= start):
        lead = "".join(_lead(text, place, at))
        before = text[at : place.start - len(lead)]
        cut = _NOT.sub("", before)
        parts.append(re.sub(r"(?:\s(?:and|or|et|ou|y|o)|[,、和与])\s*$", " ", cut) if cut == before else cut)
        at = place.end
    rest = "".join([*parts, text[at:]])
    return re.sub(r"^\s*,", "", rest) if parts else rest
