"""Why a verdict: what of a claim agrees with its evidence and what clashes, in words."""

from __future__ import annotations

from collections.abc import Iterator

from finetune.support_align import NEAR
from finetune.support_features import Laid
from finetune.words import written

_MOST = 6
_TURNS = (
    ("strong", "weak", "the claim says what must or will be, the evidence what may be"),
    ("weak", "strong", "the claim says what may be, the evidence what must or will be"),
    ("all", "some", "the claim says all, the evidence some"),
    ("all", "most", "the claim says all, the evidence most"),
    ("most", "some", "the claim says most, the evidence some"),
    ("none", "some", "the claim says none, the evidence some"),
    ("at_least", "at_most", "the claim gives a least value, the evidence a greatest"),
    ("at_most", "at_least", "the claim gives a greatest value, the evidence a least"),
    ("likely", "unlikely", "the claim says likely, the evidence unlikely"),
    ("unlikely", "likely", "the claim says unlikely, the evidence likely"),
    ("sure", "unsure", "the claim is surer than the evidence"),
    ("up", "down", "the claim says it rises, the evidence that it falls"),
    ("down", "up", "the claim says it falls, the evidence that it rises"),
)


def reasons(claim: str, laid: Laid, label: str) -> tuple[str, ...]:
    """Return what speaks for a label first, then what speaks against it; at most six."""
    clashing, lacking, agreeing = tuple(_clashing(laid)), tuple(_lacking(claim, laid)), tuple(_agreeing(laid))
    if label == "supported":
        found = (*agreeing, *clashing, *lacking)
    elif label == "contradicted":
        found = (*clashing, *lacking, *agreeing)
    else:
        found = (*lacking, *clashing, *agreeing)
    return tuple(dict.fromkeys(found))[:_MOST]


def _clashing(laid: Laid) -> Iterator[str]:
    own, text = laid.claim.signs, laid.evidence[laid.chosen].signs
    for a, b in laid.beside.opposites[:2]:
        yield f"“{a}” stands against “{b}”"
    for said, stands in laid.figures.clashing:
        yield f"the claim says {said.written}, the evidence {stands.written}"
    if own.of("negations") % 2 != text.of("negations") % 2:
        yield (
            "the claim says no where the nearest sentence does not"
            if own.of("negations") > text.of("negations")
            else "the nearest sentence says no where the claim does not"
        )
    for mine, its, words in _TURNS:
        if own.of(mine) > text.of(mine) and text.of(its) > own.of(its):
            yield words
    if laid.beside.order < 0.6:
        yield "the words stand in another order"


def _lacking(claim: str, laid: Laid) -> Iterator[str]:
    for figure in laid.figures.lacking:
        if all(figure != said for said, _ in laid.figures.clashing):
            yield f"the evidence does not have {figure.written}"
    as_written = written(claim)
    have = {stem for text in laid.evidence for stem in text.stems}
    names = [as_written.get(stem, stem) for stem in laid.claim.stems if stem in laid.claim.names - have]
    if names:
        yield "not named in the evidence: " + ", ".join(dict.fromkeys(names))
    missing = [
        as_written.get(stem, stem)
        for stem, like in zip(laid.claim.stems, laid.answered, strict=True)
        if like < NEAR and stem not in laid.claim.names and not stem[0].isdigit()
    ]
    if missing:
        yield "nothing in the evidence answers: " + ", ".join(dict.fromkeys(missing[:5]))


def _agreeing(laid: Laid) -> Iterator[str]:
    size = max(1, len(laid.answered))
    share = round(100 * float((laid.answered >= NEAR).sum()) / size)
    yield f"{share} % of the claim's words are answered in the evidence"
    lacking = set(laid.figures.lacking)
    agree = [figure.written for figure in laid.claim.figures if figure not in lacking]
    if agree:
        yield "the evidence has " + ", ".join(dict.fromkeys(agree))
    if laid.claim.names and laid.claim.names <= {stem for text in laid.evidence for stem in text.stems}:
        yield "every name of the claim is in the evidence"
