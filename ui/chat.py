"""Event into what the conversation shows: the steps as they happen, then the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.brief import Brief
from agents.events import Event, Found, Heard, Planned
from agents.plan import Turn
from ui.evidence import answer, escape, panel
from ui.language import links
from ui.strings import Words
from ui.team import lasted, rows, team

MOST_EXCHANGES = 40


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what has come of it so far.

    ``name`` is the brief's name on the shelf and in the page; empty until there is a brief.
    ``trouble`` is a sentence that says why there is no answer (an error, a stop). ``limits`` says what
    the search was limited to, empty where it was not. ``conversation`` is the id under which it is kept,
    ``removed`` the ids of cited documents that the library no longer has.
    """

    question: str
    heard: tuple[Heard, ...] = ()
    brief: Brief | None = None
    name: str = ""
    trouble: str = ""
    limits: str = ""
    conversation: str = ""
    removed: frozenset[str] = frozenset()

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.brief is not None or bool(self.trouble)


def hear(exchange: Exchange, event: Event, at_s: float) -> Exchange:
    """Return the exchange after an event; ``at_s`` is the time since the question was asked."""
    return replace(exchange, heard=(*exchange.heard, Heard(event, at_s)))


def turns(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Return the conversation as the planner wants it: the questions that were worked on, resolved."""
    return tuple(Turn(e.brief.plan.question) for e in exchanges if e.brief is not None)


def thread(exchanges: Sequence[Exchange], say: Words, place: int = 0) -> str:
    """Return the whole conversation as HTML on one line; ``place`` is the last question's in the line."""
    return f'<div class="gb-thread">{"".join(_exchange(e, say, place) for e in exchanges)}</div>'


def evidence(exchanges: Sequence[Exchange], say: Words) -> str:
    """Return the evidence of every brief in the conversation; the page shows one of them at a time."""
    groups = "".join(panel(e.brief, e.name, e.removed, say) for e in exchanges if e.brief is not None)
    if not groups:
        return (
            f'<div class="gb-panel gb-empty"><h2>{escape(say["evidence"])}</h2>'
            f"<p>{escape(say['evidence_empty'])}</p></div>"
        )
    return f'<div class="gb-panel">{groups}</div>'


def removed(brief: Brief, gone: frozenset[str], say: Words) -> str:
    """Return which cited documents the library no longer has, by number; empty where it has all."""
    numbers: dict[str, list[int]] = {}
    cited = brief.references if brief.answered else brief.nearest
    for number, citation in enumerate(cited, 1):
        if citation.document_id in gone:
            numbers.setdefault(citation.document_id, []).append(number)
    if not numbers:
        return ""
    titles = {citation.document_id: citation.title or citation.file for citation in cited}
    listed = "".join(
        f"<li>{escape(say('removed_cited', title=titles[own], numbers=', '.join(map(str, at))))}</li>"
        for own, at in numbers.items()
    )
    told = escape(say("removed_some", n=len(numbers)))
    return f'<div class="gb-trouble gb-removed">{told}<ul>{listed}</ul></div>'


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
        shown = answer(exchange.brief, exchange.name, page=say)
        parts += [removed(exchange.brief, exchange.removed, say), shown]
    if exchange.trouble:
        parts.append(f'<div class="gb-trouble">{escape(exchange.trouble)}</div>')
    state = "gb-done" if exchange.done else "gb-running"
    return f'<div class="gb-exchange {state}">{"".join(parts)}</div>'


def _steps(exchange: Exchange, say: Words, place: int) -> str:
    shown = rows(exchange.heard, say, exchange.brief)
    if not exchange.done:
        now = say("waiting", n=place) if place else say[f"doing_{_next_agent(exchange, say)}"]
        return f'<ul class="gb-steps">{shown}<li class="gb-now">{escape(now)}</li></ul>'
    if not shown:
        return ""
    agents = len(team(exchange.heard, say)) - (exchange.brief is not None)
    summary = escape(say("team_done", n=agents, seconds=lasted(exchange.heard[-1].at_s, say)))
    return f'<details class="gb-fold"><summary>{summary}</summary><ul class="gb-steps">{shown}</ul></details>'


def _next_agent(exchange: Exchange, say: Words) -> str:
    after = {
        "planner": "search",
        "researcher": "search",
        "assessor": "write",
        "writer": "verify",
        "verifier": "write",
    }
    members = team(exchange.heard, say)
    events = [one.event for one in exchange.heard]
    parts = sum(len(own.plan.sub_questions) for own in events if isinstance(own, Planned))
    if members[-1:] and members[-1].agent == "researcher" and parts:
        return "search" if sum(isinstance(own, Found) for own in events) < parts else "assess"
    return after.get(members[-1].agent, "write") if members else "plan"
