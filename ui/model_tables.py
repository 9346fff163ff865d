"""Versions of tool models as HTML on one line: the list, and one against the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agents.workshop import Listed, ModelCard, Shipped, Workshop
from ui.evidence import escape
from ui.strings import Words
from ui.strings_notes import measure_name
from ui.task_words import task_name, task_names

MOST_ROWS = 100
COLUMNS = ("id", "tasks", "score", "active", "method", "made", "card")


def versions_table(workshop: Workshop, say: Words) -> str:
    """Return every version, the newest first, with what it is in use for; one that is damaged says so."""
    rows = workshop.listed()
    heading, along = f"<h2>{escape(say['versions_heading'])}</h2>", _shipped(workshop, say)
    if not rows:
        none = f'<p class="gb-why">{escape(say["versions_none"])}</p>'
        return f'<div class="gb-library">{heading}{none}{along}</div>'
    heads = "".join(f"<th>{escape(say[f'version_{name}'])}</th>" for name in COLUMNS)
    lines = "".join(_version(own, say) for own in rows[:MOST_ROWS])
    more = f"<p>{escape(say('library_more', n=len(rows) - MOST_ROWS))}</p>" if len(rows) > MOST_ROWS else ""
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="gb-library gb-versions">{heading}{table}{more}{along}</div>'


def _shipped(workshop: Workshop, say: Words) -> str:
    """The models that come along, task by task: score, whether they serve, and the card."""
    names = ("tasks", "score", "serves", "id")
    heads = "".join(f"<th>{escape(say[f'version_{name}'])}</th>" for name in names)
    rows = "".join(_along(own, say) for own in workshop.ships())
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<h3>{escape(say['versions_shipped'])}</h3>{table}" if rows else ""


def _along(own: Shipped, say: Words) -> str:
    scores = _said(own.scores, say)
    overruled = say("version_overruled", id=own.overruled_by) if own.overruled_by else ""
    serves = escape(overruled) or f'<span class="gb-badge">{escape(say["version_active_now"])}</span>'
    link = f'<a class="gb-open" href="/models/{escape(own.id)}" target="_blank">{escape(own.id)}</a>'
    name = escape(task_name(own.task, say.language))
    return f"<tr><td>{name}</td><td>{escape(scores)}</td><td>{serves}</td><td>{link}</td></tr>"


def compared(card: ModelCard, say: Words) -> str:
    """Return a version beside the most frequent label, a frozen encoder and the version in use then."""
    heading = (
        f"<h2>{escape(say('compare_heading', id=card.id))}</h2>"
        f'<p class="gb-why">{escape(say["compare_why"])} <a class="gb-open" href="/models/{escape(card.id)}" '
        f'target="_blank">{escape(say["version_card"])}</a></p>'
    )
    if not card.scores:
        return f'<div class="gb-library">{heading}<p>{escape(say["compare_none"])}</p></div>'
    names = ("task", "measure", "rows", "majority", "frozen", "active", "new", "change")
    heads = "".join(f"<th>{escape(say[f'compare_{name}'])}</th>" for name in names)
    lines = "".join(_scores(own, say) for own in card.scores)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="gb-library gb-compare">{heading}{table}</div>'


def score_text(score: Any) -> str:  # noqa: ANN401 - a Score or None
    """Return a score with its interval, a dash where there is none.

    >>> score_text(None)
    '–'
    """
    if score is None:
        return "–"
    spread = "" if score.low is None or score.high is None else f" ({score.low:.3f}–{score.high:.3f})"
    return f"{score.value:.3f}{spread}"


def _said(scores: Iterable[Any], say: Words) -> str:
    return "; ".join(f"{measure_name(own.name, say.language)} {own.value:.3f}" for own in scores) or "–"


def _version(own: Listed, say: Words) -> str:
    active = escape(task_names(own.active_for, say.language)) or "–"
    name = f"<td><code>{escape(own.id)}</code></td>"
    if own.card is None:
        none = "<td>–</td>" * 3
        return f'<tr>{name}<td colspan="2">{escape(own.problem)}</td><td>{active}</td>{none}</tr>'
    scores = _said([score.new for score in own.card.scores], say)
    tasks = task_names([task.name for task in own.card.tasks], say.language)
    badge = f'<span class="gb-badge">{active}</span>' if own.active_for else "–"
    address = f'href="/models/{escape(own.id)}" target="_blank"'
    link = f'<a class="gb-open" {address}>{escape(say["version_card"])}</a>'
    return (
        f"<tr>{name}<td>{escape(tasks)}</td><td>{escape(scores)}</td><td>{badge}</td>"
        f"<td>{escape(own.card.method)}</td><td>{own.card.created:%Y-%m-%d %H:%M}</td><td>{link}</td></tr>"
    )


def _scores(own: Any, say: Words) -> str:  # noqa: ANN401 - TaskScores
    cells = "".join(
        f"<td>{escape(score_text(score))}</td>" for score in (own.majority, own.frozen, own.active)
    )
    name = escape(task_name(own.task, say.language))
    measure = escape(measure_name(own.new.name, say.language))
    return (
        f"<tr><td>{name}</td><td>{measure}</td><td>{own.rows:d}</td>{cells}"
        f"<td><strong>{escape(score_text(own.new))}</strong></td><td>{_change(own.change, say)}</td></tr>"
    )


def _change(change: Any, say: Words) -> str:  # noqa: ANN401 - a Difference or None
    """The gain in words and numbers: better and worse only where the interval leaves no doubt."""
    if change is None:
        return "–"
    spread = "" if change.low is None or change.high is None else f" ({change.low:+.3f} – {change.high:+.3f})"
    better = change.gain > 0 if change.low is None else change.low > 0
    word = say["change_worse" if change.worse else "change_better" if better else "change_same"]
    return f'<span class="gb-badge">{escape(word)}</span> {escape(f"{change.gain:+.3f}{spread}")}'
