"""The agents as a team: a line for each with what it did, how long it took and what it passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.brief import Brief
from agents.events import Assessed, Consulted, Drafted, Event, Finished, Found, Heard, Planned, Verified
from agents.places import country_name
from agents.plan import SubQuestion
from ui.markup import escape
from ui.plain import clean, shorten
from ui.strings import Words
from ui.strings_tools import tool_name, tool_names

MOST_DETAILS = 12
TRANSLATOR = "translator"
_ROLES = ("planner", "researcher", "assessor", "writer", "verifier", "translator", "brief")


@dataclass(frozen=True, slots=True)
class Member:
    """One agent's line: ``passed`` and ``details`` may be empty; ``took`` is in words."""

    agent: str
    name: str
    did: str
    took: str
    passed: str = ""
    details: tuple[str, ...] = ()
    good: bool = True


def team(heard: Sequence[Heard], say: Words, brief: Brief | None = None) -> tuple[Member, ...]:
    """Return the lines of the agents that were heard of, in the order of their work."""
    by_role: dict[str, list[Heard]] = {role: [] for role in _ROLES}
    for one in heard:
        by_role[_role(one.event)].append(one)
    return tuple(
        _member(role, told, say, brief) if _own(told) else _translator(told, say)
        for role, told in by_role.items()
        if _own(told) or (told and role == TRANSLATOR)
    )


def lasted(seconds: float, say: Words) -> str:
    """Return a length of time in words: below a second in milliseconds."""
    return say("seconds", n=seconds) if seconds >= 0.9995 else say("team_ms", n=max(1, round(1000 * seconds)))


def rows(heard: Sequence[Heard], say: Words, brief: Brief | None = None) -> str:
    """Return the lines as list items; one with more to tell unfolds."""
    return "".join(_row(member, say) for member in team(heard, say, brief))


def _row(member: Member, say: Words) -> str:
    passed = f"<small>{escape(say('team_passed', what=member.passed))}</small>" if member.passed else ""
    line = (
        f"<b>{escape(member.name)}</b><span>{escape(member.did)}{passed}</span><i>{escape(member.took)}</i>"
    )
    mark = "gb-yes" if member.good else "gb-no"
    if not member.details:
        return f'<li class="{mark} gb-member"><div class="gb-did">{line}</div></li>'
    shown = "".join(f"<li>{escape(text)}</li>" for text in member.details[:MOST_DETAILS])
    return (
        f'<li class="{mark} gb-member"><details><summary class="gb-did">{line}</summary>'
        f"<ul>{shown}</ul></details></li>"
    )


def _role(event: Event) -> str:
    match event:
        case Planned():
            return "planner"
        case Found():
            return "researcher"
        case Assessed():
            return "assessor"
        case Consulted(role):
            return role if role in _ROLES else "writer"
        case Drafted():
            return "writer"
        case Verified():
            return "verifier"
        case Finished():
            return "brief"


def _own(told: Sequence[Heard]) -> list[Heard]:
    """Without what a chat model was asked: that is a detail of the agent that asked."""
    return [one for one in told if not isinstance(one.event, Consulted)]


def _member(role: str, told: Sequence[Heard], say: Words, brief: Brief | None) -> Member:
    own = _own(told)
    if role == "researcher":
        return _researchers(own, say)
    asked = tuple(_consulted(one.event, say) for one in told if isinstance(one.event, Consulted))
    used = all(one.event.failure is None for one in told if isinstance(one.event, Consulted))
    event = own[-1].event
    took = _took(own[-1], say)
    name = say["team_assessor" if role == "assessor" else f"agent_{role}"]
    match event:
        case Planned(plan):
            parts = len(plan.sub_questions)
            did = say("planned_one") if parts == 1 else say("planned", n=parts)
            if plan.edited:
                did = say["team_edited"]
            subs = tuple(_sub(own, say) for own in plan.sub_questions)
            passed = say("team_parts", n=parts)
            return Member(role, name, did, took, passed, (*subs, *asked), used)
        case Assessed(sentences, tools, missing):
            did = (
                say("assessed", n=sentences, tools=tool_names(tools, say.language))
                if tools
                else say["assessed_none"]
            )
            if missing:
                names = tool_names((own.tool for own in missing), say.language)
                did += " " + say("assessed_missing", tools=names)
            passed = say("team_readings", n=sentences) if tools else ""
            return Member(role, name, did, took, passed, _noted(brief, say), not missing)
        case Drafted(sentences, headings):
            did = say("drafted", n=sentences)
            passed = say("team_sentences", n=sentences)
            if headings:
                passed += " " + say("team_headings", n=headings)
            return Member(role, name, did, took, passed if sentences else "", asked, used)
        case Verified(supported, left_out):
            did = say("verified", n=supported, left_out=left_out)
            out = tuple(
                say("team_left_out", text=shorten(clean(claim.text), 160))
                for claim in (brief.left_out if brief else ())
            )
            passed = say("team_checked", n=supported) if supported else ""
            return Member(role, name, did, took, passed, out)
        case Finished(done):
            did = say("finished" if done.answered else "refused")
            return Member(role, name, did, took, good=done.answered)
    raise AssertionError("every role has its event")


def _translator(told: Sequence[Heard], say: Words) -> Member:
    """It is heard only by what it asked the chat model."""
    events = [one.event for one in told if isinstance(one.event, Consulted)]
    name = say.table.get("agent_translator", say["agent_writer"])
    did = " ".join(_consulted(event, say) for event in events)
    good = all(event.failure is None for event in events)
    return Member(TRANSLATOR, name, did, lasted(sum(own.seconds for own in events), say), good=good)


def _researchers(told: Sequence[Heard], say: Words) -> Member:
    """All of them in one line, since they work side by side: the longest took so long."""
    events = [one.event for one in told if isinstance(one.event, Found)]
    found = sum(event.searched.found for event in events)
    documents = len({own for event in events for own in event.of}) or max(
        (event.documents for event in events), default=0
    )
    details = tuple(_search(one, say) for one in told)
    longest = max(told, key=lambda one: getattr(one.event, "took_s", 0.0) or one.at_s)
    passed = sum(event.passed for event in events)
    return Member(
        "researcher",
        say["agent_researcher"] if len(events) == 1 else say("team_researchers", n=len(events)),
        say("team_searched", n=len(events), found=found),
        _took(longest, say),
        say("team_passages", n=passed, documents=documents) if passed else "",
        details,
        any(event.searched.answered for event in events),
    )


def _search(one: Heard, say: Words) -> str:
    event = one.event
    assert isinstance(event, Found)  # noqa: S101 - researchers are heard by nothing else
    searched = event.searched
    key = "found" if searched.answered else "found_nothing"
    text = say(
        key, part=shorten(clean(searched.sub_question), 160), n=searched.found, documents=event.documents
    )
    return f"{text} ({say('team_likely', n=round(100 * searched.probability))}; {_took(one, say)})"


def _sub(sub: SubQuestion, say: Words) -> str:
    named = [country_name(code, say.language) for code in sub.countries] + [str(year) for year in sub.years]
    return shorten(clean(sub.text), 200) + (f" ({', '.join(named)})" if named else "")


def _noted(brief: Brief | None, say: Words) -> tuple[str, ...]:
    """How many sentences of the answer each tool has a reading of."""
    counts: dict[str, int] = {}
    for claim in brief.claims if brief else ():
        for tool in {own.tool for own in claim.readings}:
            counts[tool] = counts.get(tool, 0) + 1
    return tuple(
        say("team_noted", tool=tool_name(tool, say.language), n=counts[tool]) for tool in sorted(counts)
    )


def _consulted(event: Event, say: Words) -> str:
    assert isinstance(event, Consulted)  # noqa: S101
    text = say("consulted", n=event.calls, seconds=f"{event.seconds:.1f}", tokens=event.tokens)
    return f"{text} {say('consulted_failed', why=event.failure)}" if event.failure else text


def _took(one: Heard, say: Words) -> str:
    """What the agent itself took; where that was not measured, when it was done."""
    took = getattr(one.event, "took_s", 0.0)
    return lasted(took, say) if took else say("seconds", n=one.at_s)
