"""A document that is removed leaves the index files before the command returns; the others stay indexed."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.assistant import Assistant, Settings
from corpus.check import check
from corpus.store import Store
from retrieval import index
from retrieval.index_parts import read_parts
from retrieval.lexical import LexicalIndex
from tests.corpus.libraries import prose, put, write_pdf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "library", create=True) as store:
        for number in range(4):
            put(store, write_pdf(tmp_path / f"{number}.pdf", f"zebrafish{number} {prose(number)}"))
    return tmp_path / "library"


def held(folder: Path, word: str) -> int:
    """In how many passages the index files have a word, masked or not."""
    with Store.open(folder) as store:
        card = store.index_card(index.KIND)
        assert card is not None
        words = LexicalIndex.read(folder / "index" / card.folder / "lexical", ["en"])
        return words.document_frequency([word])[0]


def test_removed_words_are_in_no_index_file_any_more(folder: Path) -> None:
    assistant = Assistant.from_settings(Settings(library=folder))
    assistant.rebuild()
    assert held(folder, "zebrafish2") == 1
    gone = assistant.remove("2.pdf")
    assert held(folder, "zebrafish2") == 0
    assert held(folder, "zebrafish1") == 1
    with Store.open(folder) as store:
        card = store.index_card(index.KIND)
        assert card is not None
        assert card.generation == store.generation()
        assert [path.name for path in store.index_folder.iterdir()] == [card.folder]
        documents = {one for part in read_parts(store.index_folder / card.folder) for one in part.documents}
        assert documents == {document.id for document in store.documents()}
        assert gone.id not in documents
        assert check(store, read_data=True).ok


def test_a_removal_needs_no_index(folder: Path) -> None:
    assistant = Assistant.from_settings(Settings(library=folder))
    assistant.remove("2.pdf")
    with Store.open(folder) as store:
        assert store.index_card(index.KIND) is None
        assert check(store, read_data=True).ok


def test_the_last_document_takes_the_indexes_with_it(folder: Path) -> None:
    assistant = Assistant.from_settings(Settings(library=folder))
    assistant.rebuild()
    for number in range(4):
        assistant.remove(f"{number}.pdf")
    assert not (folder / "index").exists()
