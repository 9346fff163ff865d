"""Profile of an option: who is named, how the tools read it, how sure it is; counted from the brief alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from agents.brief import Brief, Option
from agents.calibrated import terms
from agents.checks.figures import read
from agents.claims import Claim, Support
from agents.compare import disagreements, vintage
from agents.places import countries_in
from agents.readings import Part, ToolReading
from agents.verify import plain

MOST_COUNTRIES = 12
NO_RISK = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A country in the evidence of an option: in its sentences, with their years, or by its document alone.

    ``claims`` are those that name it, or that cite a document of it; ``years`` stand in those sentences,
    or are those of the documents.
    """

    country: str
    in_words: bool
    years: tuple[int, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The strongest policy score of an option's sentences, from 0 to 100, with its parts."""

    value: float
    lowest: float
    parts: tuple[Part, ...]
    claim: Claim


@dataclass(frozen=True, slots=True)
class Risk:
    """The hazards that an option's sentences are about, and the highest grade of risk, None without any."""

    hazards: tuple[str, ...]
    grade: int | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Certainty:
    """Counts of what an option rests on.

    ``agree`` documents say what another one says too, ``differ`` give another figure than one of the
    option's. ``terms`` are the calibrated ones of its sentences, as they stand, with how often.
    """

    documents: int
    citations: int
    partial: int
    agree: int
    differ: int
    years: tuple[int, ...]
    terms: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """All of it; ``policy`` and ``risk`` are None where no tool says anything."""

    named: tuple[Named, ...]
    policy: Score | None
    risk: Risk | None
    certainty: Certainty


def profile(option: Option, brief: Brief) -> Profile:
    """Return the profile of one option, a function of the brief alone."""
    return Profile(
        _named(option.claims, brief),
        _policy(option.claims),
        _risk(option.claims),
        _certainty(option.claims, brief),
    )


def to_json(own: Profile, place: Callable[[Claim], int]) -> dict[str, Any]:
    """Return a profile as plain JSON values; ``place`` gives the position of a claim."""
    policy, risk, sure = own.policy, own.risk, own.certainty
    return {
        "named": [
            {
                "country": one.country,
                "in_words": one.in_words,
                "years": list(one.years),
                "claims": [place(claim) for claim in one.claims],
            }
            for one in own.named
        ],
        "policy": policy
        and {
            "value": policy.value,
            "lowest": policy.lowest,
            "parts": [{"name": p.name, "share": p.share, "weight": p.weight} for p in policy.parts],
            "claim": place(policy.claim),
        },
        "risk": risk
        and {
            "hazards": list(risk.hazards),
            "grade": risk.grade,
            "claims": [place(claim) for claim in risk.claims],
        },
        "certainty": {
            "documents": sure.documents,
            "citations": sure.citations,
            "partial": sure.partial,
            "agree": sure.agree,
            "differ": sure.differ,
            "years": list(sure.years),
            "terms": [{"term": term, "count": count} for term, count in sure.terms],
        },
    }


def _named(claims: Sequence[Claim], brief: Brief) -> tuple[Named, ...]:
    """Countries of the sentences first, then those that are known by their documents alone."""
    said: dict[str, tuple[dict[int, None], dict[Claim, None]]] = {}
    held: dict[str, tuple[dict[int, None], dict[Claim, None]]] = {}
    sources = {document.id: document for document in brief.sources}
    for claim in claims:
        for text in _sentences(claim):
            years = [int(own.value) for own in read(text).figures if own.unit == "date"]
            for place in countries_in(text):
                _add(said, place.code, years, claim)
        for citation in claim.citations:
            document = sources.get(citation.document_id)
            if document is not None and document.country:
                _add(held, document.country, [document.year] if document.year else [], claim)
    listed = [
        Named(code, words, tuple(sorted(years)), tuple(named))
        for words, found in ((True, said), (False, held))
        for code, (years, named) in found.items()
        if words or code not in said
    ]
    return tuple(listed[:MOST_COUNTRIES])


def _sentences(claim: Claim) -> tuple[str, ...]:
    """What a claim says: its quotes where it is one of them, else, reworded or edited, its own text."""
    quotes = tuple(citation.quote for citation in claim.citations)
    return quotes if plain(claim.text) in map(plain, quotes) else (claim.text,)


def _add(
    found: dict[str, tuple[dict[int, None], dict[Claim, None]]], code: str, years: Iterable[int], claim: Claim
) -> None:
    own = found.setdefault(code, ({}, {}))
    own[0].update(dict.fromkeys(years))
    own[1][claim] = None


def _policy(claims: Sequence[Claim]) -> Score | None:
    scored = [
        (reading.value or 0.0, reading, claim)
        for claim in claims
        for reading in claim.readings
        if reading.tool == "policy" and reading.speaks
    ]
    if not scored:
        return None
    value, reading, claim = max(scored, key=lambda one: one[0])
    return Score(value, min(one[0] for one in scored), reading.parts, claim)


def _risk(claims: Sequence[Claim]) -> Risk | None:
    read_by: list[tuple[Claim, ToolReading]] = [
        (claim, own) for claim in claims for own in claim.readings if own.speaks
    ]
    hazards = Counter(label for _, own in read_by if own.tool == "hazards" for label in own.labels)
    grades = [int(own.value or 0) for _, own in read_by if own.tool == "risk"]
    if not hazards and not grades:
        return None
    told = dict.fromkeys(claim for claim, own in read_by if own.tool in ("hazards", "risk"))
    ranked = sorted(hazards, key=lambda label: (-hazards[label], label))
    return Risk(tuple(ranked), max(grades, default=None), tuple(told))


def _certainty(claims: Sequence[Claim], brief: Brief) -> Certainty:
    cited = {citation for claim in claims for citation in claim.citations}
    agree: set[str] = set()
    for claim in claims:
        own = {citation.document_id for citation in claim.citations}
        agree |= own if len(own) > 1 else set()
    mine = set(claims)
    differ = {
        citation.document_id
        for one in disagreements(brief)
        if mine & {told.claim for told in one.told}
        for told in one.told
        if told.claim not in mine
        for citation in told.claim.citations
    }
    said: Counter[str] = Counter()
    for claim in claims:
        said.update(terms(claim.text).get("likelihood and confidence", ()))
    return Certainty(
        len({citation.document_id for citation in cited}),
        len(cited),
        sum(claim.support is Support.PARTIAL for claim in claims),
        len(agree),
        len(differ),
        vintage(claims, brief.sources),
        tuple(said.items()),
    )
