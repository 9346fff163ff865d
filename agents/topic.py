"""What a question is about, apart from the country and the names of the document that may answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agents.places import countries_in
from corpus.documents import Document
from finetune.predict import names, words

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PHRASE = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:(?:of|for|on|and|the)\s+)*[A-Z][\w’'-]+)+")
_LEAST_WORDS = 1


def topic(query: str, document: Document) -> str:
    """Return the query without what every sentence of the document is about anyway.

    A policy of Kenya seldom says "Kenya" where it says what is to be done: to look for the name
    there finds the preface. The whole query comes back where nothing else would be left.
    """
    kept = query
    for place in reversed(countries_in(query)):
        if place.code == document.country:
            kept = kept[: place.start] + kept[place.end :]
    own = _own_words(document) & frozenset(names(query))
    kept = _TOKEN.sub(
        lambda found: "" if set(words(found[0])) & own and found[0][0].isupper() else found[0], kept
    )
    kept = " ".join(kept.split())
    return kept if len(words(kept)) > _LEAST_WORDS else query


def named(query: str, documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the ids of the documents whose title or publisher the query names best; none if none.

    Countries do not count: they are searched for by themselves.
    """
    bare = query
    for place in reversed(countries_in(query)):
        bare = bare[: place.start] + bare[place.end :]
    asked = frozenset(word for word in names(bare) if not word[0].isdigit())
    shared = {document.id: len(asked & _own_words(document)) for document in documents}
    most = max(shared.values(), default=0)
    if not most or 2 * most < len(asked):
        return ()
    return tuple(sorted(one for one, count in shared.items() if count == most))


def phrases(query: str) -> tuple[str, ...]:
    """Return the names of several words that a query holds, in lower case.

    >>> phrases("What will the Social Climate Fund pay for?")
    ('social climate fund',)
    """
    first = _TOKEN.search(query)
    start = first.end() if first else 0
    return tuple(" ".join(found[0].lower().split()) for found in _PHRASE.finditer(query, start))


def _own_words(document: Document) -> frozenset[str]:
    return frozenset(words(f"{document.name} {document.publisher or ''}"))
