"""A model card, which is Markdown, into HTML; raw HTML and pictures in it stay text."""

from __future__ import annotations

from markdown_it import MarkdownIt


def card_body(text: str) -> str:
    r"""Return the body of the page of a model card.

    >>> "<script>" in card_body("# Card\\n\\n<script>alert(1)</script>")
    False
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block"])
    return f'<main class="card">{reader.render(text)}</main>'
