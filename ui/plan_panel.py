"""The plan before the search: a form with a line for each part, and what passes to the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from agents.places import country_name
from agents.plan import MOST_PARTS, Plan
from agents.plan_edit import years_text
from ui.access import SESSION_COOKIE
from ui.desk import Desk
from ui.handlers import QUIET, SHOWN, Shown, Told, follow
from ui.language import say_to
from ui.limits import read_limits
from ui.markup import escape
from ui.strings import Words

HIDDEN: dict[str, Any] = {**QUIET, "show_progress": "hidden"}
FIELDS = 3
"""Of a line: what to search for, countries, years."""


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The parts of the form; ``made`` holds the plan, ``lines`` which lines are shown."""

    first: Any
    made: Any
    lines: Any
    form: Any
    limit: Any
    rows: Sequence[Any]
    fields: Sequence[Any]
    removers: Sequence[Any]
    add: Any
    search: Any
    cancel: Any
    told: Any

    def outputs(self) -> list[Any]:
        """Return what a plan fills, in the order of ``_filled``."""
        return [self.made, self.lines, self.form, self.told, self.limit, *self.rows, *self.fields]


def plan_form(told: Told) -> PlanForm:
    """Build the form, hidden; ``wire_plan`` ties it to the questions."""
    with gr.Column(visible=False, elem_id="gb-plan", render=False) as form:
        told(gr.Markdown, {"value": "plan_heading"}, elem_id="gb-plan-head", latex_delimiters=[])
        rows, fields, removers = [], [], []
        for number in range(MOST_PARTS):
            with gr.Row(visible=False, elem_classes="gb-plan-row", elem_id=f"gb-plan-{number}") as row:
                fields += [
                    _field(told, "plan_part", 5, lines=1, max_lines=4, max_length=4000),
                    _field(told, "plan_countries", 2, max_lines=1, max_length=300),
                    _field(told, "plan_years", 1, max_lines=1, max_length=100),
                ]
                removers.append(told(gr.Button, {"value": "plan_remove"}, size="sm", scale=0, min_width=80))
            rows.append(row)
        limit = told(
            gr.CheckboxGroup, {"label": "plan_limits"}, choices=[], visible=False, elem_id="gb-plan-limit"
        )
        told(gr.Markdown, {"value": "plan_filters"}, elem_classes="gb-plan-note", latex_delimiters=[])
        state = gr.Markdown("", elem_id="gb-plan-told", latex_delimiters=[])
        with gr.Row(elem_id="gb-plan-do"):
            search = told(gr.Button, {"value": "plan_search"}, variant="primary", elem_id="gb-plan-search")
            add = told(gr.Button, {"value": "plan_add"}, elem_id="gb-plan-add")
            cancel = told(gr.Button, {"value": "plan_cancel"}, elem_id="gb-plan-cancel")
    first = told(
        gr.Checkbox,
        {"label": "plan_first"},
        value=False,
        container=False,
        elem_id="gb-plan-first",
        render=False,
    )
    made: gr.State = gr.State(value=None)
    lines: gr.State = gr.State(value=())
    return PlanForm(first, made, lines, form, limit, rows, fields, removers, add, search, cancel, state)


def _field(told: Told, key: str, scale: int, **options: Any) -> Any:  # noqa: ANN401 - of a component
    return told(gr.Textbox, {"label": key}, scale=scale, min_width=70, **options)


def wire_plan(
    desk: Desk,
    own: PlanForm,
    conversation: Any,  # noqa: ANN401 - a component
    limits: Sequence[Any],
    outputs: Sequence[Any],
) -> Any:  # noqa: ANN401 - what calls a listener at the end
    """Tie the form to what shows an answer, and return what follows a search by it."""
    own.add.click(_adding(), own.lines, [own.lines, *own.rows], **HIDDEN)
    for number, remover in enumerate(own.removers):
        fields = own.fields[FIELDS * number : FIELDS * (number + 1)]
        remover.click(_removing(number), own.lines, [own.lines, own.rows[number], *fields], **HIDDEN)
    own.cancel.click(lambda: gr.update(visible=False), None, own.form, **HIDDEN)
    given = [own.made, own.limit, conversation, *limits, *own.fields]
    many = {**HIDDEN, "concurrency_limit": 256}
    return own.search.click(_searching(desk, len(limits)), given, [own.form, own.told, *outputs], **many)


def planning(desk: Desk) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what shows the plan of a question, where it is wanted first."""

    async def plan(request: gr.Request, question: str, before: Any, first: bool, *chosen: Any) -> Shown:  # noqa: ANN401
        if not first:
            return (gr.skip(),) * _FILLED
        say, limits = _say(request), read_limits(chosen)
        if limits is None:
            return _unfilled(say["bad_years"])
        made = await asyncio.to_thread(desk.plan, question, tuple(before), limits, say)
        return _unfilled(made) if isinstance(made, str) else _filled(made, say)

    return plan


_FILLED = 5 + MOST_PARTS + FIELDS * MOST_PARTS


def _filled(plan: Plan, say: Words) -> Shown:
    """Everything of the form as the planner has made it."""
    subs = plan.sub_questions[:MOST_PARTS]
    shown = tuple(at < len(subs) for at in range(MOST_PARTS))
    fields: list[Any] = []
    for sub in subs:
        countries = ", ".join(country_name(code, say.language) for code in sub.countries)
        fields += [sub.text, countries, years_text(sub.years)]
    fields += [""] * (FIELDS * MOST_PARTS - len(fields))
    codes = plan.limit.countries if plan.limit else ()
    limit = gr.update(
        choices=[(country_name(code, say.language), code) for code in codes],
        value=list(codes),
        visible=bool(codes),
    )
    rows = [gr.update(visible=own) for own in shown]
    return plan, shown, gr.update(visible=True), "", limit, *rows, *fields


def _unfilled(why: str) -> Shown:
    """The form without lines: only why there is no plan."""
    hidden = gr.update(visible=False)
    rows = [hidden] * MOST_PARTS
    fields = [""] * (FIELDS * MOST_PARTS)
    return None, (False,) * MOST_PARTS, gr.update(visible=True), _trouble(why), hidden, *rows, *fields


def _adding() -> Any:  # noqa: ANN401
    def add(lines: Any) -> Shown:  # noqa: ANN401
        shown = list(lines or (False,) * MOST_PARTS)
        if False in shown:
            shown[shown.index(False)] = True
        return tuple(shown), *(gr.update(visible=own) for own in shown)

    return add


def _removing(number: int) -> Any:  # noqa: ANN401
    def remove(lines: Any) -> Shown:  # noqa: ANN401
        shown = tuple(own and at != number for at, own in enumerate(lines or ()))
        return shown, gr.update(visible=False), "", "", ""

    return remove


def _searching(desk: Desk, limits: int) -> Any:  # noqa: ANN401
    async def search(
        request: gr.Request,
        made: Plan | None,
        kept: list[str] | None,
        before: Any,  # noqa: ANN401
        *given: Any,  # noqa: ANN401
    ) -> AsyncIterator[Shown]:
        say, chosen = _say(request), read_limits(given[:limits])
        same: Shown = (gr.skip(),) * SHOWN
        if chosen is None or made is None:
            yield gr.skip(), _trouble(say["bad_years" if made else "plan_none"]), *same
            return
        lines = [given[at : at + FIELDS] for at in range(limits, len(given), FIELDS)]
        plan = desk.edited(made, lines, kept or (), chosen, say)
        if isinstance(plan, str):
            yield gr.skip(), _trouble(plan), *same
            return
        session, tab = str(request.cookies.get(SESSION_COOKIE, "")), request.session_hash or ""
        past, work = await asyncio.to_thread(
            desk.ask, session, plan.question, tuple(before), chosen, say, tab=tab, plan=plan
        )
        async for shown in follow(desk, past, work, say, session):
            yield gr.update(visible=False), "", *shown

    return search


def _say(request: gr.Request) -> Words:
    return say_to(request.cookies, request.headers)


def _trouble(text: str) -> str:
    return f'<div class="gb-trouble" role="alert">{escape(text)}</div>'
