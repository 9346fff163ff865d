"""Sections of a law: their titles, the text that goes on behind a title, and the list of them all."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"^\W*\d{1,3}[A-Z]{0,2}\.\s+[^\W\d_]")
_GOES_ON = re.compile(r"^\s*—\s?(?:\(\w{1,3}\)\s*)?(?=[A-Z])")
_VERB = re.compile(
    r"\b(?:shall|may|must|will|would|should|can|could|is|are|was|were|has|have|had|do|does|did|extends?|means?"
    r"|includes?|requests?|decides?|recalls?|encourages?|invites?|urges?|notes?|welcomes?|recogni[sz]es?)\b",
    re.IGNORECASE,
)
MOST_TITLE = 300
"""Characters of a section's title."""
_MOST_LINES = 2
"""Sentences into which a title may have been cut."""
_ENTRIES, _ENTRY, _SHARE, _UNDER_CHAPTERS = 5, 110, 0.8, 0.6
"""So many titles, so long on average, and so large a share of the sentences make a list of contents.

A smaller share will do where chapters stand between them.
"""
_CHAPTER = re.compile(r"\b(?:SECTIONS|CONTENTS|CHAPTER [IVXLC]+)\b")


def section_start(texts: Sequence[str], at: int) -> int:
    """Return where the title begins behind which a sentence goes on; the sentence itself elsewhere.

    >>> section_start(["54. Good faith.", "55. Penalties.", "—(1) Whoever breaks section 3 shall pay."], 2)
    1
    >>> section_start(["Forests burn.", "—The State shall put them out."], 1)
    1
    """
    if not _GOES_ON.match(texts[at]):
        return at
    for start in range(at - 1, max(-1, at - 1 - _MOST_LINES), -1):
        if len(" ".join(texts[start:at])) > MOST_TITLE:
            return at
        if _NUMBER.match(texts[start]):
            return start
    return at


def is_section_title(texts: Sequence[str], at: int) -> bool:
    """Return whether a sentence is the title of a section, or the rest of one, and no sentence.

    >>> is_section_title(["55. Penalties.", "—(1) Whoever breaks section 3 shall pay."], 0)
    True
    """
    ends = range(at + 1, min(len(texts), at + 1 + _MOST_LINES))
    return any(section_start(texts, end) <= at for end in ends) or lists_sections(texts)


def lists_sections(texts: Sequence[str]) -> bool:
    """Return whether sentences are a list of contents: numbered titles, short, without a verb.

    >>> titles = ["22. Establishment of Board.", "23. Functions of Board.", "24. Powers of Board."]
    >>> lists_sections([*titles, "25. Annual report of Board.", "26. Audit of accounts of Board."])
    True
    >>> lists_sections([f"{at}. Parties shall report each year." for at in range(5)])
    False
    """
    numbered = [text for text in texts if _NUMBER.match(text)]
    share = _UNDER_CHAPTERS if any(map(_CHAPTER.search, texts)) else _SHARE
    if len(numbered) < _ENTRIES or len(numbered) < share * len(texts):
        return False
    bare = [text for text in numbered if not _VERB.search(text)]
    return len(bare) >= _SHARE * len(numbered) and sum(map(len, numbered)) <= _ENTRY * len(numbered)
