"""Filters by what tool models read in passages: users' words into labels, labels into rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.passage_readings import Connected, labels_read, rows_with
from retrieval.dense_kinds import Rows
from retrieval.errors import UnknownFilterError
from retrieval.hits import Filters

GOALS, HAZARDS, RISK = "sdg", "climate_topics", "risk_grade"
GRADES = ("0", "1", "2", "3", "4")
_READ = "Run `globalbrain library read`; a model of the task must be there"


def rows_read(store: Connected, filters: Filters) -> Rows | None:
    """Return the rows, rising, of the passages in which was read what is asked for; None for all."""
    wanted = [(GOALS, filters.goals), (HAZARDS, filters.hazards)]
    if filters.risk_from is not None:
        wanted.append((RISK, GRADES[filters.risk_from :]))
    sets = [rows_with(store, task, labels) for task, labels in wanted if labels]
    if not sets:
        return None
    return np.array(sorted(frozenset.intersection(*sets)), np.int64)


def with_readings(
    filters: Filters,
    store: Connected,
    *,
    goals: Sequence[str] = (),
    hazards: Sequence[str] = (),
    risk: int | None = None,
) -> Filters:
    """Return the filters with those on readings added.

    Args:
        filters: those on documents.
        store: the library, whose readings say which values there are.
        goals: numbers of Sustainable Development Goals.
        hazards: names of hazards, with spaces or underscores.
        risk: the least grade, 0 to 4.

    Raises:
        UnknownFilterError: a value that was read in no passage; it lists those that were.
    """
    return replace(
        filters,
        goals=tuple(_known(store, GOALS, "goal", word) for word in goals),
        hazards=tuple(_known(store, HAZARDS, "hazard", word) for word in hazards),
        risk_from=None if risk is None else _grade(store, risk),
    )


def _known(store: Connected, task: str, field: str, word: str) -> str:
    label = re.sub(r"[\s_-]+", "_", word.strip().lower()).removeprefix("sdg_").removeprefix("sdg")
    there = labels_read(store, task)
    if label not in there:
        listed = f"There is: {', '.join(there)}" if there else f"No passage was read for it. {_READ}"
        raise UnknownFilterError(f"{field} {word[:60]!r}", "no passage in the library has it", listed)
    return label


def _grade(store: Connected, risk: int) -> int:
    there = labels_read(store, RISK)
    if not 0 <= risk < len(GRADES) or not any(int(label) >= risk for label in there):
        listed = f"There is: {', '.join(there)}" if there else f"No passage was read for it. {_READ}"
        raise UnknownFilterError(f"risk {risk}", "no passage in the library has it", listed)
    return risk
