from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from corpus.check import check
from corpus.documents import DocumentKind
from corpus.errors import LibraryError, ManifestError, UnknownDocumentError
from corpus.passages import CharSpan, Passage
from corpus.store import IndexCard, Store
from tests.corpus.libraries import ENCODER, HashingEncoder, prose, put, read_fake, write_pdf


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "library", create=True)
    for number, pages in enumerate([(prose(1), prose(2)), (prose(3),), (prose(4), "", prose(5))]):
        put(store, write_pdf(tmp_path / f"report-{number}.pdf", *pages))
    return store


def test_a_document_comes_back_as_it_was_read(store: Store, tmp_path: Path) -> None:
    read = read_fake(tmp_path / "report-2.pdf")
    assert store.document(read.document.id) == read.document
    assert store.pages(read.document.id) == read.pages
    assert store.page(read.document.id, 3) == read.pages[1]
    assert store.original(read.document.id).read_bytes() == (tmp_path / "report-2.pdf").read_bytes()
    assert store.known(read.document.sha256) == read.document
    assert store.known("0" * 64) is None


def test_documents_keep_the_order_of_ingestion(store: Store) -> None:
    assert [document.file for document in store.documents()] == [f"report-{n}.pdf" for n in range(3)]


def test_a_document_is_found_by_the_head_of_its_hash_or_its_file_name(store: Store) -> None:
    first = store.documents()[0]
    assert store.document(first.sha256[:7]) == store.document("report-0.pdf") == first


@pytest.mark.parametrize("name", ["nothing.pdf", "", "ffffffffffff", "%", "\udcff", "' OR 1=1 --"])
def test_an_unknown_document_is_an_error(store: Store, name: str) -> None:
    with pytest.raises(UnknownDocumentError, match="library list"):
        store.document(name)


def test_a_name_of_two_documents_is_an_error(store: Store, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    put(store, write_pdf(tmp_path / "b" / "report-0.pdf", prose(9)))
    with pytest.raises(UnknownDocumentError, match="2 documents"):
        store.document("report-0.pdf")


@pytest.mark.parametrize(
    ("number", "reason"), [(2, "no text"), (4, "no page 4"), (0, "no page 0"), (10**20, "no page 1000")]
)
def test_a_page_without_text_is_an_error(store: Store, number: int, reason: str) -> None:
    with pytest.raises(UnknownDocumentError, match=reason):
        store.page("report-2.pdf", number)


def test_every_passage_is_the_slice_of_its_page(store: Store) -> None:
    rows = list(store.rows())
    assert rows
    for row in rows:
        page = store.page(row.passage.document_id, row.passage.page)
        assert row.passage.span.of(page.text) == row.passage.text


def test_rows_and_vectors_belong_together(store: Store) -> None:
    rows, vectors = store.vectors()
    passages = {row.row: row.passage for row in store.rows()}
    assert list(rows) == sorted(passages)
    assert rows[0] > 0
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, ENCODER.embed([passages[row].text for row in rows]))


def test_rows_are_never_given_twice(store: Store, tmp_path: Path) -> None:
    before = {row.row for row in store.rows()}
    last = store.documents()[-1]
    with store.writer() as writer:
        writer.remove(last.id)
    put(store, tmp_path / "report-2.pdf")
    again = {row.row for row in store.rows() if row.passage.document_id == last.id}
    assert not again & before


def test_passages_come_in_the_order_asked(store: Store) -> None:
    passages = [row.passage for row in store.rows()][::-1]
    assert store.passages([passage.id for passage in passages]) == tuple(passages)


@pytest.mark.parametrize("passage_id", ["", "x", "ffffffffffff:p1:0-5", "ffffffffffff:p1:0-99999999999"])
def test_an_unknown_passage_is_an_error(store: Store, passage_id: str) -> None:
    with pytest.raises(UnknownDocumentError, match="no such passage"):
        store.passages([passage_id])


def test_an_empty_library_has_empty_values(tmp_path: Path) -> None:
    with Store.open(tmp_path / "new", create=True) as store:
        rows, vectors = store.vectors()
        assert (rows.shape, vectors.shape) == ((0,), (0, 0))
        assert (store.documents(), list(store.rows()), store.encoder(), store.generation()) == (
            (),
            [],
            None,
            0,
        )


def test_the_generation_rises_with_every_change(store: Store) -> None:
    before = store.generation()
    document = store.documents()[0]
    with store.writer() as writer:
        writer.correct(document.id, title="Another")
        assert store.generation() == before + 1
        writer.remove(document.id)
    assert store.generation() == before + 2


def test_a_correction_is_parsed_like_a_manifest(store: Store) -> None:
    document = store.documents()[0]
    with store.writer() as writer:
        writer.correct(document.id, country="Kenya", year="2020", kind="ndc", title="  A\u202etitle\n")
        with pytest.raises(ManifestError, match="year"):
            writer.correct(document.id, year="soon")
        with pytest.raises(ManifestError, match="no field 'sha256'"):
            writer.correct(document.id, sha256="0" * 64)
    after = store.document(document.id)
    assert (after.country, after.year, after.kind, after.title) == ("KEN", 2020, DocumentKind.NDC, "Atitle")
    with store.writer() as writer:
        assert writer.correct(document.id, country=None).country is None


def test_another_encoder_is_an_error_that_names_the_command(store: Store, tmp_path: Path) -> None:
    other = HashingEncoder(fingerprint="hashing-2")
    read = read_fake(write_pdf(tmp_path / "other.pdf", "Other words."))
    with store.writer() as writer, pytest.raises(LibraryError, match="library rebuild --encoder"):
        writer.add(read, (), np.empty((0, 8), np.float32), other.fingerprint, tmp_path / "other.pdf")


def test_an_emptied_library_takes_any_encoder(store: Store) -> None:
    for document in store.documents():
        with store.writer() as writer:
            writer.remove(document.id)
    assert store.encoder() is None


def test_vectors_are_replaced_all_or_none(store: Store) -> None:
    other = HashingEncoder(fingerprint="hashing-2", dim=5)
    texts: dict[str, list[str]] = {}
    for row in store.rows():
        texts.setdefault(row.passage.document_id, []).append(row.passage.text)
    vectors = {document: other.embed(passages) for document, passages in texts.items()}
    with store.writer() as writer:
        with pytest.raises(LibraryError, match="came or went"):
            writer.replace_vectors(dict(list(vectors.items())[1:]), other.fingerprint)
        assert store.vectors()[1].shape[1] == 8
        writer.replace_vectors(vectors, other.fingerprint)
    assert store.encoder() == "hashing-2"
    assert np.array_equal(store.vectors()[1], np.concatenate(list(vectors.values())))


def test_a_passage_that_is_no_slice_is_refused(store: Store, tmp_path: Path) -> None:
    read = read_fake(write_pdf(tmp_path / "other.pdf", "Other words."))
    wrong = Passage(read.document.id, 1, CharSpan(0, 5), "wrong")
    with store.writer() as writer, pytest.raises(ValueError, match="not a slice"):
        writer.add(read, (wrong,), np.ones((1, 8), np.float32), ENCODER.fingerprint, tmp_path / "other.pdf")


def test_an_index_card_comes_back_and_goes_with_a_removal(store: Store) -> None:
    card = IndexCard(store.generation(), "enc", "dense-1", {"a.faiss": "ab"}, {"kind": "Flat"})
    assert store.index_card("dense") is None
    store.save_index_card("dense", card)
    assert store.index_card("dense") == card
    with store.writer() as writer:
        writer.remove(store.documents()[0].id)
    assert store.index_card("dense") is None


def test_an_index_of_removed_words_is_deleted_instead_of_recorded(store: Store) -> None:
    stale = IndexCard(store.generation(), "enc", "dense-1", {}, {})
    with store.writer() as writer:
        writer.remove(store.documents()[0].id)
    (store.index_folder / "dense-1").mkdir(parents=True)
    store.save_index_card("dense", stale)
    assert store.index_card("dense") is None
    assert not (store.index_folder / "dense-1").exists()


def test_many_threads_read_while_one_writes(store: Store, tmp_path: Path) -> None:
    wrong: list[object] = []
    stop = threading.Event()

    def read_on() -> None:
        while not stop.is_set():
            rows, vectors = store.vectors()
            wrong.extend([len(rows)] if len(rows) != len(vectors) else [])
            for document in store.documents():
                wrong.extend(n for n in (1,) if not store.page(document.id, n).text)

    threads = [threading.Thread(target=read_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(10, 20):
        put(store, write_pdf(tmp_path / f"more-{number}.pdf", prose(number)))
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(store.documents()) == 13


DAMAGES = (
    "UPDATE documents SET warnings = '[1,'",
    "UPDATE documents SET unread_pages = 'null'",
    "UPDATE documents SET id = 'Fbcab8dbd459' WHERE key = 2",
    "UPDATE documents SET kind = 'poem'",
    "UPDATE pages SET text = substr(text, 1, 5)",
    "UPDATE pages SET number = number + 40",
    "UPDATE passages SET heading = '{'",
    "UPDATE passages SET sentences = '[0, 9999]'",
    "UPDATE passages SET start = -3",
    "UPDATE passages SET page = page + 40",
    "UPDATE vectors SET data = x'00'",
    "UPDATE meta SET value = 'many' WHERE key = 'generation'",
)


def read_everything(store: Store) -> None:
    store.generation()
    for document in store.documents():
        store.pages(document.id)
    store.passages([row.passage.id for row in store.rows()])
    store.vectors()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_value_is_told_as_damage_by_every_reader(store: Store, damage: str) -> None:
    read_everything(store)
    assert check(store, read_data=True).ok
    with sqlite3.connect(store.folder / "library.db") as connection:
        connection.execute(damage)
    connection.close()
    assert not check(store, read_data=True).ok
    with pytest.raises(LibraryError, match=r"damaged.*library check"):
        read_everything(store)


def test_an_index_card_that_cannot_be_read_counts_as_none(store: Store) -> None:
    card = IndexCard(store.generation(), ENCODER.fingerprint, "g3", {"a": "0" * 64}, {"kind": "exact"})
    store.save_index_card("hybrid", card)
    with sqlite3.connect(store.folder / "library.db") as connection:
        connection.execute("UPDATE index_cards SET files = '{'")
    connection.close()
    assert store.index_card("hybrid") is None


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(LibraryError, match="was closed"):
        store.documents()


def test_only_the_owner_may_read_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Store.open(tmp_path / "library", create=True) as store:
            put(store, write_pdf(tmp_path / "a.pdf", prose(1)))
            found = {path: path.stat().st_mode & 0o777 for path in (store.folder, *store.folder.rglob("*"))}
    finally:
        os.umask(before)
    assert len(found) > 6
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}


def test_the_sidecar_last_applied_is_kept(store: Store) -> None:
    assert json.loads(store.sidecar(store.documents()[0].id)) == {}
    assert store.sidecar("unknown") == "{}"


HALF_MADE = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN")
connection.execute("CREATE TABLE t (x)")
for _ in range(200):
    connection.execute("INSERT INTO t VALUES (?)", ("x" * 1000,))
os._exit(9)
"""


def test_a_creation_that_was_killed_at_its_first_page_is_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir(mode=0o700)
    killed = subprocess.run([sys.executable, "-c", HALF_MADE, str(folder / "library.db")], check=False)
    assert killed.returncode == 9
    assert (folder / "library.db-journal").stat().st_size > 0
    with pytest.raises(LibraryError, match="no library is there"):
        Store.open(folder)
    with Store.open(folder, create=True) as store:
        assert store.documents() == ()
