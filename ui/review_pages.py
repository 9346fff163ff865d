"""The routes of a review: the answer as it stands, and decisions on its claims."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from agents.assistant import TOLD
from agents.brief import Brief
from agents.decisions import Action
from agents.errors import EditError, ReviewError
from agents.review import Wish, review
from agents.reviewed import as_made, numbered
from agents.reviews import Reviews
from ui.access import SESSION_COOKIE
from ui.language import say_to
from ui.plain import clean
from ui.review_view import reviewed_answer
from ui.shelf import Shelf
from ui.strings_checks import why as why_not
from ui.strings_refusals import refusal
from ui.strings_review import review_words

if TYPE_CHECKING:
    from agents.assistant import Assistant

MOST_FIELD = 8_000
ALL = "all"
_SINCE = "somebody has changed it since"
log = logging.getLogger(__name__)


class ReviewDesk:
    """The reviews of one library, for every tab of every browser; what is decided is on the disk at once."""

    def __init__(
        self, assistant: Assistant, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Review with what ``assistant`` knows; ``clock`` says when."""
        self._assistant = assistant
        self._reviews = Reviews(assistant.settings.library)
        self._clock = clock

    def now(self, brief: Brief) -> Brief:
        """Return a brief as the decisions kept in the library leave it."""
        try:
            return self._reviews.of(brief)
        except TOLD as error:
            log.warning("the review of a brief cannot be read: %s", error)
            return brief

    def decide(self, brief: Brief, act: str, claim: int, by: str, text: str, note: str, seen: str) -> Brief:
        """Keep a decision, or one on every open claim (``ALL``), and return the brief since then.

        Raises:
            ReviewError: it cannot be taken.
        """
        at = self._clock().replace(microsecond=0)

        def how(kept: Brief) -> Brief:
            if act == ALL:
                wishes = [
                    Wish(row.number, Action.ACCEPT)
                    for row in numbered(kept)
                    if not row.accepted and not row.rejected
                ]
                if seen != _seen(kept):
                    raise ReviewError("the brief", _SINCE, "Look at it again.", "brief_changed")
            else:
                wishes = [Wish(claim, Action(act), text, seen)]
            return review(kept, wishes, by, note, at, self._assistant.edited)

        return self._reviews.change(as_made(brief), how)


def add_reviews(router: APIRouter, assistant: Assistant, shelf: Shelf) -> ReviewDesk:
    """Add the routes, and return what they work with."""
    desk = ReviewDesk(assistant)

    @router.get("/reviews/{name}")
    def look(request: Request, name: str) -> Response:
        brief = shelf.get(request.cookies.get(SESSION_COOKIE, ""), name)
        if brief is None:
            return _told(request, "gone", 404)
        return _shown(desk.now(brief), name, request)

    @router.post("/reviews/{name}")
    def decide(
        request: Request,
        name: str,
        act: Annotated[str, Form(pattern=r"^(accept|edit|reject|all)$")],
        by: Annotated[str, Form(max_length=MOST_FIELD)] = "",
        claim: Annotated[int, Form(ge=0, le=1_000_000)] = 0,
        text: Annotated[str, Form(max_length=MOST_FIELD)] = "",
        note: Annotated[str, Form(max_length=MOST_FIELD)] = "",
        seen: Annotated[str, Form(max_length=4 * MOST_FIELD)] = "",
    ) -> Response:
        brief = shelf.get(request.cookies.get(SESSION_COOKIE, ""), name)
        if brief is None:
            return _told(request, "gone", 404)
        try:
            after = desk.decide(brief, act, claim, by, text, note, seen)
        except TOLD as error:
            log.info("a decision was not taken: %s", type(error).__name__)
            say = review_words(_language(request))
            why = refusal(error, _language(request))
            if isinstance(error, EditError):
                why = f"{say['unsupported']} {clean(why_not(error.claim, _language(request)))}"
            html = reviewed_answer(desk.now(brief), name, _language(request))
            return JSONResponse({"wrong": say["not_kept"].format(why=why), "html": html}, 409)
        return _shown(after, name, request, said=True)

    return desk


def _seen(brief: Brief) -> str:
    """What a reviewer of all claims has seen: how many decisions there are."""
    return str(len(brief.review.decisions) if brief.review else 0)


def _shown(brief: Brief, name: str, request: Request, *, said: bool = False) -> Response:
    language = _language(request)
    told = review_words(language)["saved"] if said else ""
    html = reviewed_answer(brief, name, language)
    return JSONResponse({"html": html, "said": told, "seen": _seen(brief)})


def _told(request: Request, key: str, status: int) -> Response:
    return JSONResponse({"wrong": say_to(request.cookies, request.headers)[key]}, status)


def _language(request: Request) -> str:
    return say_to(request.cookies, request.headers).language
