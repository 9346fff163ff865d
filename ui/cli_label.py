"""The command label: a person says what a sentence is, one key each, kept at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from ui.cli_options import Documents, Json
from ui.cli_session import INTERRUPTED, session
from ui.encodings import refuse_encoding, utf8_text
from ui.label_keys import keys_of

if TYPE_CHECKING:
    from agents.labelling import Item, Labelling
    from ui.terminal import Terminal

ACCEPT, SKIP, UNDO, QUIT, NONE = "a", "s", "u", "q", "n"
_LIST = "labels"
_WORDS = 5


def label(
    context: typer.Context,
    task: Annotated[str, typer.Argument(metavar="TASK", help="One with labels of a text: outlook, sdg ...")],
    n: Annotated[int, typer.Option("--n", metavar="N", min=1, max=500, help="Sentences to ask for.")] = 20,
    documents: Documents = None,
    who: Annotated[str | None, typer.Option(metavar="NAME", help="Whose labels; default: USER.")] = None,
    as_json: Json = False,
) -> None:
    """Label the sentences of the library that a tool model is least sure of.

    One key each: a number for a label, a or Enter to accept the suggestion, s to skip, u to undo, q to
    quit. Where a sentence may have several labels, type their numbers and Enter; n is none of them.
    Each answer is kept at once, in labels/TASK.jsonl of the library. Without a terminal, answers are
    lines of standard input. With --json the sentences are printed, and nothing is asked.
    """
    run = session(context, as_json=as_json)
    assistant = run.assistant()
    labelling = assistant.labelling(task)
    refuse_encoding(labelling.corrections.path)
    only = [assistant.document(name).id for name in documents or ()]
    items = labelling.queue(n, only)
    if as_json:
        keys = keys_of(labelling.task.labels)
        queue = [asdict(item) for item in items]
        run.terminal.json({"task": task, "kind": labelling.task.kind, "keys": keys, "queue": queue})
        return
    if not items:
        run.terminal.say("there is no sentence that nobody has labelled")
        return
    asked = Asking(labelling, items, run.terminal, who or run.environ.get("USER") or "me")
    try:
        asked.go(answers(sys.stdin, single=asked.single))
    except KeyboardInterrupt:
        run.terminal.tell(f"interrupted; {asked.summary()}")
        raise typer.Exit(INTERRUPTED) from None
    run.terminal.say(asked.summary())
    if asked.kept:
        run.terminal.tell(f"To train with them: globalbrain finetune {task} --corrections")


def answers(stream: TextIO, *, single: bool) -> Callable[[], str]:
    """Return what gives the next answer, ``q`` at the end: a key of a terminal, or a line of a stream.

    At a terminal Enter alone accepts; an empty line of a stream says nothing and is passed over.
    """
    if single and stream.isatty():
        return _key

    def line() -> str:
        while word := _line(stream):
            if word.strip() or stream.isatty():
                return word.strip().lower() or ACCEPT
        return QUIT

    return line


def _line(stream: TextIO) -> str:
    """The next line; one that comes through a pipe has to be UTF-8 (EncodingError)."""
    raw = None if stream.isatty() else getattr(stream, "buffer", None)
    return stream.readline() if raw is None else utf8_text(raw.readline(), "standard input")


def _key() -> str:
    try:
        key = typer.getchar()
    except EOFError:
        return QUIT
    if key == "\x03":
        raise KeyboardInterrupt
    return ACCEPT if key in "\r\n" else QUIT if key == "\x04" else key.lower()


@dataclass(slots=True)
class Asking:
    """One sitting: sentences are shown in their order, answers are kept as they come."""

    labelling: Labelling
    items: Sequence[Item]
    terminal: Terminal
    who: str
    kept: dict[str, bool] = field(default_factory=dict)
    """By id of a sentence: whether the suggestion was accepted."""

    @property
    def single(self) -> bool:
        """Whether one key is a whole answer."""
        return self.labelling.task.kind != _LIST and all(len(key) == 1 for key in self.keys)

    @property
    def keys(self) -> dict[str, str]:
        """What is typed for each label."""
        return keys_of(self.labelling.task.labels)

    def go(self, answer: Callable[[], str]) -> None:
        """Ask until the end, or until ``q``."""
        self._show_keys()
        at, shown = 0, -1
        while at < len(self.items):
            item = self.items[at]
            if shown != at:
                self._show(item, at)
                shown = at
            word = answer()
            if word == QUIT:
                return
            if word == UNDO and at:
                at -= 1
                if self.kept.pop(self.items[at].id, None) is not None:
                    self.labelling.take_back(self.items[at])
                continue
            labels = self.labels_of(word, item)
            if labels is not None:
                made = self.labelling.save(item, labels, self.who, datetime.now(UTC))
                self.kept[item.id] = made.accepted
                self.terminal.say("-> " + (", ".join(made.labels) or "none"), indent=2)
            elif word != SKIP:
                self.terminal.tell(f"{word!r} is no answer here" if word != UNDO else "nothing to undo")
                continue
            at += 1

    def labels_of(self, word: str, item: Item) -> tuple[str, ...] | None:
        """Return the labels that an answer names, None where it names none."""
        if word == ACCEPT:
            return item.suggestion if item.model else None
        if self.labelling.task.kind != _LIST:
            return (self.keys[word],) if word in self.keys else None
        if word == NONE:
            return ()
        parts = word.replace(",", " ").split()
        return tuple(self.keys[part] for part in parts) if set(parts) <= set(self.keys) and parts else None

    def summary(self) -> str:
        """Return how much was kept, and where."""
        agreed = sum(self.kept.values())
        return (
            f"{len(self.kept)} labelled, {agreed} of them as suggested, in {self.labelling.corrections.path}"
        )

    def _show_keys(self) -> None:
        task = self.labelling.task
        for key, name in self.keys.items():
            said = f"{name}: {task.labels[name]}" if name != key else task.labels[name]
            self.terminal.say(f"{key} {said}")
        several = " numbers, as 1 3; n none of them," if task.kind == _LIST else ""
        self.terminal.say(f"{ACCEPT} accept,{several} {SKIP} skip, {UNDO} undo, {QUIT} quit")

    def _show(self, item: Item, at: int) -> None:
        self.terminal.say()
        place = f"{item.document} page {item.page}"
        self.terminal.say(f"{at + 1}/{len(self.items)}  {place}  {item.language}".rstrip(), style="dim")
        self.terminal.say(item.text)
        if item.model:
            said = ", ".join(item.suggestion) or "none"
            words = _words_of(item)
            self.terminal.say(f"suggestion: {said} {item.probability:.2f}{words}", indent=2)


def _words_of(item: Any) -> str:  # noqa: ANN401 - an Item
    words = ", ".join(word for word, _ in item.weighed[:_WORDS])
    return f"  words: {words}" if words else ""
