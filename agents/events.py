"""What a listener hears while a question is worked on, in order."""

from __future__ import annotations

from dataclasses import dataclass

from agents.brief import Brief, Searched
from agents.plan import Plan
from agents.readings import MissingTool


@dataclass(frozen=True, slots=True)
class Planned:
    """The planner is done; in every event ``took_s`` are the seconds that the agent itself worked."""

    plan: Plan
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """One researcher is done; researchers finish in any order.

    ``documents`` are those of the ``passed`` passages that it hands on; ``of`` are their ids.
    """

    searched: Searched
    documents: int
    passed: int = 0
    took_s: float = 0.0
    of: tuple[str, ...] = ()


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
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Drafted:
    """The writer chose this many sentences, and put them under this many headings."""

    sentences: int
    headings: int = 0
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Verified:
    """The verifier is done: how many claims stand, how many were left out."""

    supported: int
    left_out: int
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Finished:
    """The brief is whole; the last event of every run."""

    brief: Brief
    took_s: float = 0.0


Event = Planned | Found | Consulted | Assessed | Drafted | Verified | Finished


@dataclass(frozen=True, slots=True)
class Heard:
    """An event, and when it came: seconds since the question was asked."""

    event: Event
    at_s: float
