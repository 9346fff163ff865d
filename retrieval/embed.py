"""Which encoder: the embedded all-MiniLM-L6-v2, or any sentence-transformers model that a user names."""

from __future__ import annotations

from pathlib import Path

from corpus.encoder import Embedder

EMBEDDED = "all-MiniLM-L6-v2"
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
