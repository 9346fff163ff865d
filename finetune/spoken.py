"""Which words of a text spoke most for an output of a head that reads words; exact, for it is linear."""

from __future__ import annotations

import numpy as np

from finetune.heads import Head
from finetune.ngrams import owned, pieces, places_of

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
    read, own = pieces(text, head.width), owned(text, head.width)
    here, columns, owners = head.known(read), own.columns, own.owners
    if head.vocabulary is not None:
        columns, inside = places_of(columns, head.vocabulary)
        owners = owners[inside]
    pull = head.words[output] - (head.words.mean(axis=0) if len(head.words) > 1 else 0.0)
    share = np.zeros(head.words.shape[1])
    share[here.columns] = pull[here.columns] * here.values
    share[here.columns] /= np.bincount(columns, minlength=len(share))[here.columns]
    by_token = np.bincount(owners, share[columns], len(own.tokens))
    by_word = np.bincount(own.tokens, by_token, len(own.words))
    said = dict(zip(own.words, by_word.tolist(), strict=True))
    best = max(said.values(), default=0.0)
    kept = [(word, round(gain, 3)) for word, gain in said.items() if gain > 0 and gain >= FEW * best]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MOST_WEIGHED])
