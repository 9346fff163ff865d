from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.check import check
from corpus.errors import LibraryBusyError
from corpus.store import IndexCard, Store
from tests.corpus.libraries import prose, put, write_pdf

Defect = Callable[[Store], None]


def make(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "library", create=True)
    for number in range(6):
        put(store, write_pdf(tmp_path / f"{number}.pdf", *(prose(10 * number + n, 200) for n in range(4))))
    index = store.index_folder / "dense-1"
    index.mkdir(parents=True)
    (index / "a.faiss").write_bytes(b"index")
    files = {"a.faiss": hashlib.sha256(b"index").hexdigest()}
    store.save_index_card("dense", IndexCard(store.generation(), "hashing-1", "dense-1", files, {}))
    return store


def sql(*statements: str) -> Defect:
    """A defect made by statements on a connection that checks nothing."""

    def spoil(store: Store) -> None:
        connection = sqlite3.connect(store.folder / "library.db")
        with connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    return spoil


def an_original(change: Callable[[Path], None]) -> Defect:
    return lambda store: change(store.original("3.pdf"))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def spoil_pages(store: Store) -> None:
    """Overwrite the middle of the database file, as a failing disk may."""
    connection = sqlite3.connect(store.folder / "library.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path = store.folder / "library.db"
    data = path.read_bytes()
    pages = len(data) // 4096
    for page in range(pages // 3, 2 * pages // 3):
        data = data[: page * 4096] + b"\x55" * 4096 + data[(page + 1) * 4096 :]
    path.write_bytes(data)


STRUCTURE: dict[str, tuple[str, Defect]] = {
    "original gone": ("missing-original", an_original(Path.unlink)),
    "original of nothing": (
        "stray-original",
        lambda store: (store.folder / "originals" / f"{'0' * 64}.pdf").write_text("x") and None,
    ),
    "original half copied": (
        "stray-original",
        lambda store: (store.folder / "originals" / f"{'0' * 64}.pdf.part").write_text("x") and None,
    ),
    "vectors gone": ("missing-vectors", sql("DELETE FROM vectors WHERE document = 2")),
    "vectors of nothing": (
        "database-damaged",
        sql("INSERT INTO vectors SELECT 99, first_row, count, dim, sha256, data FROM vectors LIMIT 1"),
    ),
    "a vector too few": ("vectors-misfit", sql("UPDATE vectors SET count = count - 1 WHERE document = 2")),
    "vectors cut off": (
        "vectors-misfit",
        sql("UPDATE vectors SET data = substr(data, 1, 4) WHERE document = 2"),
    ),
    "vectors of the wrong rows": (
        "vectors-misfit",
        sql("UPDATE vectors SET first_row = 900 WHERE document = 6"),
    ),
    "passage gone": ("vectors-misfit", sql("DELETE FROM passages WHERE row = 2")),
    "passage of no page": ("database-damaged", sql("DELETE FROM pages WHERE document = 2 AND number = 2")),
    "passage off its page": ("passage-off-page", sql('UPDATE passages SET "end" = 99999 WHERE row = 3')),
    "two encoders": (
        "mixed-encoders",
        sql("UPDATE vectors SET dim = 4, data = substr(data, 1, 16 * count) WHERE document = 2"),
    ),
    "encoder unknown": ("unknown-encoder", sql("DELETE FROM meta WHERE key = 'encoder'")),
    "id of another file": ("bad-record", sql("UPDATE documents SET id = 'ffffffffffff' WHERE key = 2")),
    "kind unheard of": ("bad-record", sql("UPDATE documents SET kind = 'novel' WHERE key = 2")),
    "list unreadable": ("bad-record", sql("UPDATE documents SET warnings = '[' WHERE key = 2")),
    "generation lost": ("bad-record", sql("DELETE FROM meta WHERE key = 'generation'")),
    "index file gone": (
        "missing-index-file",
        lambda store: (store.index_folder / "dense-1" / "a.faiss").unlink(),
    ),
    "index card unreadable": ("bad-index-card", sql("UPDATE index_cards SET files = '{'")),
    "index from the future": ("bad-index-card", sql("UPDATE index_cards SET generation = 999")),
    "removal cut short": ("unfinished-removal", sql("INSERT INTO meta VALUES ('to_erase', '1')")),
    "removal that an index does not know": (
        "unfinished-removal",
        sql("INSERT INTO meta VALUES ('erased', '999')"),
    ),
    "open to others": ("open-to-others", lambda store: store.folder.chmod(0o755)),
    "database open to others": (
        "open-to-others",
        lambda store: (store.folder / "library.db").chmod(0o644),
    ),
    "database pages overwritten": ("database-damaged", spoil_pages),
}
DATA: dict[str, tuple[str, Defect]] = {
    "byte of an original": ("changed-original", an_original(flip)),
    "letter of a page": (
        "changed-text",
        sql("UPDATE pages SET text = replace(text, 'w', 'v') WHERE document = 2 AND number = 1"),
    ),
    "printed label": (
        "changed-text",
        sql("UPDATE pages SET label = 'xii' WHERE document = 2 AND number = 1"),
    ),
    "heading of a passage": ("changed-text", sql("UPDATE passages SET heading = '[\"x\"]' WHERE row = 4")),
    "span of a passage": ("changed-text", sql('UPDATE passages SET "end" = "end" - 1 WHERE row = 4')),
    "number of a vector": (
        "changed-vectors",
        sql("UPDATE vectors SET data = CAST(x'0000803f' || substr(data, 5) AS BLOB) WHERE document = 2"),
    ),
    "byte of an index": (
        "changed-index-file",
        lambda store: flip(store.index_folder / "dense-1" / "a.faiss"),
    ),
}


@pytest.mark.parametrize("read_data", [False, True])
def test_a_sound_library_has_no_problem(tmp_path: Path, read_data: bool) -> None:
    with make(tmp_path) as store:
        report = check(store, read_data=read_data)
        assert report.problems == ()
        assert report.ok
        assert (report.documents, report.passages) == (6, len(store.vectors()[0]))
        with store.writer() as writer:
            writer.remove(store.document("2.pdf").id)
            writer.correct(store.document("3.pdf").id, title="Another")
        put(store, tmp_path / "2.pdf")
        assert check(store, read_data=read_data).ok


@pytest.mark.parametrize("read_data", [False, True])
@pytest.mark.parametrize("name", STRUCTURE)
def test_a_defect_of_the_structure_is_found(tmp_path: Path, name: str, read_data: bool) -> None:
    kind, spoil = STRUCTURE[name]
    with make(tmp_path) as store:
        spoil(store)
        problems = check(store, read_data=read_data).problems
        assert kind in {problem.kind for problem in problems}, problems
        assert all(problem.what and problem.remedy for problem in problems)


@pytest.mark.parametrize("name", DATA)
def test_a_changed_byte_is_found_by_reading_the_data(tmp_path: Path, name: str) -> None:
    kind, spoil = DATA[name]
    with make(tmp_path) as store:
        spoil(store)
        assert check(store).ok
        assert [problem.kind for problem in check(store, read_data=True).problems] == [kind]


def test_vectors_that_are_not_finite_are_found(tmp_path: Path) -> None:
    with make(tmp_path) as store:
        first = store.documents()[0].id
        count = sum(row.passage.document_id == first for row in store.rows())
        data = np.full((count, 8), np.nan, "<f4").tobytes()
        connection = sqlite3.connect(store.folder / "library.db")
        with connection:
            values = (data, hashlib.sha256(data).hexdigest())
            connection.execute("UPDATE vectors SET data = ?, sha256 = ? WHERE document = 1", values)
        connection.close()
        problems = check(store, read_data=True).problems
        assert [problem.kind for problem in problems] == ["changed-vectors"]


def test_a_check_waits_for_the_writer_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.check.WAIT_S", 0.05)
    with make(tmp_path) as store:
        with store.writer(), pytest.raises(LibraryBusyError):
            check(store)
        before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
        check(store, read_data=True)
        after = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
        unsettled = {"library.db-shm"}  # readers keep their marks there
        assert {p: d for p, d in before.items() if p.name not in unsettled} == {
            p: d for p, d in after.items() if p.name not in unsettled
        }
