"""Sitting: the sentences that a person labels on the page, one after another, with no word of Gradio."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agents.assistant import TOLD
from agents.workshop import TASKS
from ui.plain import clean, shorten

if TYPE_CHECKING:
    from agents.assistant import Assistant
    from agents.labelling import Item

AT_ONCE = 20
MOST_NAME = 60
NOBODY = "me"
WHO_COOKIE = "globalbrain_who"
_LABELLED = ("label", "labels", "grade")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was asked and answered so far.

    ``said`` holds by the id of a sentence the labels that it was given, None where it was skipped;
    ``agreed`` the ids where they were the model's. ``at`` is the sentence that is shown, all of them
    where the sitting is over. ``earlier`` were labelled before. ``trouble`` says what went wrong.
    """

    task: str = ""
    items: tuple[Item, ...] = ()
    at: int = 0
    said: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    agreed: frozenset[str] = frozenset()
    earlier: int = 0
    trouble: str = ""

    @property
    def item(self) -> Item | None:
        """The sentence that is asked about, None where there is none left."""
        return self.items[self.at] if self.at < len(self.items) else None

    @property
    def labelled(self) -> int:
        """How many were labelled in this sitting."""
        return sum(labels is not None for labels in self.said.values())

    @property
    def many(self) -> bool:
        """Whether a sentence may have several labels."""
        return bool(self.task) and TASKS[self.task].kind == "labels"


class Sittings:
    """The labelling of a library, for every tab of every browser; it keeps nothing but the labels."""

    def __init__(
        self, assistant: Assistant, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Label the library of ``assistant``; ``clock`` says when."""
        self._assistant = assistant
        self._clock = clock

    def begin(self, task: str) -> Sitting:
        """Return a sitting over the least certain sentences; in ``trouble`` why there is none."""
        if task not in labelled_tasks():
            return Sitting()
        try:
            labelling = self._assistant.labelling(task)
            items = labelling.queue(AT_ONCE)
            return Sitting(task, items, earlier=len(labelling.corrections.all()))
        except TOLD as error:
            return Sitting(task, trouble=str(error))

    def answer(self, sitting: Sitting, labels: Sequence[str], who: str) -> Sitting:
        """Keep labels of the sentence that is shown, and go on to the next.

        Args:
            sitting: as it stands.
            labels: of the task; of a task of one label exactly one, else nothing is kept.
            who: the person.
        """
        item = sitting.item
        if item is None or not fits(sitting.task, labels):
            return sitting
        try:
            made = self._assistant.labelling(sitting.task).save(item, labels, named(who), self._clock())
        except TOLD as error:
            return replace(sitting, trouble=str(error))
        agreed = sitting.agreed | {item.id} if made.accepted else sitting.agreed - {item.id}
        return _gone_on(sitting, item, made.labels, agreed)

    def skip(self, sitting: Sitting) -> Sitting:
        """Go on without a label; the sentence comes back in another sitting."""
        item = sitting.item
        return sitting if item is None else _gone_on(sitting, item, None, sitting.agreed)

    def undo(self, sitting: Sitting) -> Sitting:
        """Return to the sentence before, and take back what was said of it."""
        if not sitting.at:
            return sitting
        item = sitting.items[sitting.at - 1]
        if sitting.said.get(item.id) is not None:
            try:
                self._assistant.labelling(sitting.task).take_back(item)
            except TOLD as error:
                return replace(sitting, trouble=str(error))
        said = {name: labels for name, labels in sitting.said.items() if name != item.id}
        return replace(sitting, at=sitting.at - 1, said=said, agreed=sitting.agreed - {item.id}, trouble="")

    def name_of(self, item: Item) -> str:
        """Return the name of a sentence's document; its id where it is gone."""
        try:
            return shorten(clean(self._assistant.document(item.document).name), 80)
        except TOLD as error:
            log.info("no document: %s", type(error).__name__)
            return item.document


def _gone_on(sitting: Sitting, item: Item, labels: tuple[str, ...] | None, agreed: frozenset[str]) -> Sitting:
    return replace(
        sitting, at=sitting.at + 1, said={**sitting.said, item.id: labels}, agreed=agreed, trouble=""
    )


def labelled_tasks() -> tuple[str, ...]:
    """Return the tasks whose answers are labels of a whole sentence."""
    return tuple(name for name, task in TASKS.items() if task.kind in _LABELLED)


def fits(task: str, labels: Sequence[str]) -> bool:
    """Return whether labels are an answer: known ones, exactly one where the task has one a sentence.

    >>> fits("outlook", ["risk"]), fits("outlook", []), fits("sdg", []), fits("sdg", ["99"])
    (True, False, True, False)
    """
    known = all(label in TASKS[task].labels for label in labels)
    return known and (TASKS[task].kind == "labels" or len(labels) == 1)


def named(who: str) -> str:
    r"""Return a name as it is kept: one line without marks, never empty.

    >>> named("  Amina\n K. "), named("")
    ('Amina K.', 'me')
    """
    return shorten(clean(who), MOST_NAME) or NOBODY
