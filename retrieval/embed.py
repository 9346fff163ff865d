"""Which encoder: the embedded all-MiniLM-L6-v2, or any sentence-transformers model that a user names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.encoder import Embedder

if TYPE_CHECKING:
    from retrieval.openvino_encoder import OpenVinoEncoder

EMBEDDED = "all-MiniLM-L6-v2"
OTHERS = "sentence-transformers"
"""What runs any other encoder; the last part of its name."""
_PASSAGE = 220
_CUT = " (passages have some 200: what they end with is found by its words alone)"
_SAME = (EMBEDDED, f"sentence-transformers/{EMBEDDED}")


def load_embedder(name: str | None = None, *, cache: Path | None = None) -> Embedder:
    """Return the encoder of that name, ready to embed.

    Args:
        name: None or ``all-MiniLM-L6-v2`` is the embedded encoder, which needs no network and no
            torch once converted; anything else is a folder or a name of a sentence-transformers model.
        cache: where the converted encoder is kept; by default the user's cache folder.

    Raises:
        EncoderError: the model is absent, altered or not safe to load.
    """
    if name is None or name in _SAME:
        from retrieval.openvino_encoder import load_embedded

        return load_embedded(cache)
    from retrieval.any_encoder import load_any

    return load_any(name)


def is_embedded(embedder: Embedder) -> bool:
    """Whether these are the vectors of the embedded encoder, with which the models that ship were trained.

    A folder that bears its name does not count: what lies in it may be anything.
    """
    name, _, backend = embedder.name.partition("/")
    return name == EMBEDDED and backend.startswith("openvino-")


class AsTrained:
    """The embedded encoder as the heads knew it that were trained on its vectors.

    It reads the letters of other scripts one by one. A text in Latin letters has the same vector.
    """

    def __init__(self, encoder: OpenVinoEncoder) -> None:
        """Take the encoder that a library is searched by."""
        self._encoder = encoder
        self.name, self.fingerprint, self.dim = encoder.name, encoder.fingerprint, encoder.dim
        self.embed, self.count_tokens = encoder.embed_letters, encoder.count_tokens


def as_trained(embedder: Embedder) -> Embedder:
    """Return the encoder of whose vectors the models that ship were made; any other one as it is."""
    from retrieval.openvino_encoder import OpenVinoEncoder

    return AsTrained(embedder) if isinstance(embedder, OpenVinoEncoder) else embedder


def embed_queries(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors of questions; some encoders read a question in another way than a passage."""
    own: Callable[[Sequence[str]], NDArray[np.float32]] = getattr(embedder, "embed_queries", embedder.embed)
    return own(texts)


def encoder_facts(embedder: Embedder) -> tuple[str, ...]:
    """Return in words how an encoder reads: longest input, languages, and what its files ask for."""
    languages: tuple[str, ...] | None = getattr(embedder, "languages", None)
    most, card = getattr(embedder, "max_tokens", None), getattr(embedder, "card", None)
    facts = [f"reads up to {most} tokens" + (_CUT if most < _PASSAGE else "")] if most else []
    if languages is None:
        facts.append("languages not listed, so taken to be all")
    else:
        facts.append(
            f"languages {' '.join(languages)}" if len(languages) < 9 else f"{len(languages)} languages"
        )
    if card is not None:
        facts.append(f"pooling {card.pooling}")
        if card.query_prefix or card.passage_prefix:
            facts.append(f"{card.query_prefix!r} before questions, {card.passage_prefix!r} before passages")
    return tuple(facts)
