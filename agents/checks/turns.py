"""Words that turn a figure: bounds before it, and whether it is a rise or a fall."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.checks.tables import HAN, table, whole

_END = r"\s?(?:US\$|\$|€|£|an additional\s|an estimated\s|another\s|un\s|a\s|the\s)?$"


_TABLE = table("turns")


def _before(parts: Sequence[str]) -> re.Pattern[str]:
    spaced = "|".join(part for part in parts if not HAN.search(part))
    han = "|".join(part for part in parts if HAN.search(part))
    return re.compile(rf"(?:(?<!\w)(?:{spaced}){_END}|(?:{han})(?:需要?|为|达到?)?\s?$)", re.IGNORECASE)


BOUNDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, _before(parts)) for name, parts in _TABLE["bounds"].items()
)
"""The bounds that may stand before a figure, those of several words first."""
_TURN = re.compile(rf"(?P<up>{whole(_TABLE['up'])})|(?P<down>{whole(_TABLE['down'])})", re.IGNORECASE)
_AFTER = re.compile(
    r"^\s?(?:(?P<up>above|over(?=\s\d{4})|higher|more|greater|increase|rise|growth|gain|par-dessus|au-dessus"
    r"|de plus|por encima|más)|(?P<down>below|lower|less|fewer|reduction|decrease|decline|cut|drop|fall"
    r"|en dessous|au-dessous|de moins|por debajo|menos))\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[;:。；，]|,\s(?:and|but|while|whereas|mais|pero|y|et)\s"
    r"|\b(?:while|whereas|but|alors que|mientras)\b",
    re.IGNORECASE,
)
_REACH = 70


def direction_of(text: str, start: int, end: int) -> str:
    """Return "up" or "down" for the figure at ``text[start:end]``, "" where no word tells.

    >>> text = "cut emissions by 43 % below 2019 levels"
    >>> direction_of(text, 17, 21), direction_of("a rise of 2 °C", 10, 14), direction_of("in 30 towns", 3, 5)
    ('down', 'up', '')
    """
    after = _AFTER.match(text[end : end + 30])
    if after:
        return "up" if after["up"] else "down"
    before = text[max(0, start - _REACH) : start]
    clause = _STOP.split(before)[-1] or ""
    found = list(_TURN.finditer(clause))
    return ("up" if found[-1]["up"] else "down") if found else ""


def turns(text: str) -> frozenset[str]:
    """Return which of "up" and "down" a text speaks of.

    >>> sorted(turns("Prices rise while demand falls."))
    ['down', 'up']
    """
    return frozenset("up" if found["up"] else "down" for found in _TURN.finditer(text))
