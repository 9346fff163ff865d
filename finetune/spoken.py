"""Which words of a text spoke most for an output of a head that reads words; exact, for it is linear."""

from __future__ import annotations

from collections import Counter

from finetune.heads import Head
from finetune.ngrams import pieces

MOST_WEIGHED = 5
FEW = 0.25
"""Words below this share of the heaviest one are not named."""


def spoken(head: Head, text: str, output: int) -> tuple[tuple[str, float], ...]:
    """Return the words that added most to an output, against the mean of all, the heaviest first.

    A piece that several words share (in the hash, or in the text) is shared out among them, so that
    all words together make up what the words added to the logit.
    """
    if head.words is None:
        return ()
    read = pieces(text)
    pull = head.words[output] - (head.words.mean(axis=0) if len(head.words) > 1 else 0.0)
    times = Counter(column for _, own in read.owners for column in own)
    parts = {
        int(column): float(pull[column] * value) / times[int(column)]
        for column, value in zip(read.columns, read.values, strict=True)
    }
    said: dict[str, float] = {}
    for token, own in read.owners:
        word = text[token.start : token.end]
        said[word] = said.get(word, 0.0) + sum(parts[column] for column in own)
    best = max(said.values(), default=0.0)
    kept = [(word, round(gain, 3)) for word, gain in said.items() if gain > 0 and gain >= FEW * best]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MOST_WEIGHED])
