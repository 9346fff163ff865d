"""What ships: each tool model that comes along, what it scores, and whether it serves its tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from finetune import card as cards
from finetune import support_card, support_pictures
from finetune.artifact import load
from finetune.card import ModelCard
from finetune.card_pictures import pictures as card_pictures
from finetune.card_pictures import put, undrawn
from finetune.card_text import markdown
from finetune.scores import Score
from finetune.serving import TAGGERS, TOOLS

SUPPORT = "claim_support"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One task of a model that ships: its scores on test parts, and which version serves in its place.

    ``overruled_by`` is empty where it serves itself. Of several tests each score is named with its own.
    """

    id: str
    task: str
    scores: tuple[Score, ...]
    overruled_by: str = ""


def shipped_tasks(
    serving: Mapping[str, str], folders: Sequence[Path] = (TOOLS, TAGGERS)
) -> tuple[Shipped, ...]:
    """Return what ships, task by task; ``serving`` names the promoted version of a task (ArtifactError)."""
    found: dict[str, Shipped] = {}
    for folder in folders:
        if not (folder / cards.FILE).is_file():
            continue
        card = cards.read(folder / cards.FILE)
        for task in card.tasks:
            own = card.scores_of(task.name)
            scores = (own.new,) if own else ()
            found.setdefault(task.name, Shipped(card.id, task.name, scores, serving.get(task.name, "")))
    support = support_card.load()[0]
    tests = tuple(Score(f"macro_f1 {name}", own["macro_f1"]) for name, own in support.scores.items())
    found.setdefault(SUPPORT, Shipped(support.id, SUPPORT, tests, serving.get(SUPPORT, "")))
    return tuple(found.values())


def card_shown(card: ModelCard) -> tuple[Mapping[str, Any], str]:
    """Return a card as plain values, and as people read it."""
    return {**asdict(card), "created": card.created.isoformat()}, markdown(card)


def shipped_card(
    beginning: str, folders: Sequence[Path] = (TOOLS, TAGGERS)
) -> tuple[Mapping[str, Any], str] | None:
    """Return the card of the model that ships whose id begins so, every file checked (ArtifactError).

    None where none begins so, or several do.
    """
    ids = {cards.read(own / cards.FILE).id: own for own in folders if (own / cards.FILE).is_file()}
    support = support_card.load()[0]
    named = [own for own in (*ids, support.id) if beginning and own.startswith(beginning)]
    if len(named) != 1:
        return None
    if named[0] == support.id:
        return asdict(support), support_card.markdown(support)
    return card_shown(load(ids[named[0]]).card)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The names of the pictures that were written, and in sentences what a card had no numbers for."""

    files: tuple[str, ...]
    undrawn: tuple[str, ...] = ()


def drawn(card: ModelCard, folder: Path) -> Drawn:
    """Draw a card into a folder.

    Raises:
        MissingExtraError: what draws them is not installed.
        StorageError: the folder cannot be made, or not written.
    """
    return Drawn(put(card_pictures(card), folder), undrawn(card))


def support_drawn(beginning: str, folder: Path) -> Drawn | None:
    """Draw the claim-support model, where its id begins so (errors as ``drawn``); else None."""
    card = support_card.load()[0]
    if not beginning or not card.id.startswith(beginning):
        return None
    return Drawn(put(support_pictures.pictures(card), folder), support_pictures.UNDRAWN)
