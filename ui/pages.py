"""Our own routes: pictures of pages, originals, exports, sign-in, and the page's script."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from html import escape as html_escape
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse

from agents.assistant import CharSpan, CorpusError, Document, ModelError, UnknownDocumentError
from ui.access import SESSION_COOKIE, Access
from ui.card_page import card_page
from ui.export import MEDIA_TYPES, export, format_named
from ui.language import LANGUAGE_COOKIE, say_to
from ui.mending import add_mending
from ui.plain import clean, shorten
from ui.review_pages import add_reviews
from ui.shelf import Shelf
from ui.strings import NAMES, Words
from ui.talk_routes import add_conversations

if TYPE_CHECKING:
    from agents.assistant import Assistant

ASSETS = Path(__file__).with_name("assets")
SERVED = {
    **dict.fromkeys(("app.js", "label.js", "review.js"), "text/javascript"),
    "page.css": "text/css",
    "icon.svg": "image/svg+xml",
}
WIDTHS = (900, 1400)
MOST_SPANS = 16
MODEL = re.compile(r"[0-9a-f]{12}")
YEAR_S = 365 * 86_400
SPANS = re.compile(r"\d{1,7}-\d{1,7}(,\d{1,7}-\d{1,7})*")
READING_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
# A form of a page that sends no referrer at all comes from the origin "null", which the guard refuses.
PAGE_HEADERS = {"Content-Security-Policy": READING_POLICY, "Referrer-Policy": "same-origin"}
log = logging.getLogger(__name__)


class Pictures:
    """Pictures of pages, the last few kept in memory, two drawn at a time."""

    def __init__(self, assistant: Assistant, most: int = 48) -> None:
        """Draw through ``assistant``; keep ``most`` pictures."""
        self._assistant = assistant
        self._most = most
        self._guard = threading.Lock()
        self._drawing = threading.BoundedSemaphore(2)
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()

    def png(self, document_id: str, number: int, spans: tuple[CharSpan, ...], width_px: int) -> bytes:
        """Return the picture (CorpusError where there is none)."""
        key = (document_id, number, spans, width_px)
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._drawing:
            data = self._assistant.page_picture(document_id, number, spans, width_px=width_px)
        with self._guard:
            self._kept[key] = data
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return data


def routes(assistant: Assistant, shelf: Shelf, access: Access) -> APIRouter:
    """Return every route of ours; what they may be asked for is checked against library and shelf."""
    router = APIRouter()
    _add_fixed(router, access)
    _add_documents(router, assistant)
    _add_models(router, assistant)
    add_mending(router, assistant, page_of_ours)
    add_conversations(router, assistant)
    desk = add_reviews(router, assistant, shelf)

    @router.get("/exports/{name}/{kind}")
    def download(request: Request, name: str, kind: str) -> Response:
        brief = shelf.get(request.cookies.get(SESSION_COOKIE, ""), name)
        format = format_named(f"brief.{kind}")
        if brief is None or format is None:
            return PlainTextResponse(_say(request)["gone"], 404)
        file = f"brief-{brief.created:%Y-%m-%d}.{format.value}"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        base = str(request.base_url).rstrip("/")
        made = export(desk.now(brief), format, base)
        return Response(made, media_type=MEDIA_TYPES[format], headers=headers)

    return router


def _add_fixed(router: APIRouter, access: Access) -> None:
    @router.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/gb/{name}")
    def asset(name: str) -> Response:
        if name not in SERVED:
            return PlainTextResponse("", 404)
        headers = {"Cache-Control": "no-cache"}
        return FileResponse(ASSETS / name, media_type=SERVED[name], headers=headers)

    @router.get("/language/{code}")
    def speak(code: str) -> Response:
        answer = RedirectResponse("/", 303)
        if code in NAMES:
            answer.set_cookie(LANGUAGE_COOKIE, code, max_age=YEAR_S, httponly=True, samesite="lax", path="/")
        return answer

    @router.get("/login")
    def login_form(request: Request) -> Response:
        return _login_page(_say(request))

    @router.post("/login")
    def login(request: Request, token: str = Form("", max_length=500)) -> Response:
        if not access.may_try():
            return _login_page(_say(request), "login_wait", 429)
        session = access.sign_in(token)
        if session is None:
            return _login_page(_say(request), "login_wrong", 401)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(SESSION_COOKIE, session, httponly=True, samesite="strict", path="/")
        return answer


def _add_documents(router: APIRouter, assistant: Assistant) -> None:
    pictures = Pictures(assistant)

    @router.get("/pages/{document_id}/{number}.png")
    def picture(
        request: Request, document_id: str, number: int, spans: str = "", width: int = WIDTHS[0]
    ) -> Response:
        wanted = read_spans(spans)
        if wanted is None or width not in WIDTHS:
            return PlainTextResponse(_say(request)["no_picture"], 400)
        try:
            _in_page(assistant, document_id, number, wanted)
            data = pictures.png(document_id, number, wanted, width)
        except (CorpusError, ValueError) as error:
            log.info("no picture of page %d: %s", number, type(error).__name__)
            return PlainTextResponse(_say(request)["no_picture"], 404)
        return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    @router.get("/documents/{document_id}/pages/{number}")
    def reading_page(request: Request, document_id: str, number: int, spans: str = "") -> Response:
        wanted = read_spans(spans)
        try:
            document = _exact(assistant, document_id)
        except CorpusError:
            return PlainTextResponse(_say(request)["gone"], 404)
        if wanted is None or not 1 <= number <= document.page_count:
            return PlainTextResponse(_say(request)["gone"], 404)
        say = _say(request)
        text = _page_text(assistant, document_id, number, wanted, say)
        return _reading_page(document, number, spans, text, say)

    @router.get("/documents/{document_id}/original")
    def original(request: Request, document_id: str) -> Response:
        try:
            document = _exact(assistant, document_id)
            path = assistant.original(document_id)
        except CorpusError:
            return PlainTextResponse(_say(request)["gone"], 404)
        if not path.is_file():
            return PlainTextResponse(_say(request)["gone"], 404)
        # As a download: a PDF may carry scripts and forms, and shown inline it would have our origin.
        return FileResponse(path, media_type="application/pdf", filename=f"{document.id}.pdf")


def _add_models(router: APIRouter, assistant: Assistant) -> None:
    @router.get("/models/{model}")
    def card(request: Request, model: str) -> Response:
        say = _say(request)
        if not MODEL.fullmatch(model):
            return PlainTextResponse(say["no_model"], 404)
        try:
            text = assistant.models().card_text(model)
        except ModelError as error:
            log.info("no card of model %s: %s", model, type(error).__name__)
            return PlainTextResponse(say["no_model"], 404)
        return page_of_ours(say("model_card", id=model), card_page(text, say), say)


def read_spans(text: str) -> tuple[CharSpan, ...] | None:
    """Return the spans written as ``12-40,50-60``, or None where that is not what is written.

    >>> read_spans("12-40"), read_spans("40-12"), read_spans("")
    ((CharSpan(start=12, end=40),), None, ())
    """
    if not text:
        return ()
    if not SPANS.fullmatch(text) or text.count(",") >= MOST_SPANS:
        return None
    pairs = [tuple(map(int, part.split("-"))) for part in text.split(",")]
    if any(start >= end for start, end in pairs):
        return None
    return tuple(CharSpan(start, end) for start, end in pairs)


def _exact(assistant: Assistant, document_id: str) -> Document:
    document = assistant.document(document_id)
    if document.id != document_id:  # the library also finds by name and by the head of an id
        raise UnknownDocumentError(document_id, "no document has this id", "Look in the library.")
    return document


def _in_page(assistant: Assistant, document_id: str, number: int, spans: tuple[CharSpan, ...]) -> None:
    document = _exact(assistant, document_id)
    if not 1 <= number <= document.page_count:
        raise ValueError("there is no such page")
    # A page without text has a picture too, but nothing to mark in it.
    if spans and max(span.end for span in spans) > len(assistant.page(document_id, number).text):
        raise ValueError("a span leaves the page")


def _say(request: Request) -> Words:
    return say_to(request.cookies, request.headers)


def _login_page(say: Words, key: str = "", status: int = 200) -> HTMLResponse:
    note = f'<p class="wrong">{html_escape(say[key])}</p>' if key else ""
    body = (
        f'<main class="login"><h1>{html_escape(say["name"])}</h1>{note}<form method="post" action="/login">'
        f'<label>{html_escape(say["login_token"])}<input type="password" name="token" required autofocus '
        f'autocomplete="current-password"></label><button>{html_escape(say["login"])}</button></form></main>'
    )
    return page_of_ours(say["login"], body, say, status)


def _reading_page(document: Document, number: int, spans: str, text: str, say: Words) -> HTMLResponse:
    base = f"/documents/{document.id}/pages"
    mark = f"?spans={spans}&amp;width={WIDTHS[1]}" if spans else f"?width={WIDTHS[1]}"
    step = '<a href="{}/{}">{}</a>'
    before = (
        step.format(base, number - 1, f"‹ {html_escape(say['previous'])}") if number > 1 else "<span></span>"
    )
    last = number >= document.page_count
    after = "<span></span>" if last else step.format(base, number + 1, f"{html_escape(say['next'])} ›")
    where = html_escape(say("page_of", n=number, total=document.page_count))
    title = html_escape(shorten(clean(document.name), 200))
    facts = " · ".join(html_escape(clean(str(f))) for f in (document.publisher, document.year) if f)
    body = (
        f'<header><div><h1>{title}</h1><p>{facts}</p></div><a class="download" '
        f'href="/documents/{document.id}/original">{html_escape(say["download_original"])}</a></header>'
        f"<nav>{before}<strong>{where}</strong>{after}</nav>"
        f'<main><img src="/pages/{document.id}/{number}.png{mark}" '
        f'alt="{html_escape(say("page_picture", n=number))}">{text}</main>'
    )
    return page_of_ours(f"{document.name}, {number}", body, say)


def _page_text(
    assistant: Assistant, document_id: str, number: int, spans: tuple[CharSpan, ...], say: Words
) -> str:
    """Return the text of the page to unfold, for who cannot see the picture, the cited words marked."""
    try:
        page = assistant.page(document_id, number)
    except CorpusError as error:
        log.info("page %d is a picture only: %s", number, type(error).__name__)
        return ""
    pieces, at = [], 0
    for span in sorted(spans, key=lambda span: span.start):
        if at <= span.start < span.end <= len(page.text):
            marked = f"<mark>{_lines(page.text[span.start : span.end])}</mark>"
            pieces += [_lines(page.text[at : span.start]), marked]
            at = span.end
    shown = "".join([*pieces, _lines(page.text[at:])])
    if not shown.strip():
        return ""
    return (
        f'<details><summary>{html_escape(say["page_text"])}</summary><div dir="auto">{shown}</div></details>'
    )


def _lines(text: str) -> str:
    return "<br>".join(html_escape(clean(line)) for line in text.split("\n"))


def page_of_ours(title: str, body: str, say: Words, status: int = 200) -> HTMLResponse:
    """Return a page that stands beside Gradio's, without any script."""
    page = (
        f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{html_escape(shorten(clean(title), 200))}</title><link rel="icon" href="/gb/icon.svg">'
        f'<link rel="stylesheet" href="/gb/page.css"></head><body>{body}</body></html>'
    )
    return HTMLResponse(page, status, headers=PAGE_HEADERS)
