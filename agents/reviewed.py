"""A brief as decisions leave it: who said what of each claim, and what follows from all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.brief import Brief, Considered, Review
from agents.claims import Claim, Support
from agents.decisions import Action, Decision, Stage, State, last_of, texts_of

_GOOD = (Support.SUPPORTED, Support.PARTIAL)


@dataclass(frozen=True, slots=True)
class Row:
    """One claim under review: its number from 1, as it stands, as it was made, and what was decided."""

    number: int
    claim: Claim
    made: Claim
    decisions: tuple[Decision, ...] = ()

    @property
    def last(self) -> Decision | None:
        """The decision that counts."""
        return self.decisions[-1] if self.decisions else None

    @property
    def accepted(self) -> bool:
        """Whether the last word on it, as it stands, is that it is accepted."""
        return (
            self.last is not None and self.last.action is Action.ACCEPT and self.last.after == self.claim.text
        )

    @property
    def rejected(self) -> bool:
        """Whether the last word on it is that it goes."""
        return self.last is not None and self.last.action is Action.REJECT

    @property
    def edited(self) -> bool:
        """Whether it stands in another text than it was made."""
        return self.claim is not self.made


def seen_of(claim: Claim) -> str:
    """Return what tells the text of a claim from any other that it had or will have: 16 hex digits."""
    return hashlib.sha256(claim.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def as_made(brief: Brief) -> Brief:
    """Return the brief as it was before any decision."""
    if brief.review is None:
        return brief
    own = brief.review
    return replace(
        brief,
        answered=bool(own.bottom_line or own.options),
        bottom_line=own.bottom_line,
        options=own.options,
        left_out=own.left_out,
        review=None,
    )


def numbered(brief: Brief) -> tuple[Row, ...]:
    """Return every claim that was made, in reading order, rejected ones too."""
    decisions = brief.review.decisions if brief.review else ()
    texts = texts_of(decisions)
    said: dict[int, list[Decision]] = {}
    for own in decisions:
        said.setdefault(own.claim, []).append(own)
    return tuple(
        Row(number, texts.get(number, claim), claim, tuple(said.get(number, ())))
        for number, claim in enumerate(as_made(brief).claims, start=1)
    )


def reviewed(made: Brief, decisions: Sequence[Decision]) -> Brief:
    """Return a brief as decisions leave it.

    An edited claim stands in its new text. A rejected one leaves the body and is listed as left out;
    an option without claims goes. Where nothing is left, there is no answer any more.
    """
    if not decisions:
        return made
    last, texts = last_of(decisions), texts_of(decisions)
    now: dict[Claim, Claim | None] = {}
    gone: list[Claim] = []
    for row in numbered(made):
        claim = texts.get(row.number, row.made)
        own = last.get(row.number)
        rejected = own is not None and own.action is Action.REJECT
        now[row.made] = None if rejected else claim
        if rejected:
            gone.append(replace(claim, instead=""))
    changed = {old.text: new.text if new else "" for old, new in now.items()}

    def stand(claims: Sequence[Claim]) -> tuple[Claim, ...]:
        return tuple(new for claim in claims if (new := now[claim]) is not None)

    options = tuple(
        replace(option, claims=stand(option.claims), considered=_without(option.considered, gone))
        for option in made.options
    )
    bottom_line = stand(made.bottom_line)
    options = tuple(option for option in options if option.claims)
    left_out = tuple(replace(own, instead=changed.get(own.instead, own.instead)) for own in made.left_out)
    return replace(
        made,
        answered=bool(bottom_line or options),
        bottom_line=bottom_line,
        options=options,
        left_out=(*left_out, *gone),
        review=Review(made.bottom_line, made.options, made.left_out, tuple(decisions)),
    )


def _without(considered: Considered, gone: Sequence[Claim]) -> Considered:
    """What is considered of an option, without the sentences that were rejected as claims."""
    texts = {own.text for own in gone}
    spans = {(own.passage_id, own.span) for claim in gone for own in claim.citations}
    kept = tuple(
        one
        for one in considered.found
        if one.claim.text not in texts
        and not spans.intersection((own.passage_id, own.span) for own in one.claim.citations)
    )
    return replace(considered, found=kept)


def state_of(brief: Brief) -> State:
    """Return how far the review of a brief is: worked out from its decisions and its claims alone.

    Final: every claim of the body is accepted in the text that it has, and none is unsupported or
    contradicted. A claim that stands otherwise than its decisions say counts as not accepted.
    """
    claims = brief.claims
    partial = sum(claim.support is Support.PARTIAL for claim in claims)
    if brief.review is None or not brief.review.decisions:
        return State(Stage.DRAFT, len(claims), partial=partial)
    rows, body = numbered(brief), set(claims)
    accepted = [row for row in rows if row.accepted and row.claim in body and row.claim.support in _GOOD]
    rejected = [row for row in rows if row.rejected]
    final = bool(claims) and len(accepted) == len(claims)
    deciding = [row.last for row in (accepted if final else rows) if row.last is not None]
    stage = Stage.FINAL if final else Stage.IN_REVIEW if claims else Stage.REJECTED
    by = dict.fromkeys(own.by for own in sorted(deciding, key=lambda own: own.at))
    return State(
        stage,
        len(claims),
        len(accepted),
        len(rejected),
        sum(row.edited and not row.rejected for row in rows),
        partial,
        tuple(by),
        brief.review.decisions[-1].at,
    )
