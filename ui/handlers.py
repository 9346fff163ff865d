"""What the page's events do, between Gradio and the desk; the layout is in ui/app.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from ui.access import SESSION_COOKIE
from ui.chat import evidence, header, thread, welcome
from ui.desk import Desk
from ui.evidence import escape
from ui.language import say_to
from ui.limits import LISTS, read_limits
from ui.strings import Words
from ui.uploads import table
from ui.work import Thread, Work

AT_ONCE = 8
QUIET: dict[str, Any] = {"api_visibility": "private", "concurrency_limit": AT_ONCE}
SHOWN = 8
LOOK_S = 0.1
Shown = tuple[Any, ...]
Opening = Callable[[Desk, gr.Request, str], AsyncIterator[Shown]]


class Told:
    """Components with sentences in them, and those sentences in another language."""

    def __init__(self, say: Words) -> None:
        """Make components that speak ``say``."""
        self._say = say
        self._keys: list[dict[str, str]] = []
        self.parts: list[Any] = []

    def __call__(self, kind: Any, keys: dict[str, str], **options: Any) -> Any:  # noqa: ANN401 - any component
        """Return a component; ``keys`` says which property holds which sentence."""
        part = kind(**{name: self._say[key] for name, key in keys.items()}, **options)
        self.parts.append(part)
        self._keys.append(keys)
        return part

    def again(self, say: Words) -> list[Any]:
        """Return the changes that make ``parts`` speak ``say``."""
        return [gr.update(**{name: say[key] for name, key in keys.items()}) for keys in self._keys]


def how(say: Words) -> str:
    """Return how to add documents, as HTML."""
    return f'<p class="gb-why">{escape(say["upload_how"])}</p>'


def taking(desk: Desk) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what an upload does."""

    def take(request: gr.Request, paths: list[str]) -> Iterator[Shown]:
        say = say_to(request.cookies, request.headers)
        for html in desk.upload([Path(path) for path in paths or ()], say):
            yield html, None

    return take


def working(desk: Desk) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what happens when a question is asked."""

    async def work(
        request: gr.Request,
        question: str,
        before: Any,  # noqa: ANN401
        plan_first: bool,
        *chosen_limits: Any,  # noqa: ANN401
    ) -> AsyncIterator[Shown]:
        if plan_first:  # ui/plan_panel.py shows the plan
            yield (gr.skip(),) * SHOWN
            return
        say = say_to(request.cookies, request.headers)
        limits = read_limits(chosen_limits)
        if limits is None:
            gr.Warning(say["bad_years"])
            yield (gr.skip(),) * SHOWN
            return
        session, tab = request.cookies.get(SESSION_COOKIE, ""), request.session_hash or ""
        past, work = await asyncio.to_thread(desk.ask, session, question, tuple(before), limits, say, tab=tab)
        async for shown in follow(desk, past, work, say, session):
            yield shown

    return work


async def follow(desk: Desk, past: Thread, work: Work, say: Words, session: str = "") -> AsyncIterator[Shown]:
    """Show a question until it is answered; one that waits is told its place, and holds no thread.

    Args:
        desk: where it is worked on.
        past: what came before.
        work: the question.
        say: the sentences of the page.
        session: who watches; the brief may have been asked for by another browser.
    """
    seen, place = 0, 0
    while True:
        for state in work.since(seen):
            seen += 1
            state = desk.archive.own(session, state) if session else state
            yield await asyncio.to_thread(_shown, (*past, state), say, empties=seen == 1)
            if state.done:
                return
        if place != (place := desk.position(work)):
            yield _shown((*past, work.now), say, place)
        await asyncio.sleep(LOOK_S)


def _shown(now: Thread, say: Words, place: int = 0, *, empties: bool = False) -> Shown:
    done = now[-1].done
    return (
        now,
        thread(now, say, place),
        evidence(now, say) if done or empties else gr.skip(),
        gr.update(value="") if empties else gr.skip(),
        gr.update(visible=done),
        gr.update(visible=not done),
        gr.update(visible=False),
        gr.update(visible=False),
    )


def resume(desk: Desk, opening: Opening) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what happens when the page is opened again: the conversation is still there.

    An address may name a kept one, which ``opening`` shows.
    """

    async def resume(request: gr.Request) -> AsyncIterator[Shown]:
        say = say_to(request.cookies, request.headers)
        if named := str(request.query_params.get("conversation", "")):
            async for shown in opening(desk, request, named[:40]):
                yield shown
            return
        kept = desk.last(request.cookies.get(SESSION_COOKIE, ""))
        if kept is None:
            yield (gr.skip(), gr.skip(), evidence((), say), *(gr.skip(),) * (SHOWN - 3))
            return
        async for shown in follow(desk, *kept, say):
            yield shown

    return resume


def stopping(desk: Desk) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what the stop button does."""

    def stop(request: gr.Request) -> None:
        desk.stop(
            request.cookies.get(SESSION_COOKIE, ""),
            say_to(request.cookies, request.headers),
            tab=request.session_hash or "",
        )

    return stop


def empty(desk: Desk) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what begins a new conversation."""

    def empty(request: gr.Request) -> Shown:
        return emptied(desk, request)

    return empty


def emptied(desk: Desk, request: gr.Request) -> Shown:
    """Begin a new conversation, and return what then is shown."""
    desk.forget(request.cookies.get(SESSION_COOKIE, ""), tab=request.session_hash or "")
    plain, gone = gr.update(visible=True), gr.update(visible=False)
    nothing = evidence((), say_to(request.cookies, request.headers))
    return (), "", nothing, "", plain, gone, plain, plain


def speak(told: Told) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what puts the page into the reader's language."""

    def speak(request: gr.Request) -> list[Any]:
        say = say_to(request.cookies, request.headers)
        return [header(say), how(say), *told.again(say)]

    return speak


def refresh(desk: Desk) -> Any:  # noqa: ANN401 - Gradio reads the signature of what is returned
    """Return what shows the library as it is now."""

    def refresh(request: gr.Request) -> Shown:
        say = say_to(request.cookies, request.headers)
        documents = desk.documents()
        choices = {
            "risks": ((say["filter_any"], ""),),
            **desk.choices(say),
        }  # what is chosen must be among them
        lists = [gr.update(choices=list(choices.get(name, ()))) for name in (*LISTS, "risks")]
        return (welcome(len(documents), say), *lists, table(documents, say))

    return refresh
