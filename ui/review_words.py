"""The review of a brief in words: its state, who decided what and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from agents.decisions import Decision, Stage, State
from ui.plain import clean, shorten
from ui.strings_review import review_words

MOST_NAMES = 3
MOST_BADGE = 200


def badge(state: State, language: str) -> str:
    """Return a state in words, "" of a refusal, which has no claims to review.

    >>> badge(State(Stage.IN_REVIEW, 7, 4), "en"), badge(State(Stage.DRAFT, 0), "en")
    ('In review: 4 of 7 claims accepted', '')
    """
    say = review_words(language)
    if state.stage is Stage.DRAFT:
        return say["draft"] if state.claims else ""
    names = shorten(names_of(state.by), MOST_BADGE)
    told = say[state.stage.value.replace(" ", "_")].format(
        accepted=state.accepted, claims=state.claims, names=names, date=day(state.at)
    )
    more = [say["and_rejected"].format(n=state.rejected)] if state.rejected and state.claims else []
    more += (
        [say["and_partial"].format(n=state.partial)] if state.stage is Stage.FINAL and state.partial else []
    )
    return "; ".join([told, *more])


def names_of(names: Sequence[str]) -> str:
    """Return names in a row, the first few of many."""
    known = [clean(name) for name in names]
    return ", ".join(known[:MOST_NAMES]) + (f" (+{len(known) - MOST_NAMES})" if known[MOST_NAMES:] else "")


def day(at: datetime | None) -> str:
    """Return the date of a moment in UTC, as ISO 8601."""
    return f"{at.astimezone(UTC):%Y-%m-%d}" if at else ""


def moment(at: datetime) -> str:
    """Return a moment in UTC, to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def told(own: Decision, language: str) -> str:
    """Return what a decision did to the text, and its note; "" where it says nothing."""
    say = review_words(language)
    parts = []
    if own.edited is not None:
        parts.append(say["changed"].format(before=clean(own.before), after=clean(own.after)))
    if own.note:
        parts.append(say["noted"].format(note=clean(own.note)))
    return " ".join(parts)
