"""What a query asks for beside its words: its concepts, and what they are called in other languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.analysis import in_other_scripts
from retrieval.concepts.tagger import Tagger
from retrieval.lexical_query import OtherNames

LABEL_WEIGHT = 0.5
WEIGHT = 0.2
"""The say of concepts about a passage in another language than the question."""
_MOST_CONCEPTS = 64
_LONGEST = 10_000  # characters of a query that are looked at


@dataclass(frozen=True, slots=True)
class Asked:
    """The concepts of a query, its language, and other names for what it names.

    ``abroad`` says that no passage of the library is in the language of the query.
    """

    concepts: tuple[str, ...] = ()
    others: tuple[OtherNames, ...] = ()
    language: str | None = None
    abroad: bool = False

    def weight(self, language: str | None) -> float:
        """Return the say of concepts about a passage in that language; none in the question's own."""
        if language == self.language or not self.others:
            return 0.0
        return WEIGHT


NOTHING = Asked()


def asked(query: str, tagger: Tagger, languages: Sequence[str]) -> Asked:
    """Return what a query asks for in a library of these languages.

    Args:
        query: the question.
        tagger: knows the concepts.
        languages: of the library's passages; names are given in those that the question is not in, and in
            its own for what it names in another script.
    """
    text = query[:_LONGEST]
    language = tagger.language_of(text, languages)
    own = tuple(tagger.counts(text, language))
    parts = in_other_scripts(text, language).items()
    foreign = tuple(one for code, part in parts for one in tagger.counts(part, code) if one not in own)
    concepts = tuple(dict.fromkeys((*own, *foreign)))[:_MOST_CONCEPTS]
    known = tagger.thesaurus.concepts
    others = []
    for code in filter(None, languages):
        wanted = [one for one in concepts if code != language or one in foreign]
        names = tuple(labels for one in wanted if (labels := known[one].labels.get(code)))
        if names:
            others.append(OtherNames(code, names, LABEL_WEIGHT))
    return Asked(concepts, tuple(others), language, bool(others) and language not in languages)
