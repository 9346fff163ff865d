"""Text as one line of HTML that is only ever text."""

from __future__ import annotations

from ui.plain import clean


def escape(text: str) -> str:
    """Return ``text`` as one line of HTML that neither a browser nor Markdown reads as anything but text.

    Control and direction marks are dropped; every ASCII character but letters, digits and the space
    becomes a numeric entity, so that no Markdown, formula or template mark survives either.

    >>> escape("<b>[x](y)</b>")
    '&#60;b&#62;&#91;x&#93;&#40;y&#41;&#60;&#47;b&#62;'
    """
    return "".join(c if c == " " or c.isalnum() or ord(c) > 127 else f"&#{ord(c)};" for c in clean(text))
