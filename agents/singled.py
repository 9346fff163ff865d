"""How much of what a question singles out a sentence says: its words, the rarer among what was read the more.

A report about a mission says "mission" in every sentence; who asks who audits it in a village asks about
the other two words. Rarity in the whole library cannot know that, rarity among the sentences read can.
"""

from __future__ import annotations

from collections.abc import Sequence

from agents.finder import rarity
from retrieval.analysis import asked, guess_language, stems, words


def singled(query: str, texts: Sequence[str]) -> tuple[float, ...]:
    """Return for each text the share in [0, 1] of the query's weight that its words have.

    A word of the query weighs the more, the fewer of the texts hold it; small words do not count.

    >>> singled("Who audits the mission?", ["The mission plants.", "The village audits the mission."])
    (0.20..., 1.0)
    """
    language = guess_language(query) or "en"
    each = [words(text) for text in texts]
    known = sorted({word for own in each for word in own})
    term_of = dict(zip(known, stems(known, language), strict=True))
    held = [frozenset(term_of[word] for word in own) for own in each]
    wanted = tuple(dict.fromkeys(stems(asked(query), language)))
    weights = {term: rarity(len(texts), sum(term in own for own in held)) for term in wanted}
    total = sum(weights.values())
    if not total:
        return (1.0,) * len(texts)
    return tuple(sum(weights[term] for term in wanted if term in own) / total for own in held)
