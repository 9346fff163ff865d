"""Mending: the page where a reading is corrected, reached from the chip of an answer; no script is needed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape as html_escape
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from agents.assistant import TOLD, UnknownDocumentError
from agents.workshop import TASKS
from ui.chips import MENDED
from ui.label_view import choices_of, named
from ui.language import say_to
from ui.sitting import MOST_NAME, WHO_COOKIE, Sitting, Sittings, fits, labelled_tasks
from ui.sitting import named as name_kept
from ui.strings import Words
from ui.task_words import task_about

if TYPE_CHECKING:
    from agents.assistant import Assistant
    from agents.labelling import Correction, Item

YEAR_S = 365 * 86_400
MOST_LABELS = 60
Page = Callable[[str, str, Words, int], HTMLResponse]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence and what is asked of it, as its address says."""

    task: str
    document: str
    number: int
    span: str

    @property
    def rest(self) -> str:
        return f"{self.document}/{self.number}/{self.span}"


def add_mending(router: APIRouter, assistant: Assistant, page: Page) -> None:
    """Add the page of a correction: its form, and what keeps or takes back a label."""
    desk = Sittings(assistant)

    @router.get("/label/{task}/{document}/{number}/{span}")
    def form(request: Request, task: str, document: str, number: int, span: str) -> Response:
        say, place = _say(request), _Place(task, document, number, span)
        item = _item(assistant, place)
        if item is None:
            return _missing(page, say)
        kept = _kept_before(assistant, place, item)
        return page(say["mend_heading"], _body(place, item, desk, say, _who(request), "", kept), say, 200)

    @router.post("/label/{task}/{document}/{number}/{span}")
    def keep(
        request: Request,
        task: str,
        document: str,
        number: int,
        span: str,
        label: Annotated[list[str] | None, Form(max_length=MOST_LABELS)] = None,
        who: Annotated[str, Form(max_length=500)] = "",
        undo: Annotated[str, Form(max_length=5)] = "",
    ) -> Response:
        say, place = _say(request), _Place(task, document, number, span)
        item = _item(assistant, place)
        if item is None:
            return _missing(page, say)
        if undo:
            note, status = _undone(assistant, place, item, say)
        else:
            note, status = _kept(place, item, label or (), who, desk, say)
        name = who or _who(request)
        kept = _kept_before(assistant, place, item)
        answer = page(say["mend_heading"], _body(place, item, desk, say, name, note, kept), say, status)
        if who.strip():
            answer.set_cookie(WHO_COOKIE, quote(name_kept(who)), max_age=YEAR_S, samesite="strict", path="/")
        return answer


def _say(request: Request) -> Words:
    return say_to(request.cookies, request.headers)


def _who(request: Request) -> str:
    return unquote(request.cookies.get(WHO_COOKIE, ""))[:MOST_NAME]


def _missing(page: Page, say: Words) -> HTMLResponse:
    return page(say["mend_heading"], f'<main class="card"><p>{html_escape(say["gone"])}</p></main>', say, 404)


def _item(assistant: Assistant, place: _Place) -> Item | None:
    """The sentence of an address, None where it names none."""
    if place.task not in labelled_tasks():
        return None
    start, _, end = place.span.partition("-")
    try:
        if assistant.document(place.document).id != place.document:
            raise UnknownDocumentError(place.document, "no document has this id", "Look in the library.")
        return assistant.labelling(place.task).place(place.document, place.number, int(start), int(end))
    except (*TOLD, ValueError) as error:
        log.info("no sentence to label: %s", type(error).__name__)
        return None


def _kept(
    place: _Place, item: Item, labels: Sequence[str], who: str, desk: Sittings, say: Words
) -> tuple[str, int]:
    if not fits(place.task, labels):
        return f'<p class="wrong">{html_escape(say["label_choose"])}</p>', 400
    done = desk.answer(Sitting(place.task, (item,)), tuple(labels), who)
    if done.trouble:
        return f'<p class="wrong">{html_escape(done.trouble)}</p>', 500
    return "", 200


def _undone(assistant: Assistant, place: _Place, item: Item, say: Words) -> tuple[str, int]:
    try:
        assistant.labelling(place.task).take_back(item)
    except TOLD as error:
        return f'<p class="wrong">{html_escape(str(error))}</p>', 500
    return f'<p class="kept" role="status">{html_escape(say["mend_undone"])}</p>', 200


def _kept_before(assistant: Assistant, place: _Place, item: Item) -> Correction | None:
    """What somebody said of the sentence, None where nobody did, or where it cannot be read."""
    try:
        found = assistant.labelling(place.task).corrections.all()
    except TOLD as error:
        log.info("no corrections: %s", type(error).__name__)
        return None
    return next((own for own in found if own.id == item.id), None)


def _told(task: str, kept: Correction, say: Words) -> str:
    """What is kept, with a button that takes it back: a form of its own, so that Enter never means it."""
    when = kept.when.replace("T", " ")
    told = say("mend_kept", what=named(task, kept.labels, say), who=kept.who, when=when)
    undo = f'<button name="undo" value="yes" class="plain">{html_escape(say["mend_undo"])}</button>'
    return f'<form method="post" class="kept"><span role="status">{html_escape(told)}</span> {undo}</form>'


def _body(
    place: _Place, item: Item, desk: Sittings, say: Words, who: str, note: str, kept: Correction | None
) -> str:
    """The form: the sentence, what the model says, what is kept, the labels, the name."""
    where = f"{desk.name_of(item)} · {say('page', n=item.page)}"
    link = f"/documents/{item.document}/pages/{item.page}?spans={item.start}-{item.end}"
    said = ""
    if item.model:
        what = named(place.task, item.suggestion, say)
        model = f"{html_escape(say['label_suggests'])} <strong>{html_escape(what)}</strong>"
        said = f"<p>{model} {100 * item.probability:.0f} %</p>"
    chosen = kept.labels if kept else item.suggestion
    told = note or (_told(place.task, kept, say) if kept else "")
    kind = "checkbox" if TASKS[place.task].kind == "labels" else "radio"
    heading = say["label_some" if kind == "checkbox" else "label_one"]
    options = "".join(
        f'<label><input type="{kind}" name="label" value="{html_escape(name)}"'
        f"{' checked' if name in chosen else ''}> {html_escape(text.partition(' · ')[2])}</label>"
        for text, name in choices_of(place.task, say.language)
    )
    return (
        f'<main class="card mend"><h1>{html_escape(say["mend_heading"])}</h1>'
        f'<p class="soft">{html_escape(say["mend_how"])}</p>{_others(place, say)}'
        f'<blockquote dir="auto" lang="{html_escape(item.language)}">{html_escape(item.text)}</blockquote>'
        f'<p><a href="{html_escape(link)}">{html_escape(where)}</a></p>{said}{told}<form method="post">'
        f"<fieldset><legend>{html_escape(heading)}</legend>{options}</fieldset>"
        f'<label class="who">{html_escape(say["label_who"])} <input name="who" maxlength="{MOST_NAME}" '
        f'value="{html_escape(who)}" autocomplete="name"></label>'
        f"<button>{html_escape(say['mend_save'])}</button></form></main>"
    )


def _others(place: _Place, say: Words) -> str:
    """Links to the other tasks of the same tool, where it has several."""
    tasks = next((own for own in MENDED.values() if place.task in own), (place.task,))
    if len(tasks) == 1:
        return f'<p class="tasks"><strong>{html_escape(task_about(place.task, say.language))}</strong></p>'
    links = " ".join(
        f'<a href="/label/{name}/{place.rest}"{here}>{html_escape(task_about(name, say.language))}</a>'
        for name in tasks
        for here in (' aria-current="page"' if name == place.task else "",)
    )
    return f'<nav class="tasks">{links}</nav>'
