"""How a document asks to be cited, read into title, year and who wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASKS = re.compile(
    r"(?:should|must|to|can|may|shall) be (?:cited|referenced|quoted)(?: as(?: follows)?)?\s*:?|"
    r"\b(?:suggested|recommended|preferred|required|proposed)\s+(?:form of\s+)?citation\s*:?|"
    r"\b(?:please )?cite (?:this )?(?:\w+ ){0,3}as(?: follows)?\s*:?|^citation\s*:|"
    r"\b(?:debe|puede) citarse como\s*:?|\bcita (?:recomendada|sugerida)\s*:?|"
    r"\bforma (?:recomendada )?de citar\s*:?|"
    r"\bcitation (?:recommandée|suggérée)\s*:?|\bà citer comme suit\s*:?|\bpour citer ce[\w ]{0,20}\s*:|"
    r"建议引用格式?[:：]?|引用格式[:：]?",
    re.IGNORECASE | re.MULTILINE,
)
_YEAR = re.compile(r"[\s(,.（]\(?((?:19|20)\d\d)[a-z]?\)?\s*[).:,;：）．。]")
_EDITORS = re.compile(r"\s*\[[^\]]{3,1500}\]|\s*\((?:eds?|dirs?|coords?)\.?\)\.?,?", re.IGNORECASE)
_WITHIN = re.compile(r"[.,]\s+In:?\s+(?:[A-Z][\w.& -]{1,60}, (?:19|20)\d\d:\s*)?")
# Where a title ends: a sentence's end, the publisher, a series, a link.
_TITLE_ENDS = re.compile(
    r"[.。](?=\s|$|https?:)|[”\"]|[,.]’|’[,.]|,\s+(?:[A-Z]\w+ ){0,4}(?:Publishing|Press|Publications?|Agency|"
    r"Bank|"
    r"Programme|Organi[sz]ation|Institute|Secretariat|Ministry|University|Commission)\b|"
    r"\s+(?:doi|https?)\s*:|,\s+pp?\.|\s+\((?:vol|report|working paper)\b|"
    r",\s+[A-Z][a-z]+(?:,\s+[A-Z][a-z]+)?\.\s",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:no|vol|st|dr|mr|ms|vs|art|ch|ed|u\.s|u\.k|nr|n)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Citing:
    """``container`` is the whole that ``title`` is a part of, None where it is the whole itself.

    ``text`` is the citation, with what follows it.
    """

    title: str
    year: int
    authors: str
    text: str
    container: str | None = None


def _title(text: str) -> str:
    """Return the title that a text begins with, without what follows it."""
    text = text.strip(" .:,;“‘\"'《")
    at = 0
    while ends := _TITLE_ENDS.search(text, at):
        if not (ends.group()[0] == "." and _ABBREVIATED.search(text[: ends.start()])):
            return text[: ends.start()].strip(" ,.;:”’\"'》")
        at = ends.end()
    return text.strip(" ,.;:”’\"'》") if len(text) < 250 else ""


def citing(text: str) -> Citing | None:
    """Return the citation that a text asks for, or None where it asks for none that can be read.

    >>> citing("Cite this report as: FAO. 2022. State of Forests 2022. Rome.").title
    'State of Forests 2022'
    """
    for ask in _ASKS.finditer(text):
        wanted = " ".join(text[ask.end() : ask.end() + 1200].split())
        year = _YEAR.search(f" {wanted[:500]}")
        if not year:
            continue
        authors = wanted[: max(year.start() - 1, 0)].strip(" ,.:(")
        work = _EDITORS.sub(" ", wanted[year.end() - 1 :]).strip(" .:,")
        part, within, whole = _split_within(work)
        title, container = _title(part), _title(whole) if within else ""
        if _whole(title):
            return Citing(
                title, int(year.group(1)), authors, wanted[:700], container if _whole(container) else None
            )
    return None


def _split_within(work: str) -> tuple[str, bool, str]:
    within = _WITHIN.search(work[:400])
    return (work[: within.start()], True, work[within.end() :]) if within else (work, False, "")


def _whole(title: str) -> bool:
    return 6 <= len(title) <= 250 and sum(map(str.isalpha, title)) > 0.5 * len(title)
