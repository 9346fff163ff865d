"""Filters by what passages say: users' words into labels and concepts, and those into rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.passage_readings import Connected, labels_read, rows_with
from retrieval.concepts.thesaurus import Thesaurus
from retrieval.dense_kinds import Rows
from retrieval.errors import UnknownFilterError
from retrieval.facets import GOALS, GRADES, HAZARDS, INSTRUMENTS, RISK, in_order
from retrieval.hits import Filters
from retrieval.nearest import folded, nearest, shown

_READ = "Run `globalbrain library read`; a model of the task must be there"
_MOST_NAMED = 12


def rows_read(store: Connected, filters: Filters) -> Rows | None:
    """Return the rows, rising, of the passages in which was read what is asked for; None for all."""
    wanted = [(GOALS, filters.goals), (HAZARDS, filters.hazards), (INSTRUMENTS, filters.instruments)]
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
    instruments: Sequence[str] = (),
) -> Filters:
    """Return the filters with those on readings added.

    Args:
        filters: those on documents.
        store: the library, whose readings say which values there are.
        goals: numbers of Sustainable Development Goals.
        hazards: names of hazards, with spaces or underscores.
        risk: the least grade, 0 to 4.
        instruments: kinds of policy instrument: incentive, regulation, information ...

    Raises:
        UnknownFilterError: a value that was read in no passage; it lists those that were.
    """
    return replace(
        filters,
        goals=tuple(_known(store, GOALS, "sdg", word) for word in goals),
        hazards=tuple(_known(store, HAZARDS, "hazard", word) for word in hazards),
        risk_from=None if risk is None else _grade(store, risk),
        instruments=tuple(_known(store, INSTRUMENTS, "instrument", word) for word in instruments),
    )


def with_concepts(
    filters: Filters,
    thesaurus: Thesaurus,
    counts: Mapping[str, tuple[int, int]],
    concepts: Sequence[str],
) -> Filters:
    """Return the filters with concepts added, each named in any language or by its id.

    Args:
        filters: the others.
        thesaurus: knows the concepts.
        counts: documents and passages by concept, for those that the library names.
        concepts: the user's words.

    Raises:
        UnknownFilterError: a word that is no concept, or one that no passage names.
    """
    chosen = dict.fromkeys(one for word in concepts for one in _concepts(word, thesaurus, counts))
    return replace(filters, concepts=tuple(chosen))


def _concepts(word: str, thesaurus: Thesaurus, counts: Mapping[str, tuple[int, int]]) -> list[str]:
    meant = [concept.id for concept in thesaurus.find(word.strip())] if word.strip() else []
    found = [one for one in meant if one in counts]
    if found:
        return found
    names = {
        folded(label): one
        for one in counts
        for labels in thesaurus.concepts[one].labels.values()
        for label in labels
    }
    about = [other for one in meant for other in _around(one, thesaurus) if other in counts]
    close = dict.fromkeys([*about, *(names[name] for name in nearest(word, names))])
    most = sorted(counts, key=lambda one: (-counts[one][1], one))[:_MOST_NAMED]
    near = ", ".join(thesaurus.concepts[one].label() for one in list(close)[:5])
    there = ", ".join(thesaurus.concepts[one].label() for one in most)
    remedy = f"There is: {there}" if there else "No passage names a known concept"
    reason = "no passage in the library names it" if meant else "no such concept is known"
    raise UnknownFilterError(
        f"concept {shown(word)}", reason, f"Did you mean: {near}? {remedy}" if near else remedy
    )


def _around(concept: str, thesaurus: Thesaurus) -> list[str]:
    """Concepts that a concept is linked with: narrower, related, broader."""
    known = thesaurus.concepts[concept]
    return [*thesaurus.narrower.get(concept, ()), *known.related, *thesaurus.ancestors(concept)]


def _known(store: Connected, task: str, field: str, word: str) -> str:
    label = re.sub(r"[\s_-]+", "_", word.strip().lower()).removeprefix("sdg_").removeprefix("sdg")
    there = labels_read(store, task)
    if label not in there:
        listed = (
            f"There is: {', '.join(sorted(there, key=in_order))}"
            if there
            else f"No passage was read for it. {_READ}"
        )
        close = nearest(label, there)
        remedy = f"Did you mean: {', '.join(close)}? {listed}" if close else listed
        raise UnknownFilterError(f"{field} {shown(word)}", "no passage in the library has it", remedy)
    return label


def _grade(store: Connected, risk: int) -> int:
    there = labels_read(store, RISK)
    if not 0 <= risk < len(GRADES) or not any(int(label) >= risk for label in there):
        listed = f"There is: {', '.join(there)}" if there else f"No passage was read for it. {_READ}"
        raise UnknownFilterError(f"risk {risk}", "no passage in the library has it", listed)
    return risk
