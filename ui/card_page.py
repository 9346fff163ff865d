"""A model card, which is Markdown, into HTML; raw HTML and pictures in it stay text."""

from __future__ import annotations

from markdown_it import MarkdownIt

from ui.card_words import card_in
from ui.markup import escape
from ui.strings import Words


def card_body(text: str, note: str = "") -> str:
    r"""Return the body of the page of a model card, under a note in the reader's language.

    >>> "<script>" in card_body("# Card\\n\\n<script>alert(1)</script>")
    False
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block"])
    above = f'<p class="soft">{escape(note)}</p>' if note else ""
    return f'<main class="card">{above}{reader.render(text)}</main>'


def card_page(text: str, say: Words) -> str:
    """Return the body of the page of a model card, in the reader's language as far as that goes."""
    return card_body(card_in(text, say.language), "" if say.language == "en" else say["card_english"])
