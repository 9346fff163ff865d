"""Assessor: what was found into readings of it, by tools that may be missing without harm."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from agents.claims import Citation, Claim, DraftClaim
from agents.readings import MissingTool, ToolReading
from agents.research import Finding
from agents.write import picks_of
from corpus.passages import CharSpan
from finetune.errors import ModelError
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)
MOST_SENTENCES = 60
"""So many of the best sentences are read, shared among the sub-questions that have an answer."""
LONGEST = 4_000
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^\s/\\'\"]+)+[/\\]")
"""A brief names no folder of the machine that made it."""
Place = tuple[str, CharSpan]
"""Passage id and span: where a sentence stands."""


class Tools(Protocol):
    """What the assessor needs of its tools."""

    @property
    def names(self) -> tuple[str, ...]:
        """The tools that read before the writing, in the order of their readings."""

    @property
    def late(self) -> tuple[str, ...]:
        """The tools that read only what stands, after those."""

    def read(self, name: str, texts: Sequence[str]) -> tuple[ToolReading, ...]:
        """Return one tool's reading of each text (ModelError: it is missing or fails)."""


class NoTools:
    """Stands where there are no tools."""

    names: tuple[str, ...] = ()
    late: tuple[str, ...] = ()

    def read(self, name: str, texts: Sequence[str]) -> tuple[ToolReading, ...]:
        """Return nothing: there is nobody to ask."""
        return ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The readings of each sentence by its place, and the tools that could not be used."""

    readings: Mapping[Place, tuple[ToolReading, ...]] = field(default_factory=dict)
    missing: tuple[MissingTool, ...] = ()

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools that read, in their order."""
        return tuple(dict.fromkeys(own.tool for said in self.readings.values() for own in said))

    def of(self, citations: Sequence[Citation]) -> tuple[ToolReading, ...]:
        """Return the readings of the first citation that was read; what a claim says is its words."""
        place = self.place(citations)
        return () if place is None else self.readings.get(place, ())

    def place(self, citations: Sequence[Citation]) -> Place | None:
        """Return where the first citation stands that was read, else the first; None without any."""
        places = [(citation.passage_id, citation.span) for citation in citations]
        return next((place for place in places if place in self.readings), places[0] if places else None)

    def policy(self, draft: DraftClaim) -> float:
        """Return the policy score of a draft, 0 where there is none."""
        scores = (own.value for own in self.of(draft.citations) if own.tool == "policy")
        return next((score for score in scores if score is not None), 0.0)


def assess(findings: Sequence[Finding], tools: Tools) -> Assessment:
    """Return what each tool says of the sentences that the writer may choose from, the best of them.

    A tool that is missing or fails is named with its reason, and the others go on.
    """
    return _read(_sentences(findings), tools.names, tools)


def assess_standing(assessed: Assessment, claims: Sequence[Claim], tools: Tools) -> Assessment:
    """Return the assessment with what the late tools say of the words that the claims quote."""
    quoted = [(claim, assessed.place(claim.citations)) for claim in claims]
    texts = {place: _line(claim.text) for claim, place in quoted if place is not None}
    late = _read(texts, tools.late, tools)
    places = dict.fromkeys((*assessed.readings, *late.readings))
    both = {at: (*assessed.readings.get(at, ()), *late.readings.get(at, ())) for at in places}
    return Assessment(both, (*assessed.missing, *late.missing))


def read_again(
    text: str, before: Sequence[ToolReading], tools: Tools, cards: Collection[str]
) -> tuple[ToolReading, ...]:
    """Return what the tools that read a sentence say of it in another text, by the same models.

    A tool that is missing, or reads with a model that is not one of ``cards``, says nothing.
    """
    read: list[ToolReading] = []
    for name in dict.fromkeys(own.tool for own in before):
        if name not in (*tools.names, *tools.late):
            continue
        try:
            read += tools.read(name, [_line(text)])
        except (ModelError, RetrievalError) as error:
            log.info("no reading of an edited claim by %s: %s", name, type(error).__name__)
    return tuple(own for own in read if set(own.cards) <= set(cards))


def _read(texts: Mapping[Place, str], names: Sequence[str], tools: Tools) -> Assessment:
    """What tools say of texts, those that fail aside."""
    if not texts:
        return Assessment()
    said: dict[Place, list[ToolReading]] = {place: [] for place in texts}
    missing = []
    for name in names:
        try:
            readings = tools.read(name, tuple(texts.values()))
        except (ModelError, RetrievalError) as error:
            missing.append(MissingTool(name, _FOLDERS.sub("", f"{error.what}: {error.reason}")[:500]))
            continue
        for place, reading in zip(texts, readings, strict=True):
            said[place].append(reading)
    kept = {place: tuple(own) for place, own in said.items() if own}
    return Assessment(kept, tuple(missing))


def _sentences(findings: Sequence[Finding]) -> dict[Place, str]:
    """The best sentences of each finding that answers, by their places."""
    answering = [finding for finding in findings if finding.searched.answered]
    each = MOST_SENTENCES // max(1, len(answering))
    return {
        (pick.reading.passage.id, pick.span): _line(pick.text)
        for finding in answering
        for pick in picks_of(finding)[:each]
    }


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
