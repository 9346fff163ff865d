"""The lines of the plan's form as a plan, or in the reader's words why they are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agents.assistant import Filters
from agents.errors import PlanError
from agents.plan import Plan
from agents.plan_edit import REVERSED, Part, countries_of, edited, years_of
from ui.plain import clean, shorten
from ui.strings import Words


def planned(
    made: Plan, lines: Sequence[Sequence[Any]], kept: Sequence[str], filters: Filters, say: Words
) -> Plan | str:
    """Return the plan that the form describes, or why it cannot be searched.

    Args:
        made: as the planner has made it.
        lines: of the form: what to search for, countries, years; empty ones do not count.
        kept: the countries of the question's own limit that are still ticked.
        filters: the limits that the reader has set.
        say: the sentences of the page.
    """
    parts = []
    for text, countries, years in lines:
        if not clean(str(text or "")).strip():
            continue
        try:
            codes = countries_of(str(countries or ""))
        except PlanError as error:
            return say("plan_bad_country", name=shorten(clean(error.what), 80))
        try:
            parts.append(Part(str(text), codes, years_of(str(years or ""))))
        except PlanError as error:
            if error.reason == REVERSED:
                return say("plan_years_turned", years=clean(error.what))
            return say["plan_bad_years"]
    if not parts:
        return say["plan_none"]
    try:
        return edited(made, parts, kept, filters)
    except PlanError as error:
        return str(error)
