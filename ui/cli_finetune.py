"""The commands finetune and predict: tool models trained on labelled rows, and read with."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ui.cli_options import Json
from ui.cli_session import ANSWER, INTERRUPTED, session
from ui.encodings import refuse_encoding, utf8_text
from ui.errors import UsageError

if TYPE_CHECKING:
    from ui.terminal import Terminal

Words = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Any other setting.")]


def finetune(
    context: typer.Context,
    tasks: Annotated[list[str], typer.Argument(metavar="TASK", help="Several share one encoder.")],
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="FILE", help="Rows as .jsonl, .csv or a folder of datasets."),
    ] = None,
    task_file: Annotated[
        Path | None,
        typer.Option("--task-file", metavar="FILE", help="Defines a task of your own."),
    ] = None,
    use: Annotated[
        list[str] | None,
        typer.Option("--use", metavar="SET", help="A set by name; default: all of the task."),
    ] = None,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="And what was labelled in the library; see `label`.")
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="OURS=THEIRS", help="Where the file names a field otherwise."),
    ] = None,
    licence: Annotated[str, typer.Option(metavar="NAME", help="Of the files; it goes into the card.")] = (
        "that of your data"
    ),
    method: Annotated[
        str, typer.Option(metavar="NAME", help="frozen, full, top-n, lora, adalora, prefix, ia3, setfit.")
    ] = "frozen",
    base: Annotated[
        str, typer.Option(metavar="NAME", help="A folder, or a model that was fetched before.")
    ] = "",
    epochs: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Passes over the data; default: the method's.")
    ] = None,
    rate: Annotated[
        float | None, typer.Option(metavar="X", help="Learning rate; default: the method's.")
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Trainings; the best is kept.")
    ] = None,
    shots: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Train on N rows of each label alone.")
    ] = None,
    processes: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Train in N at once, one a graphics card.")
    ] = None,
    more: Words = None,
    search: Annotated[
        int, typer.Option(metavar="N", min=0, help="Try N settings first, chosen on validation.")
    ] = 0,
    judge_on: Annotated[
        Literal["validation", "test"], typer.Option("--on", help="The part whose scores go into the card.")
    ] = "test",
    robustness: Annotated[
        bool, typer.Option("--robustness", help="Score texts with typing errors and the like too.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with one that was killed or stopped.")
    ] = False,
    look: Annotated[
        bool, typer.Option("--look", help="Say what the data look like, and train nothing.")
    ] = False,
    promote: Annotated[bool, typer.Option("--promote", help="Make it active, if it is no worse.")] = False,
    as_json: Json = False,
) -> None:
    """Train a tool model on labelled rows.

    The new version is kept beside the others and not yet active: see `models promote`. Ctrl-C ends the
    training and leaves the active model as it is; --resume goes on.
    """
    from agents.workshop import Order, TrainingSettings, Workshop
    from ui.cli_training import following

    run = session(context, as_json=as_json)
    for path in (*(data or ()), *((task_file,) if task_file else ())):
        refuse_encoding(path)
    given = {
        "method": method,
        "base": base,
        "epochs": epochs,
        "rate": rate,
        "seeds": seeds,
        "shots": shots,
        "processes": processes,
    }
    words = {name: str(value) for name, value in given.items() if value is not None}
    order = Order(
        tasks=tuple(tasks),
        files=tuple(data or ()),
        sets=tuple(use or ()),
        columns=_pairs("--column", column),
        licence=licence,
        settings=TrainingSettings.of({**words, **_pairs("--set", more)}),
        search=search,
        resume=resume,
        judge_on=judge_on,
        robustness=robustness,
        corrections=corrections,
        task_file=task_file,
    )
    workshop = Workshop(run.settings().library)
    if look:
        _look(run.terminal, workshop.looked_at(order), as_json)
        raise typer.Exit(ANSWER)
    try:
        with following(run.terminal) as listener:
            card = workshop.train(order, (listener,))
    except KeyboardInterrupt:
        run.terminal.tell("interrupted; nothing has changed. The same command with --resume goes on.")
        raise typer.Exit(INTERRUPTED) from None
    if card is None:
        run.terminal.tell("stopped; nothing has changed. The same command with --resume goes on.")
        raise typer.Exit(INTERRUPTED)
    if promote:
        workshop.promote(card.id)
    _done(run.terminal, card, promote, as_json)


def predict(
    context: typer.Context,
    task: Annotated[str, typer.Argument(metavar="TASK")],
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="Without any: lines of standard input.")
    ] = None,
    pair: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The second text, for a task of pairs.")
    ] = None,
    version: Annotated[
        str | None, typer.Option("--model", metavar="ID", help="A version; default: the active one.")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Weigh each word of each text; slower.")] = False,
    as_json: Json = False,
) -> None:
    """Read texts with a tool model.

    Standard input holds one text a line, or one object a line: {"text": …, "pair": …}. With --json one
    reading a line comes out, in the same order.
    """
    from agents.support import TASK, support_readings
    from agents.workshop import TASKS, Workshop, readings, rows_of, single

    run = session(context, as_json=as_json)
    workshop = Workshop(run.settings().library)
    writes = task in TASKS and TASKS[task].kind == "generation"
    ships = task == TASK and version is None and not workshop.serves(task)
    model = None if writes or ships else workshop.model(task, version)
    rows = rows_of(texts or utf8_text(sys.stdin.buffer.read(), "standard input").split("\n"))
    if not rows:
        raise UsageError("predict", "there is no text to read", "Give some, or lines on standard input")
    rows = tuple((text, pair if second is None else second) for text, second in rows)
    if ships:
        _print(run.terminal, support_readings(rows), rows, as_json)
        return
    if model is None:
        single(task, rows)
        for said in workshop.written(task, [text for text, _ in rows], version):
            if as_json:
                run.terminal.json_line(said)
            else:
                run.terminal.say(said["text"])
        return
    found = readings(model, task, rows)
    if why:
        pairs = model.heads[task].card.kind == "pair" if task in model.heads else False
        found = (
            {**said, "why": [list(own) for own in model.why(text, task, second if pairs else None)]}
            for (text, second), said in zip(rows, found, strict=True)
        )
    _print(run.terminal, found, rows, as_json)


def _print(
    terminal: Terminal,
    found: Iterable[Mapping[str, Any]],
    rows: Sequence[tuple[str, str | None]],
    as_json: bool,
) -> None:
    for (text, _), reading in zip(rows, found, strict=True):
        if as_json:
            terminal.json_line(reading)
        else:
            terminal.say(_reading(reading, text))


def _pairs(option: str, words: list[str] | None) -> dict[str, str]:
    made: dict[str, str] = {}
    for word in words or ():
        name, equals, value = word.partition("=")
        if not equals or not name or not value:
            raise UsageError(f"{option} {word}", "it is not NAME=VALUE", "Write it so, without spaces")
        made[name.strip().replace("-", "_")] = value.strip()
    return made


def _look(terminal: Terminal, found: Mapping[str, tuple[str, ...]], as_json: bool) -> None:
    if as_json:
        terminal.json({"tasks": {task: list(lines) for task, lines in found.items()}})
        return
    for task, lines in found.items():
        terminal.say(task, style="bold")
        for line in lines:
            terminal.say(line, indent=2)


def _done(terminal: Terminal, card: Any, promoted: bool, as_json: bool) -> None:  # noqa: ANN401 - a ModelCard
    scores = {own.task: own for own in card.scores}
    if as_json:
        plain = {
            name: {"metric": own.new.name, "value": own.new.value, "low": own.new.low, "high": own.new.high}
            for name, own in scores.items()
        }
        terminal.json({"model": card.id, "promoted": promoted, "scores": plain})
        return
    for name, own in scores.items():
        beside = {"majority": own.majority, "frozen": own.frozen, "active": own.active}
        said = ", ".join(f"{label} {value.value:.3f}" for label, value in beside.items() if value is not None)
        terminal.say(f"{name}: {own.new.name} {own.new.value:.3f} ({said})")
    terminal.say(f"model {card.id}" + (", active" if promoted else f"; globalbrain models promote {card.id}"))


def _reading(reading: Mapping[str, Any], text: str) -> str:
    label = reading["label"] or "none"
    spans = "".join(f"\n  {span['label']}: {span['text']}" for span in reading["spans"])
    why = ", ".join(f"{word} {weight}" for word, weight in reading.get("why") or reading["weighed"])
    spans += "".join(f"\n  {reason}" for reason in reading.get("reasons", ()))
    return f"{label} {reading['probability']:.2f}  {text}{spans}" + (f"\n  words: {why}" if why else "")
