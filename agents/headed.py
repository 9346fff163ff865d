"""Whether a heading that is a name in short, or has one, is spoken of beneath it."""

from __future__ import annotations

import re

from finetune.predict import words

_SHORT = re.compile(r"\b[A-Z]{2}[A-Z\d]*s?\b|\b[A-Z]{2,}[A-Z\d-]*\d\b")


def is_spoken_of(heading: str, sentence: str) -> bool:
    """Return whether a heading can stand over a sentence; one with an abbreviation must be spoken of there.

    By the abbreviation, or by half of its words.

    A heading in capitals alone has no abbreviation.

    >>> heading = "Bioenergy with carbon dioxide capture and storage (BECCS)"
    >>> is_spoken_of(heading, "Climate finance is paid by all."), is_spoken_of(heading, "BECCS needs land.")
    (False, True)
    >>> is_spoken_of("CLIMATE FINANCE", "Money is paid by all.")
    True
    """
    short = _SHORT.findall(heading)
    plain = _SHORT.sub(" ", heading)
    if not short or not any(map(str.islower, plain)):
        return True
    named, said = set(words(heading)), set(words(sentence))
    return bool(set(words(" ".join(short))) & said) or 2 * len(named & said) >= len(named)
