"""A small library of whole sentences, labelled over the hashing encoder and the stand-in model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from agents.labelling import Labelling
from corpus.ingest import ingest
from corpus.store import Store
from finetune.serving import Serving
from tests.corpus.libraries import read_fake, write_pdf
from tests.fakes import HashingEmbedder
from tests.tool_models import shipped

UNSURE = "Some districts in the delta will both decline and gain from the warmer seasons ahead."
SURE = "All harvests in the eastern districts will decline because of the long dry season."
GAIN = "Most farmers along the northern coast will gain from the new irrigation canals."
PAGES = {"first.pdf": f"{SURE} {UNSURE}", "second.pdf": f"{GAIN} {SURE}"}


def store_of(folder: Path, pages: Mapping[str, str] = PAGES) -> Store:
    """A library of one page a document."""
    store = Store.open(folder / "library", create=True)
    files = [write_pdf(folder / name, text) for name, text in pages.items()]
    list(ingest(store, files, HashingEmbedder(), read=read_fake))
    return store


def labelling(folder: Path, store: Store, task: str = "outlook", *, model: bool = True) -> Labelling:
    """The labelling of a task; with ``model`` the stand-in serves it."""
    place = shipped(folder / "shipped") if model else folder / "none"
    return Labelling(task, store, Serving(store.folder, place), HashingEmbedder, HashingEmbedder)
