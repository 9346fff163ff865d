from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.store import Store
from tests.corpus.libraries import HashingEncoder, prose, put, write_pdf


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.open(tmp_path / "library", create=True)
    for number in range(4):
        put(made, write_pdf(tmp_path / f"{number}.pdf", *(prose(10 * number + n, 200) for n in range(3))))
    return made


def test_stamps_name_the_rows_of_every_document_in_their_order(store: Store) -> None:
    rows = list(store.rows())
    stamps = store.stamps()
    assert list(stamps) == [document.id for document in store.documents()]
    for one, stamp in stamps.items():
        own = [row.row for row in rows if row.passage.document_id == one]
        assert own == list(range(stamp.first_row, stamp.first_row + stamp.count))


def test_a_stamp_changes_with_what_is_indexed_and_with_nothing_else(store: Store, tmp_path: Path) -> None:
    first, second, third, _ = store.documents()
    before = store.stamps()
    with store.writer() as writer:
        writer.correct(first.id, title="Another")
        writer.correct(second.id, country="KEN")
        writer.remove(third.id)
    after = store.stamps()
    assert third.id not in after
    assert {one for one in after if after[one] != before[one]} == {first.id}
    assert after[first.id].vectors == before[first.id].vectors
    put(store, tmp_path / "2.pdf")
    again = store.stamps()[third.id]
    assert again.first_row > max(stamp.first_row for stamp in before.values())


def test_other_vectors_are_another_stamp(store: Store) -> None:
    before = store.stamps()
    other = HashingEncoder(fingerprint="hashing-2", dim=5)
    texts: dict[str, list[str]] = {}
    for row in store.rows():
        texts.setdefault(row.passage.document_id, []).append(row.passage.text)
    with store.writer() as writer:
        writer.replace_vectors({one: other.embed(each) for one, each in texts.items()}, other.fingerprint)
    after = store.stamps()
    assert all(after[one].vectors != stamp.vectors for one, stamp in before.items())
    assert all(after[one].words == stamp.words for one, stamp in before.items())


def test_rows_and_vectors_can_be_read_in_part(store: Store) -> None:
    rows, vectors = store.vectors()
    second = list(store.stamps().items())[1]
    some = list(store.rows({second[0]}))
    assert [row.row for row in some] == list(
        range(second[1].first_row, second[1].first_row + second[1].count)
    )
    blocks = list(store.vector_blocks(int(some[-1].row)))
    assert len(blocks) == 2
    later = rows > some[-1].row
    assert np.array_equal(np.concatenate([numbers for numbers, _ in blocks]), rows[later])
    assert np.array_equal(np.concatenate([values for _, values in blocks]), vectors[later])
