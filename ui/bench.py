"""Bench: what the buttons of the tool models' tab do, with no word of Gradio."""

from __future__ import annotations

import logging
import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agents.labelling import OWN_CORRECTIONS, Corrections
from agents.workshop import TASKS, ModelError, Workshop, WorseVersionError, data_sets
from ui.bundles import rows_in
from ui.evidence import escape
from ui.model_pictures import confusions_html
from ui.model_tables import compared, versions_table
from ui.strings import Words
from ui.task_words import task_choice, task_name, task_names
from ui.training import Run, Training, Wish
from ui.training_view import summary_table
from ui.uploads import trouble

log = logging.getLogger(__name__)
Choice = tuple[str, str]
FORCE = "--force"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a button did, as HTML; ``again`` names what a second, confirming click would do."""

    html: str
    again: str = ""


class Bench:
    """The trainings and versions of one library, for every tab of every browser."""

    def __init__(self, library: Path, training: Training | None = None) -> None:
        """Work in ``library``; nothing is opened before it is asked for."""
        self._library = library
        self._workshop = Workshop(library)
        self._training = training or Training(library, self._workshop)

    def tasks(self, say: Words) -> tuple[Choice, ...]:
        """Return each task that can be trained here, with what it is about."""
        return tuple((task_choice(name, say.language), name) for name in TASKS)

    def sets(self, tasks: Sequence[str], say: Words) -> tuple[Choice, ...]:
        """Return the named sets of one task with licences; of several tasks none is to be chosen.

        What people have labelled in the library comes first, where there is any.
        """
        if len(tasks) != 1 or tasks[0] not in TASKS:
            return ()
        absent = f" ({say['train_absent']})"
        count = self.corrections(tasks[0])
        own_labels = ((say("train_own", n=count), OWN_CORRECTIONS),) if count else ()
        return (
            *own_labels,
            *(
                (f"{own.name} · {own.licence}{'' if own.at_hand else absent}", own.name)
                for own in data_sets(tasks[0])
            ),
        )

    def corrections(self, task: str) -> int:
        """Return how many labels people have made in the library for a task; 0 where none can be read."""
        try:
            return len(Corrections(self._library, TASKS[task]).all())
        except ModelError as error:
            log.info("no corrections: %s", error)
            return 0

    def look(self, wish: Wish, say: Words) -> str:
        """Return what the data look like, every row checked, without training."""
        if wrong := _wrong(wish, say):
            return trouble(wrong)
        return self._tried(lambda: self._looked(wish, say), say)

    def _looked(self, wish: Wish, say: Words) -> str:
        with tempfile.TemporaryDirectory() as place:
            rows = rows_in(wish.file, Path(place) / "rows") if wish.file else None
            found = self._workshop.summaries(replace(wish, file=rows).order())
        return "".join(summary_table(task, summary, say) for task, summary in found.items())

    def start(self, wish: Wish, say: Words) -> str:
        """Start a training; return why not, as HTML, empty where it has started."""
        if wrong := _wrong(wish, say):
            return trouble(wrong)
        return self._tried(lambda: "" if self._training.start(wish) else trouble(say["train_busy"]), say)

    def stop(self) -> None:
        """Ask the training to stop; asked twice, end it."""
        self._training.stop()

    def run(self) -> Run:
        """Return the training that runs, or ran last."""
        return self._training.look()

    def versions(self, say: Words) -> str:
        """Return the table of versions."""
        return self._tried(lambda: versions_table(self._workshop, say), say)

    def names(self) -> tuple[str, ...]:
        """Return the versions that can be chosen, the newest first."""
        try:
            return tuple(own.id for own in self._workshop.listed())
        except ModelError as error:
            log.info("no versions: %s", error)
            return ()

    def compare(self, version: str, say: Words) -> str:
        """Return a version against the others on the same rows; nothing where none is chosen."""
        if not version:
            return ""
        return self._tried(lambda: self._compared(version, say), say)

    def _compared(self, version: str, say: Words) -> str:
        card = self._workshop.card(version)
        return compared(card, say) + confusions_html(card)

    def promote(self, version: str, say: Words, *, force: bool = False) -> Outcome:
        """Put a version into use; one that is worse is refused with reasons, until it is forced."""
        if not version:
            return Outcome(trouble(say["no_version"]))
        try:
            card = self._workshop.promote(version, force=force)
        except ModelError as error:
            if FORCE not in error.remedy:
                return Outcome(trouble(str(error)))
            why = say["refused_worse" if isinstance(error, WorseVersionError) else "refused_unknown"]
            told = f"{why} ({error.what}: {error.reason}.) {say['refused_how']}"
            return Outcome(trouble(told), "promote")
        tasks = task_names([task.name for task in card.tasks], say.language)
        return Outcome(_done(say("promoted", id=card.id, tasks=tasks)))

    def roll_back(self, say: Words) -> Outcome:
        """Undo the last promotion."""
        return Outcome(self._tried(lambda: self._rolled(say), say))

    def delete(self, version: str, say: Words, *, sure: bool = False) -> Outcome:
        """Delete a version that is not in use, at the second click."""
        if not version:
            return Outcome(trouble(say["no_version"]))
        if not sure:
            return Outcome(trouble(say("delete_sure", id=version)), "delete")
        return Outcome(self._tried(lambda: _done(say("deleted", id=self._workshop.delete(version))), say))

    def _rolled(self, say: Words) -> str:
        now = self._workshop.roll_back()
        if not now:
            return _done(say["rolled_back_none"])
        serve = (f"{task_name(task, say.language)}: {own}" for task, own in now.items())
        return _done(say("rolled_back", what=", ".join(serve)))

    def _tried(self, make: Callable[[], str], say: Words) -> str:
        """What is made, or the error in its own words; of a fault of the disk only its number."""
        try:
            return make()
        except ModelError as error:
            return trouble(str(error))
        except OSError as error:
            code = secrets.token_hex(3)
            log.error("fault %s", code, exc_info=error)
            return trouble(say("fault", code=code))


def _wrong(wish: Wish, say: Words) -> str:
    if wish.task_file is not None:
        if wish.tasks:
            return say["train_task_twice"]
        return "" if wish.file else say["train_own_rows"]
    if not wish.tasks or any(task not in TASKS for task in wish.tasks):
        return say["train_no_task"]
    return say["train_one_task"] if len(wish.tasks) > 1 and (wish.file or wish.sets) else ""


def _done(text: str) -> str:
    return f'<p class="gb-done"><strong>{escape(text)}</strong></p>'
