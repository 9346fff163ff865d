"""What made an answer: code, library, index, encoder, tool models and settings."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from agents.settings import Settings
from agents.state import Facts
from corpus.encoder import Embedder
from finetune.predict import across_model, relevance_model
from retrieval.rerank_card import load as load_reranker

if TYPE_CHECKING:
    from agents.sources import Sources
    from corpus.store import Store


def code_version() -> str:
    """Return the installed version, "unknown" where the package is not installed."""
    try:
        return version("globalbrain")
    except PackageNotFoundError:
        return "unknown"


def facts_of(store: Store, embedder: Embedder, settings: Settings) -> Facts:
    """Return the facts of this library and these settings, without any path of this machine."""
    card = store.index_card("hybrid")
    index = f"hybrid, generation {card.generation}, {card.folder}" if card else "none"
    library = f"generation {store.generation()}, {len(store.documents())} documents"
    return _facts(library, index, embedder, settings)


def facts_of_sources(sources: Sources, embedder: Embedder, settings: Settings) -> Facts:
    """Return the facts of a file of sources and these settings."""
    library = f"sources {sources.name}, sha256 {sources.sha256}, {len(sources.documents())} documents"
    return _facts(library, "hybrid, in memory", embedder, settings)


def _facts(library: str, index: str, embedder: Embedder, settings: Settings) -> Facts:
    return Facts(
        code=code_version(),
        library=library,
        index=index,
        encoder=f"{embedder.name} {embedder.fingerprint}"[:200],
        settings={
            "k": settings.k,
            "passages_per_document": settings.passages_per_document,
            "relevance": relevance_model(encoder_knows=True).card.id,
            "relevance-lexical": relevance_model(encoder_knows=False).card.id,
            "relevance-across": across_model().card.id,
            **({"rerank": load_reranker().id} if settings.rerank else {}),
            "threshold": relevance_model(encoder_knows=True).threshold,
            "threshold-lexical": relevance_model(encoder_knows=False).threshold,
        },
    )
