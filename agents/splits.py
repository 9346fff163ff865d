"""A question about several countries into one for each, with its own article, object, verb and year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.places import Mention
from retrieval.analysis import guess_language

_ARTICLE = r"(?:the|les|la|le|los|las|el)\s+|l['’]"
_OF = (
    r"(?:of|in|for|by|des|de|du|del|en|au|aux|para|por|pour|dans|sur|sobre|d[ao]s?|n[ao]s?|pel[ao]s?|em|в|во)\s+"
    r"|d['’]"
)
_LEAD = re.compile(
    rf"(?P<object>(?<!\w)(?:{_ARTICLE})(?:[^\W\d_]+[\s-]+){{1,2}}(?={_OF}))?"
    rf"(?P<joint>(?:(?<!\w)(?:{_OF}))?(?:(?<!\w)(?:{_ARTICLE}))?)$",
    re.IGNORECASE,
)
"""What belongs to a country before its name: an object of its own, "the rivers of ", and "de l'", "la "."""
_JOINT = re.compile(
    r"[\s,、;]*(?:(?:and|or|versus|vs\.?|with|to|as well as|et|ou|ainsi que|y|e|o|así como"
    r"|и|или|а также|और|तथा|و|أو|和|与|及|以及)\b[\s,]*)?",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:both|either|tant|tanto)\s+$", re.IGNORECASE)
_NOT = re.compile(
    r"[\s,、]*(?:but not|and not|unlike|except|mais pas|et non|à la différence d[eu]|contrairement [àa]u?x?"
    r"|pero no|y no|a diferencia de|而不是|而非|不同于)\s*$",
    re.IGNORECASE,
)
_THOSE = r"(?:\s+(?:that|those)(?:\s+(?:of|in))?)"
_THAN = re.compile(
    rf"(?P<verb>[\s,]*\b(?:compares?|differs?|different))\s+(?:with|to|from){_THOSE}?\s*$"
    rf"|[\s,]*(?:\b(?:compared\s+(?:with|to)|than){_THOSE}?|\b(?:with|to){_THOSE}|\bagainst"
    r"|\bpar rapport [àa]u?x?|\bcomparée?s?\s+[àa]u?x?|\bcomparad[oa]s?\s+con|\brespecto\s+a"
    r"|\b(?:в сравнении с|чем в|чем))\s*$",
    re.IGNORECASE,
)
"""What joins a country that another is compared with."""
_THEY = re.compile(r"\b(?:they|ils|elles|ellos|ellas)\b|他们|它们", re.IGNORECASE)
_ARTICLE_LAST = re.compile(rf"(?:{_ARTICLE})$", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:to|from|into|onto|towards?|via|vers|depuis|hacia|desde|из|от|к|في اتجاه)\s*$", re.IGNORECASE
)
"""What gives a country another part than the one before it: what is sent to it, received from it."""
_DO = re.compile(r"^do\s+", re.IGNORECASE)
"""An article before a country in Portuguese, a verb in English."""
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
        if own is None:
            its = _ARTICLE_LAST.search(text[: written.start])
            joint = _ARTICLE_LAST.sub("", joint) + (its[0] if its else "")
        ending = "'s" if possessive and not name.endswith("s") else ""
        asked = f"{before}{thing or first_object}{joint}{name}{ending}{rest}"
        asked = " ".join(asked.split())
        if not re.search(r"\s[?？]\s*$", text):
            asked = re.sub(r"[\s,]+([?？])$", r"\1", asked)
        found.append((asked, _INSIDE.sub("", name)))
    return tuple(found)


def stands_apart(text: str, mentions: Sequence[Mention], codes: Sequence[str]) -> bool:
    """Return whether countries play different parts, so that a question is not one for each of them.

    What one is compared with is no other part.

    >>> from agents.places import countries_in
    >>> one, other = "What does Canada export to India?", "How do India's forests compare with Kenya's?"
    >>> [stands_apart(own, countries_in(own), [m.code for m in countries_in(own)]) for own in (one, other)]
    [True, False]
    """
    run = _run(text, mentions, codes)
    at = run[-1].end
    for place in (one for one in mentions if one.start >= at and one.code in codes):
        before = text[at : place.start - len("".join(_lead(text, place, at)))]
        if _PART.search(before) and not _THAN.search(before):
            return True
        at = place.end
    return False


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
    joint = found["joint"] if found else ""
    if _DO.match(joint) and guess_language(text) == "en":
        joint = _DO.sub("", joint)
    return (found["object"] or "" if found else "", joint)


def _without(text: str, mentions: Sequence[Mention], start: int) -> str:
    """What follows, without the countries in it and what leads to them."""
    parts, at = [], start
    for place in (one for one in mentions if one.start >= start):
        lead = "".join(_lead(text, place, at))
        before = text[at : place.start - len(lead)]
        cut = _THAN.sub(lambda found: found["verb"] or "", _NOT.sub("", before))
        parts.append(
            re.sub(r"(?:\s(?:and|or|with|et|ou|avec|y|o|e|con|com|и|или|और)|[,、和与])\s*$", " ", cut)
            if cut == before
            else cut
        )
        at = place.end
    rest = "".join([*parts, text[at:]])
    return re.sub(r"^\s*,", "", rest) if parts else rest
