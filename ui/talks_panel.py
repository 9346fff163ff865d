"""The panel of kept conversations: its layout, and what passes between Gradio and the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import gradio as gr

from agents.assistant import TOLD
from ui.access import SESSION_COOKIE
from ui.desk import Desk
from ui.handlers import QUIET, Shown, Told, emptied, follow
from ui.language import say_to
from ui.strings import Words
from ui.talks import exports_of, note, talks

HIDDEN: dict[str, Any] = {**QUIET, "show_progress": "hidden"}
LOOK_S = 5.0
UNCHANGED = 8


@dataclass(frozen=True, slots=True)
class Talks:
    """The parts that others need: the button that opens the panel, the panel, and its hidden fields."""

    toggle: Any
    panel: Any
    timer: Any
    isopen: Any
    search: Any
    listing: Any
    seen: Any
    opened: Any
    managed: Any
    manage: Any
    name: Any
    rename: Any
    exports: Any
    delete: Any
    sure: Any
    yes: Any
    close: Any
    told: Any

    def box(self) -> list[Any]:
        """Return the parts of the box that manages one conversation, in the order of ``_managing``."""
        return [self.manage, self.name, self.exports, self.sure, self.told]


def talks_column(told: Told) -> Talks:
    """Build the panel, hidden; ``wire`` ties it to the conversation."""
    with gr.Column(scale=0, min_width=290, visible=False, elem_id="gb-talks") as panel:
        told(gr.Markdown, {"value": "talks"}, elem_id="gb-talks-head", latex_delimiters=[])
        search = told(
            gr.Textbox,
            {"placeholder": "talks_search", "label": "talks_search"},
            show_label=False,
            container=False,
            max_lines=1,
            max_length=200,
            elem_id="gb-talks-search",
        )
        state = gr.Markdown("", elem_id="gb-talks-told", latex_delimiters=[])
        with gr.Column(visible=False, elem_id="gb-manage") as manage:
            name = told(
                gr.Textbox, {"label": "talk_name"}, max_lines=1, max_length=300, elem_id="gb-talk-name"
            )
            with gr.Row():
                rename = told(gr.Button, {"value": "talk_rename"}, size="sm", min_width=80)
                close = told(gr.Button, {"value": "talk_close"}, size="sm", min_width=80)
            exports = gr.Markdown("", latex_delimiters=[])
            delete = told(gr.Button, {"value": "talk_delete"}, size="sm", elem_id="gb-talk-delete")
            with gr.Column(visible=False, elem_id="gb-sure") as sure:
                told(gr.Markdown, {"value": "talk_delete_sure"}, latex_delimiters=[])
                yes = told(gr.Button, {"value": "talk_delete_yes"}, size="sm", elem_id="gb-talk-yes")
        listing = gr.Markdown("", elem_id="gb-talks-list", latex_delimiters=[])
    opened = gr.Textbox("", visible="hidden", max_lines=1, elem_id="gb-opened", label="-")
    managed = gr.Textbox("", visible="hidden", max_lines=1, elem_id="gb-managed", label="-")
    isopen: gr.State = gr.State(value=False)
    seen: gr.State = gr.State(value="")
    timer = gr.Timer(LOOK_S, active=False)
    toggle = told(gr.Button, {"value": "talks"}, size="sm", elem_id="gb-talks-toggle", render=False)
    return Talks(
        toggle, panel, timer, isopen, search, listing, seen, opened, managed, manage, name, rename, exports,
        delete, sure, yes, close, state,
    )  # fmt: skip


def wire(desk: Desk, parts: Talks, conversation: Any, outputs: Sequence[Any], ended: Sequence[Any]) -> None:  # noqa: ANN401 - a component
    """Tie the panel to the conversation.

    Args:
        desk: keeps the conversations.
        parts: of the panel.
        conversation: the state with the exchanges that are shown.
        outputs: what shows a conversation, in the order of ``ui.handlers``.
        ended: what calls a listener when a question has been answered, or a conversation was left.
    """
    shown, inputs = [parts.listing, parts.seen], [parts.isopen, parts.search, conversation, parts.seen]
    look = _listing(desk)
    parts.toggle.click(
        lambda now: (not now, gr.update(visible=not now), gr.Timer(active=not now)),
        parts.isopen,
        [parts.isopen, parts.panel, parts.timer],
        **HIDDEN,
    ).then(look, inputs, shown, **HIDDEN)
    for trigger in (parts.timer.tick, *ended):
        trigger(look, inputs, shown, **HIDDEN)
    parts.search.change(look, inputs, shown, trigger_mode="always_last", **HIDDEN)
    parts.opened.change(_opening(desk), parts.opened, outputs, **HIDDEN)
    parts.opened.change(
        _listing(desk, picked=True), [parts.isopen, parts.search, parts.opened, parts.seen], shown, **HIDDEN
    )
    box = parts.box()
    parts.managed.change(_managing(desk), parts.managed, box, **HIDDEN)
    parts.close.click(lambda: gr.update(visible=False), None, parts.manage, **HIDDEN)
    parts.delete.click(lambda: gr.update(visible=True), None, parts.sure, **HIDDEN)
    named = [parts.managed, parts.name]
    for renamed in (parts.rename.click, parts.name.submit):
        renamed(_renaming(desk), named, [*box], **HIDDEN).then(look, inputs, shown, **HIDDEN)
    parts.yes.click(_deleting(desk), [parts.managed, conversation], [*box, *outputs], **HIDDEN).then(
        look, inputs, shown, **HIDDEN
    )


def _say(request: gr.Request) -> Words:
    return say_to(request.cookies, request.headers)


def _picked(text: Any) -> str:  # noqa: ANN401 - what the page has posted
    """The id in what the page's script writes: the id, and a number that makes it new each time."""
    own = str(text or "").partition("/")[0]
    return own if len(own) == 32 and all(one in "0123456789abcdef" for one in own) else ""


def _listing(desk: Desk, *, picked: bool = False) -> Any:  # noqa: ANN401 - Gradio reads the signature
    """Return what fills the list, where the panel is open and the list has changed."""

    def look(request: gr.Request, isopen: bool, search: str, now: Any, seen: str) -> Shown:  # noqa: ANN401
        if not isopen:
            return gr.skip(), gr.skip()
        current = _picked(now) if picked else (now[-1].conversation if now else "")
        html = talks(
            desk.archive.listed(str(search or "")[:200]),
            _say(request),
            now=datetime.now().astimezone(),
            current=current,
            running=desk.archive.running(),
            search=str(search or "").strip(),
            keeps=desk.archive.keeps,
            failed=desk.archive.failed,
        )
        return (gr.skip(), gr.skip()) if html == seen else (html, html)

    return look


def _opening(desk: Desk) -> Any:  # noqa: ANN401
    async def open_one(request: gr.Request, picked: str) -> AsyncIterator[Shown]:
        async for shown in opening(desk, request, _picked(picked)):
            yield shown

    return open_one


async def opening(desk: Desk, request: gr.Request, conversation: str) -> AsyncIterator[Shown]:
    """Show a kept conversation, and follow its last question where that is still at work."""
    say, session = _say(request), str(request.cookies.get(SESSION_COOKIE, ""))
    if not conversation or not session:
        yield (gr.skip(),) * UNCHANGED
        return
    try:
        past, work = desk.open(session, conversation, say, tab=request.session_hash or "")
    except TOLD:
        gr.Warning(say["talk_gone"])
        yield (gr.skip(),) * UNCHANGED
        return
    async for shown in follow(desk, past, work, say, session):
        yield shown


def _managing(desk: Desk) -> Any:  # noqa: ANN401
    def manage(request: gr.Request, picked: str) -> Shown:
        say, found = _say(request), desk.archive.named(_picked(picked))
        hidden = gr.update(visible=False)
        if found is None:
            return hidden, "", "", hidden, note(say["talk_gone"])
        return gr.update(visible=True), found.name, exports_of(found.id, say), hidden, ""

    return manage


def _renaming(desk: Desk) -> Any:  # noqa: ANN401
    def rename(request: gr.Request, picked: str, name: str) -> Shown:
        hidden = gr.update(visible=False)
        try:
            desk.archive.rename(_picked(picked), str(name or ""))
        except TOLD as error:
            return gr.skip(), gr.skip(), gr.skip(), hidden, note(str(error))
        return hidden, "", "", hidden, ""

    return rename


def _deleting(desk: Desk) -> Any:  # noqa: ANN401
    def delete(request: gr.Request, picked: str, now: Any) -> Shown:  # noqa: ANN401
        say, conversation, hidden = _say(request), _picked(picked), gr.update(visible=False)
        found = desk.archive.named(conversation)
        same: Shown = (gr.skip(),) * UNCHANGED
        if found is None:
            return hidden, "", "", hidden, note(say["talk_gone"]), *same
        try:
            desk.delete(conversation, say)
        except TOLD as error:
            return gr.skip(), gr.skip(), gr.skip(), hidden, note(str(error)), *same
        shown = emptied(desk, request) if now and now[-1].conversation == conversation else same
        return hidden, "", "", hidden, note(say("talk_deleted", name=found.name)), *shown

    return delete
