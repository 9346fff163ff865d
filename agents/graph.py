"""The agents in order; the only module that knows LangGraph."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

# Nothing leaves the machine: the tracer that LangGraph brings along must not find itself switched on.
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["LANGCHAIN_TRACING_V2"] = "false"

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from agents.assemble import Made, assemble
from agents.assess import assess, assess_standing
from agents.events import Assessed, Drafted, Event, Finished, Found, Planned, Verified
from agents.plan import SubQuestion, plan
from agents.research import Finding, research
from agents.state import Access, Asked, AssistantState, Judged, Toolbox
from agents.verify import verify
from agents.write import by_policy, write

Update = dict[str, Any]
Tools = Runtime[Access]


@dataclass(frozen=True, slots=True)
class Errand:
    """What one researcher is sent out with; ``number`` is its place in the plan."""

    number: int
    sub: SubQuestion
    language: str


def run(asked: Asked, tools: Callable[[], Toolbox]) -> Iterator[Event]:
    """Yield each step as it happens; the last is ``Finished``.

    Args:
        asked: the question, already found fit to be asked.
        tools: opens what the agents may use; first called after the plan has been told.
    """
    start = AssistantState(asked)
    for event in graph().stream(start, stream_mode="custom", context=Access(tools)):
        yield cast(Event, event)


@cache
def graph() -> CompiledStateGraph[AssistantState, Access, AssistantState, AssistantState]:
    """Return the compiled graph: planner, researchers in parallel, assessor, writer, verifier, brief."""
    built = StateGraph(AssistantState, context_schema=Access)
    built.add_node("planner", _plan)
    built.add_node("researcher", _research, input_schema=Errand)
    built.add_node("assessor", _assess)
    built.add_node("writer", _write)
    built.add_node("verifier", _verify)
    built.add_node("brief", _brief)
    built.add_edge(START, "planner")
    built.add_conditional_edges("planner", _send, ["researcher"])
    built.add_edge("researcher", "assessor")
    built.add_edge("assessor", "writer")
    built.add_edge("writer", "verifier")
    built.add_edge("verifier", "brief")
    built.add_edge("brief", END)
    return built.compile()


def _plan(state: AssistantState, runtime: Tools) -> Update:
    planned = plan(state.asked.question, state.asked.history, state.asked.filters)
    runtime.stream_writer(Planned(planned))
    return {"plan": planned}


def _send(state: AssistantState) -> list[Send]:
    assert state.plan  # noqa: S101 - the planner ran before
    language = state.plan.language
    subs = enumerate(state.plan.sub_questions)
    return [Send("researcher", Errand(number=at, sub=sub, language=language)) for at, sub in subs]


def _research(state: Errand, runtime: Tools) -> Update:
    tools = runtime.context.toolbox()
    finding = research(
        state.sub,
        state.language,
        tools.finder,
        tools.embedder,
        k=tools.k,
        per_document=tools.per_document,
    )
    documents = len({reading.document.id for reading in finding.readings})
    runtime.stream_writer(Found(finding.searched, documents))
    return {"found": ((state.number, finding),)}


def _findings(state: AssistantState) -> tuple[Finding, ...]:
    """In the order of the plan, whichever researcher came first."""
    return tuple(finding for _, finding in sorted(state.found, key=lambda item: item[0]))


def _assess(state: AssistantState, runtime: Tools) -> Update:
    assessed = assess(_findings(state), runtime.context.toolbox().tools)
    runtime.stream_writer(Assessed(len(assessed.readings), assessed.tools, assessed.missing))
    return {"assessed": assessed}


def _write(state: AssistantState, runtime: Tools) -> Update:
    assert state.plan  # noqa: S101 - planner and assessor ran before
    assert state.assessed  # noqa: S101
    findings = _findings(state)
    draft = write(findings, runtime.context.toolbox().page)
    draft = by_policy(draft, state.plan.question, state.assessed.policy, grouped=len(findings) == 1)
    runtime.stream_writer(Drafted(len(draft.claims)))
    return {"draft": draft}


def _verify(state: AssistantState, runtime: Tools) -> Update:
    assert state.draft  # noqa: S101 - the writer ran before
    shown = {one for finding in _findings(state) for reading in finding.readings for one in reading.shown}
    judged = Judged(*verify(state.draft.claims, runtime.context.toolbox().page, shown))
    runtime.stream_writer(Verified(len(judged.standing), len(judged.left_out)))
    return {"judged": judged}


def _brief(state: AssistantState, runtime: Tools) -> Update:
    assert state.plan  # noqa: S101 - the agents before have filled their fields
    assert state.assessed  # noqa: S101
    assert state.draft  # noqa: S101
    assert state.judged  # noqa: S101
    findings, tools = _findings(state), runtime.context.toolbox()
    assessed = assess_standing(state.assessed, state.judged.standing, tools.tools)
    brief = assemble(
        Made(state.plan, findings, assessed, state.draft, state.judged, state.asked.filters), tools
    )
    runtime.stream_writer(Finished(brief))
    return {"brief": brief}
