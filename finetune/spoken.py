"""Which words of a text spoke most for an output of a head that reads words; exact, for it is linear."""

from __future__ import annotations

import numpy as np

from finetune.heads import Head
from finetune.ngrams import owned, pieces

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
    width = head.words.shape[1]
    read, own = pieces(text, width), owned(text, width)
    pull = head.words[output] - (head.words.mean(axis=0) if len(head.words) > 1 else 0.0)
    share = np.zeros(width)
    share[read.columns] = pull[read.columns] * read.values
    share[read.columns] /= np.bincount(own.columns, minlength=width)[read.columns]
    by_token = np.bincount(own.owners, share[own.columns], len(own.tokens))
    by_word = np.bincount(own.tokens, by_token, len(own.words))
    said = dict(zip(own.words, by_word.tolist(), strict=True))
    best = max(said.values(), default=0.0)
    kept = [(word, round(gain, 3)) for word, gain in said.items() if gain > 0 and gain >= FEW * best]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MOST_WEIGHED])
