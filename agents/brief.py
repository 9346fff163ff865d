"""Brief, Option, Provenance: what is shown, exported and verified again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agents.claims import Citation, Claim
from agents.decisions import Decision, State
from agents.plan import Plan
from agents.readings import MissingTool
from corpus.documents import Document
from retrieval.hits import Filters


@dataclass(frozen=True, slots=True)
class Searched:
    """One search that was run, and how good its best find was.

    ``probability`` is the calibrated probability in [0, 1] that the best passage answers.
    """

    sub_question: str
    query: str
    filters: Filters
    found: int
    probability: float
    answered: bool


@dataclass(frozen=True, slots=True)
class Consideration:
    """What a source says, word for word, of an aspect of an option: of its implementation, the finance."""

    aspect: str
    topic: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Considered:
    """The aspects for which the sources of an option were searched, and what they say."""

    aspects: tuple[str, ...] = ()
    found: tuple[Consideration, ...] = ()

    def of(self, aspect: str) -> tuple[Consideration, ...]:
        """Return what is said of one aspect."""
        return tuple(one for one in self.found if one.aspect == aspect)


@dataclass(frozen=True, slots=True)
class Option:
    """A group of claims that belong together, under a heading taken from the sources.

    ``considered`` is empty where the question does not ask what can be done. ``stated`` is the profile as
    the file has it that the brief was read from; see ``agents.profile``.
    """

    heading: str
    claims: tuple[Claim, ...]
    considered: Considered = Considered()
    stated: Mapping[str, Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the answer, enough to repeat it."""

    code: str
    library: str
    index: str
    encoder: str
    mind: str
    settings: Mapping[str, str | int | float | bool]
    documents: Mapping[str, str]
    """Document id to sha256, for every cited document."""
    passages: tuple[str, ...]
    """Ids of all passages that were put before the writer."""
    tools: Mapping[str, str] = field(default_factory=dict)
    """Tool to the ids of the models that it read with, joined by "+"; their cards say what they are."""


@dataclass(frozen=True, slots=True)
class Review:
    """What reviewers decided, in order, and the claims as they were before any of it."""

    bottom_line: tuple[Claim, ...]
    options: tuple[Option, ...]
    left_out: tuple[Claim, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file says of itself and nothing here relies on; ``verify`` compares it."""

    checksums: Mapping[str, str]
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole answer. Not ``answered``: no claims, and ``unanswered`` names what found nothing.

    ``nearest`` are passages close to the question that do not answer it. ``left_out`` are claims
    that failed the verifier; they are never part of ``claims``.
    """

    question: str
    answered: bool
    language: str
    plan: Plan
    bottom_line: tuple[Claim, ...]
    options: tuple[Option, ...]
    left_out: tuple[Claim, ...]
    unanswered: tuple[str, ...]
    searched: tuple[Searched, ...]
    nearest: tuple[Citation, ...]
    provenance: Provenance
    created: datetime
    sources: tuple[Document, ...] = ()
    """The cited documents (nearest ones too), for the reference list of an export."""
    missing_tools: tuple[MissingTool, ...] = ()
    """The tools that could not be used; the answer stands without them."""
    review: Review | None = None
    """What reviewers decided; the claims are then as their decisions left them."""
    stated: Stated | None = field(default=None, compare=False)
    """Of a brief that was read from a file."""

    def __post_init__(self) -> None:
        """An answer has claims, a refusal has none."""
        if self.answered != bool(self.claims):
            raise ValueError("a brief is answered exactly when it has claims")

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the body, in reading order, each once."""
        listed = [*self.bottom_line, *(claim for option in self.options for claim in option.claims)]
        return tuple(dict.fromkeys(listed))

    @property
    def considered(self) -> tuple[Claim, ...]:
        """What the sources say of carrying the options out and of whom they touch, each once."""
        return tuple(dict.fromkeys(one.claim for option in self.options for one in option.considered.found))

    @property
    def references(self) -> tuple[Citation, ...]:
        """Every citation of the body, context too, each span once, in order; number n is item n - 1.

        What is considered of an option comes after its claims.
        """
        every = list(self.bottom_line)
        for option in self.options:
            every += [*option.claims, *(one.claim for one in option.considered.found)]
        return tuple(dict.fromkeys(c for claim in every for c in (*claim.citations, *claim.context)))
