"""A card as pictures: scores beside others, which label for which, what was said and what held, curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from finetune.card import ModelCard
from finetune.curves import LOSS, VALIDATION
from finetune.model_files import make_place
from finetune.scores import Score

if TYPE_CHECKING:
    from finetune.pictures import Picture

_TAUGHT_ALONE = ("frozen", "setfit")


def pictures(card: ModelCard) -> Mapping[str, Picture]:
    """Return pictures by name, as many of these as the card has numbers for.

    ``scores``; ``confusion-TASK`` where each row has one label; ``reliability-TASK``, before and after
    the temperature, where the head gives probabilities; ``curve-loss`` and ``curve-validation`` of an
    encoder that learnt.

    Raises:
        MissingExtraError: what draws them is not installed.
    """
    return dict(_drawn(card))


def write(card: ModelCard, folder: Path) -> tuple[str, ...]:
    """Write the pictures of a card as SVG files into a folder, and return their names.

    Raises:
        MissingExtraError: what draws them is not installed.
        StorageError: the folder cannot be made, or not written.
    """
    return put(pictures(card), folder)


def put(drawn: Mapping[str, Picture], folder: Path) -> tuple[str, ...]:
    """Write pictures as SVG files into a folder, and return their names (StorageError)."""
    make_place(folder)
    for name, picture in drawn.items():
        (folder / f"{name}.svg").write_bytes(picture.data)
    return tuple(f"{name}.svg" for name in drawn)


def undrawn(card: ModelCard) -> tuple[str, ...]:
    """Return in sentences which pictures a card has no numbers for, and how to get them."""
    told = []
    again = f"train it again: globalbrain finetune {' '.join(task.name for task in card.tasks)}"
    kept = {own.task for own in card.reliability}
    bare = [own.task for own in card.calibration if own.task not in kept]
    if bare:
        told.append(f"no reliability of {', '.join(bare)}: the card is older than these numbers; {again}")
    if not card.scores:
        told.append("no scores: its test part was too small or of one label; give more rows")
    if not card.curves and card.method not in _TAUGHT_ALONE:
        told.append(f"no learning curves: the card is older than these numbers; {again}")
    return tuple(told)


def _drawn(card: ModelCard) -> Iterator[tuple[str, Picture]]:
    from finetune.pictures import bars_picture, confusion_picture, curves_picture, reliability_picture

    bars: dict[str, dict[str, Score]] = {}
    for own in card.scores:
        names = ("majority", "frozen + linear", "active", "this")
        kept = zip(names, (own.majority, own.frozen, own.active, own.new), strict=True)
        bars[f"{own.task}, {own.new.name}"] = {name: found for name, found in kept if found is not None}
    if bars:
        yield "scores", bars_picture(bars, f"Model {card.id}")
    for table in card.confusions:
        labels = [meaning.label for meaning in card.task(table.task).labels]
        title = f"{table.task}, model {card.id}"
        yield f"confusion-{table.task}", confusion_picture(labels, table.table, title)
    for said in card.reliability:
        both = {"before": said.before, "after the temperature": said.after}
        yield f"reliability-{said.task}", reliability_picture(both, f"{said.task}, model {card.id}")
    for measure in (LOSS, VALIDATION):
        points = {own.name: own.points for own in card.curves if own.measure == measure}
        if points:
            yield f"curve-{measure}", curves_picture(points, f"Model {card.id}", up=measure)
