"""The tab of the tool models: its layout, and what passes between Gradio and the bench."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from agents.workshop import METHOD_NAMES
from ui.bench import Bench, Outcome
from ui.evidence import escape
from ui.handlers import QUIET, Shown, Told
from ui.labels_tab import labels_part
from ui.language import say_to
from ui.sitting import Sittings
from ui.strings import Words
from ui.training import SUFFIXES, Wish
from ui.training_view import run_html

EVERY_S = 2.0
HIDDEN: dict[str, Any] = {**QUIET, "show_progress": "hidden"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that change after the page was made."""

    how: Any
    own_task: Any
    tasks: Any
    sets: Any
    method: Any
    start: Any
    stop: Any
    run: Any
    timer: Any
    seen: Any
    table: Any
    version: Any
    compare: Any
    confirm: Any

    def following(self) -> list[Any]:
        """Those that change while a training runs."""
        return [self.run, self.start, self.stop, self.timer, self.seen, self.table, self.version]


def models_tab(bench: Bench, sittings: Sittings, told: Told, say: Words, blocks: gr.Blocks) -> None:
    """Build the tab inside of ``blocks``, with all that it does."""
    with gr.Column(elem_id="gb-models"):
        how = gr.Markdown(_how(say), latex_delimiters=[])
        tie = labels_part(sittings, bench, told, say, blocks)
        with gr.Row(equal_height=False):
            tasks = told(
                gr.Dropdown,
                {"label": "train_tasks", "info": "train_tasks_why"},
                choices=list(bench.tasks(say)),
                value=[],
                multiselect=True,
                elem_id="gb-tasks",
            )
            method = told(gr.Dropdown, {"label": "train_method"}, choices=_methods(say), value="frozen")
        with gr.Row(equal_height=False):
            sets = told(
                gr.Dropdown,
                {"label": "train_sets", "info": "train_sets_why"},
                choices=[],
                value=[],
                multiselect=True,
            )
            file = told(
                gr.File,
                {"label": "train_file"},
                show_label=False,
                file_count="single",
                file_types=list(SUFFIXES),
                height=110,
                elem_id="gb-rows",
            )
            licence = told(gr.Textbox, {"label": "train_licence"}, max_length=80)
        with told(gr.Accordion, {"label": "train_own_task"}, open=False, elem_id="gb-own-task"):
            own_task = gr.Markdown(_own_how(say), latex_delimiters=[])
            with gr.Row(equal_height=False):
                task_file = told(
                    gr.File,
                    {"label": "train_task_file"},
                    file_count="single",
                    file_types=[".json"],
                    height=110,
                    elem_id="gb-task-file",
                )
                base = told(
                    gr.Textbox,
                    {"label": "train_base", "info": "train_base_why", "placeholder": "train_default"},
                    max_length=400,
                    elem_id="gb-base",
                )
        with gr.Row():
            numbers = [
                told(gr.Textbox, {"label": f"train_{name}", "placeholder": "train_default"}, max_length=12)
                for name in ("epochs", "rate", "seeds")
            ]
        with gr.Row(elem_id="gb-train"):
            look = told(gr.Button, {"value": "train_look"}, elem_id="gb-look")
            start = told(gr.Button, {"value": "train_start"}, variant="primary", elem_id="gb-start")
            stop = told(gr.Button, {"value": "train_stop"}, visible=False, elem_id="gb-halt")
        shown = gr.Markdown("", elem_id="gb-look-shown", latex_delimiters=[])
        run = gr.Markdown("", elem_id="gb-run", latex_delimiters=[])
        table = gr.Markdown("", elem_id="gb-versions", latex_delimiters=[])
        with gr.Row(elem_id="gb-judge", equal_height=True):
            version = told(gr.Dropdown, {"label": "version_pick"}, choices=[], value=None)
            promote = told(gr.Button, {"value": "promote"}, elem_id="gb-promote")
            back = told(gr.Button, {"value": "roll_back"}, elem_id="gb-back-one")
            delete = told(gr.Button, {"value": "delete"}, elem_id="gb-delete")
        outcome = gr.Markdown("", elem_id="gb-outcome", latex_delimiters=[])
        confirm = gr.Button("", visible=False, variant="stop", elem_id="gb-confirm")
        compare = gr.Markdown("", elem_id="gb-compare", latex_delimiters=[])
        asked: gr.State = gr.State(value=("", ""))
        seen: gr.State = gr.State(value=-1)
        timer = gr.Timer(EVERY_S, active=False)
    parts = Parts(
        how, own_task, tasks, sets, method, start, stop, run, timer, seen, table, version, compare, confirm
    )
    fields = [tasks, file, sets, method, *numbers, licence, base, task_file]
    _wire_training(bench, parts, fields, look, shown, blocks)
    tie(tasks, sets)
    _wire_versions(bench, parts, (promote, back, delete), outcome, asked)


def _wire_training(
    bench: Bench, parts: Parts, fields: list[Any], look: gr.Button, shown: gr.Markdown, blocks: gr.Blocks
) -> None:
    following = parts.following()
    opened = [parts.how, parts.own_task, parts.tasks, parts.method, *following]
    blocks.load(_opening(bench), None, opened, **HIDDEN)
    parts.tasks.input(_offering(bench), parts.tasks, parts.sets, **HIDDEN)
    look.click(_looking(bench), fields, shown, **HIDDEN)
    parts.start.click(_starting(bench), fields, [shown, *following], **HIDDEN)
    parts.stop.click(_stopping(bench), None, following, **HIDDEN)
    parts.timer.tick(_following(bench), parts.seen, following, **HIDDEN)


def _wire_versions(
    bench: Bench, parts: Parts, buttons: tuple[Any, ...], outcome: gr.Markdown, asked: gr.State
) -> None:
    promote, back, delete = buttons
    outputs = [outcome, parts.confirm, asked, parts.table, parts.version]
    promote.click(_judging(bench, "promote"), parts.version, outputs, **HIDDEN)
    back.click(_judging(bench, "roll_back"), parts.version, outputs, **HIDDEN)
    delete.click(_judging(bench, "delete"), parts.version, outputs, **HIDDEN)
    parts.confirm.click(_confirming(bench), asked, outputs, **HIDDEN)
    parts.version.change(_comparing(bench), parts.version, [parts.compare, parts.confirm, asked], **HIDDEN)


def read_wish(fields: tuple[Any, ...]) -> Wish:
    """Return what was typed into the page, in the order of the fields of a wish."""
    tasks, file, sets, method, *words, task_file = fields
    path, own = (Path(given) if given else None for given in (file, task_file))
    chosen, named = tuple(map(str, tasks or ())), tuple(map(str, sets or ()))
    epochs, rate, seeds, licence, base = (str(word or "").strip() for word in words)
    how = str(method or "frozen"), epochs, rate, seeds, licence, base
    return Wish(chosen, path, named, *how, task_file=own)


def _how(say: Words) -> str:
    return f'<p class="gb-why">{escape(say["models_how"])}</p>'


def _own_how(say: Words) -> str:
    return f'<p class="gb-why">{escape(say["train_own_how"])}</p>'


def _methods(say: Words) -> list[tuple[str, str]]:
    return [(say[f"method_{name}"], name) for name in METHOD_NAMES]


def _say(request: gr.Request) -> Words:
    return say_to(request.cookies, request.headers)


def _followed(bench: Bench, say: Words, seen: int = -1) -> Shown:
    """The training as it is now, and the versions where one may have come; nothing where nothing is new."""
    run = bench.run()
    if run.running and seen == len(run.events) and not run.stopping:
        return (gr.skip(),) * 7
    waits = gr.update(visible=not run.running)
    stops = gr.update(visible=run.running)
    versions: Shown = (gr.skip(), gr.skip())
    if not run.running:
        names = bench.names()
        versions = (bench.versions(say), gr.update(choices=list(names), value=names[0] if names else None))
    return (
        run_html(run, say),
        waits,
        stops,
        gr.Timer(EVERY_S, active=run.running),
        len(run.events),
        *versions,
    )


def _opening(bench: Bench) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    def open_tab(request: gr.Request) -> Shown:
        say = _say(request)
        run, start, stop, timer, seen, table, version = _followed(bench, say)
        if table == gr.skip():
            names = bench.names()
            table, version = (
                bench.versions(say),
                gr.update(choices=list(names), value=next(iter(names), None)),
            )
        tasks, methods = gr.update(choices=list(bench.tasks(say))), gr.update(choices=_methods(say))
        return (_how(say), _own_how(say), tasks, methods, run, start, stop, timer, seen, table, version)

    return open_tab


def _offering(bench: Bench) -> Any:  # noqa: ANN401
    def offer(request: gr.Request, tasks: list[str]) -> Any:  # noqa: ANN401
        return gr.update(choices=list(bench.sets(tasks or (), _say(request))), value=[])

    return offer


def _looking(bench: Bench) -> Any:  # noqa: ANN401
    def look(request: gr.Request, *fields: Any) -> str:  # noqa: ANN401
        return f'<div class="gb-library">{bench.look(read_wish(fields), _say(request))}</div>'

    return look


def _starting(bench: Bench) -> Any:  # noqa: ANN401
    def start(request: gr.Request, *fields: Any) -> Shown:  # noqa: ANN401
        say = _say(request)
        return (bench.start(read_wish(fields), say), *_followed(bench, say))

    return start


def _stopping(bench: Bench) -> Any:  # noqa: ANN401
    def stop(request: gr.Request) -> Shown:
        bench.stop()
        return _followed(bench, _say(request))

    return stop


def _following(bench: Bench) -> Any:  # noqa: ANN401
    def follow(request: gr.Request, seen: int) -> Shown:
        return _followed(bench, _say(request), seen)

    return follow


def _judging(bench: Bench, deed: str) -> Any:  # noqa: ANN401
    def judge(request: gr.Request, version: str | None) -> Shown:
        say, chosen = _say(request), str(version or "")
        if deed == "roll_back":
            return _judged(bench, bench.roll_back(say), chosen, say)
        done = bench.promote(chosen, say) if deed == "promote" else bench.delete(chosen, say)
        return _judged(bench, done, chosen, say)

    return judge


def _confirming(bench: Bench) -> Any:  # noqa: ANN401
    def confirm(request: gr.Request, asked: Any) -> Shown:  # noqa: ANN401
        say, (deed, version) = _say(request), asked
        if deed == "promote":
            return _judged(bench, bench.promote(version, say, force=True), version, say)
        return _judged(bench, bench.delete(version, say, sure=True), version, say)

    return confirm


def _judged(bench: Bench, done: Outcome, version: str, say: Words) -> Shown:
    names = bench.names()
    kept = version if version in names else next(iter(names), None)
    return (
        done.html,
        gr.update(visible=bool(done.again), value=say[f"confirm_{done.again}"] if done.again else ""),
        (done.again, version if done.again else ""),
        bench.versions(say),
        gr.update(choices=list(names), value=kept),
    )


def _comparing(bench: Bench) -> Any:  # noqa: ANN401
    def compare(request: gr.Request, version: str | None) -> Shown:
        return bench.compare(str(version or ""), _say(request)), gr.update(visible=False), ("", "")

    return compare
