"""What follows from a verdict: a claim stands, gives way to the page's own words, or is left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from agents.checks.meaning import Meaning
from agents.claims import Citation, Claim, DraftClaim, Support
from agents.verify import Stored, is_quoted, judge, plain
from finetune.predict import words

SAME_POINT = 0.5
"""The share of a claim's words that a quotation must have to stand in its place."""
_GOOD = (Support.SUPPORTED, Support.PARTIAL)
Quotes = Callable[[], Sequence[Citation]]


def _nothing() -> Sequence[Citation]:
    return ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What the verifier decided.

    ``places`` says for each draft which claim stands for it; a draft that was left out without a
    replacement has none.
    """

    standing: tuple[Claim, ...]
    left_out: tuple[Claim, ...]
    places: tuple[tuple[DraftClaim, Claim], ...] = ()

    def of(self, draft: DraftClaim) -> Claim | None:
        """Return the claim that stands for a draft."""
        return next((claim for own, claim in self.places if own == draft), None)


def verify(
    drafts: Sequence[DraftClaim],
    stored: Stored,
    shown: Collection[str],
    meaning: Meaning | None = None,
    quotes: Quotes = _nothing,
) -> Judged:
    """Return the claims that stand and those that are left out, each in the order of ``drafts``.

    What is supported stands. What is not, or only in part, gives way to the words of the page that
    make the same point, where there are such; else a claim that is supported in part stands marked,
    and any other is left out. A citation that does not support a quotation falls away.

    Args:
        drafts: what the writer proposes.
        stored: the library, to read.
        shown: ids of the passages that were put before the writer; nothing else can be cited.
        meaning: asks the claim-support model.
        quotes: more words that may stand in the place of a claim; asked only where they are needed.
    """
    taken = {plain(draft.text) for draft in drafts}
    places: list[tuple[DraftClaim, Claim]] = []
    left_out: list[Claim] = []
    for draft in dict.fromkeys(drafts):
        claim = _settled(draft, stored, shown, meaning)
        if claim.support is Support.SUPPORTED:
            places.append((draft, claim))
            continue
        other = next(_replacements(draft, claim, quotes, taken, stored, shown), None)
        if other is not None:
            taken.add(plain(other.text))
            places.append((draft, other))
            left_out.append(replace(claim, instead=other.text))
        elif claim.support is Support.PARTIAL:
            places.append((draft, claim))
        else:
            left_out.append(claim)
    return Judged(tuple(claim for _, claim in places), tuple(left_out), tuple(places))


def _settled(draft: DraftClaim, stored: Stored, shown: Collection[str], meaning: Meaning | None) -> Claim:
    """The claim on the citations that support it: a quotation stands on its page, whatever another says."""
    claim = judge(draft, stored, shown, meaning)
    quoted = any(is_quoted(draft, citation) for citation in draft.citations)
    if len(draft.citations) < 2 or not (quoted or claim.support is Support.SUPPORTED):
        return claim
    if Support.SUPPORTED not in claim.verdicts:
        return claim  # all of them together
    pairs = zip(draft.citations, claim.verdicts, strict=True)
    kept = tuple(citation for citation, verdict in pairs if verdict in _GOOD)
    return (
        claim
        if kept == draft.citations
        else judge(DraftClaim(draft.text, kept, draft.context), stored, shown, meaning)
    )


def _replacements(
    draft: DraftClaim,
    claim: Claim,
    quotes: Quotes,
    taken: Collection[str],
    stored: Stored,
    shown: Collection[str],
) -> Iterator[Claim]:
    """Quotations that make the same point, the best first; the words cited come before others."""
    mine = set(words(draft.text))
    for candidates in (draft.citations, quotes()):
        ranked = sorted(
            ((len(mine & set(words(own.quote))) / max(1, len(mine)), own) for own in candidates),
            key=lambda pair: (-pair[0], len(pair[1].quote), pair[1].passage_id, pair[1].span),
        )
        for share, own in ranked:
            text = plain(own.quote)
            if share < SAME_POINT or text in taken:
                continue
            again = judge(DraftClaim(text, (own,)), stored, shown)
            if again.support is Support.SUPPORTED:
                yield again
