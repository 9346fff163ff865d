"""Put heads that were trained apart among those that ship: ``python -m benchmarks.tools_training FOLDER``.

FOLDER is a version (``LIBRARY/models/ID``) of frozen heads on the embedded encoder. Its tasks take the
place of those of the same names among the shipped tools; everything else stays as it is.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from finetune.artifact import FACTS, HEADS, Trained, load, write_heads
from finetune.card import FILE, ModelCard, named, written
from finetune.model_files import sums
from finetune.serving import TOOLS

_BY_TASK = ("scores", "calibration", "robustness", "slices", "confusions", "reliability")


def joined(old: Trained, new: Trained) -> ModelCard:
    """Return the card of the shipped tools with the tasks of another version in their places.

    Raises:
        SystemExit: the version is not of frozen heads on the same base, or has a task that does not ship.
    """
    names = [task.name for task in old.card.tasks]
    taken = [task.name for task in new.card.tasks]
    if new.card.method != "frozen" or new.card.base_sha256 != old.card.base_sha256:
        raise SystemExit(f"{new.folder}: not frozen heads on {old.card.base}")
    if unknown := [name for name in taken if name not in names]:
        raise SystemExit(f"{new.folder}: {unknown[0]} does not ship; there are: {', '.join(names)}")

    def placed(one: Any) -> int:  # noqa: ANN401 - a part of a card
        return names.index(one.task)

    facts: dict[str, Any] = {
        field: tuple(
            sorted(
                (
                    *(own for own in getattr(old.card, field) if own.task not in taken),
                    *getattr(new.card, field),
                ),
                key=placed,
            )
        )
        for field in _BY_TASK
    }
    data = (*(own for own in old.card.data if own.name.split(":")[0] not in taken), *new.card.data)
    balance = new.card.settings.get("balance")
    apart = f"{', '.join(taken)} trained apart on {new.card.created:%Y-%m-%d}, balance={balance}"
    note = f"{old.card.note}; {apart}" if old.card.note else apart
    return replace(old.card, data=data, note=note, created=new.card.created, **facts)


def ship(folder: Path, place: Path = TOOLS) -> ModelCard:
    """Write the shipped tools with the heads of a version, and return their card (ArtifactError)."""
    old, new = load(place), load(folder)
    card = joined(old, new)
    fresh = {head.card.task: head for head in new.heads}
    heads = [fresh.get(head.card.task, head) for head in old.heads]
    with tempfile.TemporaryDirectory(dir=place.parent) as name:
        made = Path(name)
        write_heads(heads, made, old.max_tokens, capitals=old.capitals)
        card = named(replace(card, files=sums(made)))
        (made / FILE).write_text(written(card), "utf-8")
        for file in (HEADS, FACTS, FILE):
            (made / file).chmod(0o644)
            (made / file).replace(place / file)
    return load(place).card


def main() -> None:
    """Ship the heads of a version; print the new card's id and scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    card = ship(parser.parse_args().folder)
    print(card.id, *(f"{own.task} {own.new.value:.3f}" for own in card.scores))


if __name__ == "__main__":
    main()
