"""Words that turn a figure: bounds before it, and whether it is a rise or a fall."""

from __future__ import annotations

import re

_END = r"\s?(?:US\$|\$|€|£|an additional\s|another\s|un\s|a\s|the\s)?$"


def _before(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words}){_END}", re.IGNORECASE)


BOUNDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "most",
        _before(
            r"up to|at most|no more than|not more than|not exceeding|(?:not|never) exceed|(?:no|not) greater than|a maximum of|maximum"
            r"|at the most|as much as|limited to|au plus|jusqu'[àa]|un maximum de|maximum de|ne dépass\w+ pas|como máximo|hasta|a lo sumo|no más de|un máximo de"
        ),
    ),
    (
        "least",
        _before(
            r"at least|no less than|not less than|no fewer than|a minimum of|minimum|as many as|au moins|un minimum de|al menos"
            r"|por lo menos|como mínimo|un mínimo de|no menos de"
        ),
    ),
    (
        "above",
        _before(
            r"more than|over|exceeding|exceeds?|exceeded|(?:great|larg|old|high|long|bigg)er than|above|pass(?:es|ed)|beyond|upwards of|plus de|supérieure? à|dépass\w+|más de|superior a|supera\w*"
        ),
    ),
    (
        "below",
        _before(
            r"less than|fewer than|under|below|(?:low|small|young|short)er than|within|moins de|inférieure? à|menos de|inferior a|por debajo de"
        ),
    ),
    (
        "about",
        _before(
            r"about|around|approximately|roughly|some|circa|ca\.|nearly|almost|close to|an estimated|estimated at|environ|près de|quelque|à peu près|autour de"
            r"|cerca de|alrededor de|aproximadamente|casi|unos|unas|unos"
        ),
    ),
    ("most", re.compile(r"(?:至多|最多|不超过|不高于|不多于)\s?$")),
    ("least", re.compile(r"(?:至少|不少于|不低于|最少)\s?$")),
    ("above", re.compile(r"(?:超过|高于|大于|多于|逾)\s?$")),
    ("below", re.compile(r"(?:低于|少于|小于|不到|不足)\s?$")),
    ("about", re.compile(r"(?:大约|约|近|接近|左右)\s?$")),
)
_UP = (
    r"increas\w*|rais(?:e|es|ed|ing)|ris(?:e|es|ing|en)|rose|gr[eo]w(?:s|th|ing|n)?|expand\w*|gain(?:s|ed)?|climb\w*"
    r"|higher|greater|up(?! to)|more(?! than)|augment\w*|hausse|accro\w*|élev\w+|supérieur\w*|aument\w*|sub(?:ir|e|ió|irá|ido)|crec\w+"
    r"|increment\w*|elev\w+|mayor(?:es)?"
)
_DOWN = (
    r"decreas\w*|reduc\w*|fall(?:s|ing|en)?|fell|declin\w*|drop(?:s|ped|ping)?|lower\w*|cut(?:s|ting)?|shr[aiu]nk\w*"
    r"|fewer(?! than)|less(?! than)|diminu\w*|los(?:t|e|es|s)|rédui\w*|baiss\w*|réduction\w*|recul\w*|inférieur\w*|disminu\w*|reduj\w*"
    r"|ca(?:er|e|yó|ído|ída)|baj(?:ar|a|ó|ará|ado)|descen\w+|menor(?:es)?|down"
)
_UP_HAN, _DOWN_HAN = (
    r"增加|增长|上升|提高|提升|升高|上涨|增至|升至",
    r"减少|下降|降低|减排|下跌|削减|缩减|降至|减至",
)
_TURN = re.compile(
    rf"(?P<up>(?<![\w-])(?:{_UP})(?!\w)|{_UP_HAN})|(?P<down>(?<![\w-])(?:{_DOWN})(?!\w)|{_DOWN_HAN})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\s?(?:(?P<up>above|over(?=\s\d{4})|higher|more|greater|par-dessus|au-dessus|de plus|por encima|más|increase|rise|growth|gain)"
    r"|(?P<down>below|lower|less|fewer|en dessous|au-dessous|de moins|por debajo|menos|reduction|decrease|decline|cut|drop|fall))\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[;:。；，]|,\s(?:and|but|while|whereas|mais|pero|y|et)\s|\b(?:while|whereas|but|alors que|mientras)\b",
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
