"""The heads of a version whose encoder a further training begins with: they begin with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from finetune import card
from finetune.artifact import ENCODER, load
from finetune.heads import Head
from finetune.kinds import Task


def earlier_heads(base: str, tasks: Sequence[Task]) -> Mapping[str, Head]:
    """Return by task the heads that belong to a base; none where it is not the encoder of a version.

    An encoder that learnt has moved its vectors to where its heads look. Fresh heads would pull it
    elsewhere until they had learnt what those know, and that costs the earlier tasks.

    Raises:
        ArtifactError: the version of the base was altered, or its tasks are not those of the code.
    """
    place = Path(base)
    if not base or place.name != ENCODER or not (place.parent / card.FILE).is_file():
        return {}
    labels = {task.name: (task.kind, task.names) for task in tasks}
    return {
        head.card.task: head
        for head in load(place.parent).heads
        if labels.get(head.card.task) == (head.card.kind, head.card.labels)
        and not head.card.twin
        and not head.card.unit
    }
