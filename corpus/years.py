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
_TITLE_YEAR = re.compile(r"(?<![\d/–-])((?:19|20)\d\d)(?!\d|[–-]\d|/\d\d)")
_PERIOD = re.compile(r"(?<![\d/])((?:19|20)\d\d)\s?[–-]\s?(?:(?:19|20)?\d\d)(?!\d)")
# Years that a title aims at, counts from, or in which what it tells of took place.
_AIMED_AT = re.compile(
    r"\b(?:vision|agenda|horizon(?:te)?|programme|programa|повестка\w*[\w ]*|by|until|towards?|between|since|from|"
    r"beyond|après|para|hacia|a|à|d'ici|d’ici|до|к|на период до|bis)\s+(?:20\d\d|19\d\d)(?:\s+(?:and|y|et)\s+(?:19|20)\d\d)?|"
    r"\b(?:held|celebrad\w+|tenue?|состоявш\w+)\b.*|(?:19|20)\d\d\s?年(?:可持续|议程|目标|愿景)|لعام 20[3-9]\d",
    re.IGNORECASE,
)
# A line that is a date: a month and a year, a day too, a year alone, a Chinese date.
_DATE_LINE = re.compile(
    rf"^\W*(?:(?:dated|date|published|issued|adopted|updated|version|revised|draft)\b[\s:,]*(?:on |the |in )*)?"
    rf"(?:of |du |de |vom |[^\W\d_][\w .'-]{{2,25}},\s+)?(?:\w+day,?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\.?,?\s+(?:de |of )?)?{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?"
    rf",?\s+(?:de |of |г\. )?((?:19|20)\d\d)\b\W*(?:\w{{1,12}}\W*)?$|"
    r"^\W*((?:19|20)\d\d)\W*$|^\W*((?:19|20)\d\d)\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?\W*$|"
    r"^\W*\d{1,2}[./]\d{1,2}[./]((?:19|20)\d\d)\W*$|^\W*(?:[^\W\d_]+ ){0,3}((?:19|20)\d\d)-\d\d-\d\d\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"(?:^|[(\[])\W*(?:to be )?(?:dated|adopted|approved|published|issued|gazetted|promulgated|submitted|assent\w*|publicad\w+|aprobad\w+|"
    rf"promulgad\w+|adoptée?|publiée?|promulguée?)\b[^\n.;]{{0,110}}?{_MONTH},?\s+(?:de )?((?:19|20)\d\d)\b|"
    r"〔((?:19|20)\d\d)〕\s?\d+\s?号|[（(]((?:19|20)\d\d)年\d{1,2}月\d{1,2}日",
    re.IGNORECASE | re.MULTILINE,
)
_IMPRINT = re.compile(
    rf"(?:©|\(c\)|copyright)[^\n]{{0,60}}?((?:19|20)\d\d)\b|\b(?:PE|No\.?|Issue|Volume|arXiv:)\s?[\w.:/-]{{3,20}}"
    rf"(?:\s\[[\w.-]+\])?\s+(?:[–-]\s+)?(?:\d{{1,2}}\s+)?{_MONTH}\s+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_UN_DATE = re.compile(
    rf"Distr\.?:?\s*(?:general|limited|limitada|générale|limitée|restricted|общая|عام)?[\s\S]{{0,60}}?"
    rf"\d{{1,2}}\s+(?:de )?{_MONTH}\s+(?:de )?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_LAW_YEAR = re.compile(
    r"\b(?:act|regulations?|rules|order|ordinance|bill|code|notification|decree|policy|law)\b[\w ]{0,12}?,?\s+"
    r"\(?((?:19|20)\d\d)\)?|\bno\. ?\d+ of ((?:19|20)\d\d)|(?:ley|loi|lei|decreto|décret)\b[^\n]{0,40}?\bn[°ºo.]+\s?"
    r"[\d.]+[-/ ]((?:19|20)\d\d)",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"[（(]\s?((?:19|20)\d\d)\s?年?(?:版|修订|修正|试行|edition)?\s?[）)]|((?:19|20)\d\d)\s?年(?:度|版)"
)


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
    tries += [(_DATE_LINE, line) for line in lines]
    tries += [(_IMPRINT, text), (_DATED, text[:1500])]
    tries += [(_PERIOD, told)]
    for pattern, where in tries:
        if found := _first(pattern, where, latest):
            return found
    return None
