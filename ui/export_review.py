"""The review of a brief as an export shows it: the state, the decisions, what was edited or rejected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from agents.brief import Brief
from agents.claims import Claim
from agents.decisions import Decision, Stage
from agents.reviewed import numbered, state_of
from ui.plain import clean, shorten
from ui.review_words import badge, moment, names_of, told
from ui.strings_review import review_words

MOST_ROWS = 200
MOST_CELL = 600
MOST_TEXT = 120
_SIGNED = 40


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What an export says of the review; texts are cleaned.

    ``badge`` is the state, "" of a refusal. ``signed`` are the names of those who made it final, else "".
    ``rows`` are the decisions under ``heads``, none where nothing was decided; ``shares`` are the widths
    of their columns, which sum to 1.
    """

    badge: str = ""
    final: bool = False
    signed: str = ""
    heading: str = ""
    note: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[float, ...] = (0.09, 0.13, 0.17, 0.15, 0.46)


NOT_REVIEWED = Reviewing()


def reviewing(brief: Brief) -> Reviewing:
    """Return what every export says of the review of a brief."""
    say, state = review_words(brief.language), state_of(brief)
    final = state.stage is Stage.FINAL
    decisions = brief.review.decisions if brief.review else ()
    rows = tuple(
        (
            str(own.claim),
            say[own.action.value],
            clean(own.by),
            moment(own.at),
            shorten(_said(own, brief.language), MOST_CELL),
        )
        for own in decisions[-MOST_ROWS:]
    )
    heads = (say["claim"], say["decision"], say["who"], say["when"], say["text_note"])
    signed = shorten(names_of(state.by), _SIGNED) if final else ""
    return Reviewing(
        badge(state, brief.language), final, signed, say["record"], say["record_note"], heads, rows
    )


def _said(own: Decision, language: str) -> str:
    """Which text it was, and what became of it."""
    text = [] if own.edited is not None else [f"“{shorten(clean(own.before), MOST_TEXT)}”"]
    return " ".join([*text, told(own, language)]).strip()


def marks(brief: Brief) -> dict[Claim, str]:
    """Return what is said beside claims that a reviewer edited, and beside those that were rejected."""
    say = review_words(brief.language)
    found = {}
    for row in numbered(brief) if brief.review else ():
        if row.rejected and row.last is not None:
            said = say["rejected_by"].format(by=clean(row.last.by), at=moment(row.last.at))
            note = [say["noted"].format(note=clean(row.last.note))] if row.last.note else []
            found[replace(row.claim, instead="")] = "; ".join([said, *note])
        elif row.edited:
            found[row.claim] = say["edited_from"].format(text=clean(row.made.text))
    return found


def in_review(brief: Brief, words: Mapping[str, str]) -> Mapping[str, str]:
    """Return the phrases of an export as they fit a brief with rejected claims, or with nothing else."""
    state, say = state_of(brief), review_words(brief.language)
    if not state.rejected:
        return words
    changed = {"left_out": say["left_out"]}
    if state.stage is Stage.REJECTED:
        changed |= {"refusal": words["brief"], "refusal_note": say["nothing_left"]}
    return {**words, **changed}
