"""Claim support for whoever asks about pairs: the model that ships, over the embedded encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

from agents.checks.meaning import Meant
from corpus.encoder import Embedder
from finetune.errors import DataError
from finetune.predict import claim_support, likely, sentences, support_model
from retrieval.embed import as_trained, is_embedded, load_embedder

TASK = "claim_support"


class SupportReader:
    """Asks the shipped model about one claim at a time; model and encoder are loaded when first asked."""

    def __init__(self, library: Callable[[], Embedder] | None = None) -> None:
        """Take what opens the library's encoder, which serves here too where it is the embedded one."""
        self._library = library

    @property
    def card(self) -> str:
        """The id of the model (ArtifactError: it is absent or altered)."""
        return support_model().card.id

    def ask(self, claim: str, evidence: Sequence[str]) -> Meant:
        """Return what the sentences say of the claim.

        Raises:
            ArtifactError: the shipped model is absent or altered.
            EncoderError: the embedded encoder is.
        """
        vectors = self._embedder.embed([claim, *(evidence[at] for at in likely(claim, evidence))])
        found = claim_support(claim, evidence, vectors)
        return Meant(found.each, found.why, found.sentence)

    @cached_property
    def _embedder(self) -> Embedder:
        own = self._library() if self._library else None
        return as_trained(own if own is not None and is_embedded(own) else load_embedder())


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
