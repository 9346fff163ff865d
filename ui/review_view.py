"""A brief under review as HTML: the answer with its state above and, beneath each claim, who said what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agents.brief import Brief
from agents.decisions import MOST_NAME, MOST_NOTE, MOST_TEXT, Action, Decision, Stage
from agents.reviewed import Row, numbered, seen_of, state_of
from ui.evidence import Controls, answer
from ui.markup import escape
from ui.review_words import badge, moment, told
from ui.strings import words
from ui.strings_review import review_words

_CLASSES = {
    Stage.DRAFT: "draft",
    Stage.IN_REVIEW: "going",
    Stage.FINAL: "final",
    Stage.REJECTED: "rejected",
}


def reviewed_answer(brief: Brief, name: str, language: str) -> str:
    """Return the answer of a brief with the controls of its review, which speak ``language``."""
    say = review_words(language)
    rows = numbered(brief)
    beneath = {row.claim: _beneath(row, say, language) for row in rows if not row.rejected}
    gone = [row for row in rows if row.rejected]
    beneath |= {replace(row.claim, instead=""): "" for row in gone}
    return answer(
        brief,
        name,
        Controls(_above(brief, name, say, language), beneath, _gone(gone, say, language)),
        words(language),
    )


def _above(brief: Brief, name: str, say: Mapping[str, str], language: str) -> str:
    """The state, how many are accepted, the reviewer's name, and what opens and closes the controls."""
    state = state_of(brief)
    progress = escape(say["progress"].format(accepted=state.accepted, claims=state.claims))
    decided = len(brief.review.decisions) if brief.review else 0
    opens = any(not row.accepted and not row.rejected for row in numbered(brief))
    every = _button("all", say["do_all"], "gb-rv-all") if opens else ""
    return (
        f'<div class="gb-review gb-filled" id="gbr-{name}" data-seen="{decided}"><div class="gb-rv-line">'
        f'<span class="gb-rv-badge gb-rv-{_CLASSES[state.stage]}">{escape(badge(state, language))}</span>'
        f'<button type="button" class="gb-rv-toggle" data-act="toggle" data-open="{escape(say["begin"])}" '
        f'data-close="{escape(say["end"])}" aria-expanded="false">{escape(say["begin"])}</button></div>'
        f'<div class="gb-rv-desk"><progress max="{max(1, state.claims)}" value="{state.accepted}" '
        f'aria-label="{progress}"></progress><span class="gb-rv-count">{progress}</span>'
        f'<label class="gb-rv-who">{escape(say["your_name"])} <input type="text" maxlength="{MOST_NAME}" '
        f'autocomplete="name" data-first="{escape(say["name_first"])}"></label>{every}'
        f'<span class="gb-rv-keys">{escape(say["keys"])}</span></div>'
        f'<p class="gb-rv-said" role="status"></p></div>'
    )


def _beneath(row: Row, say: Mapping[str, str], language: str) -> str:
    """What was decided on one claim, its buttons, and the forms that they open."""
    number = row.number
    accept = "" if row.accepted else _button("accept", say["do_accept"], key="A")
    return (
        f'<div class="gb-rv gb-rv-is-{_status(row)}" data-claim="{number}" data-seen="{seen_of(row.claim)}" '
        f'role="group" tabindex="-1" aria-label="{escape(say["of_claim"].format(n=number))}">'
        f'<span class="gb-rv-state">{escape(_standing(row, say))}</span>'
        f'<span class="gb-rv-do">{accept}{_button("edit", say["do_edit"], key="E")}'
        f"{_button('reject', say['do_reject'], key='R')}</span>{_history(row, say, language)}"
        f"{_form('edit', _text(row, say), say['do_save'], say)}"
        f"{_form('reject', '', say['do_reject'], say)}</div>"
    )


def _text(row: Row, say: Mapping[str, str]) -> str:
    return (
        f'<label>{escape(say["new_text"])}<textarea name="text" rows="3" maxlength="{MOST_TEXT}" dir="auto">'
        f"{escape(row.claim.text)}</textarea></label>"
    )


def _form(act: str, fields: str, does: str, say: Mapping[str, str]) -> str:
    return (
        f'<div class="gb-rv-form" data-form="{act}" hidden>{fields}<label>{escape(say["note"])}'
        f'<input type="text" name="note" maxlength="{MOST_NOTE}" autocomplete="off"></label>'
        f'<p class="gb-rv-wrong" role="alert"></p><span class="gb-rv-do">'
        f"{_button('send', does, 'gb-rv-main')}{_button('cancel', say['do_cancel'])}</span></div>"
    )


def _gone(rows: list[Row], say: Mapping[str, str], language: str) -> str:
    """The rejected claims, each with who and when, and a way back."""
    if not rows:
        return ""
    items = "".join(
        f'<li><div class="gb-rv gb-rv-is-reject" data-claim="{row.number}" '
        f'data-seen="{seen_of(row.claim)}" role="group" tabindex="-1" '
        f'aria-label="{escape(say["of_claim"].format(n=row.number))}"><del>{escape(row.claim.text)}</del> '
        f'<span class="gb-rv-state">{escape(_standing(row, say))}</span>'
        f'<span class="gb-rv-do">{_button("accept", say["do_restore"])}</span>'
        f"{_history(row, say, language)}</div></li>"
        for row in rows
    )
    return f'<div class="gb-rv-gone"><h4>{escape(say["gone"])}</h4><ul>{items}</ul></div>'


def _status(row: Row) -> str:
    if row.accepted:
        return "accept"
    return row.last.action.value if row.last is not None and row.last.action is Action.EDIT else "open"


def _standing(row: Row, say: Mapping[str, str]) -> str:
    if row.last is None:
        return say["open"]
    return f"{say[f'is_{row.last.action.value}'].format(by=row.last.by)}, {moment(row.last.at)} UTC"


def _history(row: Row, say: Mapping[str, str], language: str) -> str:
    if not row.decisions:
        return ""
    items = "".join(f"<li>{_said(own, say, language)}</li>" for own in row.decisions)
    heading = escape(say["history"].format(n=len(row.decisions)))
    return f'<details class="gb-rv-history"><summary>{heading}</summary><ol>{items}</ol></details>'


def _said(own: Decision, say: Mapping[str, str], language: str) -> str:
    did = f"<b>{escape(own.by)}</b> · {escape(say[own.action.value])} · {escape(moment(own.at))} UTC"
    more = told(own, language)
    return f"{did}<br>{escape(more)}" if more else did


def _button(act: str, words: str, kind: str = "", key: str = "") -> str:
    marked = f' title="{escape(words)} ({key})" aria-keyshortcuts="{key}"' if key else ""
    classes = f' class="{kind}"' if kind else ""
    return f'<button type="button" data-act="{act}"{classes}{marked}>{escape(words)}</button>'
