"""Decision, State: what reviewers said of the claims of a brief, and what has come of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from agents.claims import Claim

MOST_NAME = 80
MOST_NOTE = 1_000
MOST_TEXT = 2_000
MOST_DECISIONS = 5_000


class Action(StrEnum):
    """What a reviewer does with a claim."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"


class Stage(StrEnum):
    """How far the review of a brief is."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    FINAL = "final"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Decision:
    """One reviewer's word on one claim; it is kept as it was made.

    ``claim`` is the claim's number in reading order of the brief as it was made, from 1. ``before`` is
    its text when it was decided on, ``after`` its text since ("" for a rejected one). ``edited`` is the
    claim as the verifier found the new text, ``model`` the id of the model of claim support that was
    asked, "" where none was. ``sha256`` is over everything else and the decision before.
    """

    claim: int
    action: Action
    by: str
    at: datetime
    before: str
    after: str
    note: str = ""
    edited: Claim | None = None
    model: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How a review stands; ``claims`` counts those of the body, and the quotations in tables of options.

    ``partial`` counts those supported in part.

    ``by`` are the reviewers whose last words count, ``at`` is the time of the last decision.
    """

    stage: Stage
    claims: int
    accepted: int = 0
    rejected: int = 0
    edited: int = 0
    partial: int = 0
    by: tuple[str, ...] = ()
    at: datetime | None = None


def last_of(decisions: Iterable[Decision]) -> dict[int, Decision]:
    """Return the decision that counts of each claim: the last."""
    return {own.claim: own for own in decisions}


def texts_of(decisions: Iterable[Decision]) -> dict[int, Claim]:
    """Return the claims that stand in another text, by number, as their last edit left them."""
    return {own.claim: own.edited for own in decisions if own.edited is not None}


def chained(decisions: Sequence[Decision], brief_id: str) -> str:
    """Return the link that the next decision is joined to: the last one's, else the brief's id."""
    return decisions[-1].sha256 if decisions else brief_id


def link(decision: Decision, before: str) -> Decision:
    """Return the decision joined to the one before, whose ``sha256`` is ``before``."""
    return replace(decision, sha256=digest(decision, before))


def digest(decision: Decision, before: str) -> str:
    """Return what ``sha256`` of a decision has to be after the one whose ``sha256`` is ``before``."""
    values = {**asdict(replace(decision, sha256="")), "link": before, "at": decision.at.isoformat()}
    return hashlib.sha256(canonical(values)).hexdigest()


def broken(decisions: Sequence[Decision], brief_id: str) -> Iterator[int]:
    """Yield the positions, from 1, of decisions that do not fit the one before."""
    before = brief_id
    for at, own in enumerate(decisions, start=1):
        if own.sha256 != digest(own, before):
            yield at
        before = own.sha256


def canonical(value: object) -> bytes:
    """Return JSON that is the same wherever the values are.

    What is empty (null, false, "", no items) is left out, as a file of an earlier version leaves it out.

    >>> canonical({"b": 1, "a": "", "c": [0, None]})
    b'{"b":1,"c":[0,null]}'
    """
    text = json.dumps(_full(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return text.encode("utf-8", "surrogatepass")


def _full(value: object) -> object:
    if isinstance(value, Mapping):
        kept = ((str(key), _full(item)) for key, item in value.items())
        return {key: item for key, item in kept if not is_empty(item)}
    if isinstance(value, list | tuple):
        return [_full(item) for item in value]
    return value


def is_empty(value: object) -> bool:
    """Return whether a value says nothing: null, false, no text, no items."""
    return value is None or value is False or (isinstance(value, str | list | tuple | Mapping) and not value)
