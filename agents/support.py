"""Claim support for whoever asks about pairs: the model that ships, over the embedded encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from finetune.errors import DataError
from finetune.predict import claim_support, likely, sentences
from retrieval.embed import as_trained, load_embedder

TASK = "claim_support"


def support_readings(rows: Sequence[tuple[str, str | None]]) -> Iterator[dict[str, Any]]:
    """Yield what the evidence of each row says of its claim, as plain values, in the order of the rows.

    Beside what every reading has: ``reasons`` in words, the ``sentence`` of the evidence that is nearest,
    and whether "supported" reaches the threshold of the card (``accepted``).

    Raises:
        DataError: a row without evidence.
        ArtifactError: the shipped model is absent or altered.
        EncoderError: the embedded encoder is.
    """
    told = [(claim, sentences(evidence or "")) for claim, evidence in rows]
    for number, (_, evidence) in enumerate(told, start=1):
        if not evidence:
            what = f"text {number} of {TASK}"
            raise DataError(what, "it has no second text, the evidence", 'Give {"text": …, "pair": …}.')
    embedder = as_trained(load_embedder())
    for claim, evidence in told:
        vectors = embedder.embed([claim, *(evidence[at] for at in likely(claim, evidence))])
        found = claim_support(claim, evidence, vectors)
        yield {
            "task": TASK,
            "label": found.label,
            "probability": found.probability,
            "each": dict(found.each),
            "spans": [],
            "weighed": [],
            "model": found.card,
            "reasons": list(found.why),
            "sentence": evidence[found.sentence],
            "accepted": found.accepted,
        }
