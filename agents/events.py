"""What a listener hears while a question is worked on, in order."""

from __future__ import annotations

from dataclasses import dataclass

from agents.brief import Brief, Searched
from agents.plan import Plan
from agents.readings import MissingTool


@dataclass(frozen=True, slots=True)
class Planned:
    """The planner is done."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Found:
    """One researcher is done; researchers finish in any order."""

    searched: Searched
    documents: int


@dataclass(frozen=True, slots=True)
class Consulted:
    """A chat model was asked: by whom, so many calls, seconds, tokens; ``failure`` says why it was no use."""

    role: str
    calls: int
    seconds: float
    tokens: int
    failure: str | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessor is done: how many sentences were read, with which tools, and which are missing."""

    sentences: int
    tools: tuple[str, ...]
    missing: tuple[MissingTool, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """The writer chose this many sentences."""

    sentences: int


@dataclass(frozen=True, slots=True)
class Verified:
    """The verifier is done: how many claims stand, how many were left out."""

    supported: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The brief is whole; the last event of every run."""

    brief: Brief


Event = Planned | Found | Consulted | Assessed | Drafted | Verified | Finished
