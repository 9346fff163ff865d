"""The review of a brief.json checked again: its record, its edits, its state, and what it left untouched."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from agents.brief import Brief
from agents.checks.meaning import Meaning
from agents.checksums import brief_id, differing
from agents.claims import Claim, DraftClaim, Support
from agents.contract import to_json
from agents.decisions import Action, Decision, Stage, State, broken
from agents.profile import profile
from agents.profile import to_json as profile_json
from agents.reviewed import as_made, numbered, reviewed, standing, state_of
from agents.verify import MEANING, Stored, asked, judge, plain

_UNSAID = (Support.UNSUPPORTED, Support.CONTRADICTED)
Found = tuple[str, str, str]
"""Kind, place and reason of one fault."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What edits are judged on: the library, the ids of the passages that were shown, the model."""

    stored: Stored
    shown: Collection[str]
    meaning: Meaning | None = None


def check_review(brief: Brief, ground: Ground) -> Iterator[Found]:
    """Yield what does not hold of a review, and of the checksums of the brief that was reviewed."""
    made = as_made(brief)
    values = to_json(made)
    if brief.stated is not None and brief.stated.checksums:
        for name in differing(values, brief.stated.checksums):
            yield "checksum", name, "it is not what it was when the brief was made"
    if brief.review is not None:
        yield from _record(brief, brief_id(values))
        yield from _edits(brief, ground)
        yield from _standing(brief, made)
    if brief.stated is not None and brief.stated.state is not None:
        yield from _state(brief.stated.state, brief)


def unstated(brief: Brief) -> bool:
    """Return whether a file has no checksums: one of an earlier version, or one that was robbed of them."""
    return brief.stated is not None and not brief.stated.checksums


def _record(brief: Brief, first: str) -> Iterator[Found]:
    assert brief.review  # noqa: S101 - asked before
    decisions = brief.review.decisions
    for at in broken(decisions, first):
        told = "it, the one before or the brief under it was altered: its checksum is another"
        yield "review", f"decision {at}", told
    rows = numbered(brief)
    texts = {row.number: row.made.text for row in rows}
    for at, own in enumerate(decisions, start=1):
        where = f"decision {at}"
        if own.claim not in texts:
            yield "review", where, f"claim {own.claim} is not there; claims are 1 to {len(rows)}"
            continue
        if own.before != texts[own.claim]:
            yield "review", where, f"claim {own.claim} had another text than the one it was decided on"
        yield from _shape(own, where)
        if own.edited is not None:
            texts[own.claim] = own.edited.text


def _shape(own: Decision, where: str) -> Iterator[Found]:
    edits = own.action is Action.EDIT
    after = {Action.ACCEPT: own.before, Action.REJECT: "", Action.EDIT: own.edited.text if own.edited else ""}
    if edits is (own.edited is None) or own.after != after[own.action]:
        yield "review", where, f"its text does not fit what it says was done ({own.action.value})"


def _edits(brief: Brief, ground: Ground) -> Iterator[Found]:
    """Every edited text is judged anew, and by its own citations."""
    assert brief.review  # noqa: S101
    made = {row.number: row.made for row in numbered(brief)}
    for at, own in enumerate(brief.review.decisions, start=1):
        if own.edited is None or own.claim not in made:
            continue
        where = f"decision {at}, claim {own.claim}"
        source = made[own.claim]
        if (own.edited.citations, own.edited.context) != (source.citations, source.context):
            yield "review", where, "the edited claim points to other words than the claim that was made"
        yield from _judged(own, ground, where)


def _judged(own: Decision, ground: Ground, where: str) -> Iterator[Found]:
    claim = own.edited
    assert claim  # noqa: S101
    if asked(claim) and not own.model:
        yield "model", where, "it was judged by a model that the decision does not name"
    draft = DraftClaim(claim.text, claim.citations, claim.context)
    again = judge(draft, ground.stored, ground.shown, ground.meaning)
    if claim.support in _UNSAID:
        yield "verdict", where, f"an edit that is {claim.support.value} cannot stand"
    if again.support is not claim.support:
        yield "verdict", where, f"it says {claim.support.value}, the pages say {again.support.value}"
    elif _outcomes(claim, own, ground) != _outcomes(again, own, ground):
        yield "verdict", where, "its checks do not come out as written"


def _outcomes(claim: Claim, own: Decision, ground: Ground) -> list[object]:
    """The checks; of another model of claim support since then, all but its own."""
    other = ground.meaning is not None and own.model not in ("", ground.meaning.card)
    return [check for check in claim.checks if not (other and check.name == MEANING)]


def _standing(brief: Brief, made: Brief) -> Iterator[Found]:
    """What stands in the file is what its decisions make of the claims before them."""
    assert brief.review  # noqa: S101
    now = reviewed(made, brief.review.decisions)
    stand = {*brief.claims, *brief.considered}
    body = {plain(claim.text) for claim in stand}
    for row in numbered(brief):
        where = f"claim {row.number}"
        if row.accepted and row.claim not in stand and row.claim in standing(now):
            yield "review", where, "what stands in the answer is not the text that was accepted"
        if row.rejected and plain(row.claim.text) in body:
            yield "review", where, "it was rejected, and stands in the answer"
    same = ("answered", "bottom_line", "options", "left_out")
    other = [name for name in same if getattr(now, name) != getattr(brief, name)]
    if other:
        yield "review", ", ".join(other), "not what the decisions make of the claims as they were"
    place = {claim: at for at, claim in enumerate(brief.claims)}
    for number, option in enumerate(brief.options, start=1):
        told = profile_json(profile(option, brief), place.__getitem__)
        if option.stated is not None and option.stated != told:
            yield "profile", f"option {number}", "what is counted of it does not come out as written"


def _state(stated: State, brief: Brief) -> Iterator[Found]:
    now = state_of(brief)
    if stated.stage is not Stage.FINAL and stated == state_of(brief, tables=False):
        return  # an earlier version, which counted the claims alone
    if stated.stage is not now.stage:
        counts = f"{now.accepted} of {now.claims} claims are accepted"
        yield "state", stated.stage.value, f"its decisions make it {now.stage.value}: {counts}"
    elif stated != now:
        yield "state", stated.stage.value, "its counts, names or time are not those of its decisions"
