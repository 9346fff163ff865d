"""Inventory: every model that ships, whole, altered or missing; nothing of a library is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from finetune import artifact, relevance_card, support_card
from finetune.card import FILE as CARD
from finetune.errors import ArtifactError
from finetune.relevance_tasks import TASKS as RELEVANCE

State = Literal["ok", "altered", "missing"]
TOOLS = "tools"
REMEDY = "Install globalbrain again."


@dataclass(frozen=True, slots=True)
class Shipped:
    """One model that ships: ``name`` is that of its folder, or of its file among those of relevance.

    ``detail`` is its id with the tasks that it serves, or what is wrong with it.
    """

    name: str
    state: State
    detail: str


def inventory(folder: Path = artifact.SHIPPED) -> tuple[Shipped, ...]:
    """Return what ships, each model opened and held against the sums that it was saved with.

    Models with heads are those of ``tools``, which is always wanted, and of each other folder that
    has a card.
    """
    others = sorted(path.parent.name for path in folder.glob("*/card.json") if path.parent.name != TOOLS)
    return (
        *(_heads(folder / name) for name in (TOOLS, *others)),
        _support(folder / "support"),
        *_relevance(folder / "relevance"),
    )


def _heads(folder: Path) -> Shipped:
    def opened() -> str:
        card = artifact.load(folder).card
        return f"{card.id}: {', '.join(task.name for task in card.tasks)}"

    return _tried(folder.name, folder, (CARD, artifact.FACTS, artifact.HEADS), opened)


def _support(folder: Path) -> Shipped:
    def opened() -> str:
        return f"{support_card.load(folder)[0].id}: support of claims"

    return _tried(folder.name, folder, support_card.FILES, opened)


def _relevance(folder: Path) -> Iterator[Shipped]:
    for task in RELEVANCE:
        yield _tried(task, folder, (f"{task}.json",), partial(_id, task, folder))


def _id(task: str, folder: Path) -> str:
    return relevance_card.load(task, folder).id


def _tried(name: str, folder: Path, files: Sequence[str], opened: Callable[[], str]) -> Shipped:
    if absent := [file for file in files if not (folder / file).is_file()]:
        return Shipped(name, "missing", ", ".join(absent))
    try:
        return Shipped(name, "ok", opened())
    except ArtifactError as error:
        return Shipped(name, "altered", f"{error.what}: {error.reason}")
