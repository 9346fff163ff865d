"""What the trained claim-support model says of a claim and the words cited, read in their page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agents.claims import Outcome, Reason
from finetune.predict import sentences

ACCEPT = 0.7
"""The least probability of "supported" that counts. The first step at which numbers, language, names and the
model together let at most 5 % of what is not supported through, on validation pairs:
benchmarks/results/verifier.md."""
PARTLY = 0.4
"""From this probability of "supported" or "partial" on, a claim may be shown as partly supported."""
AGAINST = 0.6
"""From this probability of "contradicted" on, the page is taken to say another thing."""
_AROUND = 500
"""Characters before a quote in which the sentence before it is looked for."""
_TOLD = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """What the model says: the probability of each label, why in words, and the nearest sentence from 0."""

    each: Mapping[str, float]
    why: tuple[str, ...]
    sentence: int


class Meaning(Protocol):
    """Asks the model; ``card`` is its id."""

    @property
    def card(self) -> str:
        """The id of the model."""

    def ask(self, claim: str, evidence: Sequence[str]) -> Meant:
        """Return what the sentences say of the claim."""


def meant(claim: str, quote: str, before: str, meaning: Meaning | None) -> tuple[Outcome, Reason]:
    """Return whether the quote means what the claim says.

    Args:
        claim: the sentence.
        quote: the words cited.
        before: the text of the page before them; its last sentence says what "they" and "it" are.
        meaning: asks the model; None where there is none, and then nothing is more than partly supported.
    """
    if meaning is None:
        return Outcome.PARTLY, Reason("meaning_unread")
    own = sentences(quote) or (quote,)
    lead = sentences(before[-_AROUND:])[-1:]
    said = meaning.ask(claim, (*lead, *own))
    if lead and said.sentence == 0:  # the claim is nearer to what is not cited
        said = meaning.ask(claim, own)
    return judged(said)


def judged(said: Meant) -> tuple[Outcome, Reason]:
    """Return the outcome of the model's probabilities.

    >>> judged(Meant({"supported": 0.9}, ("all words answered",), 0))[0].value
    'agrees'
    >>> judged(Meant({"supported": 0.2, "contradicted": 0.7}, (), 0))[0].value
    'differs'
    """
    supported, partial = said.each.get("supported", 0.0), said.each.get("partial", 0.0)
    why = "; ".join(said.why[:_TOLD])
    if supported >= ACCEPT:
        return Outcome.AGREES, Reason("meaning", why)
    if said.each.get("contradicted", 0.0) >= AGAINST:
        return Outcome.DIFFERS, Reason("meaning_against", why)
    if supported + partial >= PARTLY:
        return Outcome.PARTLY, Reason("meaning_unsure", why)
    return Outcome.LACKS, Reason("meaning_absent", why)
