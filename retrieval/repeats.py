"""Which passages repeat another one, so that a text does not fill the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.passages import Passage
from retrieval.analysis import words

_ALIKE = 0.9  # share of common word pairs above which two passages count as the same text
_NEARLY = 0.75  # and above which they do where they hold the same numbers
_MOST_ALIKE = 3
_Pairs = frozenset[tuple[str, str]]


def without_repeats(passages: Sequence[Passage]) -> list[int]:
    """Return the places of the passages to keep, in order; see ``HybridRetriever.evidence``."""
    groups: list[tuple[_Pairs, frozenset[str], list[str]]] = []
    kept = []
    for at, passage in enumerate(passages):
        folded = words(passage.text)
        pairs = frozenset(pairwise(folded)) or frozenset([(passage.text, "")])
        numbers = frozenset(word for word in folded if word[0].isdigit())
        for others, their_numbers, documents in groups:
            least = _NEARLY if numbers == their_numbers else _ALIKE
            few, many = sorted((len(pairs), len(others)))
            if few < least * many:  # so many pairs cannot be common
                continue
            common = len(pairs & others)
            if common >= least * (few + many - common):
                if passage.document_id not in documents and len(documents) < _MOST_ALIKE:
                    documents.append(passage.document_id)
                    kept.append(at)
                break
        else:
            groups.append((pairs, numbers, [passage.document_id]))
            kept.append(at)
    return kept
