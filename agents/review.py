"""Review: a brief and the decisions on its claims into the brief as it stands, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agents.brief import Brief
from agents.checksums import brief_id
from agents.claims import Claim, Support
from agents.contract import to_json
from agents.decisions import (
    MOST_DECISIONS,
    MOST_NAME,
    MOST_NOTE,
    MOST_TEXT,
    Action,
    Decision,
    broken,
    chained,
    link,
)
from agents.errors import EditError, ReviewError
from agents.reviewed import as_made, numbered, reviewed, seen_of
from agents.verify import plain
from corpus.hygiene import clean_line

Edited = Callable[[Brief, Claim, str], tuple[Claim, str]]
"""Verifies a claim of a brief in another text anew: the claim, and the id of the model that was asked."""
_GOOD = (Support.SUPPORTED, Support.PARTIAL)
_SEE = "Look at the claims with `globalbrain review`."


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reviewer asks for: ``claim`` by its number from 1; ``text`` where it is edited.

    ``seen`` tells the text that the reviewer saw (``seen_of``), where that is known; the wish is refused
    where the claim has another one by now.
    """

    claim: int
    action: Action
    text: str = ""
    seen: str | None = None


def review(brief: Brief, wishes: Sequence[Wish], by: str, note: str, at: datetime, edited: Edited) -> Brief:
    """Return the brief after decisions, all of them or none.

    Args:
        brief: as it stands; what it says beside its decisions is not relied on.
        wishes: in the order in which they count.
        by: the reviewer's name.
        note: why; may be empty.
        at: when, with a time zone.
        edited: verifies an edited claim anew.

    Raises:
        EditError: a new text that the words cited do not support.
        ReviewError: no such claim, no name, a text that is too long, a claim that changed since it
            was seen, a record that was altered.
    """
    made = as_made(brief)
    name, why = named(by), noted(note)
    decisions = list(brief.review.decisions if brief.review else ())
    first = brief_id(to_json(made))
    if any(broken(decisions, first)):
        altered = "its record was altered since it was written"
        raise ReviewError("the review", altered, "`globalbrain verify` says where.", "altered")
    if len(decisions) + len(wishes) > MOST_DECISIONS:
        many = f"it has {MOST_DECISIONS:,} decisions"
        raise ReviewError("the review", many, "Begin with a new brief.", "too_many", most=MOST_DECISIONS)
    for wish in wishes:
        own = _decided(reviewed(made, decisions), wish, name, why, at, edited)
        if own is not None:
            decisions.append(link(own, chained(decisions, first)))
    return replace(reviewed(made, decisions), stated=brief.stated)


def named(by: str) -> str:
    """Return a reviewer's name as it is kept (ReviewError: there is none, or it is too long)."""
    name = clean_line(by)
    if not name:
        raise ReviewError("the reviewer", "there is no name", "Say who decides: --by NAME.", "no_name")
    if len(name) > MOST_NAME:
        long = f"a name has at most {MOST_NAME} characters"
        raise ReviewError("the reviewer", long, "Shorten it.", "long_name", most=MOST_NAME)
    return name


def noted(note: str) -> str:
    """Return a note as it is kept (ReviewError: it is too long)."""
    why = clean_line(note)
    if len(why) > MOST_NOTE:
        long = f"a note has at most {MOST_NOTE:,} characters"
        raise ReviewError("the note", long, "Shorten it.", "long_note", most=MOST_NOTE)
    return why


def _decided(brief: Brief, wish: Wish, by: str, note: str, at: datetime, edited: Edited) -> Decision | None:
    """The decision that a wish comes to; None where it changes nothing."""
    rows = numbered(brief)
    if not 1 <= wish.claim <= len(rows):
        has = f"the brief has claims 1 to {len(rows)}" if rows else "the brief has no claims: it is a refusal"
        code = "no_claim" if rows else "refusal"
        raise ReviewError(f"claim {wish.claim}", has, _SEE, code, claim=wish.claim, claims=len(rows))
    row = rows[wish.claim - 1]
    text = row.claim.text
    if wish.seen is not None and wish.seen != seen_of(row.claim):
        raise ReviewError(
            f"claim {wish.claim}",
            "somebody has changed it since you saw it",
            "Look at it again.",
            "changed",
            claim=wish.claim,
        )
    own = row.last
    if own is not None and (own.action, own.by, own.note) == (wish.action, by, note) and not wish.text:
        return None
    if wish.action is Action.ACCEPT:
        return Decision(wish.claim, wish.action, by, at, text, text, note)
    if wish.action is Action.REJECT:
        return Decision(wish.claim, wish.action, by, at, text, "", note)
    new = clean_line(wish.text)
    _check_text(wish.claim, new, text, [own.claim.text for own in rows if not own.rejected])
    claim, model = edited(as_made(brief), row.claim, new)
    if claim.support not in _GOOD:
        raise EditError(
            f"claim {wish.claim}",
            f"the words cited do not support the new text ({claim.support.value}): {_why(claim)}",
            "Keep to what the page says, or reject the claim.",
            claim,
        )
    return Decision(wish.claim, wish.action, by, at, text, new, note, claim, model)


def _check_text(number: int, new: str, old: str, standing: Sequence[str]) -> None:
    what = f"claim {number}"
    if not new:
        remedy = "Reject the claim to take it out."
        raise ReviewError(what, "the new text is empty", remedy, "empty_text", claim=number)
    if len(new) > MOST_TEXT:
        long = f"a claim has at most {MOST_TEXT:,} characters"
        raise ReviewError(what, long, "Shorten it.", "long_text", claim=number, most=MOST_TEXT)
    if plain(new) == plain(old):
        same = "the new text is the one it has"
        raise ReviewError(what, same, "Accept it as it stands.", "same_text", claim=number)
    if any(plain(new) == plain(other) for other in standing):
        twice = "another claim says exactly this"
        raise ReviewError(what, twice, "Reject one of the two.", "said_twice", claim=number)


def _why(claim: Claim) -> str:
    failed = [f"{own.name}: {own.detail or 'fails'}" for own in claim.checks if not own.passed]
    return "; ".join(failed)[:600] or "its checks fail"
