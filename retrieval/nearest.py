"""What comes nearest to a word that no filter has, and how values are listed for the reader."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Protocol

MOST_NAMED = 12
_MOST_MEANT = 3
_ALIKE = 0.72
_LEAST_PART = 4  # letters of a word that may stand inside a longer name


class Named(Protocol):
    """What is used of ``retrieval.facets.Facet``."""

    @property
    def value(self) -> str:
        """What a filter holds."""

    @property
    def name(self) -> str:
        """What people call it."""


def nearest(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the folded names that a word may have meant, the likest first: at most three.

    >>> nearest("kenia", ["kenya", "china", "germany"]), nearest("ministry", ["ministry of environment"])
    (('kenya',), ('ministry of environment',))
    """
    wanted, known = folded(word), list(dict.fromkeys(names))
    close = get_close_matches(wanted[:200], known, _MOST_MEANT, _ALIKE)
    parts = [name for name in known if len(wanted) >= _LEAST_PART and wanted in name]
    return tuple(dict.fromkeys([*close, *sorted(parts, key=len)]))[:_MOST_MEANT]


def listed(known: Sequence[Named]) -> str:
    """Return the values there are, as a sentence without its stop.

    >>> listed([])
    'There is: '
    """
    names = [
        facet.value if facet.value == facet.name else f"{facet.value} ({facet.name})"
        for facet in known[:MOST_NAMED]
    ]
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return f"There is: {', '.join(names)}{more}"


def shown(word: str) -> str:
    """Return the user's word, cut and without characters that would disturb a terminal."""
    return repr(word if len(word) <= 60 else word[:60] + "…")


def folded(text: str) -> str:
    """Return a text without case, accents and doubled spaces.

    >>> folded(" Brésil  ")
    'bresil'
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in parts if not unicodedata.combining(char)).split())
