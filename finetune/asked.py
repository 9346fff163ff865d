"""What kind of answer a question wants, and what in a sentence gives it; the words stand in signs.json."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

Kind = Literal["amount", "when", "compare", "who", "why", "do", "say", "what"]

_SIGNS: dict[str, Any] = json.loads(
    Path(__file__).with_name("shipped").joinpath("words", "signs.json").read_text("utf-8")
)


def _pattern(told: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Whole words, and other expressions as they stand, in English, French, Spanish and Chinese."""
    whole = [rf"\b(?:{'|'.join(told['words'])})\b"] if told["words"] else []
    return re.compile("|".join([*whole, *told["others"]]), re.IGNORECASE)


# Read in this order: the first that fits decides.
_KINDS = tuple((cast(Kind, kind), _pattern(told)) for kind, told in _SIGNS["kinds"])
_UNITS = tuple((_pattern(unit["asked"]), _pattern(unit["given"])) for unit in _SIGNS["units"])
_FIGURE, _NO_FIGURE = _pattern(_SIGNS["figure"]), _pattern(_SIGNS["no figure"])
SIGNS: dict[str, re.Pattern[str]] = {name: _pattern(told) for name, told in _SIGNS["signs"].items()}
"""What a sentence does, by its wording."""


def kind_of(question: str) -> Kind:
    """Return what kind of answer a question wants.

    >>> kind_of("What should be done about coal?"), kind_of("How much rain falls?"), kind_of("What is rain?")
    ('do', 'amount', 'what')
    """
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), "what")


def acts(text: str) -> bool:
    """Return whether a text says what is to be done, or what somebody means to do.

    >>> acts("Restore the wetlands of the coast."), acts("Wetlands are found along the coast.")
    (True, False)
    """
    return any(SIGNS[name].search(text) for name in ("strong", "plans", "imperative"))


def figures(text: str) -> list[tuple[int, int]]:
    """Return where ``text`` gives a figure: no year, reference, formula or number of a paragraph.

    >>> figures("In 2019, Article 6 applied to 43 per cent (Smith 2017).")
    [(30, 32)]
    """
    blank = _NO_FIGURE.sub(lambda found: " " * len(found[0]), text)
    return [(found.start(), found.end()) for found in _FIGURE.finditer(blank)]


def unit_fits(question: str, text: str) -> bool:
    """Return whether a text holds the unit that a question asks for; yes where it asks for none."""
    wanted = [given for asked, given in _UNITS if asked.search(question)]
    return not wanted or any(given.search(text) for given in wanted)
