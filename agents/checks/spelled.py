"""Numbers that are spelled out, as digits: number words, fractions, multiples, Chinese numerals."""

from __future__ import annotations

import re
from functools import cache

from text_to_num import text2num

from agents.checks.tables import HAN, table

_TABLE = table("spelled")
_SMALL = {language: frozenset(own) for language, own in _TABLE["small"].items()}
_NUMBER_WORDS = {language: "|".join(parts) for language, parts in _TABLE["numbers"].items()}
_JOINT = {"en": r"(?:[\s-]and)?[\s-]", "fr": r"(?:[\s-]et)?[\s-]", "es": r"(?:\sy)?\s"}
_PERCENT = re.compile(r"\b(?P<head>per|pour|por)[\s-]?(?:cent|cien|ciento)\b", re.IGNORECASE)
_ROUGH = "≈"
"""Marks a fraction of thirds and the like, whose decimals go on for ever."""
_FRACTIONS = tuple(
    (re.compile("|".join(parts), re.IGNORECASE), digits) for digits, parts in _TABLE["fractions"]
)
_PARTS: dict[str, int] = _TABLE["parts"]
_PART = re.compile(rf"\b(\d)[ -]({'|'.join(_PARTS)})s\b", re.IGNORECASE)
_RATIO = re.compile(
    r"\b(\d{1,2}|(?:one|un|uno|une|una)(?: [a-z]+)?)[ -]"
    r"(?:in(?: every)?|out of(?: every)?|sur|de cada) (\d{1,4})\b"
    r"(?!\s?(?:%|per|°|[A-Za-z]*t\b))(?<!in [12]\d{3})",
    re.IGNORECASE,
)
_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_RUN = re.compile(
    r"百分之(?P<share>[\d.]+|[零〇一二两三四五六七八九十百点]+)"
    r"|(?P<year>[一二][零〇一二三四五六七八九]{3})(?=年)"
    r"|(?P<count>[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?)"
    r"(?=个?(?:百分点|[万亿]|吨|公顷|平方|公里|米|年|月|国|省|项|座|倍|人|度|摄氏度|兆瓦|吉瓦|千瓦|%))"
)


def tongue(text: str) -> str:
    """Return en, fr, es or zh, by the script and the small words; en where nothing tells.

    >>> tongue("reducir las emisiones en un 30 %"), tongue("到2030年"), tongue("43 % by 2030")
    ('es', 'zh', 'en')
    """
    if len(HAN.findall(text)) * 4 > len(text.replace(" ", "")):
        return "zh"
    found = re.findall(r"[^\W\d_]+", text.lower())
    counts = {name: sum(word in own for word in found) for name, own in _SMALL.items()}
    best = max(counts.values())
    return "en" if counts["en"] == best else next(name for name in counts if counts[name] == best)


def spelled(text: str, language: str) -> str:
    """Return a text with its number words as digits.

    >>> spelled("Twenty-five per cent of two hundred towns, two thirds of them small", "en")
    '25 % of 200 towns, ≈66.667 % of them small'
    >>> spelled("百分之四十三", "zh")
    '43 %'
    """
    plain = _PERCENT.sub("%", text)
    for pattern, digits in _FRACTIONS:
        plain = pattern.sub(digits, plain)
    if HAN.search(plain):
        plain = _HAN_RUN.sub(_han, plain)
    if language in _NUMBER_WORDS:
        plain = _runs(language).sub(lambda found: _digits(found[0], language), plain)
    plain = _PART.sub(lambda found: _percent(int(found[1]), _PARTS[found[2].lower()]), plain)
    return _RATIO.sub(_share, plain)


@cache
def _runs(language: str) -> re.Pattern[str]:
    word = _NUMBER_WORDS[language]
    return re.compile(
        rf"(?<![\w-])(?!one\b(?![\s-](?:hundred|thousand|million|billion|per\s?cent|%)))"
        rf"(?:{word})(?:{_JOINT[language]}(?:{word}))*(?![\w-]*[^\W\d_])"
        rf"|(?<=\d )(?:hundred)(?!\w)"
        rf"|(?<![\w-])(?:{word})(?=-(?:[a-z]+ed(?!\w)|year|day|fold|degree|month|hour))",
        re.IGNORECASE,
    )


def _digits(written: str, language: str) -> str:
    """A run of number words as digits; a scale alone, as in "5 thousand", stays for the scales."""
    if written.lower() in ("hundred", "thousand", "cent", "cents", "mil", "mille"):
        return written
    try:
        return str(
            text2num(written.lower().replace("-", " ") if language == "en" else written.lower(), language)
        )
    except ValueError:
        return written


def _share(found: re.Match[str]) -> str:
    part, whole = int(found[1]) if found[1].isdigit() else 1, int(found[2])
    return _percent(part, whole) if 0 < part < whole else found[0]


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole
    return f"{share:g} %" if 100 * part % whole == 0 else f"{_ROUGH}{share:.3f} %"


def _han(found: re.Match[str]) -> str:
    if found["share"]:
        own = found["share"]
        return f"{own if own[0].isdigit() else _han_value(own)} %"
    if found["year"]:
        return "".join(str(_HAN_DIGITS[sign]) for sign in found["year"])
    return _han_value(found["count"])


def _han_value(written: str) -> str:
    whole, _, rest = written.partition("点")
    total, digit = 0, 0
    for sign in whole:
        if sign in _HAN_TENS:
            total += (digit or 1) * _HAN_TENS[sign]
            digit = 0
        else:
            digit = digit * 10 + _HAN_DIGITS[sign] if digit and total == 0 else _HAN_DIGITS[sign]
    decimals = "".join(str(_HAN_DIGITS[sign]) for sign in rest)
    return f"{total + digit}.{decimals}" if decimals else str(total + digit)
