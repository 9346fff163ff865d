"""Event into what the conversation shows: the steps as they happen, then the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.brief import Brief
from agents.events import Assessed, Consulted, Drafted, Event, Finished, Found, Planned, Verified
from agents.plan import Turn
from ui.evidence import answer, escape, panel
from ui.language import links
from ui.strings import Words

MOST_EXCHANGES = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that an agent has done; ``at_s`` is the time since the question was asked."""

    agent: str
    text: str
    at_s: float
    good: bool = True


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what has come of it so far.

    ``name`` is the brief's name on the shelf and in the page; empty until there is a brief.
    ``trouble`` is a sentence that says why there is no answer (an error, a stop). ``limits`` says what
    the search was limited to, empty where it was not.
    """

    question: str
    steps: tuple[Step, ...] = ()
    brief: Brief | None = None
    name: str = ""
    trouble: str = ""
    limits: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.brief is not None or bool(self.trouble)


def hear(exchange: Exchange, event: Event, at_s: float, say: Words) -> Exchange:
    """Return the exchange after an event; ``at_s`` is the time since the question was asked."""
    return replace(exchange, steps=(*exchange.steps, step(event, at_s, say)))


def step(event: Event, at_s: float, say: Words) -> Step:
    """Return what a reader is told of one event."""
    match event:
        case Planned(plan):
            parts = len(plan.sub_questions)
            text = say("planned_one") if parts == 1 else say("planned", n=parts)
            return Step("planner", text, at_s)
        case Found(searched, documents):
            key = "found" if searched.answered else "found_nothing"
            text = say(key, part=searched.sub_question, n=searched.found, documents=documents)
            return Step("researcher", text, at_s, searched.answered)
        case Assessed(sentences, tools, missing):
            text = say("assessed", n=sentences, tools=", ".join(tools)) if tools else say["assessed_none"]
            if missing:
                text += " " + say("assessed_missing", tools=", ".join(own.tool for own in missing))
            return Step("assessor", text, at_s, not missing)
        case Consulted(role, calls, seconds, tokens, failure):
            text = say("consulted", n=calls, seconds=f"{seconds:.1f}", tokens=tokens)
            if failure:
                text += " " + say("consulted_failed", why=failure)
            return Step(role, text, at_s, failure is None)
        case Drafted(sentences):
            return Step("writer", say("drafted", n=sentences), at_s)
        case Verified(supported, left_out):
            return Step("verifier", say("verified", n=supported, left_out=left_out), at_s)
        case Finished(brief):
            return Step("brief", say("finished" if brief.answered else "refused"), at_s, brief.answered)


def turns(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Return the conversation as the planner wants it: the questions that were worked on, resolved."""
    return tuple(Turn(e.brief.plan.question) for e in exchanges if e.brief is not None)


def thread(exchanges: Sequence[Exchange], say: Words, place: int = 0) -> str:
    """Return the whole conversation as HTML on one line; ``place`` is the last question's in the line."""
    return f'<div class="gb-thread">{"".join(_exchange(e, say, place) for e in exchanges)}</div>'


def evidence(exchanges: Sequence[Exchange], say: Words) -> str:
    """Return the evidence of every brief in the conversation; the page shows one of them at a time."""
    groups = "".join(panel(e.brief, e.name) for e in exchanges if e.brief is not None)
    if not groups:
        return (
            f'<div class="gb-panel gb-empty"><h2>{escape(say["evidence"])}</h2>'
            f"<p>{escape(say['evidence_empty'])}</p></div>"
        )
    return f'<div class="gb-panel">{groups}</div>'


def welcome(documents: int | None, say: Words) -> str:
    """Return the text of an empty conversation; ``documents`` is None while they are not counted yet."""
    shelf = say("library_holds", n=documents) if documents else say["library_empty"]
    if documents is None:
        shelf = say["library_opening"]
    return (
        f'<div class="gb-welcome"><h2>{escape(say["welcome"])}</h2><p>{escape(say["welcome_how"])}</p>'
        f'<p class="gb-why">{escape(shelf)}</p></div>'
    )


def header(say: Words) -> str:
    """Return the head of the page: what this is, and the choice of its language."""
    return (
        f'<div class="gb-header" lang="{say.language}"><div><h1>{escape(say["name"])}</h1>'
        f'<span>{escape(say["tagline"])}</span></div><div class="gb-aside">'
        f'<span class="gb-local">{escape(say["local"])}</span>'
        f'<span class="gb-langs" role="group" title="{escape(say["languages"])}">'
        f"{links(say.language)}</span></div></div>"
    )


def _exchange(exchange: Exchange, say: Words, place: int) -> str:
    parts = [f'<h2 class="gb-question">{escape(exchange.question)}</h2>']
    if exchange.limits:
        parts.append(f'<p class="gb-why">{escape(say("limited_to", limits=exchange.limits))}</p>')
    parts.append(_steps(exchange, say, place))
    if exchange.brief is not None:
        parts.append(answer(exchange.brief, exchange.name))
    if exchange.trouble:
        parts.append(f'<div class="gb-trouble">{escape(exchange.trouble)}</div>')
    state = "gb-done" if exchange.done else "gb-running"
    return f'<div class="gb-exchange {state}">{"".join(parts)}</div>'


def _steps(exchange: Exchange, say: Words, place: int) -> str:
    rows = "".join(
        f'<li class="{"gb-yes" if s.good else "gb-no"}"><b>{escape(say[f"agent_{s.agent}"])}</b> '
        f"<span>{escape(s.text)}</span> <i>{escape(say('seconds', n=s.at_s))}</i></li>"
        for s in exchange.steps
    )
    if not exchange.done:
        now = say("waiting", n=place) if place else say[f"doing_{_next_agent(exchange.steps)}"]
        return f'<ul class="gb-steps">{rows}<li class="gb-now">{escape(now)}</li></ul>'
    if not rows:
        return ""
    summary = escape(say("steps_done", n=exchange.steps[-1].at_s))
    return f'<details class="gb-fold"><summary>{summary}</summary><ul class="gb-steps">{rows}</ul></details>'


def _next_agent(steps: Sequence[Step]) -> str:
    after = {
        "planner": "search",
        "researcher": "search",
        "assessor": "write",
        "writer": "verify",
        "verifier": "write",
    }
    return after.get(steps[-1].agent, "write") if steps else "plan"
