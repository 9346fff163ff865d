"""The plan before a search and the work behind an answer, on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli_options import named_path
from ui.errors import UsageError
from ui.listed import read_bytes
from ui.terminal import Terminal

if TYPE_CHECKING:
    from agents.assistant import Assistant, Filters
    from agents.brief import Brief
    from agents.events import Event, Heard
    from agents.sources import Sources

OptionalQuestion = Annotated[
    str | None,
    typer.Argument(metavar="[QUESTION]", help="In quotes; any language. Left out with --with-plan."),
]
PlanOnly = Annotated[bool, typer.Option("--plan", help="Print the plan as JSON; search nothing.")]
WithPlan = Annotated[
    Path | None,
    typer.Option("--with-plan", metavar="FILE", parser=named_path, help="Search exactly this plan."),
]
ShowWork = Annotated[
    bool, typer.Option("--show-work", help="Say what each agent did, how long it took, what it passed on.")
]


def stated(question: str | None, plan: Path | None) -> str:
    """Return the question, empty where a plan has it (typer.BadParameter: neither is given)."""
    if question is None and plan is None:
        raise typer.BadParameter("Missing argument 'QUESTION'.")
    return question or ""


def told(
    assistant: Assistant, question: str, filters: Filters, sources: Sources | None, plan: Path | None
) -> dict[str, Any]:
    """Return the plan of a question as JSON values (UsageError: the options do not go together)."""
    from agents.plan_edit import plan_json

    if sources is not None or plan is not None:
        raise UsageError("--plan", "it goes with neither --sources nor --with-plan", "Leave one of them out")
    return plan_json(assistant.plan(question, filters=filters))


def asked(
    assistant: Assistant, question: str, filters: Filters, sources: Sources | None, plan: Path | None
) -> Iterator[Event]:
    """Return the events of an answer: from the library, from ``sources``, or by the plan of a file.

    Raises:
        UsageError: the options do not go together, or the file cannot be read.
        PlanError: the plan cannot be used.
    """
    if plan is None:
        return (
            assistant.ask_sources(question, sources) if sources else assistant.ask(question, filters=filters)
        )
    from agents.plan_edit import read_plan_file

    if sources is not None or filters:
        raise UsageError(
            "--with-plan", "it goes with neither --sources nor limits", "Write the limits into the plan"
        )
    made = read_plan_file(read_bytes(plan), assistant.match)
    if question.strip() and " ".join(question.split()) != made.question:
        raise UsageError(
            "--with-plan", "the plan is of another question", "Leave the question out, or make a new plan"
        )
    own = {sub.filters for sub in made.sub_questions if not sub.limited}
    shared = own.pop() if len(own) == 1 else filters
    return assistant.ask(made.question, plan=made, filters=shared)


def watched(events: Iterable[Event], terminal: Terminal) -> tuple[Brief, tuple[Heard, ...]]:
    """Return the brief and what was heard on the way; each step is told as it happens."""
    import time

    from agents.events import Finished, Heard
    from ui.cli_brief import step

    began = time.perf_counter()
    heard: list[Heard] = []
    for event in events:
        heard.append(Heard(event, time.perf_counter() - began))
        if isinstance(event, Finished):
            return event.brief, tuple(heard)
        terminal.tell(step(event))
    raise AssertionError("every run ends with Finished")


def say_work(brief: Brief, heard: Iterable[Heard], terminal: Terminal) -> None:
    """Write a line for each agent: what it did, how long it took, what it passed on."""
    from ui.strings import words
    from ui.team import team

    say = words(brief.language)
    terminal.say()
    for member in team(tuple(heard), say, brief):
        passed = f" {say('team_passed', what=member.passed)}." if member.passed else ""
        terminal.say(f"{member.name} ({member.took}): {member.did}{passed}")
        for text in member.details:
            terminal.say(f"- {text}", indent=2)
