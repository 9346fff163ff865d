"""What was heard while a question was worked on, as JSON and back; the brief is kept beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import Field

from agents.brief import Brief
from agents.contract import read_plan, read_searched
from agents.events import Assessed, Consulted, Drafted, Event, Finished, Found, Heard, Planned, Verified
from agents.readings import MissingTool
from agents.schema import MissingToolShape, Name, PlanShape, SearchedShape, Shape, Text

Seconds = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=100_000_000)]


class _HeardShape(Shape):
    at_s: Seconds
    took_s: Seconds = 0.0


class PlannedShape(_HeardShape):
    """The planner's line."""

    event: Literal["planned"]
    plan: PlanShape


class FoundShape(_HeardShape):
    """A researcher's line."""

    event: Literal["found"]
    searched: SearchedShape
    documents: Count
    passed: Count
    of: list[Name] = Field(default_factory=list)


class ConsultedShape(_HeardShape):
    """What a chat model was asked."""

    event: Literal["consulted"]
    role: Name
    calls: Count
    seconds: Seconds
    tokens: Count
    failure: Text | None = None
    cost: float | None = None


class AssessedShape(_HeardShape):
    """The assessor's line."""

    event: Literal["assessed"]
    sentences: Count
    tools: list[Name]
    missing: list[MissingToolShape]


class DraftedShape(_HeardShape):
    """The writer's line."""

    event: Literal["drafted"]
    sentences: Count
    headings: Count


class VerifiedShape(_HeardShape):
    """The verifier's line."""

    event: Literal["verified"]
    supported: Count
    left_out: Count


class FinishedShape(_HeardShape):
    """That there is a brief."""

    event: Literal["finished"]


HeardShape = Annotated[
    PlannedShape | FoundShape | ConsultedShape | AssessedShape | DraftedShape | VerifiedShape | FinishedShape,
    Field(discriminator="event"),
]


def heard_json(heard: Iterable[Heard]) -> list[dict[str, Any]]:
    """Return what was heard as plain values, one object an event; the brief itself is left out."""
    told = []
    for one in heard:
        fields = {} if isinstance(one.event, Finished) else asdict(one.event)
        took = getattr(one.event, "took_s", 0.0)
        name = type(one.event).__name__.lower()
        told.append({"event": name, "at_s": round(one.at_s, 3), **fields, "took_s": took})
    return told


def read_heard(shapes: Iterable[HeardShape], brief: Brief | None) -> tuple[Heard, ...]:
    """Return what was heard from its checked shapes; ``brief`` is what it ended with."""
    read = ((_event(shape, brief), shape.at_s) for shape in shapes)
    return tuple(Heard(event, at_s) for event, at_s in read if event is not None)


def _event(shape: HeardShape, brief: Brief | None) -> Event | None:
    match shape:
        case PlannedShape():
            return Planned(read_plan(shape.plan), shape.took_s)
        case FoundShape():
            searched, of = read_searched(shape.searched), tuple(shape.of)
            return Found(searched, shape.documents, shape.passed, shape.took_s, of)
        case ConsultedShape():
            return Consulted(shape.role, shape.calls, shape.seconds, shape.tokens, shape.failure, shape.cost)
        case AssessedShape():
            missing = tuple(MissingTool(own.tool, own.why) for own in shape.missing)
            return Assessed(shape.sentences, tuple(shape.tools), missing, shape.took_s)
        case DraftedShape():
            return Drafted(shape.sentences, shape.headings, shape.took_s)
        case VerifiedShape():
            return Verified(shape.supported, shape.left_out, shape.took_s)
        case FinishedShape():
            return Finished(brief, shape.took_s) if brief else None
