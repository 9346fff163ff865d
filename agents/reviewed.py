"""A brief as decisions leave it: who said what of each claim and quotation, and what follows from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agents.brief import Brief, Consideration, Considered, Review
from agents.claims import Claim, Support
from agents.decisions import Action, Decision, Stage, State, last_of, texts_of

_GOOD = (Support.SUPPORTED, Support.PARTIAL)


@dataclass(frozen=True, slots=True)
class Row:
    """One claim under review: its number from 1, as it stands, as it was made, and what was decided.

    ``topic`` is that of a quotation in the table of an option, which comes after the claims of the body.
    """

    number: int
    claim: Claim
    made: Claim
    decisions: tuple[Decision, ...] = ()
    topic: str = ""

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


def quotations(brief: Brief) -> tuple[Consideration, ...]:
    """Return what the tables of options quote that no claim of the body says, each sentence once."""
    found: dict[str, Consideration] = {}
    for option in brief.options:
        for one in option.considered.found:
            if not any(_same(one.claim, claim) for claim in brief.claims):
                found.setdefault(one.claim.text, one)
    return tuple(found.values())


def _same(one: Claim, other: Claim) -> bool:
    """Whether two claims are the same sentence: by its text, or by the place of its words."""
    mine = {(own.passage_id, own.span) for own in one.citations}
    return one.text == other.text or any((own.passage_id, own.span) in mine for own in other.citations)


def numbered(brief: Brief) -> tuple[Row, ...]:
    """Return every claim that was made, in reading order, rejected ones too; then the quotations."""
    made = as_made(brief)
    decisions = brief.review.decisions if brief.review else ()
    texts = texts_of(decisions)
    said: dict[int, list[Decision]] = {}
    for own in decisions:
        said.setdefault(own.claim, []).append(own)
    listed = [*((claim, "") for claim in made.claims), *((q.claim, q.topic) for q in quotations(made))]
    return tuple(
        Row(number, texts.get(number, claim), claim, tuple(said.get(number, ())), topic)
        for number, (claim, topic) in enumerate(listed, start=1)
    )


def reviewed(made: Brief, decisions: Sequence[Decision]) -> Brief:
    """Return a brief as decisions leave it.

    An edited claim stands in its new text. A rejected one leaves the body and is listed as left out;
    an option without claims goes, and its table with it. What a table quotes of a claim of the body
    follows that claim. Where no claim is left, there is no answer any more.
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
        replace(option, claims=stand(option.claims), considered=_considered(option.considered, now))
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


def _considered(considered: Considered, now: Mapping[Claim, Claim | None]) -> Considered:
    """What is considered of an option, each sentence as it stands by now; without what was rejected."""

    def stands(claim: Claim) -> Claim | None:
        old = next((made for made in now if _same(claim, made)), claim)
        new = now.get(old, claim)
        return claim if new is old else new

    kept = ((one, stands(one.claim)) for one in considered.found)
    return replace(considered, found=tuple(replace(one, claim=own) for one, own in kept if own is not None))


def standing(brief: Brief) -> tuple[Claim, ...]:
    """Return every sentence that is to be accepted before a brief is final: claims, then quotations."""
    return (*brief.claims, *(one.claim for one in quotations(brief)))


def state_of(brief: Brief, *, tables: bool = True) -> State:
    """Return how far the review of a brief is: worked out from its decisions and its claims alone.

    Final: every claim of the body and every quotation in a table of options is accepted in the text that
    it has, and none is unsupported or contradicted. One that stands otherwise than its decisions say
    counts as not accepted. Without ``tables`` the claims alone count, as in files of earlier versions.
    """
    claims = standing(brief) if tables else brief.claims
    partial = sum(claim.support is Support.PARTIAL for claim in claims)
    if brief.review is None or not brief.review.decisions:
        return State(Stage.DRAFT, len(claims), partial=partial)
    rows, body = numbered(brief), set(claims)
    accepted = [row for row in rows if row.accepted and row.claim in body and row.claim.support in _GOOD]
    rejected = [row for row in rows if row.rejected]
    final = bool(brief.claims) and len(accepted) == len(claims)
    deciding = [row.last for row in (accepted if final else rows) if row.last is not None]
    stage = Stage.FINAL if final else Stage.IN_REVIEW if brief.claims else Stage.REJECTED
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
