"""What made an answer and where to take it from, as HTML beneath it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from agents.brief import Brief, Searched
from ui.markup import escape
from ui.strings import Words
from ui.strings_tools import tool_name, tool_names


def methods_of(brief: Brief, say: Words) -> str:
    """Return what made the answer, folded."""
    rows = "".join(search_of(search, say) for search in brief.searched)
    facts = ((say["mind"], brief.provenance.mind), (say["encoder"], brief.provenance.encoder))
    made = "; ".join(f"{key}: {value}" for key, value in facts if value)
    models = dict.fromkeys(card for cards in brief.provenance.tools.values() for card in cards.split("+"))
    tools = say("read_by", tools=tool_names(brief.provenance.tools, say.language))
    read = f"<p>{escape(tools)} {_cards(models, say)}</p>"
    missing = "".join(
        f'<p class="gb-why">{escape(say("tool_missing", tool=name, why=own.why))}</p>'
        for own in brief.missing_tools
        if (name := tool_name(own.tool, say.language))
    )
    checks = say("checked", claims=len(brief.claims), citations=len(brief.references))
    first = f"<p>{escape(checks)}</p>" if brief.answered else ""
    return (
        f'<details class="gb-fold"><summary>{escape(say["methods"])}</summary>{first}'
        f'<ul>{rows}</ul>{read if models else ""}{missing}<p class="gb-why">{escape(made)}</p></details>'
    )


def _cards(models: Iterable[str], say: Words) -> str:
    """Links to the cards of the models that read."""
    return " ".join(
        f'<a class="gb-open" href="/models/{quote(model, safe="")}" target="_blank">'
        f"{escape(say('model_card', id=model))}</a>"
        for model in models
    )


def search_of(search: Searched, say: Words) -> str:
    """Return one search that was run, as an item of a list."""
    found = say("found_answer" if search.answered else "found_none", n=search.found)
    how = escape(f"{say('searched_for', query=search.query)} {found}")
    return (
        f'<li class="{"gb-yes" if search.answered else "gb-no"}">{escape(search.sub_question)}'
        f'<br><span class="gb-why">{how}</span></li>'
    )


def exports_of(name: str, say: Words, kinds: tuple[str, ...]) -> str:
    """Return links to the exports of a brief."""
    links = "".join(
        f'<a class="gb-export" href="/exports/{name}/{kind}" title="{escape(say("export", kind=called))}">'
        f"{escape(called)}</a>"
        for kind in kinds
        if (called := say[f"export_{kind}"])
    )
    return f'<div class="gb-exports"><span>{escape(say["exports"])}</span>{links}</div>'
