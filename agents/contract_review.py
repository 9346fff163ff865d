"""The review of a brief to JSON and back, for ``agents/contract.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from agents.brief import Brief, Consideration, Considered, Option, Review
from agents.claims import Claim
from agents.decisions import Decision, State
from agents.reviewed import state_of
from agents.schema import ClaimShape, OptionShape, ReviewShape

_MADE = ("claims", "bottom_line", "options", "left_out")


def review_json(
    brief: Brief, made: Mapping[str, Any], claim_json: Callable[[Claim], dict[str, Any]]
) -> dict[str, Any]:
    """Return how the review stands, what was decided, and the claims as they were before.

    Args:
        brief: as it stands.
        made: the JSON of the brief as it was made.
        claim_json: a claim as JSON values.
    """
    state = state_of(brief)
    decisions = brief.review.decisions if brief.review else ()
    return {
        "state": state.stage.value,
        "claims": state.claims,
        "accepted": state.accepted,
        "rejected": state.rejected,
        "edited": state.edited,
        "partial": state.partial,
        "by": list(state.by),
        "at": state.at.isoformat() if state.at else None,
        "decisions": [
            {
                **asdict(replace(own, edited=None)),
                "action": own.action.value,
                "at": own.at.isoformat(),
                "edited": claim_json(own.edited) if own.edited else None,
            }
            for own in decisions
        ],
        "made": {name: made[name] for name in _MADE} if brief.review else None,
    }


def read_options(
    shapes: Sequence[OptionShape], claims: Sequence[Claim], read_claim: Callable[[ClaimShape], Claim]
) -> tuple[Option, ...]:
    """Return options over claims that stand at the positions they name (IndexError: there is none)."""

    def read(shape: OptionShape) -> Option:
        found = (Consideration(own.aspect, own.topic, read_claim(own.claim)) for own in shape.considered)
        considered = Considered(tuple(shape.aspects), tuple(found))
        return Option(shape.heading, tuple(claims[n] for n in shape.claims), considered, shape.profile)

    return tuple(map(read, shapes))


def read_review(shape: ReviewShape | None, read_claim: Callable[[ClaimShape], Claim]) -> Review | None:
    """Return what was decided, None where nothing was.

    Raises:
        ValueError: there are decisions, but not what they were made on.
    """
    if shape is None or shape.made is None:
        if shape is not None and shape.decisions:
            raise ValueError("there are decisions, but not the claims as they were before")
        return None
    claims = tuple(read_claim(claim) for claim in shape.made.claims)
    decisions = tuple(
        Decision(
            own.claim,
            own.action,
            own.by,
            own.at,
            own.before,
            own.after,
            own.note,
            read_claim(own.edited) if own.edited else None,
            own.model,
            own.sha256,
        )
        for own in shape.decisions
    )
    return Review(
        bottom_line=tuple(claims[n] for n in shape.made.bottom_line),
        options=read_options(shape.made.options, claims, read_claim),
        left_out=tuple(read_claim(claim) for claim in shape.made.left_out),
        decisions=decisions,
    )


def read_state(shape: ReviewShape | None) -> State | None:
    """Return the state that a file states, None in an earlier one; nothing relies on it."""
    if shape is None:
        return None
    counts = (shape.claims, shape.accepted, shape.rejected, shape.edited, shape.partial)
    return State(shape.state, *counts, tuple(shape.by), shape.at)
