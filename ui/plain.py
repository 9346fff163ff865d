"""Text of others made plain: one line that any format can hold, and addresses fit to be linked to."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

_JOINERS = "\u200c\u200d"
_MOST_URL = 2000
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.ASCII)


def clean(text: str) -> str:
    r"""Return one line of text that any format can hold.

    Control characters, surrogates, non-characters and marks that turn the reading direction are
    dropped; every kind of white space becomes one space.

    >>> clean("a\x00b\ufffe \u202ec\n\n d")
    'ab c d'
    """
    kept = (" " if c.isspace() else c for c in text if c.isspace() or _shown(c))
    return re.sub(" +", " ", "".join(kept)).strip()


def _shown(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character in _JOINERS
    return category not in {"Cc", "Cs", "Cn"} or (category == "Cn" and not _noncharacter(character))


def _noncharacter(character: str) -> bool:
    point = ord(character)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def shorten(text: str, most: int) -> str:
    """Return the text, cut at ``most`` characters with an ellipsis where it is longer.

    >>> shorten("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def safe_link(url: str | None, page: int | None = None) -> str | None:
    """Return an http or https address fit for a document, with ``#page=``; None for anything else.

    >>> safe_link("https://example.org/a b.pdf", 3)
    'https://example.org/a%20b.pdf#page=3'
    >>> safe_link("javascript:alert(1)") is None, safe_link("https://u:p@example.org") is None
    (True, True)
    """
    if not url or len(url) > _MOST_URL or any(unicodedata.category(c).startswith("C") for c in url):
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc.encode("idna").decode("ascii").lower() if parts.netloc else ""
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    path = quote(parts.path, safe="/%:@!$&'()*+,;=-._~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=-._~?")
    fragment = f"page={page}" if page else quote(parts.fragment, safe="/%:@!$&'()*+,;=-._~?")
    return urlunsplit((parts.scheme.lower(), host, path, query, fragment))
