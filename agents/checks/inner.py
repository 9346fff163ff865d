"""References inside a text, "(Smith et al. 2015)": what they point to is cited in the page, not read."""

from __future__ import annotations

import re

from agents.claims import Outcome, Reason

Found = tuple[Outcome, Reason]
_NAME = r"[A-ZÀ-Þ][\w’'&.-]*[^\W\d_]"
_AUTHORS = (
    rf"{_NAME}(?:\s(?:et al\.?|and others|y otros|et autres|等)|(?:,?\s(?:and|&|y|et)\s{_NAME})"
    rf"|(?:\s{_NAME}){{0,2}})"
)
_YEAR = r"(?:19|20)\d\d[a-z]?"
_PATTERNS = (
    # Smith et al. (2015), Smith & Jones (2015)
    re.compile(
        rf"{_NAME}(?:\s(?:et al\.?|and others|等)|,?\s(?:and|&|y|et)\s{_NAME})?"
        rf",?\s?\({_YEAR}(?:[,;]\s?{_YEAR})*\)"
    ),
    # Smith et al. 2015, Smith et al., 2015
    re.compile(rf"{_NAME}(?:,\s{_NAME})*\s(?:et al\.?|and others),?\s{_YEAR}"),
    # each of (IPCC 2018; Smith and Jones, 2015: 12)
    re.compile(rf"(?<=[(;])\s?(?:see\s|e\.g\.,?\s|cf\.\s|voir\s|véase\s)?(?P<inner>{_AUTHORS},?\s{_YEAR})(?=[);:,])"),
    # （张等，2015）
    re.compile(rf"(?<=[（(;；])(?P<inner>[\u4e00-\u9fff]{{1,6}}等?[,，]\s?{_YEAR})(?=[)）;；])"),
    # according to Smith (2015) is the first; numbered ones
    re.compile(r"(?<=\w)\s?(?P<inner>\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\])(?!\s?%)"),
)  # fmt: skip
_NOT = re.compile(
    r"^(?:In|By|Since|Until|From|After|Before|Between|During|Article|Decision|Table|Figure|Box|Chapter|Section|Annex|Phase|Target|Goal|Act|Law"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|The|Of|En|Le|La|El|Año|Loi|Ley|Agenda|Vision|COP)\b"
)

_RANGE = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d\s?\[)\d[\d.,]*\s?\[\d+\s?[–-]\s?\d+\]$")
"""The range of a figure, "31 [21–36] Gt", which points to no source."""


def references(text: str) -> tuple[str, ...]:
    """Return the references that stand in a text, in order, each once.

    >>> references("Seas rise (IPCC 2018; Smith and Jones, 2015), as Lee et al. (2020) found.")
    ('IPCC 2018', 'Smith and Jones, 2015', 'Lee et al. (2020)')
    >>> references("It falls by 34 [21–57]% to 31 [21–36] Gt, as said before [3–5] and in 2015 [12].")
    ('[3–5]', '[12]')
    """
    plain = " ".join(text.split())
    found = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            inner = match["inner"] if "inner" in pattern.groupindex else match[0]
            if not _NOT.match(inner.strip()) and not _RANGE.search(plain[: match.end()]):
                at = match.start("inner") if "inner" in pattern.groupindex else match.start()
                found.append((at, inner.strip()))
    kept: list[tuple[int, str]] = []
    for at, own in sorted(found, key=lambda item: (item[0], -len(item[1]))):
        if all(at >= start + len(other) for start, other in kept):
            kept.append((at, own))
    return tuple(dict.fromkeys(own for _, own in kept))


def inner(claim: str, quote: str) -> tuple[Found, ...]:
    """Return the references of a claim that the quote has not; else those of the quote, as a remark.

    >>> found = inner("Seas rise (Smith et al. 2015).", "Seas rise.")
    >>> [(outcome.value, reason.said) for outcome, reason in found]
    [('lacks', 'Smith et al. 2015')]
    """
    here = references(quote)
    known = {_key(own) for own in here}
    foreign = [own for own in references(claim) if _key(own) not in known]
    if foreign:
        return tuple((Outcome.LACKS, Reason("inner_absent", own)) for own in foreign)
    return tuple((Outcome.AGREES, Reason("inner", "", own)) for own in here)


def _key(reference: str) -> str:
    return re.sub(r"\W+", " ", reference.casefold()).strip()
