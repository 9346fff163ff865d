"""The part of the tool models' tab where a person labels sentences: its layout, and what passes to Gradio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import unquote

import gradio as gr

from agents.labelling import OWN_CORRECTIONS
from ui.bench import Bench
from ui.evidence import escape
from ui.handlers import QUIET, Shown, Told
from ui.label_view import card, choices_of, table
from ui.language import say_to
from ui.sitting import MOST_NAME, WHO_COOKIE, Sitting, Sittings, fits, labelled_tasks, named
from ui.strings import Words
from ui.task_words import task_choice, task_name
from ui.uploads import trouble

HIDDEN: dict[str, Any] = {**QUIET, "show_progress": "hidden"}
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Shows:
    """The components that change with a sitting, in the order in which they are filled."""

    sitting: Any
    card: Any
    one: Any
    some: Any
    keys: Any
    buttons: Any
    train: Any
    table: Any

    def all(self) -> list[Any]:
        """Return them as Gradio's outputs."""
        return [getattr(self, own.name) for own in fields(self)]


def labels_part(
    desk: Sittings, bench: Bench, told: Told, say: Words, blocks: gr.Blocks
) -> Callable[[Any, Any], None]:
    """Build the part, and return what ties its last button to the fields of a training: tasks and sets."""
    with told(gr.Accordion, {"label": "label_heading"}, open=False, elem_id="gb-labelling"):
        how = gr.Markdown(_why(say, "label_how"), latex_delimiters=[])
        with gr.Row(elem_id="gb-label-start", equal_height=True):
            task = told(
                gr.Dropdown,
                {"label": "label_task"},
                choices=_tasks(say),
                value=None,
                scale=3,
                elem_id="gb-label-task",
            )
            who = told(gr.Textbox, {"label": "label_who"}, max_length=MOST_NAME, scale=1, elem_id="gb-who")
            begin = told(gr.Button, {"value": "label_begin"}, scale=0, elem_id="gb-label-begin")
        with gr.Column(elem_id="gb-label"):
            shown = gr.Markdown("", elem_id="gb-label-card", latex_delimiters=[])
            one = told(gr.Radio, {"label": "label_one"}, choices=[], visible=False, elem_id="gb-label-one")
            some = told(
                gr.CheckboxGroup, {"label": "label_some"}, choices=[], visible=False, elem_id="gb-label-some"
            )
            with gr.Row(visible=False, elem_id="gb-label-do") as buttons:
                save = told(gr.Button, {"value": "label_save"}, variant="primary", elem_id="gb-label-save")
                skip = told(gr.Button, {"value": "label_skip"}, elem_id="gb-label-skip")
                undo = told(gr.Button, {"value": "label_undo"}, elem_id="gb-label-undo")
            keys = gr.Markdown("", elem_id="gb-label-keys", latex_delimiters=[])
        train = told(gr.Button, {"value": "label_train"}, visible=False, elem_id="gb-label-train")
        chosen = gr.Markdown("", latex_delimiters=[])
        queue = gr.Markdown("", elem_id="gb-label-table", latex_delimiters=[])
        sitting: gr.State = gr.State(value=Sitting(), time_to_live=DAY_S)
    shows = Shows(sitting, shown, one, some, keys, buttons, train, queue)
    outputs = shows.all()
    blocks.load(_greeting(), None, [how, task, who], **HIDDEN)
    begin.click(_beginning(desk), task, outputs, **HIDDEN)
    begin.click(lambda: "", None, chosen, **HIDDEN)
    save.click(_saving(desk), [sitting, one, some, who], outputs, **HIDDEN)
    skip.click(_moving(desk, Sittings.skip), sitting, outputs, **HIDDEN)
    undo.click(_moving(desk, Sittings.undo), sitting, outputs, **HIDDEN)

    def tie(tasks: Any, sets: Any) -> None:  # noqa: ANN401 - two dropdowns
        train.click(_using(bench), sitting, [chosen, tasks, sets], **HIDDEN)

    return tie


def _tasks(say: Words) -> list[tuple[str, str]]:
    return [(task_choice(name, say.language), name) for name in labelled_tasks()]


def _why(say: Words, key: str) -> str:
    return f'<p class="gb-why">{escape(say[key])}</p>'


def _say(request: gr.Request) -> Words:
    return say_to(request.cookies, request.headers)


def _shown(desk: Sittings, now: Sitting, say: Words, note: str = "") -> Shown:
    """Everything of a sitting as it stands; the label is chosen as the model suggests."""
    item = now.item
    asks = item is not None and not now.trouble
    suggestion = list(item.suggestion) if item else []
    choices = choices_of(now.task, say.language) if now.task else []
    first = suggestion[0] if suggestion else None
    return (
        now,
        note + card(now, desk, say),
        gr.update(choices=choices, value=first, visible=asks and not now.many),
        gr.update(choices=choices, value=suggestion, visible=asks and now.many),
        _why(say, "label_keys") if asks else "",
        gr.update(visible=bool(now.items)),
        gr.update(visible=bool(now.earlier + now.labelled)),
        table(now, desk, say),
    )


def _greeting() -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    def greet(request: gr.Request) -> Shown:
        name = unquote(str(request.cookies.get(WHO_COOKIE, "")))
        say = _say(request)
        return _why(say, "label_how"), gr.update(choices=_tasks(say)), named(name) if name else gr.skip()

    return greet


def _beginning(desk: Sittings) -> Any:  # noqa: ANN401
    def begin(request: gr.Request, task: str | None) -> Iterator[Shown]:
        say = _say(request)
        waits = Sitting()
        if task not in labelled_tasks():
            yield _shown(desk, waits, say, trouble(say["label_no_task"]))
            return
        yield _shown(desk, waits, say, _why(say, "label_reads"))
        yield _shown(desk, desk.begin(str(task)), say)

    return begin


def _saving(desk: Sittings) -> Any:  # noqa: ANN401
    def save(request: gr.Request, now: Sitting, one: str | None, some: list[str] | None, who: str) -> Shown:
        say = _say(request)
        labels = list(some or ()) if now.many else [one] if one else []
        if now.item is not None and not fits(now.task, labels):
            return _shown(desk, now, say, trouble(say["label_choose"]))
        return _shown(desk, desk.answer(now, labels, who or ""), say)

    return save


def _moving(desk: Sittings, move: Callable[[Sittings, Sitting], Sitting]) -> Any:  # noqa: ANN401
    def go(request: gr.Request, now: Sitting) -> Shown:
        return _shown(desk, move(desk, now), _say(request))

    return go


def _using(bench: Bench) -> Any:  # noqa: ANN401
    def use(request: gr.Request, now: Sitting) -> Shown:
        say = _say(request)
        told = say("label_chosen", task=task_name(now.task, say.language), n=bench.corrections(now.task))
        sets = gr.update(choices=list(bench.sets((now.task,), say)), value=[OWN_CORRECTIONS])
        return f'<p class="gb-done">{escape(told)}</p>', gr.update(value=[now.task]), sets

    return use
