"""The year in which a document came out, as it states it; never later than its file was made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MONTHS = (
    "january february march april may june july august september october november december "
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre "
    "janeiro fevereiro março maio junho julho setembro outubro novembro dezembro "
    "januar februar märz juni juli oktober dezember "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
)
_SHORT = r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ene|abr|ago|dic)\.?"
_MONTH = rf"(?:{'|'.join(_MONTHS.split())}|{_SHORT})"
_YEAR = r"((?:19|20)\d\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º)?\.?"
_MONTH_YEAR = rf"{_MONTH},?\s+(?:de |of )?{_YEAR}"

_TITLE_YEAR = re.compile(rf"(?<![\d/–-]){_YEAR}(?!\d|[–-]\d|/\d\d)")
_PERIOD = re.compile(rf"(?<![\d/]){_YEAR}\s?[–-]\s?(?:19|20)?\d\d(?!\d)")
# Years that a title aims at or counts from, and what follows the word that says where it was held.
_AIMED_AT = re.compile(
    r"\b(?:vision|agenda|horizon(?:te)?|programme|programa|повестка\w*[\w ]*|by|until|towards?|between|since|"
    r"from|beyond|après|para|hacia|a|à|d['’]ici|до|к|на период до|bis)\s+(?:19|20)\d\d"
    r"(?:\s+(?:and|y|et)\s+(?:19|20)\d\d)?|"
    r"\b(?:held|celebrad\w+|tenue?|состоявш\w+)\b.*|"
    r"(?:19|20)\d\d\s?年(?:可持续|议程|目标|愿景)|لعام 20[3-9]\d",
    re.IGNORECASE,
)
# Lines that are a date and nothing else: "2014", "Published on 3 May 2021", "Brasília, maio de 2016",
# "March 4, 2020", "2021年10月", "3.5.2021", "Digest of 2026-11-23".
_DATE_LINES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\W*{_YEAR}\W*$",
        r"^\W*(?:(?:dated|date|published|issued|adopted|updated|version|revised|draft)\b[\s:,]*)?"
        r"(?:(?:on|the|in|of|du|de|vom) |[^\W\d_][\w .'-]{2,25},\s+)*(?:\w+day,?\s+)?"
        rf"(?:{_DAY},?\s+(?:de |of )?)?{_MONTH}(?:\s+{_DAY})?,?\s+(?:de |of )?{_YEAR}\b"
        r"\W*(?:\w{1,12}\W*)?$",
        rf"^\W*{_YEAR}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?\W*$",
        rf"^\W*\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}\W*$",
        rf"^\W*(?:[^\W\d_]+ ){{0,3}}{_YEAR}-\d\d-\d\d\b",
    )
)
# A line, or a bracket, that opens with what was done to the document then; a Chinese file number or adoption.
_DATED = re.compile(
    r"(?:^|[(\[])\W*(?:to be )?(?:dated|adopted|approved|published|issued|gazetted|promulgated|submitted|"
    r"assent\w*|publicad\w+|aprobad\w+|promulgad\w+|adoptée?|publiée?|promulguée?)\b[^\n.;]{0,110}?"
    rf"{_MONTH_YEAR}\b|〔{_YEAR}〕\s?\d+\s?号|[（(]{_YEAR}年\d{{1,2}}月\d{{1,2}}日",
    re.IGNORECASE | re.MULTILINE,
)
# The copyright's year; a serial number with the date of its issue ("PE 733.513 – July 2024").
_IMPRINT = re.compile(
    rf"(?:©|\(c\)|copyright)[^\n]{{0,60}}?{_YEAR}\b|"
    rf"\b(?:PE|No\.?|Issue|Volume|arXiv:)\s?[\w.:/-]{{3,20}}(?:\s\[[\w.-]+\])?\s+(?:[–-]\s+)?"
    rf"(?:{_DAY}\s+)?{_MONTH}\s+{_YEAR}\b",
    re.IGNORECASE,
)
_UN_DATE = re.compile(rf"Distr\.?[\s\S]{{0,80}}?{_DAY}\s+(?:de )?{_MONTH_YEAR}", re.IGNORECASE)
_LAW_YEAR = re.compile(
    r"\b(?:act|regulations?|rules|order|ordinance|bill|code|notification|decree|policy|law)\b[\w ]{0,12}?"
    rf",?\s+\(?{_YEAR}\)?|\bno\. ?\d+ of {_YEAR}|"
    rf"\b(?:ley|loi|lei|decreto|décret)\b[^\n]{{0,40}}?\bn[°ºo.]+\s?[\d.]+[-/ ]{_YEAR}",
    re.IGNORECASE,
)
_EDITION = re.compile(rf"[（(]\s?{_YEAR}\s?年?(?:版|修订|修正|试行|edition)?\s?[）)]|{_YEAR}\s?年(?:度|版)")


def _first(pattern: re.Pattern[str], text: str, latest: int) -> int | None:
    for match in pattern.finditer(text):
        year = int(next(filter(None, match.groups())))
        if year <= latest:
            return year
    return None


def made_in(raw_dates: Iterable[str | None]) -> int | None:
    """Return the latest year in a file's own dates ("D:20230404125644Z"), or None where it has none."""
    years = [
        int(match.group(1)) for date in raw_dates if date and (match := re.match(r"\D*((?:19|20)\d\d)", date))
    ]
    return max(years, default=None)


def of_un_document(text: str) -> int | None:
    """Return the year in which a document of the United Nations was distributed.

    >>> of_un_document("Distr.: General 8 March 2022")
    2022
    """
    return _first(_UN_DATE, text, 9999)


def year(title: str, lines: Sequence[str], text: str, made: int | None, *, law: bool = False) -> int | None:
    """Return the year of publication.

    Args:
        title: it may name the year, or one that it aims at, which is not it.
        lines: the heading lines, where a date stands by itself.
        text: the first pages.
        made: the year in which the file was made; a later one is none of publication.
        law: an act carries its year, and the pages before it tell of its print.
    """
    latest = 9999 if made is None else made + 1
    told = _AIMED_AT.sub(" ", title)
    tries = [(_EDITION, told), (_TITLE_YEAR, told)]
    if law:
        tries += [(_LAW_YEAR, line) for line in lines[:12] if len(line) <= 60] + [(_DATED, text[:600])]
    tries += [(date, line) for line in lines for date in _DATE_LINES]
    tries += [(_IMPRINT, text), (_DATED, text[:1500])]
    tries += [(_PERIOD, told)]
    for pattern, where in tries:
        if found := _first(pattern, where, latest):
            return found
    return None
