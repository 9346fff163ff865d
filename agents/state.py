"""AssistantState, one field for each agent; Toolbox, what the agents may use."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from agents.assess import Assessment, NoTools, Tools
from agents.brief import Brief
from agents.checks.meaning import Meaning
from agents.mind import Thinking
from agents.plan import Plan, Turn
from agents.research import Finder, Finding
from agents.settle import Judged
from agents.write import Draft
from corpus.documents import Document, Page
from corpus.encoder import Embedder
from retrieval.hits import Filters


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user gave: the question, the turns before it, the filters; a plan that the user has seen."""

    question: str
    history: tuple[Turn, ...]
    filters: Filters
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class AssistantState:
    """One field for each agent, filled by it alone; researchers add up in any order."""

    asked: Asked
    plan: Plan | None = None
    found: Annotated[tuple[tuple[int, Finding], ...], operator.add] = ()
    assessed: Assessment | None = None
    draft: Draft | None = None
    judged: Judged | None = None
    brief: Brief | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What provenance needs to know of the library and the settings."""

    code: str
    library: str
    index: str
    encoder: str
    settings: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The only things that an agent can touch; all of them only read."""

    finder: Finder
    embedder: Embedder
    page: Callable[[str, int], Page]
    document: Callable[[str], Document]
    facts: Callable[[], Facts]
    clock: Callable[[], datetime]
    k: int = 24
    per_document: int = 3
    tools: Tools = field(default_factory=NoTools)
    meaning: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """The way to the toolbox, which is opened when an agent first asks for it, and the chat model's work."""

    toolbox: Callable[[], Toolbox]
    thinking: Thinking | None = None
