from __future__ import annotations

import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.check import check
from corpus.errors import LibraryBusyError, LibraryError, UnknownDocumentError
from corpus.store import IndexCard, Store
from tests.corpus.libraries import prose, put, write_pdf

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import os, sys
from pathlib import Path
from corpus.store import IndexCard, Store
with Store.open(Path(sys.argv[1])).writer():
    os.write(1, b"held\\n")
    os.read(0, 1)
"""
INGEST = """
import sys
from pathlib import Path
from corpus.store import IndexCard, Store
from tests.corpus.libraries import put
report = put(Store.open(Path(sys.argv[1]), create=True), *map(Path, sys.argv[2:]))
print(report.documents, report.skipped, len(report.failed))
"""


def start(code: str, *arguments: object, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True, preexec_fn=limit
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "library", create=True) as store:
        yield store


def bytes_of(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_second_writer_fails_with_the_pid_of_the_first(store: Store) -> None:
    with start(HOLD, store.folder) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(LibraryBusyError, match=rf"process {holder.pid} is writing"),
            store.writer(wait_s=0.1),
        ):
            pass
        holder.communicate("x")


def test_a_second_writer_waits_for_the_first(store: Store) -> None:
    with start(HOLD, store.folder) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        holder.communicate("x")
        with store.writer(wait_s=10):
            pass


def test_the_lock_of_a_killed_writer_is_free(store: Store) -> None:
    with start(HOLD, store.folder) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with store.writer(wait_s=0):
            pass


def test_threads_of_one_process_write_in_turn(store: Store) -> None:
    with (
        store.writer(),
        pytest.raises(LibraryBusyError, match=f"process {os.getpid()}"),
        store.writer(wait_s=0.05),
    ):
        pass


def test_two_processes_that_ingest_at_once_store_each_file_once(tmp_path: Path) -> None:
    paths = [write_pdf(tmp_path / f"{number}.pdf", prose(number)) for number in range(4)]
    added = []
    for number in range(8):
        library = tmp_path / f"library-{number}"
        both = [start(INGEST, library, *paths), start(INGEST, library, *paths[::-1])]
        said = [process.communicate(timeout=60) for process in both]
        counts = [tuple(map(int, out.split())) for out, _ in said if out]
        assert len(counts) == 2, said
        assert [sum(column) for column in zip(*counts, strict=True)] == [4, 4, 0]
        with Store.open(library) as store:
            assert len(store.documents()) == 4
            assert not check(store, read_data=True).problems
        added.append(counts[0][0])
    assert len(added) == 8


@pytest.mark.soak
def test_a_hundred_overlapped_runs(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / str(number)).mkdir()
        test_two_processes_that_ingest_at_once_store_each_file_once(tmp_path / str(number))


def test_nothing_of_a_removed_document_is_left_in_the_folder(store: Store, tmp_path: Path) -> None:
    """Documents of many sizes come and go; afterwards no word of those that went is in any byte."""
    chance = random.Random(1)
    inside: dict[int, str] = {}
    gone: set[str] = set()
    for number in range(60):
        texts = [
            prose(1000 * number + n, chance.choice([5, 40, 300])) for n in range(chance.choice([1, 2, 9]))
        ]
        title = f"Title{number}of{chance.getrandbits(40):x}"
        path = write_pdf(tmp_path / f"file-{chance.getrandbits(60):x}.pdf", *texts)
        put(store, path, overrides={"title": title})
        inside[number] = " ".join([*texts, title, path.stem])
        if chance.random() < 0.6:
            number = chance.choice(list(inside))
            words = inside.pop(number)
            gone.update(re.findall(r"\w{6,}|file-\w+", words))
            with store.writer() as writer:
                writer.remove(store.document(words.split()[-1] + ".pdf").id)
    data = bytes_of(store.folder).lower()
    assert len(gone) > 500
    assert [word for word in gone if word.lower().encode() in data] == []
    kept = {word for words in inside.values() for word in re.findall(r"\w{6,}", words)}
    assert all(word.lower().encode() in data for word in kept)


def test_a_removal_takes_the_original_and_the_indexes(store: Store, tmp_path: Path) -> None:
    put(store, write_pdf(tmp_path / "a.pdf", prose(1)), write_pdf(tmp_path / "b.pdf", prose(2)))
    (store.index_folder / "lexical").mkdir(parents=True)
    (store.index_folder / "lexical" / "terms").write_text(prose(1))
    original = store.original("a.pdf")
    with store.writer() as writer:
        writer.remove(store.document("a.pdf").id)
    assert not original.exists()
    assert not store.index_folder.exists()
    assert store.original("b.pdf").exists()


def test_a_removal_can_leave_the_indexes_to_who_takes_the_words_out(store: Store, tmp_path: Path) -> None:
    put(store, write_pdf(tmp_path / "a.pdf", prose(1)), write_pdf(tmp_path / "b.pdf", prose(2)))
    (store.index_folder / "g2").mkdir(parents=True)
    (store.index_folder / "g2" / "terms").write_text(prose(1))
    store.save_index_card("hybrid", IndexCard(store.generation(), "e", "g2", {"terms": "0" * 64}, {}))
    with store.writer() as writer:
        writer.remove(store.document("a.pdf").id, keep_index=True)
    assert (store.index_folder / "g2" / "terms").exists()
    assert [problem.kind for problem in check(store).problems] == ["unfinished-removal"]
    store.save_index_card("hybrid", IndexCard(store.generation(), "e", "g2", {"terms": "0" * 64}, {}))
    assert check(store).ok


def test_a_removal_that_a_reader_delays_is_finished_by_the_next_writer(store: Store, tmp_path: Path) -> None:
    put(store, write_pdf(tmp_path / "a.pdf", prose(1)), write_pdf(tmp_path / "b.pdf", prose(2)))
    word = prose(1).split()[3].encode()
    with store.connection() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM pages").fetchone()
        with store.writer() as writer:
            writer.remove(store.document("a.pdf").id)
        assert [problem.kind for problem in check(store).problems] == ["unfinished-removal"]
        reader.execute("ROLLBACK")
    with store.writer():
        pass
    assert word not in bytes_of(store.folder)
    assert not check(store).problems


def test_removing_what_is_not_there_is_an_error(store: Store) -> None:
    with store.writer() as writer, pytest.raises(UnknownDocumentError, match="library list"):
        writer.remove("0" * 12)


def test_half_copied_originals_go_when_the_next_process_writes(store: Store, tmp_path: Path) -> None:
    put(store, write_pdf(tmp_path / "a.pdf", prose(1)))
    home = store.folder / "originals"
    (home / f"{'0' * 64}.pdf").write_text("never committed")
    (home / f"{'1' * 64}.pdf.part").write_text("half")
    (home / "notes.txt").write_text("somebody's own")
    with Store.open(store.folder) as again, again.writer():
        pass
    assert sorted(path.name for path in home.iterdir()) == sorted([store.original("a.pdf").name, "notes.txt"])


def fill(library: Path, pdfs: Path) -> str:
    """Ingest in a process whose files may not grow beyond 300 kB, as on a full disk; gives what it says."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    code = INGEST.replace("report = put", "from corpus.errors import LibraryError\ntry: report = put")
    code = code.replace("print(", "except LibraryError as error: print(error)\nelse: print(")
    with start(code, library, pdfs, limit=limit) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out


def test_no_space_left_is_said_and_costs_nothing_stored(tmp_path: Path) -> None:
    pdfs = tmp_path / "pdfs"
    pdfs.mkdir()
    for number in range(12):
        write_pdf(pdfs / f"{number:02}.pdf", *(prose(100 * number + n, 300) for n in range(12)))
    said = fill(tmp_path / "library", pdfs)
    assert "Check the disk" in said or "no space is left" in said
    with Store.open(tmp_path / "library") as store:
        stored = store.documents()
        assert 0 < len(stored) < 12
        assert {problem.kind for problem in check(store, read_data=True).problems} <= {"stray-original"}
        report = put(store, pdfs)
        assert (report.documents, report.skipped) == (12 - len(stored), len(stored))
        assert not check(store, read_data=True).problems


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_said_and_works_again_when_there_is_space(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        pdfs = tmp_path / "pdfs"
        pdfs.mkdir()
        for number in range(30):
            write_pdf(pdfs / f"{number:02}.pdf", *(prose(100 * number + n, 300) for n in range(12)))
        with Store.open(disk / "library", create=True) as store:
            with pytest.raises(LibraryError, match=r"no space is left on the disk.*Free some space"):
                put(store, pdfs)
            stored = store.documents()
            assert 0 < len(stored) < 30
            assert {problem.kind for problem in check(store, read_data=True).problems} <= {"stray-original"}
            subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
            assert put(store, pdfs).skipped == len(stored)
            assert not check(store, read_data=True).problems
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_an_original_that_changed_meanwhile_is_not_stored(store: Store, tmp_path: Path) -> None:
    from tests.corpus.libraries import read_fake

    path = write_pdf(tmp_path / "a.pdf", prose(1))

    def read_then_change(path: Path, **options: object) -> object:
        read = read_fake(path)
        path.write_bytes(path.read_bytes() + b" ")
        return read

    report = put(store, path, read=read_then_change)  # type: ignore[arg-type]
    assert [failure.reason for failure in report.failed] == ["the file changed while it was read"]
    assert store.documents() == ()
    assert not check(store).problems


def test_a_writer_is_quick_to_come_and_go(store: Store) -> None:
    began = time.perf_counter()
    for _ in range(20):
        with store.writer():
            pass
    assert time.perf_counter() - began < 5
