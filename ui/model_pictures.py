"""What a version takes for what, drawn: one picture a task, each carrying its own data."""

from __future__ import annotations

import base64
import logging

from agents.workshop import MissingExtraError, ModelCard, card_pictures
from ui.evidence import escape

log = logging.getLogger(__name__)


def confusions_html(card: ModelCard) -> str:
    """Return what a card took for what, and what it said beside what held, as images.

    Nothing where it has neither, or neither can be drawn.
    """
    if not (card.confusions or card.reliability):
        return ""
    try:
        drawn = card_pictures(card)
    except MissingExtraError as error:
        log.info("no pictures: %s", error)
        return ""
    images = "".join(
        f'<img src="data:{own.media};base64,{base64.b64encode(own.data).decode()}" alt="{escape(own.alt)}" />'
        for name, own in drawn.items()
        if name.startswith(("confusion-", "reliability-"))
    )
    return f'<div class="gb-curves">{images}</div>'
