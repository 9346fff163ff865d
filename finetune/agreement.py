"""Agreement of the two taggers of one model: the words of a hazard name neither a living being nor a place.

Each tagger learnt from texts in which the other has nothing to find, so each is sure of the other's
words too: "Cyclone Idai" is a capitalised name, as those of species are.
"""

from __future__ import annotations

from collections.abc import Sequence

from finetune.tags import TaggedSpan

HAZARDS, NATURE = "climate_tags", "species"
"""The tasks of the two."""
SURE = 0.6
"""A hazard less sure than that counts for nothing here; set on validation, see docs/models/taggers.md."""
THINGS = ("organism", "habitat", "environment")
"""The labels that give way; drought and warming are processes of nature too."""
WEATHER = (
    "warming",
    "hurricane",
    "flood",
    "drought",
    "heat",
    "wildfire",
    "storm",
    "sea_level_rise",
    "landslide",
    "cold",
)
"""The hazards that they give way to: lost and polluted things have names among THINGS."""


def without_hazards(
    spans: Sequence[TaggedSpan], hazards: Sequence[TaggedSpan]
) -> tuple[tuple[TaggedSpan, ...], float]:
    """Return the spans of nature that are no words of a hazard, and how sure the hazards are of the others.

    >>> idai = TaggedSpan(0, 12, "organism", 0.9), TaggedSpan(0, 12, "hurricane", 0.8)
    >>> without_hazards(idai[:1], idai[1:])
    ((), 0.8)
    """
    sure = [own for own in hazards if own.label in WEATHER and own.probability >= SURE]

    def meets(span: TaggedSpan) -> list[float]:
        if span.label not in THINGS:
            return []
        return [own.probability for own in sure if own.start < span.end and span.start < own.end]

    given_way = [most for span in spans if (most := max(meets(span), default=0.0))]
    return tuple(span for span in spans if not meets(span)), max(given_way, default=0.0)
