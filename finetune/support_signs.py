"""Small words that turn a sentence: negation, duty, quantity, bounds, certainty, direction, opposites."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from finetune.words import stem

_FILE = Path(__file__).with_name("shipped") / "words" / "support.json"
KINDS = (
    "negations",
    "weak",
    "strong",
    "all",
    "most",
    "some",
    "none",
    "only",
    "at_least",
    "at_most",
    "likely",
    "unlikely",
    "sure",
    "unsure",
    "up",
    "down",
    "steady",
)
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Signs:
    """How often each kind of small word stands in a text, in the order of ``KINDS``."""

    counts: tuple[int, ...]

    def of(self, kind: str) -> int:
        """Return the count of a kind."""
        return self.counts[KINDS.index(kind)]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = json.loads(_FILE.read_text("utf-8"))
    made = []
    for kind in KINDS:
        own = sorted(table[kind], key=len, reverse=True)
        spaced = "|".join(re.escape(word) for word in own if not _HAN.search(word))
        han = "|".join(re.escape(word) for word in own if _HAN.search(word))
        more = r"|n['’]t\b|\b(?:fails?|failed) to\b" if kind == "negations" else ""
        made.append(re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|{han}" if han else "") + more, re.I))
    return tuple(made)


@lru_cache(maxsize=65_536)
def signs(text: str) -> Signs:
    """Return the small words of a text, counted.

    >>> found = signs("Plants must not exceed the limit.")
    >>> found.of("negations"), found.of("strong"), found.of("weak")
    (1, 1, 0)
    """
    return Signs(tuple(len(pattern.findall(text)) for pattern in _patterns()))


@cache
def opposites() -> dict[str, frozenset[str]]:
    """Return for a word or its stem the words that say the opposite."""
    table = json.loads(_FILE.read_text("utf-8"))
    found: dict[str, set[str]] = {}
    up, down = (
        [word for word in table[kind] if " " not in word and not _HAN.search(word)] for kind in ("up", "down")
    )
    for one, other in (*table["opposites"], *((a, b) for a in up for b in down)):
        for a, b in ((one, other), (other, one)):
            for key in {a, stem(a)}:
                found.setdefault(key, set()).update({b, stem(b)})
    return {word: frozenset(others - {word}) for word, others in found.items()}


def opposed(word: str, others: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``others`` that are opposites of a word, each as written or stemmed.

    >>> opposed("before", ["the", "after"]), opposed("rose", ["fell", "rises"])
    (('after',), ('fell',))
    """
    table = opposites()
    against = table.get(word.lower(), frozenset()) | table.get(stem(word), frozenset())
    return tuple(own for own in others if own.lower() in against or stem(own) in against) if against else ()
