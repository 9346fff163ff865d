"""The project's judgments: questions over the shared reports with sentences graded by reading them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finetune.relevance_rows import Part

JUDGMENTS = Path(__file__).parents[1] / "finetune" / "data" / "relevance.jsonl"

Place = tuple[str, int, str]
"""The sha256 of a document, a page position from 1, and the mark of a sentence on that page."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and the grade, from 0 to 3, of each sentence that was read for it."""

    id: str
    question: str
    language: str
    kind: str
    answerable: bool
    part: Part
    home: str
    grades: Mapping[Place, int]

    @property
    def ideal(self) -> tuple[int, ...]:
        """Every grade, best first."""
        return tuple(sorted(self.grades.values(), reverse=True))


def mark(sentence: str) -> str:
    r"""Return what a sentence is known by, however its lines were joined: a hash of its letters.

    >>> mark("Plant trees, 5 ha.") == mark("Plant  trees\n5 ha.")
    True
    """
    letters = "".join(char for char in sentence.casefold() if char.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()[:8]


def judgments(path: Path = JUDGMENTS) -> tuple[Judged, ...]:
    """Return every judged question, in the order of the file."""
    return tuple(_judged(json.loads(line)) for line in path.read_text("utf-8").splitlines())


def parts(judged: tuple[Judged, ...]) -> dict[str, Part]:
    """Return which part each document belongs to: that of the questions asked of it."""
    return {one.home: one.part for one in judged}


def _judged(row: Mapping[str, Any]) -> Judged:
    grades = {
        (document, page, known): grade
        for document, places in row["graded"].items()
        for page, _, _, grade, known in places
    }
    return Judged(
        row["id"],
        row["question"],
        row["language"],
        row["kind"],
        row["answerable"],
        row["part"],
        row["home"],
        grades,
    )
