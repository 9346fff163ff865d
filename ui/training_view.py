"""A training as HTML on one line: what its data are, how far it is, its curves, how it ended."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from functools import lru_cache

from agents.places import language_name
from agents.workshop import TASKS, MissingExtraError, Summary, curves
from ui.evidence import escape
from ui.label_meanings import meaning
from ui.reading_words import label_word
from ui.strings import Words, words
from ui.task_words import task_name, task_names
from ui.tool_words import tool_words
from ui.training import Point, Run

PARTS = ("train", "validation", "test")
MOST_LABELS = 60
MOST_POINTS = 200
LOG = "models/.training/page/log.txt"
log = logging.getLogger(__name__)


def summary_table(task: str, summary: Summary, say: Words) -> str:
    """Return what the data of a task look like: counts by label and part, languages, lengths."""
    low, middle, high = summary.characters
    languages = ", ".join(
        f"{language_name(code, say.language)} {count}" for code, count in summary.languages.items()
    )
    facts = (say("look_languages", what=languages), say("look_lengths", low=low, middle=middle, high=high))
    return (
        f"{_counts(task, summary.parts, summary.labels, say)}"
        f'<p class="gb-why">{" · ".join(escape(fact) for fact in facts)}</p>'
    )


def run_html(run: Run, say: Words) -> str:
    """Return a training as it stands."""
    heading = f"<h2>{escape(say['run_heading'])}</h2>"
    tasks, method = run.last("start", "tasks"), run.last("start", "method")
    how = f" · {say.table.get(f'method_{method}', method)}" if method else ""
    facts = task_names(tasks or (), say.language) + how
    named = f'<p class="gb-why">{escape(facts)}</p>' if facts else ""
    pieces = (_state(run, say), _data(run, say), _pictures(run, say))
    return f'<div class="gb-library gb-run">{heading}{named}{"".join(pieces)}</div>'


def _state(run: Run, say: Words) -> str:
    if run.running:
        return _running(run, say)
    if run.end == "saved":
        version = str(run.last("saved", "id"))
        link = f'<a class="gb-open" href="/models/{escape(version)}" target="_blank">'
        done = escape(say("run_saved", id=version))
        return f'<p class="gb-done"><strong>{done}</strong> {link}{escape(say["version_card"])}</a></p>'
    if run.end == "stopped":
        return f"<p>{escape(say['run_stopped'])}</p>"
    if run.end == "failed":
        told = run.last("failed", "reason") if run.events and run.events[-1]["event"] == "failed" else None
        why = str(told or run.error or say("run_broke", log=LOG))
        return f'<div class="gb-trouble">{escape(say["run_failed"])} {escape(why)}</div>'
    return f'<p class="gb-why">{escape(say["run_none"])}</p>'


def _running(run: Run, say: Words) -> str:
    done, steps = run.seed
    state = say["run_works"] if run.last("start", "method") else say["run_reads"]
    if run.stopping:
        state = say["run_stopping_elsewhere" if run.elsewhere else "run_stopping"]
    at = escape(say("run_step", n=done, total=steps))
    if run.stage is not None:
        stage, done, steps = run.stage
        at = escape(say(f"run_{stage}", n=done, total=steps))
    if not steps:
        return f"<p><strong>{escape(state)}</strong></p>"
    filled = min(20, round(20 * done / steps))
    bar = f'<span class="gb-bar"><span class="gb-fill-{filled}"></span></span>'
    return f"<p><strong>{escape(state)}</strong> {at}</p>{bar}"


def _data(run: Run, say: Words) -> str:
    """The data that are trained on, after what leaks was left out, to unfold."""
    told = [own for own in run.events if own["event"] == "data"]
    tables = "".join(
        _counts(str(own["task"]), own["parts"], own["labels"], say)
        + f'<p class="gb-why">{escape(say("look_left_out", n=own["left_out"]))}</p>'
        for own in told
    )
    if not tables:
        return ""
    fold = '<details class="gb-fold"><summary>{}</summary>{}</details>'
    return fold.format(escape(say["look_rows"]), tables)


def _counts(task: str, parts: Mapping[str, int], labels: Mapping[str, Mapping[str, int]], say: Words) -> str:
    heads = "".join(f"<th>{escape(say[f'part_{part}'])}</th>" for part in PARTS)

    def row(name: str, counts: Mapping[str, int]) -> str:
        cells = "".join(f"<td>{counts.get(part, 0):d}</td>" for part in PARTS)
        return f"<tr><td>{escape(name)}</td>{cells}</tr>"

    rows = [
        row(say["look_rows"], parts),
        *(row(_label(name, task, say), own) for name, own in list(labels.items())[:MOST_LABELS]),
    ]
    more = len(labels) - MOST_LABELS
    note = f"<p>{escape(say('library_more', n=more))}</p>" if more > 0 else ""
    name = escape(task_name(task, say.language))
    return (
        f"<h3>{name}</h3><table><thead><tr><th>{escape(say['look_label'])}</th>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>{note}"
    )


def _label(name: str, task: str, say: Words) -> str:
    """A label of a task that ships in words, of a goal or a grade its number with its meaning."""
    if task not in TASKS or name not in TASKS[task].labels:
        return name
    if name.isdigit():
        return f"{name} · {meaning(task, name, say.language)}"
    return label_word(name, tool_words(say.language)) if say.language != "en" else name


def _pictures(run: Run, say: Words) -> str:
    drawn = (
        _picture(_frozen(own), title, say.language)
        for own, title in ((run.losses(), "curve_loss"), (run.validations(), "curve_validation"))
        if own
    )
    return f'<div class="gb-curves">{"".join(drawn)}</div>'


def _frozen(points: Mapping[str, tuple[Point, ...]]) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """Curves that can be kept in mind, each thinned to what a picture can show."""
    return tuple(
        (name, (*own[: -1 : max(1, len(own) // MOST_POINTS)], own[-1])) for name, own in points.items()
    )


@lru_cache(maxsize=32)
def _picture(points: tuple[tuple[str, tuple[Point, ...]], ...], title: str, language: str) -> str:
    """One picture with its curves as an image that carries its own data; nothing where none can be drawn."""
    say = words(language)
    named = {name or say[title]: own for name, own in points}
    try:
        data, alt = curves(named, say[title], say["curve_step"], say[title])
    except MissingExtraError as error:
        log.info("no curves: %s", error)
        return ""
    kept = base64.b64encode(data).decode()
    return f'<img src="data:image/svg+xml;base64,{kept}" alt="{escape(alt)}" />'
