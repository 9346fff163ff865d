"""What a file says of itself: title, publisher, year, country, language, kind; None where nothing says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpus.documents import DocumentKind, Page
from corpus.hygiene import clean_line

if TYPE_CHECKING:
    from lingua import LanguageDetector


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found; None is unknown."""

    title: str | None = None
    publisher: str | None = None
    year: int | None = None
    country: str | None = None
    kind: DocumentKind | None = None


def label(raw: str | None) -> str | None:
    """Return a printed page label fit to be shown, or None."""
    return clean_line(raw)[:20] or None if raw else None


@cache
def _detector() -> LanguageDetector:
    # Imported when first needed: commands that read no PDF do without it.
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = "EN FR ES PT DE IT NL ZH JA KO AR FA RU UK HI BN UR ID VI TH TR SW HE PL"
    chosen = [getattr(IsoCode639_1, code) for code in codes.split()]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*chosen).with_low_accuracy_mode().build()


def language(text: str) -> str | None:
    """Return the BCP 47 tag of a text's language, or None where there is too little of it."""
    sample = clean_line(re.sub(r"[\d\W]+", " ", text[:200_000]))[:6000]
    if len(sample) < 20:
        return None
    found = _detector().detect_language_of(sample)
    return found.iso_code_639_1.name.lower() if found else None


def find(
    raw: Mapping[str, str],
    pages: Sequence[Page],
    large: Sequence[tuple[str, float, float]],
    language: str | None,
) -> Facts:
    """Return the facts that the metadata and the first pages state; what they do not state is None."""
    opening = "\n".join(page.text for page in pages[:2])[:6000]
    title = _title(raw, large)
    head = f"{title or ''}\n{opening[:2500]}"
    publisher, country = _publisher(head)
    return Facts(title, publisher, _year(title or "", opening), country, _kind(title or "", opening[:2500]))


_FILE_TITLE = re.compile(
    r"microsoft |powerpoint|untitled|document\d*$|presentation|slide \d|layout \d|"
    r".*\.(?:docx?|indd|p65|wpf|pdf|pptx?|qxd)\b|"
    r"[\w/.-]+$|world bank document",
    re.IGNORECASE,
)
# Large print on a first page that names the publisher, or nothing.
_GENERIC = re.compile(
    r"(?:united|nations|briefing|annexes|foreword|contents|table of contents|world bank group|[\W\d_]+)$|"
    r"(?:the )?(?:ministry|department|presidency|republic|government) ?\b|.*\bFCCC/|framework convention|"
    r"[^()]*\([A-Z][^()]+\),|"
    r".*@|.*\w[.。]$|[‘“'\"«].*[’”'\"»]$",  # an address, a sentence, a motto
    re.IGNORECASE,
)
_CUT_SHORT = re.compile(
    r".*\b(?:and|of|the|for|in|to|on|with|et|de|du|des|la|les|y|del|el|los)$", re.IGNORECASE
)
_LONGEST_TITLE = 250


def _title(raw: Mapping[str, str], large: Sequence[tuple[str, float, float]]) -> str | None:
    """Return the metadata's title unless it is a file's name, else the largest print of the first page."""
    stated = clean_line(raw.get("Title", ""))
    if 8 <= len(stated) <= _LONGEST_TITLE and not _FILE_TITLE.match(stated):
        return stated
    lines = [(clean_line(text), size) for text, size, _ in large]
    lines = [
        (text, size) for text, size in lines if sum(map(str.isalpha, text)) >= 3 and not _GENERIC.match(text)
    ]
    if not lines:
        return None
    usual = sorted(size for _, size in lines)[len(lines) // 2]
    largest = max(size for _, size in lines)
    if largest < 1.15 * usual and len(lines) > 6:
        return None
    first = next(index for index, (_, size) in enumerate(lines) if size == largest)
    parts = []
    for text, size in lines[first : first + 6]:
        if size < 0.88 * largest:
            break
        parts.append(text)
    title = " ".join(parts)
    whole = 6 <= len(title) <= _LONGEST_TITLE and " " in title and not _CUT_SHORT.match(title)
    return title if whole and not _GENERIC.match(title) else None


_PUBLISHERS: tuple[tuple[str, str], ...] = (
    (r"\bIPCC\b|Intergovernmental Panel on Climate Change|\bGIEC\b", "IPCC"),
    (r"\bFCCC/|\bUNFCCC\b|Framework Convention on\s+Climate Change", "UNFCCC"),
    (r"European Parliamentary Research Service", "European Parliament"),
    (r"European Commission", "European Commission"),
    (r"World Bank", "World Bank"),
    (r"United Nations Environment Programme|\bUNEP\b", "UNEP"),
    (r"Food and Agriculture Organization", "FAO"),
    (r"\bIPBES\b", "IPBES"),
    (r"International Energy Agency", "IEA"),
    (r"\bOECD\b", "OECD"),
)
_GOVERNMENT = re.compile(
    r"\b(?:government|republic|kingdom|commonwealth) of (?:the )?([a-z]+(?: [a-z]+)?)", re.IGNORECASE
)


def _publisher(head: str) -> tuple[str | None, str | None]:
    """Return the publisher and its country; an international body has none."""
    for named in _GOVERNMENT.finditer(head[:1200]):
        words = named.group(1).split()
        for name in (" ".join(words), words[0]):
            if country := _country(name):
                return f"Government of {country[1]}", country[0]
    if re.search(r"gazette of india", head, re.IGNORECASE):
        return "Government of India", "IND"
    found = [(match.start(), name) for what, name in _PUBLISHERS if (match := re.search(what, head))]
    return (min(found)[1] if found else None), None


def _country(name: str) -> tuple[str, str] | None:
    import pycountry

    try:
        found = pycountry.countries.lookup(name)
    except LookupError:
        return None
    return str(found.alpha_3), str(getattr(found, "common_name", found.name))


_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|janv|févr|mars|avr|mai|juin|juil|août|déc)"
    r"[a-zéû.]*"
)
_DATED = re.compile(rf"{_MONTH},?(?: de)? ((?:19|20)\d\d)\b|©\s*(?:[A-Z]\w+ )*((?:19|20)\d\d)", re.IGNORECASE)
_ALONE = re.compile(r"^\W*((?:19|20)\d\d)\W*$", re.MULTILINE)
_IN_TITLE = re.compile(r"(?<![\d/])((?:19|20)\d\d)(?!\d)")
# Years that a title aims at or counts between, not the one in which it came out.
_AIMED_AT = re.compile(
    r"\b(?:vision|agenda|horizon|by|until|towards?|between|since|après|para|hacia)\s+(?:19|20)\d\d"
    r"(?:\s+and\s+(?:19|20)\d\d)?",
    re.IGNORECASE,
)


def _year(title: str, opening: str) -> int | None:
    """Return the year that the title names, else a line of its own, else the first date or copyright line."""
    told = _AIMED_AT.sub("", title)
    for pattern, text in ((_IN_TITLE, told), (_ALONE, opening[:1500]), (_DATED, opening)):
        if match := pattern.search(text):
            return int(next(filter(None, match.groups())))
    match = re.search(
        r"\b(?:Act|Policy|Climate Change),?\s+((?:19|20)\d\d)\b|（?((?:19|20)\d\d) ?年", opening[:1500]
    )
    return int(match.group(1) or match.group(2)) if match else None


_KINDS: tuple[tuple[str, DocumentKind], ...] = (
    (r"^(?:annex \w+:? )?glossary\b(?!\W*\d)", DocumentKind.GLOSSARY),
    (r"\bdigest\b", DocumentKind.DIGEST),
    (
        r"action taken by the conference|medidas adoptadas por la conferencia|\bdecisions? adopted",
        DocumentKind.DECISION,
    ),
    (
        r"\bESG\b|environmental,? social and governance|sustainability report|annual report",
        DocumentKind.COMPANY_REPORT,
    ),
    (
        r"summary for policymakers|assessment report|résumé à l['’]intention des décideurs",
        DocumentKind.ASSESSMENT,
    ),
    (r"synthesis report", DocumentKind.REPORT),
    (r"\b(?:first|updated|second|intended)?\s*nationally determined contribution\b", DocumentKind.NDC),
    (r"\bact,? (?:no|\d{4})|\bgazette\b|\bnotification\b|\bley\b|\bloi n", DocumentKind.LAW),
    (r"\bparis agreement$|\bprotocol$|^convention", DocumentKind.TREATY),
    (r"\bbriefing\b", DocumentKind.BRIEFING),
    (r"national \w+ policy|national policy|\bpolicy\b.*\b\d{4}", DocumentKind.POLICY),
    (r"action plan|\bstrategy\b|\broadmap\b|guidelines", DocumentKind.PLAN),
    (r"\breport\b|\binforme\b|\brapport\b", DocumentKind.REPORT),
)


def _kind(title: str, opening: str) -> DocumentKind | None:
    """Return the sort of publication that the title, else the opening, names."""
    for text in (title, opening[:1200]):
        for what, kind in _KINDS:
            if re.search(what, text, re.IGNORECASE):
                return kind
    return None
