"""The route that hands out a whole conversation as a file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from agents.assistant import TOLD
from ui.errors import FaceError
from ui.export_conversation import KINDS, as_they_stand, conversation_file, file_name
from ui.language import say_to
from ui.review_pages import ReviewDesk

if TYPE_CHECKING:
    from agents.assistant import Assistant

log = logging.getLogger(__name__)


def add_conversations(router: APIRouter, assistant: Assistant) -> None:
    """Add the download of a conversation; everybody who may read the library may read it."""

    @router.get("/conversations/{conversation}/{kind}")
    def take(request: Request, conversation: str, kind: str) -> Response:
        kept = assistant.conversations()
        base = str(request.base_url).rstrip("/")
        try:
            found = next((own for own in kept.listed() if own.id == conversation), None)
            if found is None or kind not in KINDS:
                return PlainTextResponse(say_to(request.cookies, request.headers)["talk_gone"], 404)
            turns = as_they_stand(kept.turns(found.id), ReviewDesk(assistant).now)
            data, suffix, media = conversation_file(found, turns, kind, base)
        except (*TOLD, FaceError) as error:
            log.info("no conversation: %s", type(error).__name__)
            return PlainTextResponse(str(error), 404)
        headers = {"Content-Disposition": f'attachment; filename="{file_name(found, suffix)}"'}
        return Response(data, media_type=media, headers=headers)
