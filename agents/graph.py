"""The agents in order; the only module that knows LangGraph."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
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
from agents.events import Assessed, Consulted, Drafted, Event, Finished, Found, Planned, Verified
from agents.mind import EXTRACTIVE, Thinking, totals, used
from agents.plan import SubQuestion, plan
from agents.research import Finding, research
from agents.settle import verify
from agents.state import Access, Asked, AssistantState, Toolbox
from agents.translation import ROLE, translate
from agents.verify import judge
from agents.write import by_policy, quotes_of, write
from corpus.errors import UnknownDocumentError
from corpus.passages import Passage

Update = dict[str, Any]
Tools = Runtime[Access]


@dataclass(frozen=True, slots=True)
class Errand:
    """What one researcher is sent out with; ``number`` is its place in the plan."""

    number: int
    sub: SubQuestion
    language: str


class Held:
    """The library as the verifier reads it: passages are those that were found."""

    def __init__(self, findings: tuple[Finding, ...], tools: Toolbox) -> None:
        """Take what was found and what reads documents and pages."""
        self._passages = {own.passage.id: own.passage for finding in findings for own in finding.readings}
        self._shown = frozenset(one for finding in findings for own in finding.readings for one in own.shown)
        self.document, self.page = tools.document, tools.page

    @property
    def shown(self) -> frozenset[str]:
        """The ids of all passages that were put before the writer."""
        return self._shown

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """Return passages that were found (UnknownDocumentError: one was not)."""
        if any(one not in self._passages for one in ids):
            raise UnknownDocumentError(", ".join(ids), "it was not found for the question", "Cite what was.")
        return tuple(self._passages[one] for one in ids)


def run(asked: Asked, tools: Callable[[], Toolbox], thinking: Thinking | None = None) -> Iterator[Event]:
    """Yield each step as it happens; the last is ``Finished``.

    Args:
        asked: the question, already found fit to be asked.
        tools: opens what the agents may use; first called after the plan has been told.
        thinking: a chat model's work on this question; without it the extractive mind is alone.
    """
    start = AssistantState(asked)
    for event in graph().stream(start, stream_mode="custom", context=Access(tools, thinking)):
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
    began = time.perf_counter()
    planned = state.asked.plan or plan(state.asked.question, state.asked.history, state.asked.filters)
    if (thinking := runtime.context.thinking) and state.asked.plan is None:
        planned = thinking.plan(planned)
        _tell(runtime, thinking, 0, "planner")
    runtime.stream_writer(Planned(planned, _since(began)))
    return {"plan": planned}


def _since(began: float) -> float:
    """Seconds that an agent has worked, to a tenth of a millisecond."""
    return max(0.0001, round(time.perf_counter() - began, 4))


def _send(state: AssistantState) -> list[Send]:
    assert state.plan  # noqa: S101 - the planner ran before
    language = state.plan.language
    subs = enumerate(state.plan.sub_questions)
    return [Send("researcher", Errand(number=at, sub=sub, language=language)) for at, sub in subs]


def _research(state: Errand, runtime: Tools) -> Update:
    tools = runtime.context.toolbox()
    began = time.perf_counter()
    finding = research(
        state.sub,
        state.language,
        tools.finder,
        tools.embedder,
        k=tools.k,
        per_document=tools.per_document,
    )
    of = tuple(dict.fromkeys(reading.document.id for reading in finding.readings))
    passed = len(finding.readings)
    runtime.stream_writer(Found(finding.searched, len(of), passed, _since(began), of))
    return {"found": ((state.number, finding),)}


def _findings(state: AssistantState) -> tuple[Finding, ...]:
    """In the order of the plan, whichever researcher came first."""
    return tuple(finding for _, finding in sorted(state.found, key=lambda item: item[0]))


def _assess(state: AssistantState, runtime: Tools) -> Update:
    tools = runtime.context.toolbox().tools
    began = time.perf_counter()
    assessed = assess(_findings(state), tools)
    took_s = _since(began)
    runtime.stream_writer(Assessed(len(assessed.readings), assessed.tools, assessed.missing, took_s))
    return {"assessed": assessed}


def _write(state: AssistantState, runtime: Tools) -> Update:
    assert state.plan  # noqa: S101 - planner and assessor ran before
    assert state.assessed  # noqa: S101
    began = time.perf_counter()
    findings = _findings(state)
    draft = write(findings, runtime.context.toolbox().page)
    draft = by_policy(draft, state.plan.question, state.assessed.policy, grouped=len(findings) == 1)
    if (thinking := runtime.context.thinking) and draft.claims:
        before, told = draft, len(thinking.steps)
        tools = runtime.context.toolbox()
        held = Held(findings, tools)
        draft = thinking.write(state.plan, draft, lambda claim: judge(claim, held, held.shown, tools.meaning))
        thinking.wrote = used(before, draft)
        _tell(runtime, thinking, told, "writer")
    runtime.stream_writer(Drafted(len(draft.claims), len(draft.options), _since(began)))
    return {"draft": draft}


def _tell(runtime: Tools, thinking: Thinking, told: int, role: str) -> None:
    """One event for what a role asked of the chat model since step ``told``."""
    steps = thinking.steps[told:]
    calls, seconds, tokens_in, tokens_out = totals(steps)
    if calls:
        failure = thinking.failure.reason if thinking.failure else None
        costs = [step.cost for step in steps if step.cost is not None]
        cost = sum(costs) if costs else None
        runtime.stream_writer(Consulted(role, calls, seconds, tokens_in + tokens_out, failure, cost))


def _verify(state: AssistantState, runtime: Tools) -> Update:
    assert state.draft  # noqa: S101 - the writer ran before
    findings, tools = _findings(state), runtime.context.toolbox()
    began = time.perf_counter()
    held = Held(findings, tools)
    judged = verify(
        state.draft.claims,
        held,
        held.shown,
        tools.meaning,
        lambda: quotes_of(findings, tools.page),
    )
    runtime.stream_writer(Verified(len(judged.standing), len(judged.left_out), _since(began)))
    return {"judged": judged}


def _brief(state: AssistantState, runtime: Tools) -> Update:
    assert state.plan  # noqa: S101 - the agents before have filled their fields
    assert state.assessed  # noqa: S101
    assert state.draft  # noqa: S101
    assert state.judged  # noqa: S101
    began = time.perf_counter()
    findings, tools = _findings(state), runtime.context.toolbox()
    assessed = assess_standing(state.assessed, state.judged.standing, tools.tools)
    thinking = runtime.context.thinking
    made = Made(
        state.plan,
        findings,
        assessed,
        state.draft,
        state.judged,
        state.asked.filters,
        thinking.said() if thinking else EXTRACTIVE,
    )
    brief = assemble(made, tools)
    if thinking:
        told = len(thinking.steps)
        brief = translate(brief, tools.document, thinking)
        _tell(runtime, thinking, told, ROLE)
    runtime.stream_writer(Finished(brief, _since(began)))
    return {"brief": brief}
