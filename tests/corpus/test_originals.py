"""A public original is fetched whole over https, or refused with a reason."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.starter.originals import TABLE, Reply, originals, over_http, pull

PDF = b"%PDF-1.7\n" + b"x" * 5000 + b"\n%%EOF\n"
NAME = "ipcc-srccl-spm"
ADDRESS = next(original.url for original in originals() if original.name == NAME)


@dataclass
class Answer:
    status: int = 200
    body: bytes = PDF
    location: str | None = None
    length: int | None = None

    def blocks(self) -> Iterator[bytes]:
        for start in range(0, len(self.body), 1000):
            yield self.body[start : start + 1000]


@dataclass
class Web:
    """A web of answers by address, which remembers what was asked for."""

    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def __call__(self, url: str) -> Iterator[Reply]:
        self.asked.append(url)
        yield self.answers[url]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_the_table_lists_public_addresses_of_publishers() -> None:
    listed = originals()
    assert len(listed) >= 20
    assert len({original.name for original in listed}) == len(listed)
    for original in listed:
        assert original.url.startswith("https://")
        assert " " not in original.url
        assert 1990 <= original.year <= 2030
        assert original.title
        assert original.publisher


def test_a_file_arrives_whole_and_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    web = Web({ADDRESS: Answer(length=len(PDF))})
    path = pull(NAME, tmp_path / "new", fetch=web, progress=lambda done, size: told.append((done, size)))
    assert path == tmp_path / "new" / f"{NAME}.pdf"
    assert path.read_bytes() == PDF
    assert told[-1] == (len(PDF), len(PDF))
    assert left(path.parent) == [path.name]


def test_a_redirect_to_https_is_followed(tmp_path: Path) -> None:
    web = Web({ADDRESS: Answer(302, b"", "/other.pdf"), "https://www.ipcc.ch/other.pdf": Answer()})
    assert pull(NAME, tmp_path, fetch=web).read_bytes() == PDF
    assert web.asked == [ADDRESS, "https://www.ipcc.ch/other.pdf"]


@pytest.mark.parametrize("target", ["http://www.ipcc.ch/x.pdf", "file:///etc/passwd", "ftp://x/y"])
def test_a_redirect_elsewhere_is_refused_before_it_is_opened(tmp_path: Path, target: str) -> None:
    web = Web({ADDRESS: Answer(301, b"", target)})
    with pytest.raises(CorpusError, match="is not an https address"):
        pull(NAME, tmp_path, fetch=web)
    assert web.asked == [ADDRESS]
    assert left(tmp_path) == []


def test_redirects_in_a_circle_end(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="more than 5 redirects"):
        pull(NAME, tmp_path, fetch=Web({ADDRESS: Answer(302, b"", ADDRESS)}))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(404, b"gone"), "the server answered 404"),
        (Answer(302, b""), "the server answered 302"),
        (Answer(body=b"<html>Please sign in</html>" * 100), "not a PDF"),
        (Answer(body=b""), "not a PDF"),
        (Answer(body=b"short"), "not a PDF"),
        (Answer(length=10**12), "larger than"),
        (Answer(body=b"%PDF-1.4" + b"x" * 3_000_000, length=5), "larger than 2 MB"),
    ],
)
def test_a_bad_answer_leaves_nothing_behind(tmp_path: Path, answer: Answer, reason: str) -> None:
    with pytest.raises(CorpusError, match=reason):
        pull(NAME, tmp_path, fetch=Web({ADDRESS: answer}), most_bytes=2 * 2**20)
    assert left(tmp_path) == []


def test_a_broken_download_keeps_the_file_that_was_there(tmp_path: Path) -> None:
    pull(NAME, tmp_path, fetch=Web({ADDRESS: Answer()}))
    with pytest.raises(CorpusError, match="not a PDF"):
        pull(NAME, tmp_path, fetch=Web({ADDRESS: Answer(body=b"error page")}))
    assert (tmp_path / f"{NAME}.pdf").read_bytes() == PDF


def test_an_unknown_name_is_answered_with_close_ones(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"Close names: ipcc-srccl-spm"):
        pull("ipcc-srcl-spm", tmp_path, fetch=Web({}))
    with pytest.raises(CorpusError, match=r"Known names: ipcc-ar6-synthesis-spm"):
        pull("\x1b[31m§§§", tmp_path, fetch=Web({}))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    with pytest.raises(CorpusError, match="cannot write"):
        pull(NAME, blocked, fetch=Web({ADDRESS: Answer()}))


class Page(http.server.BaseHTTPRequestHandler):
    """Answers /real.pdf with a PDF and /moved with a redirect; the rest is absent."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "https://example.org/x.pdf")
            self.end_headers()
            return
        self.send_response(200 if self.path == "/real.pdf" else 404)
        self.send_header("Content-Length", str(len(PDF)))
        self.end_headers()
        self.wfile.write(PDF)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def loopback() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_real_client_reads_a_body_and_follows_nothing_by_itself(loopback: str) -> None:
    with over_http(f"{loopback}/real.pdf") as reply:
        assert (reply.status, reply.length, b"".join(reply.blocks())) == (200, len(PDF), PDF)
    with over_http(f"{loopback}/moved") as reply:
        assert (reply.status, reply.location) == (302, "https://example.org/x.pdf")


def test_no_network_is_said_plainly(tmp_path: Path) -> None:
    table = tmp_path / "originals.csv"
    rows = TABLE.read_text("utf-8").splitlines()[:1]
    table.write_text("\n".join([*rows, "here,A,B,2020,https://127.0.0.1:9/x.pdf"]) + "\n", "utf-8")
    with pytest.raises(CorpusError, match=r"127\.0\.0\.1: no connection \(Connect"):
        pull("here", tmp_path, table=table)
