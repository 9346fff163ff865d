"""Read labelled rows; split by document, so that no document is on both sides."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from finetune.errors import DataError
from finetune.features import NAMES

Part = Literal["train", "validation", "test"]


@dataclass(frozen=True, slots=True)
class Row:
    """One passage that was found for one question; ``case`` is the question in one setting.

    ``answerable`` says whether the case has a passage that answers at all, ``answers`` whether this
    one does. ``part`` is decided by ``group``, the document that holds the answer, where it is not
    ``given``.
    """

    source: str
    group: str
    case: str
    answerable: bool
    answers: bool
    values: tuple[float, ...]
    given: Part | None = None

    @property
    def part(self) -> Part:
        """Three fifths to train, one to choose by, one to report on; by hash, so it stays."""
        if self.given:
            return self.given
        fifth = int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % 5
        return "train" if fifth < 3 else "validation" if fifth == 3 else "test"


def read(path: Path, sources: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the rows of the named sources, in the order of the file.

    Raises:
        DataError: the file is not at hand, or a row is not in shape.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found = [json.loads(line) for line in lines]
        rows = tuple(
            Row(
                item["set"],
                item["group"],
                f"{item['set']}/{item['question']}/{item['setting']}",
                item["setting"] == "with",
                bool(item["label"]),
                tuple(float(value) for value in item["features"]),
                item.get("part"),
            )
            for item in found
            if item["set"] in sources
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            str(path), f"not labelled rows ({error})", "Make it: benchmarks.refusal_data."
        ) from error
    if not rows or any(len(row.values) != len(NAMES) for row in rows):
        raise DataError(str(path), f"no rows of {len(NAMES)} features", "Make it: benchmarks.refusal_data.")
    return rows


def questions(rows: tuple[Row, ...], part: Part) -> tuple[tuple[Row, ...], ...]:
    """Return the rows of a part question by question, where it is not known which passage answers."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        if row.part == part:
            grouped.setdefault(row.case, []).append(row)
    return tuple(tuple(own) for own in grouped.values())


def cases(rows: tuple[Row, ...]) -> dict[str, tuple[Row, ...]]:
    """Return the rows of each case that can be judged.

    An answerable case whose answer was not among the best passages is left out: to refuse it is
    right for these passages, and to answer it wrong.
    """
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.case, []).append(row)
    return {
        case: tuple(own)
        for case, own in grouped.items()
        if any(row.answers for row in own) == own[0].answerable
    }
