"""Gradio layout and wiring, nothing else; what the buttons do is in ui/desk.py."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

# Before the import, which looks at them: no analytics, no look-up of a hub, no history in the browser.
os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False",
    GRADIO_RUN_HISTORY="False",
    GRADIO_SSR_MODE="False",
    GRADIO_MCP_SERVER="False",
    GRADIO_SHARE="False",
    HF_HUB_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
)
if "GRADIO_TEMP_DIR" not in os.environ:
    os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="globalbrain-")
    atexit.register(shutil.rmtree, os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)

import gradio as gr

from ui.chat import evidence, header, welcome
from ui.desk import Desk
from ui.filter_panel import filter_panel
from ui.handlers import (
    AT_ONCE,
    QUIET,
    Told,
    empty,
    how,
    refresh,
    resume,
    speak,
    stopping,
    taking,
    working,
)
from ui.models_tab import models_tab
from ui.plan_panel import plan_form, planning, wire_plan
from ui.shelf import Shelf
from ui.talks_panel import opening, talks_column, wire
from ui.uploads import table

if TYPE_CHECKING:
    from fastapi import FastAPI

    from agents.assistant import Assistant

WAITING = 64
# Questions wait in our own line (ui/work.py), which says how long it is; Gradio's would be silent.
ASKING = 256
DAY_S = 86_400
UPLOADS = Path(os.environ["GRADIO_TEMP_DIR"])
ASSETS = Path(__file__).with_name("assets")
HEAD = (
    '<link rel="icon" href="/gb/icon.svg"><meta name="referrer" content="no-referrer">'
    '<script src="/gb/app.js" defer></script><script src="/gb/label.js" defer></script>'
    '<script src="/gb/review.js" defer></script>'
)
FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans CJK SC", "sans-serif")
T = TypeVar("T")


def mount(app: FastAPI, assistant: Assistant, shelf: Shelf) -> gr.Blocks:
    """Return the page, mounted at the root of ``app`` with everything that Gradio offers besides it off."""
    blocks = build(Desk(assistant, shelf))
    mounted = partial(
        gr.mount_gradio_app,
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        allowed_paths=[],
        blocked_paths=["/"],
        show_error=False,
        max_file_size=assistant.settings.max_file_mb * 2**20,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
        css_paths=[ASSETS / "app.css", ASSETS / "review.css"],
        head=HEAD,
    )
    _in_loop(mounted)
    return blocks


def build(desk: Desk) -> gr.Blocks:
    """Return the page: ask, library and tool models, side by side as tabs."""
    return _in_loop(lambda: _build(desk))


def _in_loop(make: Callable[[], T]) -> T:
    """Gradio opens an event loop that it never closes wherever none is running: so let one run."""

    async def run() -> T:
        return make()

    return asyncio.run(run())


def _build(desk: Desk) -> gr.Blocks:
    say = desk.say
    told = Told(say)
    with gr.Blocks(
        title=say["name"], analytics_enabled=False, fill_width=True, delete_cache=(3600, DAY_S)
    ) as blocks:
        head = gr.Markdown(header(say), elem_id="gb-header", latex_delimiters=[])
        with gr.Tabs(elem_id="gb-tabs"):
            with told(gr.Tab, {"label": "tab_ask"}):
                asking, outputs = _ask_tab(desk, told)
            with told(gr.Tab, {"label": "tab_library"}):
                explained, shelves, uploaded = _library_tab(desk, told)
            with told(gr.Tab, {"label": "tab_models"}):
                models_tab(desk.bench, desk.sittings, told, say, blocks)
        spoken = [head, explained, *told.parts]
        blocks.load(speak(told), None, spoken, show_progress="hidden", **QUIET)
        for trigger in (blocks.load, uploaded):
            trigger(refresh(desk), None, [*asking, shelves], show_progress="hidden", **QUIET)
        blocks.load(resume(desk, opening), None, outputs, show_progress="hidden", **MANY)
    blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


MANY: dict[str, Any] = {**QUIET, "concurrency_limit": ASKING}


def _ask_tab(desk: Desk, told: Told) -> tuple[list[Any], list[Any]]:
    """Build the tab and return what changes with the library (greeting, choices), and with an answer."""
    say = desk.say
    conversation: gr.State = gr.State(value=(), time_to_live=DAY_S)
    form = plan_form(told)
    with gr.Row(elem_id="gb-desk", equal_height=True):
        side = talks_column(told)
        with gr.Column(scale=7, min_width=420, elem_id="gb-left"):
            with gr.Row(elem_id="gb-talkbar"):
                side.toggle.render()
                form.first.render()
            with gr.Column(elem_id="gb-scroll"):
                hello = gr.Markdown(welcome(None, say), elem_id="gb-hello", latex_delimiters=[])
                with gr.Row(elem_id="gb-examples") as examples:
                    starters = [told(gr.Button, {"value": f"example_{n}"}) for n in range(1, 5)]
                shown = gr.Markdown("", elem_id="gb-thread", latex_delimiters=[])
            form.form.render()
            panel = filter_panel(desk, told)
            typed, ask, stop, new = _composer(told)
        with gr.Column(scale=5, min_width=340, elem_id="gb-right"):
            pages = gr.Markdown(evidence((), say), elem_id="gb-panel", latex_delimiters=[])
    outputs = [conversation, shown, pages, typed, ask, stop, hello, examples]
    asked = working(desk)
    ended = []
    for trigger, said in ((typed.submit, typed), (ask.click, typed), *((own.click, own) for own in starters)):
        inputs = [said, conversation, form.first, *panel.fields]
        trigger(planning(desk), inputs, form.outputs(), show_progress="hidden", **QUIET)
        ended.append(trigger(asked, inputs, outputs, show_progress="hidden", **MANY).then)
    stop.click(stopping(desk), None, None, queue=True, show_progress="hidden", **QUIET)
    ended.append(new.click(empty(desk), None, outputs, show_progress="hidden", **QUIET).then)
    ended.append(wire_plan(desk, form, conversation, panel.fields, outputs).then)
    wire(desk, side, conversation, outputs, ended)
    return [hello, *panel.offered], outputs


def _composer(told: Told) -> tuple[Any, Any, Any, Any]:
    """Build the line to type in, and return it with its buttons: ask, stop, new."""
    small: dict[str, Any] = {"scale": 1, "min_width": 90}
    with gr.Row(elem_id="gb-composer"):
        typed = told(
            gr.Textbox,
            {"placeholder": "ask_placeholder", "label": "ask_label"},
            show_label=False,
            container=False,
            lines=1,
            max_lines=5,
            scale=8,
            autofocus=True,
            elem_id="gb-question",
        )
        ask = told(gr.Button, {"value": "ask"}, variant="primary", elem_id="gb-ask", **small)
        stop = told(gr.Button, {"value": "stop"}, visible=False, elem_id="gb-stop", **small)
        new = told(gr.Button, {"value": "new"}, scale=1, min_width=150, elem_id="gb-new")
    return typed, ask, stop, new


def _library_tab(desk: Desk, told: Told) -> tuple[Any, Any, Any]:
    """Build the tab and return its explanation, the table, and the moment when an upload has ended."""
    say = desk.say
    with gr.Column(elem_id="gb-library"):
        drop = told(
            gr.File,
            {"label": "upload"},
            show_label=False,
            file_count="multiple",
            file_types=[".pdf"],
            height=130,
            elem_id="gb-drop",
        )
        explained = gr.Markdown(how(say), latex_delimiters=[])
        state = gr.Markdown("", elem_id="gb-uploads", latex_delimiters=[])
        shelves = gr.Markdown(table((), say), elem_id="gb-table", latex_delimiters=[])

    done = drop.upload(taking(desk), drop, [state, drop], show_progress="hidden", **QUIET)
    return explained, shelves, done.then


def _theme() -> gr.themes.Base:
    """System fonts only: a theme's default fonts are fetched from elsewhere."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.emerald,
        neutral_hue=gr.themes.colors.slate,
        font=[gr.themes.Font(name) for name in FONT],
        font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")],
        radius_size=gr.themes.sizes.radius_md,
    )
