"""A brief read across its sources: countries side by side, figures that differ, documents overtaken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from agents.brief import Brief
from agents.calibrated import terms
from agents.checks.figures import Figure
from agents.claims import Claim
from agents.conflicts import conflict, years_of
from agents.places import countries_in
from agents.plan import SubQuestion
from corpus.documents import Document, DocumentKind

_STATED_ONCE = (DocumentKind.NDC, DocumentKind.PLAN, DocumentKind.POLICY)
_DRAFT = re.compile(
    r"\b(?:draft|final|projet|version (?:finale|définitive)|borrador|versión final|zero order|first|updated"
    r"|revised|second|new|v(?:ersion)?\.? ?\d+)\b|草案|最终版?|定稿",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:\b(?:the|of|les?|la|el|los|las|du|des?|del|do|does|is|are|has|have)\s+|\b[dl]['’]\s*)+…",
    re.IGNORECASE,
)
_NDC = "ndc"
_ORDINALS = (
    r"\b(?:first|1st|première?|primera?)\b|第一",
    r"\b(?:second|2nd|deuxième|seconde|segunda?)\b|第二",
    r"\b(?:third|3rd|troisième|tercera?)\b|第三",
)
_IS_NDC = re.compile(
    r"\bi?NDCs?\b|\bCDN\b|nationally determined contribution|contribution déterminée au niveau national"
    r"|contribución determinada a nivel nacional|国家自主贡献",
    re.IGNORECASE,
)
_IS_DRAFT = re.compile(r"\b(?:draft|projet de|borrador)\b|草案", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Countries (alpha-3 codes) by what was asked; a cell is None where no source states it."""

    countries: tuple[str, ...]
    asked: tuple[str, ...]
    cells: tuple[tuple[Claim | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Figured:
    """A claim with the figure of it that differs from another's, and the years that it names."""

    claim: Claim
    figure: Figure
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims of different documents about the same thing whose figures differ, in reading order."""

    told: tuple[Figured, ...]


@dataclass(frozen=True, slots=True)
class Superseded:
    """A cited document, and a later one that takes its place."""

    older: Document
    newer: Document


def matrix(brief: Brief) -> Matrix | None:
    """Return country by question, where the question was split by country; None elsewhere."""
    own = [sub for sub in brief.plan.sub_questions if len(sub.countries) == 1]
    countries = tuple(dict.fromkeys(sub.countries[0] for sub in own))
    if len(countries) < 2:
        return None
    topics = _topics(own)
    asked: dict[str, list[SubQuestion]] = {}
    for sub in own:
        asked.setdefault(topics[sub], []).append(sub)
    found = {(sub.countries[0], topics[sub]): _claims_of(brief, sub) for sub in own}
    cells = tuple(
        tuple(_best(brief, found.get((country, topic), ())) for topic in asked) for country in countries
    )
    return Matrix(countries, tuple(map(_column, asked.values())), cells)


def disagreements(brief: Brief) -> tuple[Disagreement, ...]:
    """Return the claims whose figures differ though they speak of the same thing, in reading order.

    All that differ from one another of the same measure are one disagreement, however many they are.
    """
    groups: list[dict[Claim, Figure]] = []
    for one, other in combinations(brief.claims, 2):
        if {c.document_id for c in one.citations} & {c.document_id for c in other.citations}:
            continue
        figures = conflict(one.text, other.text)
        if not figures:
            continue
        mine, its = figures
        held = [
            group
            for group in groups
            if (one in group or other in group) and next(iter(group.values())).unit == mine.unit
        ]
        joined: dict[Claim, Figure] = {}
        for group in held:
            joined |= group
            groups.remove(group)
        groups.append({one: mine, other: its} | joined)
    place = {claim: at for at, claim in enumerate(brief.claims)}
    found = [
        Disagreement(
            tuple(
                Figured(claim, group[claim], years_of(claim.text))
                for claim in sorted(group, key=place.__getitem__)
            )
        )
        for group in groups
    ]
    return tuple(sorted(found, key=lambda one: place[one.told[0].claim]))


def superseded(brief: Brief) -> tuple[Superseded, ...]:
    """Return the cited documents that a later cited one takes the place of.

    One country's commitments, plans and policies of the same kind follow each other by year where their
    titles are alike but for words such as "first", "updated", "draft" or the year; a draft gives way to
    its final text of any kind.
    """
    cited = {citation.document_id for citation in brief.references}
    sources = [document for document in brief.sources if document.id in cited]
    found = [
        Superseded(older, newer)
        for older in sources
        for newer in sources
        if older.id != newer.id and _follows(newer, older)
    ]
    return tuple(sorted(found, key=lambda pair: (pair.older.name, pair.newer.year or 0)))


def vintage(claims: Sequence[Claim], sources: Sequence[Document]) -> tuple[int, ...]:
    """Return the years of the documents that claims rest on, each once, the oldest first."""
    years = {document.id: document.year for document in sources}
    cited = {citation.document_id for claim in claims for citation in claim.citations}
    return tuple(sorted({year for one in cited if (year := years.get(one)) is not None}))


def certainty_words(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return the calibrated terms of likelihood and confidence in the claims, each once, in their order."""
    found = (term for claim in claims for term in terms(claim.text).get("likelihood and confidence", ()))
    return tuple(dict.fromkeys(found))


def _open(sub: SubQuestion) -> str:
    """The sub-question with an ellipsis in the place of its country."""
    text = sub.text
    for place in reversed(countries_in(text)):
        text = f"{text[: place.start]}…{text[place.end :]}"
    return text


def _alike(sub: SubQuestion) -> str:
    """The same without what differs with the country alone: "the" United States, "du" Kenya, "de l'" Inde."""
    return " ".join(_ARTICLE.sub("…", _open(sub)).casefold().split())


def _topics(subs: Sequence[SubQuestion]) -> dict[SubQuestion, str]:
    """What each asks beside its country, and beside its year where every country has one of its own."""
    often = Counter((sub.countries[0], _undated(sub)) for sub in subs)
    return {
        sub: _undated(sub) if often[sub.countries[0], _undated(sub)] == 1 else _alike(sub) for sub in subs
    }


def _undated(sub: SubQuestion) -> str:
    return _years_of(sub).sub("…", _alike(sub))


def _years_of(sub: SubQuestion) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(str, sub.years)) or '(?!)'})\b")


def _column(subs: Sequence[SubQuestion]) -> str:
    """What a column asks, with the years of all its countries: "What did … emit in 2015 / 2016?"."""
    own = tuple(dict.fromkeys(sub.years for sub in subs))
    if len(own) == 1:
        return _open(subs[0])
    told = " / ".join(dict.fromkeys(str(year) for years in own for year in years))
    return _years_of(subs[0]).sub(told, _open(subs[0]), count=1)


def _claims_of(brief: Brief, sub: SubQuestion) -> tuple[Claim, ...]:
    answering = [search.sub_question for search in brief.searched if search.answered]
    if sub.text not in answering:
        return ()
    if len(answering) == 1:
        return brief.claims
    return tuple(claim for option in brief.options if option.heading == sub.text for claim in option.claims)


def _best(brief: Brief, claims: Sequence[Claim]) -> Claim | None:
    """The claim that answers best, as the bottom line has it: below, policies stand by their score."""
    return next((claim for claim in brief.bottom_line if claim in claims), next(iter(claims), None))


def _follows(newer: Document, older: Document) -> bool:
    if _bare(newer) != _bare(older) or newer.country != older.country:
        return False
    if _IS_DRAFT.search(older.name) and not _IS_DRAFT.search(newer.name):
        return (newer.year or 0) >= (older.year or 0)
    if newer.year is None or older.year is None or newer.year <= older.year or newer.country is None:
        return False
    if 0 < _ordinal(newer) < (_ordinal(older) or 0):
        return False
    return _bare(newer) == _NDC or (newer.kind == older.kind and newer.kind in _STATED_ONCE)


def _ordinal(document: Document) -> int:
    """The number that a title gives its document, 0 where it gives none."""
    found = [at for at, words in enumerate(_ORDINALS, 1) if re.search(words, document.name, re.IGNORECASE)]
    return found[0] if len(found) == 1 else 0


def _bare(document: Document) -> str:
    if document.country and (document.kind is DocumentKind.NDC or _IS_NDC.search(document.name)):
        return _NDC
    words = re.sub(r"\b(?:19|20)\d\d\b", " ", _DRAFT.sub(" ", document.name.casefold()))
    return " ".join(re.findall(r"\w+", words))
