"""Trained models on disk: keep, list, promote, roll back, delete; whole at every moment.

    models/
        active.json       which version serves each task, and which did before
        3f0c9a51be77/     one version: card.json, .safetensors and what else the card names
        writer.lock       held while something changes

What is visible under an id was written in full before: it is made under a hidden name and renamed. The
active versions are one small file that is replaced as a whole, so that a kill at any moment leaves the
old choice or the new one. What a killed process left behind goes with the next change.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from finetune.card import FILE, ModelCard, check_tasks, named, read, written
from finetune.errors import ArtifactError, ModelsBusyError, StorageError, WorseVersionError
from finetune.model_files import check, flush, size, sums
from finetune.scores import Difference

ACTIVE = "active.json"
LOCK = "writer.lock"
FORCE = "--force"
_ID = re.compile(r"[0-9a-f]{12}")
_KEPT_STATES = 50
_SPARE_BYTES = 16 * 2**20
_STATES = TypeAdapter(tuple[dict[str, str], ...])


@dataclass(frozen=True, slots=True)
class Version:
    """One checked version: its id, its folder, its card and the tasks that it is active for."""

    id: str
    folder: Path
    card: ModelCard
    active_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: the card is None where ``problem`` says why it cannot be used."""

    id: str
    active_for: tuple[str, ...]
    card: ModelCard | None
    problem: str = ""


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Versions:
    """The ``models`` folder of a library.

    ``labels`` are those of the code's tasks: name to labels, in the order of the head; a version that
    does not match them is refused. ``wait_s`` is how long a change waits for another one to end.
    """

    folder: Path
    labels: Mapping[str, tuple[str, ...]]
    wait_s: float = 10.0
    free_bytes: Callable[[Path], int] = _free_bytes

    def listed(self) -> tuple[Listed, ...]:
        """Return all versions, the newest first, the unusable ones last; the weights are not read."""
        found = [self._listed(path.name) for path in self._folders()]
        return tuple(sorted(found, key=_newest_first))

    def active(self, task: str) -> Version | None:
        """Return the version that serves a task; None where none does (ArtifactError: it is damaged)."""
        chosen = self._now().get(task)
        return None if chosen is None else self.open(chosen)

    def serving(self) -> Mapping[str, str]:
        """Return which version serves each task; no weights are read (ArtifactError: the list is damaged)."""
        return self._now()

    def open(self, version: str) -> Version:
        """Return a version after a check of its card, its tasks and the SHA-256 of each file.

        Raises:
            ArtifactError: no such version, or it is damaged or does not match the code.
        """
        folder = self._place(version)
        card = self._card(version)
        check(folder, card)
        return Version(version, folder, card, self._serves(version))

    def add(self, files: Path, card: ModelCard) -> Version:
        """Keep a trained model: copy its files, complete its card with their sums and its id.

        The files stay where they are. A model that is kept already is given back as it is.

        Raises:
            ArtifactError: a file that is not let in, or a card that does not match the code's tasks.
            StorageError: not enough room, or no right to write.
            ModelsBusyError: another process is changing the models.
        """
        check_tasks(card, self.labels)
        complete = named(replace(card, files=sums(files)))
        with self._changing():
            if not (self.folder / complete.id).exists():
                self._keep(files, complete)
        return self.open(complete.id)

    def promote(
        self,
        version: str,
        *,
        tasks: Sequence[str] | None = None,
        changes: Mapping[str, Difference] | None = None,
        shipped: Mapping[str, str] | None = None,
        force: bool = False,
    ) -> Version:
        """Make a version the active one for its tasks, or for some of them.

        ``changes`` holds by task how it differs from the active version on the same test rows, where
        the card was written against another one. ``shipped`` names the model that ships for a task,
        which serves where nothing was promoted.

        Raises:
            WorseVersionError: it is worse than what serves beyond the interval, and not ``force``.
            ArtifactError: it is damaged, or was not compared with what serves, and not ``force``.
        """
        with self._changing():
            new = self.open(version)
            chosen = tuple(tasks) if tasks else tuple(task.name for task in new.card.tasks)
            now = self._now()
            for task in chosen:
                new.card.task(task)
                serves = now.get(task) or (shipped or {}).get(task)
                if not force and serves not in (None, version):
                    what = f"the {'active version' if task in now else 'model that ships,'} {serves}"
                    _hold_against(new.card, task, (serves, what), (changes or {}).get(task))
            self._record((*self._states(), {**now, **dict.fromkeys(chosen, version)}))
        return self.open(version)

    def roll_back(self) -> Mapping[str, str]:
        """Undo the last promotion; return which version now serves each task.

        Raises:
            ArtifactError: nothing was promoted, or an earlier version is damaged.
        """
        with self._changing():
            states = self._states()
            if not states:
                raise ArtifactError("models", "nothing was promoted yet", "There is nothing to roll back.")
            before = states[-2] if len(states) > 1 else {}
            for version in set(before.values()):
                self.open(version)
            self._record(states[:-1])
            return before

    def delete(self, version: str) -> None:
        """Delete a version and its place in the history (ArtifactError: it is active, or not there)."""
        with self._changing():
            folder = self._place(version)
            if serving := self._serves(version):
                reason = f"it is active for {', '.join(serving)}"
                raise ArtifactError(f"model {version}", reason, "Promote another one first, or roll back.")
            states = self._states()
            self._record(tuple(state for state in states if version not in state.values()))
            gone = self.folder / f".gone-{version}"
            folder.rename(gone)
            shutil.rmtree(gone)

    def _keep(self, files: Path, card: ModelCard) -> None:
        need = size(files) + _SPARE_BYTES
        if (free := self.free_bytes(self.folder)) < need:
            reason = f"the model needs {need / 2**20:.0f} MB, and {free / 2**20:.0f} MB are free"
            raise StorageError(str(self.folder), reason, "Delete versions that you do not need.")
        made = self.folder / f".new-{card.id}"
        for name in card.files:
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(files / name, made / name)
        (made / FILE).write_text(written(card), "utf-8")
        check(made, card)
        for path in (*made.rglob("*"), made):
            flush(path)
        made.rename(self.folder / card.id)
        flush(self.folder)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock, with what a killed process left behind taken away."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / LOCK, timeout=self.wait_s):
                self._sweep()
                try:
                    yield
                finally:
                    self._sweep()
        except Timeout as error:
            raise ModelsBusyError(
                str(self.folder),
                f"another process is changing the models (waited {self.wait_s:g} s)",
                "Wait until it has ended, or stop it, and try again",
            ) from error
        except OSError as error:
            reason = f"it cannot be written ({(error.strerror or str(error)).lower()})"
            raise StorageError(str(self.folder), reason, "Make room, or get the right to write.") from error

    def _sweep(self) -> None:
        for pattern in (".new-*", ".gone-*"):
            for left in self.folder.glob(pattern):
                shutil.rmtree(left)
        (self.folder / f".{ACTIVE}").unlink(missing_ok=True)

    def _record(self, states: Sequence[Mapping[str, str]]) -> None:
        part = self.folder / f".{ACTIVE}"
        part.write_text(json.dumps(list(states)[-_KEPT_STATES:], indent=1) + "\n", "utf-8")
        flush(part)
        part.replace(self.folder / ACTIVE)
        flush(self.folder)

    def _states(self) -> tuple[dict[str, str], ...]:
        path = self.folder / ACTIVE
        try:
            return _STATES.validate_json(path.read_bytes(), strict=True)
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            remedy = "Delete this file and promote the version that you want."
            raise ArtifactError(str(path), "it does not say which versions are active", remedy) from error

    def _now(self) -> dict[str, str]:
        states = self._states()
        return dict(states[-1]) if states else {}

    def _serves(self, version: str) -> tuple[str, ...]:
        return tuple(task for task, own in sorted(self._now().items()) if own == version)

    def _folders(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if _ID.fullmatch(path.name) and path.is_dir())

    def _place(self, version: str) -> Path:
        known = [path.name for path in self._folders()]
        if version not in known:
            raise ArtifactError(
                f"model {version}", "there is no such version", f"There are: {', '.join(known) or 'none'}."
            )
        return self.folder / version

    def _card(self, version: str) -> ModelCard:
        path = self.folder / version / FILE
        card = read(path)
        if card.id != version:
            raise ArtifactError(str(path), f"it is the card of {card.id}", "Delete this version.")
        check_tasks(card, self.labels)
        return card

    def _listed(self, version: str) -> Listed:
        try:
            return Listed(version, self._serves(version), self._card(version))
        except ArtifactError as error:
            return Listed(version, self._serves(version), None, str(error))


def _newest_first(own: Listed) -> tuple[float, str]:
    return (-own.card.created.timestamp() if own.card else float("inf"), own.id)


def _hold_against(card: ModelCard, task: str, against: tuple[str, str], change: Difference | None) -> None:
    active, what = against
    scores = card.scores_of(task)
    if change is None and scores is not None and scores.active_id == active:
        change = scores.change
    if change is None:
        reason = f"it was not compared on {task} with {what}"
        raise ArtifactError(f"model {card.id}", reason, f"Compare them, or promote it with {FORCE}.")
    if change.worse:
        spread = "" if change.high is None else f", between {change.low:+.3f} and {change.high:+.3f} apart"
        raise WorseVersionError(
            f"model {card.id}",
            f"its {change.metric} of {task} is {change.new:.3f}, that of {what} is {change.old:.3f}{spread}",
            f"Train it further, or promote it all the same with {FORCE}.",
        )
