"""Countries that each have a year of their own: "Kenya in 2015 and India in 2016"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.places import Mention, countries_in

_YEAR = r"(?:19|20)\d\d"
_SPAN = re.compile(
    rf"\s*,?\s*(?:\b(?:in|for|by|during|en|pour|pendant|para|em|до|за|во?|عام|في عام|सन्?)\s+"
    rf"(?:the year\s+|l['’]année\s+|el año\s+|o ano\s+)?{_YEAR}(?:\s?(?:годах|году|год|г\.)|\s+में)?"
    rf"|\({_YEAR}\)|{_YEAR}(?:\s?年)?)(?![\d–-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paired:
    """A question without the years that its countries have, and each of them: code to words and place.

    A year that stood right behind a country's name is ``near``: it goes there again.
    """

    text: str
    years: Mapping[str, str]
    near: bool

    def with_year(self, asked: str, code: str, name: str) -> str:
        """Return the question about one country with its own year."""
        told = self.years[code].strip(" ,")
        at = asked.find(name) + len(name) if self.near and name in asked else None
        if at is None:
            at = len(asked.rstrip(" ?？.。"))
        between = "" if told[0] in "12" and told.endswith("年") else " "
        return f"{asked[:at]}{between}{told}{asked[at:]}"


def paired(text: str, codes: Sequence[str]) -> Paired | None:
    """Return the question and the year of each country; None where not every country has its own.

    >>> found = paired("What did Kenya emit in 2015 and India in 2016?", ("KEN", "IND"))
    >>> found and (found.text, dict(found.years))
    ('What did Kenya emit and India?', {'KEN': ' in 2015', 'IND': ' in 2016'})
    >>> paired("What did Kenya and India emit in 2016?", ("KEN", "IND")) is None
    True
    """
    mentions = [place for place in countries_in(text) if place.code in codes]
    if len(mentions) != len(codes):
        return None
    pieces = _pieces(text, mentions)
    if any(len(re.findall(_YEAR, text[place.end : after])) > 1 for place, after in pieces[:-1]):
        return None
    spans = [_year_of(text, place, after) for place, after in pieces]
    found = [span for span in spans if span]
    if len(found) != len(mentions):
        return None
    years = {place.code: span[0] for place, span in zip(mentions, found, strict=True)}
    near = all(place.end == span.start() for place, span in zip(mentions, found, strict=True))
    bare = text
    for span in reversed(found):
        bare = bare[: span.start()] + bare[span.end() :]
    return Paired(bare, years, near)


def _pieces(text: str, mentions: Sequence[Mention]) -> list[tuple[Mention, int]]:
    """Each country with where the next one begins."""
    return list(zip(mentions, [*(place.start for place in mentions[1:]), len(text)], strict=True))


def _year_of(text: str, place: Mention, end: int) -> re.Match[str] | None:
    return _SPAN.search(text, place.end, end)
