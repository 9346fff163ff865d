"""The facts of a run as the card of its version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from finetune.card import CardTask, DataUse, LabelMeaning, ModelCard
from finetune.encoder import Base
from finetune.examples import PARTS, Part
from finetune.lessons import Lesson
from finetune.reporting import Judged
from finetune.settings import Settings

if TYPE_CHECKING:
    from finetune.model import Network


def card_of(
    base: Base,
    lessons: Sequence[Lesson],
    settings: Settings,
    found: Judged,
    created: datetime,
    network: Network | None,
    judged_on: Part,
) -> ModelCard:
    """Return the card of a run, without the sums of its files, which whoever keeps it works out."""
    facts: dict[str, Any] = {**asdict(settings), "rate": settings.learning_rate, "judged_on": judged_on}
    if network is not None:
        facts["trained_numbers"], facts["numbers"] = network.trained()
    tasks = [own.task for own in lessons]
    return ModelCard(
        id="",
        tasks=tuple(
            CardTask(
                task.name, task.kind, task.metric, tuple(LabelMeaning(*pair) for pair in task.labels.items())
            )
            for task in tasks
        ),
        base=base.name,
        base_sha256=base.sha256,
        method=settings.method,
        data=tuple(use for own in lessons for use in _uses(own)),
        settings=facts,
        seed=settings.seed,
        scores=found.scores,
        calibration=found.calibration,
        robustness=found.robustness,
        slices=found.slices,
        confusions=found.confusions,
        reliability=found.reliability,
        files={},
        created=created,
    )


def _uses(own: Lesson) -> list[DataUse]:
    """Rows of each part of each set; of several sets the ids say which row is whose."""
    sources = own.sources or (("data given", "that of the data"),)
    made = []
    for name, licence in sources:
        mine = [e for e in own.examples if len(sources) == 1 or e.id.startswith(f"{name}:")]
        for part in PARTS:
            if rows := sum(example.part == part for example in mine):
                made.append(DataUse(f"{own.task.name}: {name}", licence, part, rows))
    return made
