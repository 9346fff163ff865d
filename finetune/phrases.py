"""Phrases that a tagger remembers from what it learnt: words of spans, found again where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from finetune.examples import Example

Phrases = Mapping[str, tuple[str, float]]
"""A phrase in small letters, its words parted by spaces, to its label and how sure that is, in [0, 1]."""
LONGEST = 8
"""Words of a phrase, at most."""
SHARE = 0.75
"""A phrase is kept where so many of its places in the training texts are spans of one label."""
QUIET, SEEN = 0.1, 2
"""A word is silent where it was seen so often, and in at most so large a share of these places a span."""
_WORD = re.compile(r"[㐀-鿿]|\w+|[^\w\s]")
_HAN = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Match:
    """Characters of a text that are a phrase."""

    start: int
    end: int
    phrase: str


def learnt(examples: Sequence[Example], least: int = 1) -> dict[str, tuple[str, float]]:
    """Return the phrases that were spans at least ``least`` times, and seldom anything else.

    A place inside a longer span does not count. How sure a phrase is, is its share by Laplace's rule.
    """
    spans = Counter((_key(e.text[s.start : s.end]), s.label) for e in examples for s in e.spans)
    known = {phrase: ("", 0.0) for phrase, _ in spans if _tells(phrase)}
    seen: Counter[str] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for example in examples:
        labels = {(span.start, span.end): span.label for span in example.spans}
        for match in matches(example.text, known):
            label = labels.get((match.start, match.end))
            if label is not None:
                right[match.phrase, label] += 1
            elif any(s.start <= match.start and match.end <= s.end for s in example.spans):
                continue
            seen[match.phrase] += 1
    return {
        phrase: (label, round((count + 1) / (seen[phrase] + 2), 4))
        for (phrase, label), count in sorted(right.items())
        if count >= least and count / seen[phrase] >= SHARE
    }


def silent(examples: Sequence[Example]) -> str:
    """Return the words, parted by spaces, that stand alone as spans hardly ever; in order.

    A place inside a longer span does not count.
    """
    seen: Counter[str] = Counter()
    spans: Counter[str] = Counter()
    for example in examples:
        alone = {(span.start, span.end) for span in example.spans}
        for word in _WORD.finditer(example.text):
            start, end = word.span()
            if (start, end) in alone:
                spans[word.group().casefold()] += 1
            elif any(s.start <= start and end <= s.end for s in example.spans):
                continue
            seen[word.group().casefold()] += 1
    return " ".join(sorted(w for w, count in seen.items() if count >= SEEN and spans[w] / count <= QUIET))


@lru_cache(maxsize=16)
def words_of(parted: str) -> frozenset[str]:
    """Return words that are parted by spaces."""
    return frozenset(parted.split())


def is_silent(text: str, words: str) -> bool:
    """Return whether a text is one word, and that a silent one."""
    found = _WORD.findall(text)
    return len(found) == 1 and found[0].casefold() in words_of(words)


def matches(text: str, phrases: Mapping[str, object]) -> Iterator[Match]:
    """Yield the phrases that stand in a text as whole words, the longest first at each place, none twice."""
    words = [(own.start(), own.end(), own.group().casefold()) for own in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            phrase = " ".join(word for _, _, word in words[at : at + size])
            if phrase in phrases:
                yield Match(words[at][0], words[at + size - 1][1], phrase)
                at += size - 1
                break
        at += 1


def _key(text: str) -> str:
    return " ".join(word.casefold() for word in _WORD.findall(text))


def _tells(phrase: str) -> bool:
    """One or two letters stand for too much."""
    return len(phrase) > 2 or bool(_HAN.search(phrase))
