"""A sitting as HTML on one line: the sentence that is asked about, what the model says, and the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from agents.workshop import TASKS
from ui.chips import marked
from ui.evidence import escape
from ui.label_keys import keys_of
from ui.label_meanings import meaning
from ui.plain import clean, shorten
from ui.reading_words import label_word
from ui.sitting import Sitting, Sittings
from ui.strings import Words
from ui.tool_words import tool_words

if TYPE_CHECKING:
    from agents.labelling import Item

MOST_ROW = 160
MOST_WHAT = 110
Choice = tuple[str, str]


def choices_of(task: str, language: str) -> list[Choice]:
    """Return (key, word and meaning; label) for each label of a task, in their order.

    >>> choices_of("outlook", "en")[1]
    ('2 · neutral: neither a danger nor a chance', 'neutral')
    """
    say = tool_words(language)
    return [
        (f"{key} · {label_word(name, say)}: {meaning(task, name, language)}"[:MOST_WHAT], name)
        if key != name
        else (f"{key} · {meaning(task, name, language)}"[:MOST_WHAT], name)
        for key, name in keys_of(TASKS[task].labels).items()
    ]


def card(sitting: Sitting, desk: Sittings, say: Words) -> str:
    """Return the sentence that is asked about with its suggestion, or what the sitting has come to."""
    if sitting.trouble:
        return f'<div class="gb-trouble">{escape(sitting.trouble)}</div>'
    item = sitting.item
    if item is None:
        return _over(sitting, say) if sitting.task else ""
    where = f"{desk.name_of(item)} · {say('page', n=item.page)}"
    place = f"/documents/{item.document}/pages/{item.page}?spans={item.start}-{item.end}"
    link = f'<a class="gb-open" href="{escape(place)}" target="_blank">{escape(where)}</a>'
    count = say("label_count", n=sitting.at + 1, total=len(sitting.items))
    top = f"<strong>{escape(count)}</strong><span>{escape(_tally(sitting, say))}</span>"
    text = marked(item.text, [word for word, _ in item.weighed], len(item.text))
    return (
        f'<div class="gb-label" title="{escape(say["label_region"])}"><div class="gb-label-top">{top}</div>'
        f'<blockquote class="gb-label-text" lang="{escape(item.language)}">{text}</blockquote>'
        f'<p class="gb-why">{link}</p>{_suggestion(item, sitting.task, say)}</div>'
    )


def table(sitting: Sitting, desk: Sittings, say: Words) -> str:
    """Return every sentence of the sitting, the least certain first, with what was said of it."""
    if not sitting.items:
        return ""
    names = ("n", "sentence", "where", "model", "sure", "yours")
    heads = "".join(f"<th>{escape(say[f'label_{name}'])}</th>" for name in names)
    rows = "".join(_row(at, item, sitting, desk, say) for at, item in enumerate(sitting.items))
    return (
        f'<details class="gb-fold gb-library gb-queue"><summary>{escape(say["label_table"])}</summary>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _over(sitting: Sitting, say: Words) -> str:
    if not sitting.items:
        return f'<p class="gb-why">{escape(say["label_nothing"])}</p>'
    told = say("label_over", n=sitting.labelled, agreed=len(sitting.agreed))
    kept = say("label_kept", file=f"labels/{sitting.task}.jsonl")
    return f'<p class="gb-done"><strong>{escape(told)}</strong> {escape(kept)}</p>'


def _tally(sitting: Sitting, say: Words) -> str:
    total = sitting.earlier + sitting.labelled
    return say("label_tally", n=sitting.labelled, agreed=len(sitting.agreed), total=total)


def _suggestion(item: Item, task: str, say: Words) -> str:
    if not item.model:
        return f'<p class="gb-why">{escape(say["label_no_model"])}</p>'
    what = named(task, item.suggestion, say)
    filled = round(20 * item.probability)
    return (
        f'<p class="gb-suggests"><span>{escape(say["label_suggests"])}</span> <strong>{escape(what)}</strong>'
        f'<span class="gb-bar"><span class="gb-fill-{filled}"></span></span>'
        f"<b>{100 * item.probability:.0f} %</b></p>"
    )


def named(task: str, labels: Sequence[str], say: Words) -> str:
    """Return labels in words; of a grade and a goal the number with its meaning."""
    words = tool_words(say.language)
    return ", ".join(_word(task, label, words, say.language) for label in labels) or words["is_none"]


def _word(task: str, label: str, words: Mapping[str, str], language: str) -> str:
    if label.isdigit():
        return f"{label} ({shorten(meaning(task, label, language), 40)})"
    return label_word(label, words)


def _row(at: int, item: Item, sitting: Sitting, desk: Sittings, say: Words) -> str:
    if item.id in sitting.said:
        labels = sitting.said[item.id]
        yours = say["label_skipped"] if labels is None else named(sitting.task, labels, say)
    else:
        yours = say["label_now"] if at == sitting.at else "–"
    badge = f'<span class="gb-badge">{escape(yours)}</span>' if at <= sitting.at and yours != "–" else "–"
    model = named(sitting.task, item.suggestion, say) if item.model else "–"
    sure = f"{100 * item.probability:.0f} %" if item.model else "–"
    where = f"{desk.name_of(item)}, {say('page', n=item.page)}"
    return (
        f"<tr><td>{at + 1}</td><td>{escape(shorten(clean(item.text), MOST_ROW))}</td><td>{escape(where)}</td>"
        f"<td>{escape(model)}</td><td>{sure}</td><td>{badge}</td></tr>"
    )
