"""Readings in words: what stands on a chip, and the one line for a group of claims in an export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from agents.readings import SURE, Part, ToolReading

MOST_NAMED = 4
TAGGERS = ("hazard_words", "species")
"""The tools that find words of a sentence; their parts are these, each with its label."""
SHOWN = ("policy", "risk", "hazards", "sdg", "outlook", "hazard_words", "species")
"""The tools in the order in which a reader sees them."""


def label_word(label: str, say: Mapping[str, str]) -> str:
    """Return a label as it is said; one that is not known stands as it is."""
    return say.get(f"is_{label}", label.replace("_", " "))


def labels_of(reading: ToolReading, say: Mapping[str, str]) -> str:
    """Return the labels of a reading in words; of a tagger the words that it found."""
    if reading.tool in TAGGERS:
        return ", ".join(part.label for part in found(reading)) or say["is_none"]
    return ", ".join(label_word(label, say) for label in reading.labels) or say["is_none"]


def found(reading: ToolReading) -> tuple[Part, ...]:
    """Return the words that a tagger is likelier right than wrong about, the surest first.

    Words that differ in capitals alone are one.
    """
    sure = sorted((part for part in reading.parts if part.share >= SURE), key=lambda part: -part.share)
    kept: dict[str, Part] = {}
    for part in sure:
        kept.setdefault(part.label.casefold(), part)
    return tuple(kept.values())[:MOST_NAMED]


def number(value: float | None) -> str:
    """Return a score or a grade without a fraction."""
    return f"{value or 0:.0f}"


def chip_text(reading: ToolReading, say: Mapping[str, str]) -> str:
    """Return the few words that stand on a chip."""
    text = say.get(f"chip_{reading.tool}", "{what}")
    return text.format(n=number(reading.value), what=labels_of(reading, say))


def shown(readings: Iterable[ToolReading]) -> tuple[ToolReading, ...]:
    """Return the readings that say something, in the order in which a reader sees them.

    A word that names a hazard is not said again as a process of nature.
    """
    speaking = [own for own in readings if own.speaks and own.tool in SHOWN]
    hazards = {part.label.casefold() for own in speaking if own.tool == "hazard_words" for part in found(own)}
    once = [_without(own, hazards) if own.tool == "species" else own for own in speaking]
    kept = [own for own in once if own.tool not in TAGGERS or found(own)]
    return tuple(sorted(kept, key=lambda own: SHOWN.index(own.tool)))


def _without(reading: ToolReading, words: Collection[str]) -> ToolReading:
    """A tagger's reading without some of its words."""
    parts = tuple(part for part in reading.parts if part.label.casefold() not in words)
    weighed = tuple(pair for pair in reading.weighed if pair[0].casefold() not in words)
    return replace(reading, parts=parts, weighed=weighed)


def in_a_line(claims: Sequence[Sequence[ToolReading]], say: Mapping[str, str]) -> str:
    """Return how the tools read a group of claims, "" where none says anything.

    The score and the grade are the highest, or from lowest to highest; labels come by how often they
    were read.
    """
    every = [own for readings in claims for own in shown(readings)]
    by_tool = {tool: [own for own in every if own.tool == tool] for tool in SHOWN}
    parts = []
    if scored := by_tool["policy"]:
        line = say["line_policy"].format(n=_range([own.value or 0 for own in scored]))
        lacks = Counter(own.bottleneck.name for own in scored if own.bottleneck)
        if lacks:
            most = max(lacks, key=lambda name: (lacks[name], name))
            line = say["line_lacks"].format(line=line, what=say.get(most, most))
        parts.append(line)
    if graded := by_tool["risk"]:
        parts.append(say["line_risk"].format(n=_range([own.value or 0 for own in graded])))
    for tool, words in (
        ("hazards", say["line_hazards"]),
        ("sdg", say["chip_sdg"]),
        ("outlook", say["line_outlook"]),
        ("hazard_words", say["line_hazard_words"]),
        ("species", say["line_species"]),
    ):
        labels = [label for own in by_tool[tool] for label in _said(own)]
        if named := Counter(label.casefold() for label in labels):
            written = {label.casefold(): label for label in reversed(labels)}
            ranked = sorted(named, key=lambda label: (-named[label], label))
            most_named = [written[label] for label in ranked[:MOST_NAMED]]
            parts.append(words.format(what=", ".join(label_word(own, say) for own in most_named)))
    return "; ".join(parts)


def _said(reading: ToolReading) -> tuple[str, ...]:
    return tuple(part.label for part in found(reading)) if reading.tool in TAGGERS else reading.labels


def _range(values: Sequence[float]) -> str:
    low, high = number(min(values)), number(max(values))
    return high if low == high else f"{low}–{high}"
