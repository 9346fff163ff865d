"""The list of conversations as HTML: by day, each a link that opens it, and one that manages it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from agents.conversations import Conversation
from ui.export_conversation import KINDS
from ui.markup import escape
from ui.plain import clean, shorten
from ui.strings import Words

MOST_LISTED = 100


def talks(
    found: Sequence[Conversation],
    say: Words,
    *,
    now: datetime,
    current: str = "",
    running: Collection[str] = (),
    search: str = "",
    keeps: bool = True,
    failed: str = "",
) -> str:
    """Return the list.

    Args:
        found: the latest first.
        say: the sentences of the page.
        now: tells what is today, in the time zone to show times in.
        current: the id of the one that is open.
        running: the ids of those in which a question is being worked on.
        search: what was searched for, which says why the list may be empty.
        keeps: whether new ones are kept.
        failed: why the last answer could not be kept.
    """
    parts = [] if keeps else [f'<p class="gb-why">{escape(say["talks_off"])}</p>']
    if failed:
        parts.append(f'<div class="gb-trouble">{escape(say("talk_unkept", why=failed))}</div>')
    if not found and (keeps or search):
        parts.append(f'<p class="gb-why">{escape(say["talks_no_match" if search else "talks_none"])}</p>')
    shown = found[:MOST_LISTED]
    for day, those in groupby(shown, lambda own: own.changed.astimezone(now.tzinfo).date()):
        rows = "".join(_row(own, say, now, current, running) for own in those)
        parts.append(f"<h3>{escape(_day(day, now.date(), say))}</h3><ul>{rows}</ul>")
    if len(found) > len(shown):
        parts.append(f'<p class="gb-why">{escape(say("talks_more", n=len(found) - len(shown)))}</p>')
    return f'<div class="gb-talks">{"".join(parts)}</div>'


def exports_of(conversation: str, say: Words) -> str:
    """Return the links that take a whole conversation along."""
    links = "".join(_export(conversation, kind, say) for kind in KINDS)
    return f'<div class="gb-exports"><span>{escape(say["exports"])}</span>{links}</div>'


def _export(conversation: str, kind: str, say: Words) -> str:
    told = escape(say(f"export_{kind}"))
    title = escape(say("export", kind=say[f"export_{kind}"]))
    return f'<a class="gb-export" href="/conversations/{conversation}/{kind}" title="{title}">{told}</a>'


def note(text: str) -> str:
    """Return what has happened, in one line."""
    return f'<p class="gb-why" role="status">{escape(text)}</p>' if text else ""


def _row(own: Conversation, say: Words, now: datetime, current: str, running: Collection[str]) -> str:
    when = own.changed.astimezone(now.tzinfo)
    facts = f"{when:%H:%M} · {say('talk_questions', n=len(own.questions))}"
    if own.id in running:
        facts += f" · {say['talk_running']}"
    name = shorten(clean(own.name), 90)
    here = " gb-here" if own.id == current else ""
    manage = escape(say("talk_manage", name=name))
    return (
        f'<li><a class="gb-talk{here}" href="/?conversation={own.id}"><span>{escape(name)}</span>'
        f'<small>{escape(facts)}</small></a><a class="gb-manage" href="#gb-manage-{own.id}" '
        f'title="{manage}">⋯</a></li>'
    )


def _day(day: date, today: date, say: Words) -> str:
    if day == today:
        return say["talk_today"]
    if day == today - timedelta(days=1):
        return say["talk_yesterday"]
    return day.isoformat()
