"""Parts of an index: passages of whole documents in the order of their rows, written once, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.indexed import Stamp
from retrieval.entries import EntryTable, read_table
from retrieval.lexical_build import Segment

ENTRIES, PARTS_FILE = "entries", "parts.json"
PASSAGES, MOST_PARTS = 16_384, 16
"""Of one part, and of an index: a removal writes one part again, and a search looks into all of them."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a part holds; its files are named by ``name`` and by its segments.

    ``languages`` are as its entries number them, ``spoken`` those whose stems it holds.
    """

    name: str
    documents: Mapping[str, Stamp]
    languages: Sequence[str]
    spoken: Sequence[str]
    words: Sequence[Segment]

    @property
    def count(self) -> int:
        """Number of passages."""
        return sum(stamp.count for stamp in self.documents.values())

    def table(self, folder: Path) -> EntryTable:
        """Return its entries from the folder of an index that was checked."""
        path = folder / ENTRIES / f"{self.name}.npy"
        return read_table(path, tuple(self.documents), self.languages)


def size_for(count: int) -> int:
    """Return how many passages a part takes at most in an index of so many.

    >>> size_for(1_000_000), size_for(10_000_000)
    (62500, 625000)
    """
    return max(PASSAGES, count // MOST_PARTS)


def planned(stamps: Mapping[str, Stamp], parts: Sequence[Part]) -> list[Part | list[str]]:
    """Return the parts of an index of these documents: those to keep, and documents to make others of.

    A part of which anything changed is made again of what is left of it. New documents come last, as
    their rows do, with the small parts before them, so that there are few parts and no document is
    taken up often.

    Args:
        stamps: of every document, in the order of their rows.
        parts: of the index before; none to make all anew.
    """
    size = size_for(sum(stamp.count for stamp in stamps.values()))
    plan: list[Part | list[str]] = []
    seen: set[str] = set()
    for part in parts:
        still = [one for one, was in part.documents.items() if _rows(stamps.get(one)) == _rows(was)]
        seen.update(still)
        if still and all(stamps.get(one) == was for one, was in part.documents.items()):
            plan.append(part)
        elif still:
            plan.append(still)
    new = [one for one in stamps if one not in seen]
    if new and plan and stamps[new[0]].first_row < max(stamps[one].first_row for one in seen):
        return list(_cut(list(stamps), stamps, size))  # rows that do not rise: never, but then all anew
    waiting = sum(stamps[one].count for one in new)
    while new and plan and _count(plan[-1], stamps) <= min(waiting, PASSAGES - waiting):
        last = plan.pop()
        new = [*(last.documents if isinstance(last, Part) else last), *new]
        waiting += _count(last, stamps)
    return [*plan, *_cut(new, stamps, size)]


def _rows(stamp: Stamp | None) -> tuple[int, int] | None:
    return None if stamp is None else (stamp.first_row, stamp.count)


def _count(piece: Part | list[str], stamps: Mapping[str, Stamp]) -> int:
    return piece.count if isinstance(piece, Part) else sum(stamps[one].count for one in piece)


def _cut(documents: Sequence[str], stamps: Mapping[str, Stamp], size: int) -> list[list[str]]:
    cut: list[list[str]] = []
    room = 0
    for one in documents:
        if stamps[one].count > room:
            cut.append([])
            room = size
        cut[-1].append(one)
        room -= stamps[one].count
    return cut


def write_parts(folder: Path, parts: Sequence[Part]) -> None:
    """Write what there is to know of the parts into the folder of an index."""
    (folder / PARTS_FILE).write_text(json.dumps([_record(part) for part in parts]), "utf-8")


def read_parts(folder: Path) -> tuple[Part, ...]:
    """Return the parts of an index whose files were checked."""
    return tuple(_part(record) for record in json.loads((folder / PARTS_FILE).read_text("utf-8")))


def _record(part: Part) -> dict[str, Any]:
    stamps = part.documents.items()
    return {
        "name": part.name,
        "documents": {
            one: [stamp.first_row, stamp.count, stamp.words, stamp.vectors] for one, stamp in stamps
        },
        "languages": list(part.languages),
        "spoken": list(part.spoken),
        "words": list(part.words),
    }


def _part(record: Mapping[str, Any]) -> Part:
    documents = {one: Stamp(*values) for one, values in record["documents"].items()}
    return Part(record["name"], documents, record["languages"], record["spoken"], record["words"])
