"""Which language the pages speak: the reader's choice, else the browser's, else English."""

from __future__ import annotations

from collections.abc import Mapping

from ui.evidence import escape
from ui.strings import NAMES, TABLES, Words, words

LANGUAGE_COOKIE = "globalbrain_language"


def chosen(cookie: str, accepted: str) -> str:
    """Return a language that there are sentences in.

    Args:
        cookie: what the reader chose in the page, empty where nothing was.
        accepted: the browser's Accept-Language, most wanted first.

    >>> chosen("", "pt-BR,fr;q=0.8,en;q=0.5"), chosen("es", "fr"), chosen("xx", "")
    ('fr', 'es', 'en')
    """
    if cookie in TABLES:
        return cookie
    wanted = [part.partition(";")[0].strip().lower().partition("-")[0] for part in accepted[:200].split(",")]
    return next((language for language in wanted if language in TABLES), "en")


def say_to(cookies: Mapping[str, str], headers: Mapping[str, str]) -> Words:
    """Return the sentences of the language that this browser is to see."""
    return words(chosen(cookies.get(LANGUAGE_COOKIE, ""), headers.get("accept-language", "")))


def links(now: str) -> str:
    """Return the choice of languages as HTML, each by its own name."""
    return "".join(
        f'<a class="gb-lang{" gb-here" if code == now else ""}" href="/language/{code}" lang="{code}" '
        f'hreflang="{code}">{escape(name)}</a>'
        for code, name in NAMES.items()
    )
