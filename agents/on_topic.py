"""What was read, held against what was asked: an own point, the things asked after, their order."""

from __future__ import annotations

from collections.abc import Sequence

from agents.astray import first_of_things, misses, wanted_of
from agents.demands import lacks
from agents.finder import Finder
from agents.plan import SubQuestion
from agents.pointed import can_be_quoted, on_point, point_of
from agents.reading import Reading
from retrieval.hits import Evidence

FIRST = 3
"""So many of the likeliest sentences begin an answer."""


def on_topic(
    sub: SubQuestion,
    readings: Sequence[Reading],
    answering: set[str],
    found: Sequence[Evidence],
    finder: Finder,
    *,
    ordered: bool,
) -> tuple[list[Reading], set[str]]:
    """Return the readings and the ids of those that answer, where they speak of what is asked.

    A part that leans on another is answered by sentences of its own point alone; where a thing that is
    asked after is named nowhere near what answers, or nothing of the kind that is asked for, nothing does.

    Args:
        sub: what is asked.
        readings: what was read.
        answering: ids of the passages that answer, as the models judge.
        found: all that was found.
        finder: reads what stands before a passage, and finds concepts.
        ordered: whether sentences that speak of the topics asked after go before the others.
    """
    tagger, kept = finder.tagger(), list(readings)
    if point := point_of(sub, tagger):
        kept = list(on_point(kept, point, tagger))
        answering = answering & {one.passage.id for one in kept if can_be_quoted(one)}
    wanted = wanted_of(sub.query, tagger)
    told = answering | _first_told(kept)
    telling = [one for one in kept if one.passage.id in told]
    if answering and (
        misses(wanted, telling, found, finder.before, tagger)
        or lacks(sub, telling, kept, wanted.topics, tagger)
    ):
        answering = set()
    return list(first_of_things(kept, wanted, tagger)) if ordered else kept, answering


def _first_told(readings: Sequence[Reading]) -> set[str]:
    """The ids of the passages that the likeliest sentences are of: an answer begins with them."""
    ranked = sorted(
        (-sentence.score, reading.passage.id)
        for reading in readings
        for sentence in reading.sentences
        if sentence.quote is not None
    )
    return {passage for _, passage in ranked[:FIRST]}
