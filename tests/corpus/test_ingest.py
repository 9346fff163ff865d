from __future__ import annotations

import hashlib
import os
import random
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import LibraryError, ManifestError, UnreadablePdfError
from corpus.ingest import FileDone, IngestReport, Progress, Started, ingest, reembed
from corpus.ingest_files import find_pdfs
from corpus.ingest_progress import Meter
from corpus.pdf import LIMITS, ReadPdf
from corpus.store import Store
from tests.corpus.libraries import ENCODER, HashingEncoder, prose, put, read_fake, write_pdf


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "library", create=True) as store:
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pdfs").mkdir()
    return tmp_path / "pdfs"


def outcomes(store: Store, *paths: Path, **options: Any) -> dict[str, FileDone]:
    events = ingest(store, paths, ENCODER, read=read_fake, **options)
    return {event.file: event for event in events if isinstance(event, FileDone)}


def test_the_events_come_in_order_and_the_report_adds_up(store: Store, folder: Path) -> None:
    write_pdf(folder / "a.pdf", prose(1), prose(2))
    write_pdf(folder / "b.pdf", prose(3), "", prose(4))
    first, *between, report = ingest(store, [folder], ENCODER, read=read_fake)
    assert first == Started(2)
    assert isinstance(report, IngestReport)
    assert {type(event) for event in between} == {FileDone, Progress}
    done = [event for event in between if isinstance(event, FileDone)]
    assert {event.outcome for event in done} == {"added"}
    assert [event.document_id for event in done] == [document.id for document in store.documents()]
    assert (report.documents, report.pages, report.unread_pages) == (2, 5, 1)
    assert report.passages == sum(event.passages for event in done) == len(store.vectors()[0])
    assert (report.skipped, report.failed, report.updated) == (0, (), 0)
    last = [event for event in between if isinstance(event, Progress)][-1]
    assert (last.pages_done, last.pages_total, last.seconds_left) == (5, 5, 0.0)


def test_progress_never_falls_back_and_never_passes_the_total(store: Store, folder: Path) -> None:
    write_pdf(folder / "long.pdf", *(prose(page, 2000) for page in range(20)))
    for number in range(5):
        write_pdf(folder / f"{number}.pdf", *(prose(100 * number + page) for page in range(number % 4 + 1)))
    events = ingest(store, [folder], ENCODER, read=read_fake, jobs=3)
    seen = [event for event in events if isinstance(event, Progress)]
    assert [p.pages_done for p in seen] == sorted(p.pages_done for p in seen)
    assert all(0 <= p.pages_done <= p.pages_total for p in seen)
    assert len(seen) > 6  # more than one a file: the long one gives signs of life


def test_a_meter_knows_rate_and_time_left() -> None:
    times = iter([0.0, 0.0, 10.0, 20.0])
    meter = Meter({Path("a"): 1000, Path("b"): 3000}, lambda: next(times))
    assert meter.progress() == Progress(0, 0, None, None)
    meter.read(Path("a"), 5)
    meter.done(5)
    assert meter.progress() == Progress(5, 20, 0.5, 30.0)
    meter.read(Path("b"), 0)
    assert meter.progress() == Progress(5, 5, 0.25, 0.0)


def test_the_same_again_is_skipped_by_its_bytes(store: Store, folder: Path) -> None:
    put(store, write_pdf(folder / "a.pdf", prose(1)))
    (folder / "a.pdf").rename(folder / "renamed.pdf")
    before = store.generation()
    done = outcomes(store, folder)["renamed.pdf"]
    assert (done.outcome, done.reason) == ("skipped", f"already ingested as #{store.documents()[0].id}")
    assert store.generation() == before


def test_the_same_bytes_twice_in_one_run_are_one_document(store: Store, folder: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        write_pdf(folder / name, prose(1))
    report = put(store, folder, folder / "a.pdf")
    assert (report.documents, report.skipped, len(store.documents())) == (1, 2, 1)


def test_the_twin_of_a_failed_file_fails_too(store: Store, folder: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"%PDF-1.4\n broken")
    assert {done.outcome for done in outcomes(store, folder).values()} == {"failed"}


def test_fifty_races_for_the_same_bytes_store_one_document(tmp_path: Path) -> None:
    with Store.open(tmp_path / "library", create=True) as store:
        for number in range(50):
            path = write_pdf(tmp_path / f"{number}.pdf", f"Race {number}.")
            start = threading.Barrier(2)
            said: list[tuple[int, int]] = []

            def race(path: Path = path, start: threading.Barrier = start, said: Any = said) -> None:
                start.wait()
                report = put(store, path, jobs=1)
                said.append((report.documents, report.skipped))

            threads = [threading.Thread(target=race) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(said) == [(0, 1), (1, 0)]
        assert len(store.documents()) == 50


def test_bad_files_do_not_keep_the_others_out(store: Store, folder: Path) -> None:
    for number in range(100):
        write_pdf(folder / f"{number:02}.pdf", f"Report {number}.")
    bad = random.Random(1).sample(range(100), 10)
    for number in bad:
        (folder / f"{number:02}.pdf").write_bytes(b"%PDF-1.4\n{" if number % 2 else b"")
    report = put(store, folder)
    assert (report.documents, report.skipped, len(report.failed)) == (90, 0, 10)
    assert {failure.file for failure in report.failed} == {f"{number:02}.pdf" for number in bad}
    assert {failure.reason for failure in report.failed} == {"it is damaged", "the file is empty"}
    assert all(failure.remedy for failure in report.failed)
    again = put(store, folder)
    assert (again.documents, again.skipped, len(again.failed)) == (0, 90, 10)


def test_closing_the_iterator_leaves_whole_documents_and_the_next_run_goes_on(
    store: Store, folder: Path
) -> None:
    for number in range(20):
        write_pdf(folder / f"{number:02}.pdf", prose(number, 3000))
    events = ingest(store, [folder], ENCODER, read=read_fake, jobs=2)
    heard = 0
    for event in events:
        heard += isinstance(event, FileDone)
        if heard == 5:
            break
    events.close()  # type: ignore[attr-defined]
    assert len(store.documents()) == 5
    assert len(list(store.rows())) == len(store.vectors()[0])
    report = put(store, folder)
    assert (report.documents, report.skipped) == (15, 5)


def test_an_interrupt_while_embedding_leaves_nothing_half(store: Store, folder: Path) -> None:
    class Interrupted(HashingEncoder):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            raise KeyboardInterrupt

    write_pdf(folder / "a.pdf", prose(1))
    with pytest.raises(KeyboardInterrupt):
        list(ingest(store, [folder], Interrupted(), read=read_fake))
    assert (store.documents(), store.generation(), store.encoder()) == ((), 0, None)


def test_a_document_without_passages_goes_in(store: Store, folder: Path) -> None:
    write_pdf(folder / "a.pdf", "", page_count=3)
    assert put(store, folder).unread_pages == 3
    assert store.vectors()[0].shape == (0,)


def test_a_file_over_the_size_limit_fails_unread(store: Store, folder: Path) -> None:
    write_pdf(folder / "a.pdf", prose(1))
    report = put(store, folder, limits=replace(LIMITS, max_bytes=100))
    assert "larger than" in report.failed[0].reason


def test_too_many_passages_fail(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.ingest.MAX_PASSAGES", 1)
    write_pdf(folder / "a.pdf", prose(1, 3000), prose(2, 3000))
    (failure,) = put(store, folder).failed
    assert "more than 1" in failure.reason
    assert store.documents() == ()


def test_another_encoder_is_refused_before_anything_is_read(store: Store, folder: Path) -> None:
    put(store, write_pdf(folder / "a.pdf", prose(1)))
    other = HashingEncoder(name="other/onnx", fingerprint="hashing-2")
    with pytest.raises(LibraryError, match="library rebuild --encoder other"):
        ingest(store, [folder], other, read=read_fake)


def test_a_library_is_embedded_again_by_another_encoder(store: Store, folder: Path) -> None:
    for number in range(3):
        write_pdf(folder / f"{number}.pdf", prose(number, 2000))
    put(store, folder)
    other = HashingEncoder(fingerprint="hashing-2", dim=6)
    events = list(reembed(store, other))
    assert isinstance(events[-1], Progress)
    assert events[-1].pages_done == events[-1].pages_total == 3
    texts = [row.passage.text for row in store.rows()]
    assert store.encoder() == "hashing-2"
    assert np.array_equal(store.vectors()[1], other.embed(texts))


# Metadata


def test_a_manifest_and_the_command_line_correct_what_the_file_says(store: Store, folder: Path) -> None:
    write_pdf(folder / "a.pdf", prose(1))
    (folder / "manifest.csv").write_text("file,title,country,year\na.pdf,Plan,Kenya,2020\n")
    put(store, folder, overrides={"year": "2021", "kind": "ndc"})
    (document,) = store.documents()
    assert (document.title, document.country, document.year, document.kind) == ("Plan", "KEN", 2021, "ndc")


def test_a_bad_manifest_line_is_reported_and_the_pdfs_go_in(store: Store, folder: Path) -> None:
    write_pdf(folder / "a.pdf", prose(1))
    (folder / "manifest.csv").write_text("file,title,year\na.pdf,Plan,soon\n")
    report = put(store, folder)
    assert report.documents == 1
    (error,) = report.manifest_errors
    assert (error.file, "year: 'soon'" in error.reason) == ("manifest.csv line 2", True)
    assert store.documents()[0].title == "Plan"


def test_a_changed_manifest_updates_a_skipped_document_and_a_correction_by_hand_stays(
    store: Store, folder: Path
) -> None:
    write_pdf(folder / "a.pdf", prose(1))
    (folder / "manifest.csv").write_text("file,title,country\na.pdf,Plan,Kenya\n")
    put(store, folder)
    with store.writer() as writer:
        writer.correct(store.documents()[0].id, title="By hand")
    assert outcomes(store, folder)["a.pdf"].outcome == "skipped"
    (folder / "manifest.csv").write_text("file,title,country\na.pdf,Plan,Malawi\n")
    done = outcomes(store, folder)["a.pdf"]
    assert (done.outcome, done.reason) == ("updated", "country updated")
    assert (store.documents()[0].title, store.documents()[0].country) == ("By hand", "MWI")
    assert outcomes(store, folder)["a.pdf"].outcome == "skipped"
    report = put(store, folder, overrides={"title": "New"})
    assert (report.updated, store.documents()[0].title) == (1, "New")


def test_a_bad_override_is_an_error_before_anything_is_read(store: Store, folder: Path) -> None:
    with pytest.raises(ManifestError, match=r"command line.*year"):
        ingest(store, [folder], ENCODER, overrides={"year": "soon"}, read=read_fake)


def test_a_skipped_file_says_how_its_unread_pages_get_their_ocr(store: Store, folder: Path) -> None:
    write_pdf(folder / "a.pdf", prose(1), "")
    write_pdf(folder / "b.pdf", prose(2))
    outcomes(store, folder)
    assert "OCR" not in (outcomes(store, folder)["a.pdf"].reason or "")
    again = outcomes(store, folder, ocr=True)
    assert "OCR to try its 1 pages without text, remove it" in (again["a.pdf"].reason or "")
    assert "OCR" not in (again["b.pdf"].reason or "")


# Files


def test_a_folder_is_searched_by_content_and_the_rest_is_counted(folder: Path) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    pdfs = [
        write_pdf(folder / "a.pdf", "A."),
        write_pdf(folder / "deep" / "no-extension", "B."),
        write_pdf(folder / "deep" / "er" / "C.PDF", "C."),
    ]
    (folder / "notes.txt").write_text("notes")
    (folder / "deep" / "empty.txt").touch()
    (folder / "._a.pdf").write_bytes(b"\x00\x05\x16\x07attributes of a.pdf, left by macOS")
    found = find_pdfs([folder])
    assert {path for path, _ in found.files} == set(pdfs)
    assert (found.ignored, found.failures) == (3, ())


def test_a_tilde_in_a_name_is_a_tilde(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    draft = write_pdf(folder / "~draft.pdf", "A.")
    assert [path for path, _ in find_pdfs([Path("~draft.pdf")]).files] == [draft]


def test_a_path_named_twice_is_read_once(folder: Path) -> None:
    path = write_pdf(folder / "a.pdf", "A.")
    assert len(find_pdfs([path, folder, folder / "." / "a.pdf"]).files) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing.pdf", "no such file"), ("notes.txt", "it is not a PDF"), ("empty.pdf", "the file is empty")],
)
def test_a_named_file_must_be_a_pdf(folder: Path, name: str, reason: str) -> None:
    (folder / "notes.txt").write_text("notes")
    (folder / "empty.pdf").touch()
    (failure,) = find_pdfs([folder / name]).failures
    assert failure.file == name
    assert reason in failure.reason
    assert failure.remedy


def test_links_pipes_and_devices_of_a_folder_are_not_read(folder: Path, tmp_path: Path) -> None:
    secret = write_pdf(tmp_path / "secret.pdf", "Secret.")
    (folder / "link.pdf").symlink_to(secret)
    (folder / "out").symlink_to(tmp_path, target_is_directory=True)
    (folder / "dangling.pdf").symlink_to(tmp_path / "nothing")
    os.mkfifo(folder / "pipe")
    found = find_pdfs([folder])
    assert found.files == ()
    assert found.ignored == 3
    os.mkfifo(folder / "named.pdf")
    assert "not a regular file" in find_pdfs([folder / "named.pdf"]).failures[0].reason
    assert find_pdfs([folder / "link.pdf"]).files[0][0] == secret  # named by the user, so meant


def test_the_library_itself_is_not_entered(store: Store, tmp_path: Path) -> None:
    put(store, write_pdf(tmp_path / "a.pdf", prose(1)))
    report = put(store, tmp_path)
    assert (report.documents, report.skipped) == (0, 1)


@pytest.mark.skipif(os.getuid() == 0 and not hasattr(os, "seteuid"), reason="root may read everything")
def test_what_may_not_be_read_is_a_failure(tmp_path: Path, folder: Path) -> None:
    write_pdf(folder / "a.pdf", "A.").chmod(0)
    (folder / "closed").mkdir(mode=0)
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent != Path("/tmp") and "pytest" in parent.name:
            parent.chmod(0o755)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        found = find_pdfs([folder])
    finally:
        os.seteuid(before)
    assert {failure.file for failure in found.failures} == {"a.pdf", "closed"}
    assert {failure.reason for failure in found.failures} == {"it may not be read"}


def test_hostile_names_stay_names(store: Store, folder: Path) -> None:
    names = [
        "-rf.pdf",
        "%2e%2e.pdf",
        "<img onerror>.pdf",
        "=cmd.pdf",
        "a\nb.pdf",
        "x\u202efdp.exe",
        "CON",
        "é😀.pdf",
    ]
    for number, name in enumerate(names):
        write_pdf(folder / name, f"Number {number}.")
    (folder / os.fsdecode(b"bad\xff.pdf")).write_bytes((folder / "CON").read_bytes() + b" ")
    report = put(store, folder)
    assert report.documents == len(names) + 1
    kept = {path.name for path in (store.folder / "originals").iterdir()}
    assert kept == {f"{document.sha256}.pdf" for document in store.documents()}


def test_a_reader_that_reads_in_parallel_is_used_in_parallel(store: Store, folder: Path) -> None:
    for number in range(3):
        write_pdf(folder / f"{number}.pdf", prose(number))
    together = threading.Barrier(3, timeout=30)

    def read(path: Path, **options: Any) -> ReadPdf:
        together.wait()
        return read_fake(path, **options)

    assert put(store, folder, jobs=3, read=read).documents == 3


def test_an_unreadable_file_keeps_its_reason_and_remedy(store: Store, folder: Path) -> None:
    def read(path: Path, **options: Any) -> ReadPdf:
        raise UnreadablePdfError(path.name, "it needs a password", "Save it without one")

    path = write_pdf(folder / "a.pdf", prose(1))
    (failure,) = put(store, path, read=read).failed
    assert (failure.file, failure.reason, failure.remedy) == (
        "a.pdf",
        "it needs a password",
        "Save it without one",
    )
    done = [e for e in ingest(store, [path], ENCODER, read=read) if isinstance(e, FileDone)]
    assert done[0].reason == "it needs a password. Save it without one"
    assert hashlib.sha256(path.read_bytes()).hexdigest() not in {d.sha256 for d in store.documents()}
