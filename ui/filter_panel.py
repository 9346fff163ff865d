"""The drawer of limits: its fields, the chips of what was chosen, and how much passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.desk import Desk
from ui.handlers import QUIET, Told
from ui.language import say_to
from ui.limits import OF_DOCUMENTS, OF_PASSAGES, Limits, keeping, read_limits
from ui.markup import escape


@dataclass(frozen=True, slots=True)
class Panel:
    """The fields in the order of ``ui.limits.read_limits``, and those whose choices the library gives."""

    fields: Sequence[Any]
    offered: Sequence[Any]


def filter_panel(desk: Desk, told: Told) -> Panel:
    """Build the chips and the drawer below them, and wire them together."""
    chips = told(
        gr.CheckboxGroup,
        {"label": "filters_chosen"},
        choices=[],
        value=[],
        visible=False,
        container=False,
        elem_id="gb-chosen",
    )
    with told(gr.Accordion, {"label": "filters"}, open=False, elem_id="gb-filters") as drawer:
        told(gr.Markdown, {"value": "filters_of_documents"}, elem_classes="gb-part", latex_delimiters=[])
        with gr.Row():
            of_documents = [_many(told, name) for name in OF_DOCUMENTS]
            years = [
                _year(told, name, example) for name, example in (("year_from", "2015"), ("year_to", "2025"))
            ]
        told(gr.Markdown, {"value": "filters_of_passages"}, elem_classes="gb-part", latex_delimiters=[])
        with gr.Row():
            of_passages = [_many(told, name) for name in OF_PASSAGES]
            risk = told(gr.Dropdown, {"label": "filter_risk"}, choices=[("", "")], value="", min_width=150)
        with gr.Row(elem_id="gb-matching"):
            match = gr.Markdown("", elem_id="gb-match", latex_delimiters=[])
            clear = told(gr.Button, {"value": "filters_clear"}, size="sm", scale=0, elem_id="gb-clear")
    fields = [*of_documents, *of_passages, risk, *years]
    shown = [drawer, chips, match]
    gr.on([field.change for field in fields], _watching(desk), fields, shown, show_progress="hidden", **QUIET)
    chips.input(_lifting(), [chips, *fields], fields, show_progress="hidden", **QUIET)
    clear.click(lambda: Limits().fields(), None, fields, show_progress="hidden", **QUIET)
    return Panel(fields, [*of_documents, *of_passages, risk])


def _many(told: Told, name: str) -> Any:  # noqa: ANN401 - a component
    return told(
        gr.Dropdown,
        {"label": f"filter_{name}"},
        choices=[],
        value=[],
        multiselect=True,
        min_width=150,
        elem_id=f"gb-filter-{name}",
    )


def _year(told: Told, name: str, example: str) -> Any:  # noqa: ANN401 - a component
    return told(
        gr.Textbox, {"label": f"filter_{name}"}, value="", max_length=4, placeholder=example, min_width=90
    )


def _watching(desk: Desk) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what tells, whenever a field changes, what is chosen and how much passes."""

    def watch(request: gr.Request, *fields: Any) -> list[Any]:  # noqa: ANN401
        say = say_to(request.cookies, request.headers)
        limits = read_limits(fields)
        if limits is None:
            return [gr.skip(), gr.skip(), f'<p class="gb-why">{escape(say["bad_years"])}</p>']
        chips = list(desk.chosen(limits, say))
        label = f"{say['filters']} · {say('filters_on', n=len(chips))}" if chips else say["filters"]
        told = desk.matching(limits, say)
        return [
            gr.update(label=label),
            gr.update(choices=chips, value=[value for _, value in chips], visible=bool(chips)),
            f'<p class="gb-why">{escape(told)}</p>' if told else "",
        ]

    return watch


def _lifting() -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what takes out of the fields the limit whose chip was unticked."""

    def lift(left: list[str], *fields: Any) -> list[Any]:  # noqa: ANN401
        limits = read_limits(fields) or read_limits([*fields[:-2], "", ""]) or Limits()
        return keeping(limits, left).fields()

    return lift
