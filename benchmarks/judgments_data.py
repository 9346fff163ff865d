"""The project's judgments: questions over the shared reports with sentences graded by reading them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from finetune.relevance_rows import Part

JUDGMENTS = Path(__file__).parents[1] / "finetune" / "data" / "relevance.jsonl"

Place = tuple[str, int, int, int]
"""The sha256 of a document, a page position from 1, first and last character of a sentence."""


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


def judgments(path: Path = JUDGMENTS) -> tuple[Judged, ...]:
    """Return every judged question, in the order of the file."""
    return tuple(_judged(json.loads(line)) for line in path.read_text("utf-8").splitlines())


def parts(judged: tuple[Judged, ...]) -> dict[str, Part]:
    """Return which part each document belongs to: that of the questions asked of it."""
    return {one.home: one.part for one in judged}


def _judged(row: Mapping[str, Any]) -> Judged:
    grades = {
        (document, page, start, end): grade
        for document, places in row["graded"].items()
        for page, start, end, grade in places
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
