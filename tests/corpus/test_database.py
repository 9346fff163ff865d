from __future__ import annotations

import ast
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import database
from corpus.errors import LibraryError
from corpus.store import Store

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("agents", "corpus", "finetune", "retrieval", "ui")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Store.open(tmp_path / "library", create=True).close()
    return tmp_path / "library"


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_every_writing_connection_is_safe(folder: Path) -> None:
    connection = database.writing(folder)
    names = ("synchronous", "foreign_keys", "journal_mode", "secure_delete", "trusted_schema", "temp_store")
    assert [pragma(connection, name) for name in names] == [2, 1, "wal", 1, 0, 2]
    assert connection.execute("PRAGMA mmap_size").fetchone() in (None, (0,))
    connection.close()


def test_a_reading_connection_cannot_write(folder: Path) -> None:
    connection = database.reading(folder)
    with pytest.raises(LibraryError, match="may not be written"), database.translated(folder):
        connection.execute("DELETE FROM meta")
    connection.close()


def test_connections_come_from_one_function() -> None:
    """``_connect`` alone opens one, ``writing`` and ``reading`` alone call it, nobody else knows SQLite."""
    openers: set[tuple[str, str]] = set()
    for path in (p for package in PACKAGES for p in (ROOT / package).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for call in ast.walk(function):
                    name = ast.unparse(call.func) if isinstance(call, ast.Call) else ""
                    if name in ("_connect", "sqlite3.connect", "sqlite3.Connection"):
                        openers.add((str(path.relative_to(ROOT)), function.name))
        if path.name != "database.py":
            words = path.read_text("utf-8")
            assert "import sqlite3" not in words
            assert "from sqlite3" not in words
    home = "corpus/database.py"
    assert openers == {(home, "_connect"), (home, "writing"), (home, "reading")}


def test_a_failed_transaction_leaves_nothing(folder: Path) -> None:
    connection = database.writing(folder)

    def interrupted() -> None:
        with database.transaction(connection):
            connection.execute("INSERT INTO meta VALUES ('half', 'done')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert connection.execute("SELECT * FROM meta WHERE key = 'half'").fetchone() is None
    connection.close()


def test_the_version_of_sqlite_is_known() -> None:
    assert database.sqlite_version() == sqlite3.sqlite_version_info


def test_no_library_there(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no library is there.*globalbrain ingest"):
        Store.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    before = tmp_path.stat().st_mode
    for create in (False, True):
        with pytest.raises(LibraryError, match=r"other things \(letter.txt\)|no library is there"):
            Store.open(tmp_path, create=create)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert tmp_path.stat().st_mode == before


@pytest.mark.parametrize("create", [False, True])
def test_a_file_is_not_a_library(tmp_path: Path, create: bool) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(LibraryError, match=r"is a file, not a folder.*--library"):
        Store.open(tmp_path / "file", create=create)
    with pytest.raises(LibraryError):
        Store.open(tmp_path / "file" / "below", create=create)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 50, b"short"])
def test_a_library_db_that_is_no_database(tmp_path: Path, content: bytes, create: bool) -> None:
    (tmp_path / "library.db").write_bytes(content)
    with pytest.raises(LibraryError, match=r"library.db is not a database.*--library"):
        Store.open(tmp_path, create=create)
    assert (tmp_path / "library.db").read_bytes() == content


def test_a_database_of_another_program(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "library.db")
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    with pytest.raises(LibraryError, match="made by another program"):
        Store.open(tmp_path, create=True)


def test_a_library_of_a_newer_version(folder: Path) -> None:
    connection = sqlite3.connect(folder / "library.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match=r"newer version \(schema 99; this version knows 1\).*upgrade"):
        Store.open(folder)


def test_a_cut_off_database_is_damaged(folder: Path) -> None:
    path = folder / "library.db"
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 8192)
    for leftover in ("library.db-wal", "library.db-shm"):
        (folder / leftover).unlink(missing_ok=True)
    with pytest.raises(LibraryError, match=r"damaged.*library check"), Store.open(folder) as store:
        store.documents()


def test_an_interrupted_creation_is_finished_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.db").touch()
    with pytest.raises(LibraryError, match="no library is there"):
        Store.open(tmp_path / "library")
    with Store.open(tmp_path / "library", create=True) as store:
        assert store.documents() == ()


def test_two_processes_may_create_the_same_library(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from corpus.store import Store\n"
        "Store.open(Path(sys.argv[1]), create=True)"
    )
    for number in range(3):
        command = [sys.executable, "-c", code, str(tmp_path / f"library-{number}")]
        both = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
        assert [process.wait() for process in both] == [0, 0]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_a_library_of_another_user_is_an_error(tmp_path: Path) -> None:
    Store.open(tmp_path / "library", create=True).close()
    code = (
        "import os, sys; from pathlib import Path; from corpus.store import Store; os.setuid(65534)\n"
        "from corpus.errors import LibraryError\n"
        "try: Store.open(Path(sys.argv[1]), create=True)\n"
        "except LibraryError as error: print(error)"
    )
    for name in ("library", "library/new", "new"):
        tmp_path.chmod(0o755)
        command = [sys.executable, "-c", code, str(tmp_path / name)]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert "right to" in said.stdout, said
