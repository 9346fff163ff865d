"""Texts through the encoder once and through every head: logits of texts and tokens, and what weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from finetune.encoding import Encoder, unit_vectors
from finetune.heads import Head, read_by, twin_features, unit
from finetune.spoken import MOST_WEIGHED, spoken
from finetune.windows import Window, windows

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenLogits:
    """The tags of one text: ``logits`` of shape (tokens, outputs), and where each token stands."""

    logits: Floats
    offsets: tuple[tuple[int, int], ...]
    words: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """What a head says of texts: ``logits`` of shape (n, outputs), or ``tokens`` for tags.

    ``weighed`` holds for each text the words that spoke most for what the head says, where asked for.
    """

    logits: Floats
    tokens: tuple[TokenLogits, ...] = ()
    weighed: tuple[tuple[tuple[str, float], ...], ...] = ()


def outputs(
    encoder: Encoder,
    heads: Sequence[Head],
    texts: Sequence[str],
    pairs: Sequence[str] | None = None,
    *,
    longest: int = 256,
    weigh: bool = False,
) -> dict[str, Output]:
    """Return what each head says of each text; heads of single texts share one pass.

    Args:
        encoder: of the heads.
        heads: of kind pair only where ``pairs`` are given.
        texts: at least one; longer ones than ``longest`` tokens are cut, and for tags read in windows.
        pairs: the second texts, one for each of ``texts``.
        longest: in tokens.
        weigh: whether to find the words that weighed most.
    """
    twins = [head for head in heads if head.card.twin]
    joint = [head for head in heads if head.card.kind == "pair" and not head.card.twin]
    single = [head for head in heads if head.card.kind != "pair"]
    found: dict[str, Output] = {}
    if single and encoder.known is not None and not weigh and all(head.card.unit for head in single):
        rows = unit_vectors(encoder, texts, longest)
        read = read_by(single, texts)
        return {head.card.task: Output(head.logits(rows, read)) for head in single}
    if single:
        found |= _pass(encoder, single, texts, None, longest, weigh)
    if tags := [head for head in single if head.card.kind == "tags"]:
        found |= _long_ones(encoder, tags, texts, longest, found)
    if joint and pairs is not None:
        found |= _pass(encoder, joint, texts, pairs, longest, weigh)
    if twins and pairs is not None:
        rows = twin_features(unit_vectors(encoder, texts, longest), unit_vectors(encoder, pairs, longest))
        found |= {head.card.task: Output(head.logits(rows)) for head in twins}
    return found


def _long_ones(
    encoder: Encoder, heads: Sequence[Head], texts: Sequence[str], longest: int, read: dict[str, Output]
) -> dict[str, Output]:
    """What heads of tags say, texts that are too long for one window read in several."""
    parts = {at: windows(encoder, text, longest) for at, text in enumerate(texts)}
    parts = {at: own for at, own in parts.items() if len(own) > 1}
    pieces = [texts[at][own.start : own.end] for at, windows_of in parts.items() for own in windows_of]
    if not pieces:
        return {}
    said = _pass(encoder, heads, pieces, None, longest, weigh=False)
    found = {}
    for head in heads:
        name, tokens = head.card.task, list(read[head.card.task].tokens)
        left = iter(said[name].tokens)
        for at, own in parts.items():
            tokens[at] = _joined([(window, next(left)) for window in own])
        found[name] = replace(read[name], tokens=tuple(tokens))
    return found


def _joined(parts: Sequence[tuple[Window, TokenLogits]]) -> TokenLogits:
    """The windows of one text as one: each token where most is around it, words numbered anew."""
    rows: list[Floats] = []
    offsets: list[tuple[int, int]] = []
    words: list[int | None] = []
    before = 0
    for window, own in parts:
        numbers = [word for word in own.words if word is not None]
        for row, (start, end), word in zip(own.logits, own.offsets, own.words, strict=True):
            if word is not None and start < end and window.first <= window.start + start < window.last:
                rows.append(row)
                offsets.append((window.start + start, window.start + end))
                words.append(before + word)
        before += max(numbers, default=-1) + 1
    return TokenLogits(np.stack(rows), tuple(offsets), tuple(words))


def _pass(
    encoder: Encoder,
    heads: Sequence[Head],
    texts: Sequence[str],
    pairs: Sequence[str] | None,
    longest: int,
    weigh: bool,
) -> dict[str, Output]:
    rows = {head.card.task: np.zeros((len(texts), len(head.bias)), np.float32) for head in heads}
    tokens: dict[str, dict[int, TokenLogits]] = {head.card.task: {} for head in heads}
    weighed: dict[str, dict[int, tuple[tuple[str, float], ...]]] = {head.card.task: {} for head in heads}
    for batch in encoder.batches(texts, pairs, longest):
        places, states, pooled = list(batch.places), batch.states, batch.pooled
        own = [texts[at] for at in places]
        read = read_by(heads, own)
        for head in heads:
            name = head.card.task
            if head.card.kind == "tags":
                each = head.logits(states)
                marks = zip(places, each, batch.encodings, strict=True)
                tokens[name].update({at: _tokens(logits, encoding) for at, logits, encoding in marks})
                continue
            rows[name][places] = head.logits(unit(pooled) if head.card.unit else pooled, read)
            if weigh and head.words is not None:
                for row, at in enumerate(places):
                    weighed[name][at] = spoken(head, own[row], int(np.argmax(rows[name][at])))
            elif weigh and encoder.pooling == "mean":
                for row, at in enumerate(places):
                    encoding = batch.encodings[row]
                    spoke = _spoke(head, states[row], rows[name][at], encoding)
                    weighed[name][at] = _words(spoke, encoding, texts[at], pairs[at] if pairs else "")
    order = range(len(texts))
    return {
        name: Output(
            rows[name],
            tuple(tokens[name][at] for at in order) if tokens[name] else (),
            tuple(weighed[name][at] for at in order) if weighed[name] else (),
        )
        for name in rows
    }


def _tokens(logits: Floats, encoding: Encoding) -> TokenLogits:
    kept = [at for at, real in enumerate(encoding.attention_mask) if real]
    words = encoding.word_ids
    return TokenLogits(
        logits[kept], tuple(encoding.offsets[at] for at in kept), tuple(words[at] for at in kept)
    )


def _spoke(head: Head, states: Floats, logits: Floats, encoding: Encoding) -> Floats:
    """How much each token adds to the logit that decides: of a mean, each token's part is exact."""
    mask = np.array(encoding.attention_mask, np.float32)
    states = states[: len(mask)]
    size = float(mask.sum()) or 1.0
    if head.card.unit:
        size *= float(np.linalg.norm((states * mask[:, None]).sum(0) / size)) or 1.0
    best = int(np.argmax(logits))
    weight = head.weight[best] - (head.weight.mean(0) if len(head.weight) > 1 else 0.0)
    return np.asarray(states @ weight * mask / size, np.float32)


def _words(spoke: Floats, encoding: Encoding, text: str, pair: str) -> tuple[tuple[str, float], ...]:
    """The words with the largest sums over their tokens, the largest first, only those that speak for it."""
    sums: dict[tuple[int, int], tuple[int, int, float]] = {}
    tokens = zip(encoding.offsets, encoding.word_ids, encoding.sequence_ids, spoke, strict=True)
    for (start, end), word, part, weight in tokens:
        if word is None or part is None or start >= end:
            continue
        before = sums.get((part, word), (start, end, 0.0))
        sums[part, word] = (before[0], end, before[2] + float(weight))
    said = [
        ((text, pair)[part][start:end], round(weight, 3))
        for (part, _), (start, end, weight) in sums.items()
        if weight > 0
    ]
    kept = [pair for pair in said if any(letter.isalnum() for letter in pair[0])]
    return tuple(sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:MOST_WEIGHED])
