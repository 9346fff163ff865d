"""A card as pictures: which label was taken for which, and the scores beside those of other models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from finetune.card import ModelCard
from finetune.model_files import make_place
from finetune.scores import Score

if TYPE_CHECKING:
    from finetune.pictures import Picture


def pictures(card: ModelCard) -> Mapping[str, Picture]:
    """Return pictures by name: ``scores``, and ``confusion-TASK`` where each row has one label.

    A card without scores, or one from before confusions were kept, has fewer of them.

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
    drawn = pictures(card)
    make_place(folder)
    for name, picture in drawn.items():
        (folder / f"{name}.svg").write_bytes(picture.data)
    return tuple(f"{name}.svg" for name in drawn)


def _drawn(card: ModelCard) -> Iterator[tuple[str, Picture]]:
    from finetune.pictures import bars_picture, confusion_picture

    bars: dict[str, dict[str, Score]] = {}
    for own in card.scores:
        names = ("majority", "frozen + linear", "active", "this")
        kept = zip(names, (own.majority, own.frozen, own.active, own.new), strict=True)
        bars[f"{own.task}, {own.new.name}"] = {name: found for name, found in kept if found is not None}
    if bars:
        yield "scores", bars_picture(bars, f"Model {card.id}")
    for table in card.confusions:
        labels = [meaning.label for meaning in card.task(table.task).labels]
        yield (
            f"confusion-{table.task}",
            confusion_picture(labels, table.table, f"{table.task}, model {card.id}"),
        )
