"""What the trained claim-support model says of a claim and the words cited, read in their page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agents.checks.figures import read
from agents.checks.tables import table
from agents.claims import Outcome, Reason
from finetune.predict import sentences

ACCEPT = 0.8
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
    if same_words(claim, quote):
        return Outcome.AGREES, Reason("same_words")
    if meaning is None:
        return Outcome.PARTLY, Reason("meaning_unread")
    own = sentences(quote) or (quote,)
    lead = sentences(before[-_AROUND:])[-1:]
    said = meaning.ask(claim, (*lead, *own))
    if lead and said.sentence == 0:  # the claim is nearer to what is not cited
        said = meaning.ask(claim, own)
    return judged(said)


def same_words(claim: str, quote: str) -> bool:
    """Return whether two texts have the same words in the same order, however their figures are written.

    A word may stand for another that means just that, and an adverbial may open a sentence or end it.

    >>> same_words("Fifty per cent of towns joined.", "50% of towns joined {2.1}.")
    True
    >>> same_words("Towns have to join by 2030.", "By 2030, towns must join.")
    True
    >>> same_words("Towns may join.", "Towns will join.")
    False
    """
    mine, its = _plain(claim), _plain(quote)
    return mine == its or _alike(mine) == _alike(its) or _alike(_turned(claim)) == _alike(_turned(quote))


_OPENING = re.compile(
    r"\W*((?:By|In|Since|Between|During|From|Until|After|Before) [^,;:()]{3,60}), "
    r"((?:[^,;:.]|\.(?=\d)){8,300})([.;]?)\s*"
)
"""An adverbial before the sentence, which has no other comma: moved behind it, it says the same."""
_INTERCHANGEABLE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<!\S)(?:{'|'.join(forms)})(?!\S)"), common) for common, forms in table("alike").items()
)


def _turned(text: str) -> list[str]:
    """The words of a text with its opening moved to the end; a figure's part in it stays the same."""
    plain = _NOTES.sub(" ", text)
    found = _OPENING.fullmatch(" ".join(plain.split()))
    return _plain(f"{found[2]} {found[1]}" if found else plain)


def _alike(found: list[str]) -> str:
    """Words in one string, each of those that mean the same by the one that is most common."""
    whole = " ".join(found)
    for pattern, common in _INTERCHANGEABLE:
        whole = pattern.sub(common, whole)
    return whole


_NOTES = re.compile(r"\{[^{}]*\}")
_MARKS = re.compile(r"[^\w%°<>=±+-]+")


def _plain(text: str) -> list[str]:
    """The words in small letters, figures as values in the unit of their kind, notes in braces left out."""
    whole = read(_NOTES.sub(" ", text))
    pieces, at = [], 0
    for figure in whole.figures:
        start = max(at, figure.start)
        pieces += [
            whole.text[at:start],
            f" {figure.value.normalize():f} {figure.unit}{figure.of}{figure.each} ",
        ]
        at = max(start, figure.end)
    pieces.append(whole.text[at:])
    return _MARKS.sub(" ", "".join(pieces).lower()).split()


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
